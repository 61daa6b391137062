"""What a request passes first: who may come in, how often, and in what shape."""
