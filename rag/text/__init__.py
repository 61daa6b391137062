"""What is true of text whatever it is for: folding, sentences, chunks, tokens, figures, dates.

Pure functions of strings; nothing here knows of files, an index or a question.
"""
