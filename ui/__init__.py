"""The page: ask on the left, read the evidence in its article on the right."""

import rag as rag  # throws the switches that Gradio reads while it is imported; it calls home else
