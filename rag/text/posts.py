"""Posts that one person holds, and the titles that stand before a name.

The words stand in ``rag/data/posts.toml``; the names here are parts of patterns, without
brackets around them.
"""

from __future__ import annotations

from rag.text.tables import table

POST = "|".join((*table("posts")["posts"], f"[{table('posts')['headed']}]长"))
"""董事长, 院长: what one person is."""
TITLE = "|".join((POST, *table("posts")["callings"]))
"""With 教授, 记者, 先生: whatever stands before a person's name."""
POST_END: str = table("posts")["endings"]
"""The characters that posts and callings end with, for a pattern's brackets."""
POST_OTHERWISE: dict[str, str] = table("posts")["otherwise"]
"""How texts tell of a post in other words: 创办 of a 创始人."""
