"""Youju: ask a folder of articles, get the answer and the exact words it rests on."""
