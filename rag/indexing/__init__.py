"""From articles to a searchable index that survives a kill: ``ingest`` writes, ``Index`` reads.

scan ─▶ prepare (in workers) ─▶ store (SQLite, the truth) ─▶ caches (tantivy, FAISS) ─▶ publish
"""
