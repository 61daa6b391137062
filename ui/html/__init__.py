"""Turns, articles and reports as HTML, Markdown or plain text: pure functions, all escaped."""
