"""From a file to a clean article: ``load`` reads, ``clean`` strips, ``published`` dates.

file ──load──▶ Article ──clean──▶ Document
"""
