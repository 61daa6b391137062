"""What a question asks of a table: the cell where its row and its column meet, or a count of rows.

match ─▶ cell, rows ─▶ quotes ─▶ answers
"""
