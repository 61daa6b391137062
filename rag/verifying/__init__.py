"""Does the quote bear the sentence out? One question, asked of every sentence of every answer.

``verify`` and ``check_sentence`` are asked; ``evidence`` is what a sentence is held against; the
other files each look for one kind of fault in it.
"""
