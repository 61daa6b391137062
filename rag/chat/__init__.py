"""The same evidence written by a chat model: prompts out, replies in, every sentence checked.

evidence ─▶ prompts ─▶ model (LangChain) ─▶ replies, markers ─▶ quoting ─▶ answer
"""
