"""From a question to an answer made of the articles' own words, or a refusal that says why.

understand ─▶ retrieve ─▶ read ─▶ judge ─▶ answer ─▶ verify
"""
