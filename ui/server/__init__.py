"""The server: the page, the JSON, chat and MCP interfaces behind the doors."""
