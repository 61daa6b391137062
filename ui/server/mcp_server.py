"""The protocol's server as Youju needs it: faulty arguments in words, articles as resources."""

from __future__ import annotations

from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ListResourcesResult, ReadResourceResult, ResourceTemplate
from pydantic import ValidationError

from ui.server.asking import Doors
from ui.server.mcp_resources import Shelf
from ui.server.unusable import in_words


class Server(MCPServer[Any]):
    """Tools as given to it, resources from ``Shelf``."""

    def __init__(self, doors: Doors, **about: Any) -> None:
        """``about``: as of ``MCPServer``."""
        self._shelf = Shelf(doors)
        super().__init__(**about)

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        """Call a tool; say which argument cannot be used, in the reader's language."""
        tool = self._tool_manager.get_tool(name)
        known = tool.fn_metadata.arg_model.model_fields if tool else arguments
        extra = [{"loc": (key,), "type": "extra_forbidden"} for key in {*arguments} - {*known}]
        if extra:
            raise ToolError(in_words(extra))
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as fault:
            if isinstance(fault.__cause__, ValidationError):
                raise ToolError(in_words(fault.__cause__.errors())) from None
            raise

    # The library lists all resources at once; here there may be some hundred thousand.

    async def _handle_list_resources(self, ctx: Any, params: Any) -> ListResourcesResult:
        return await self._shelf.listed(params.cursor if params else None)

    async def _handle_read_resource(self, ctx: Any, params: Any) -> ReadResourceResult:
        return await self._shelf.read(str(params.uri))

    async def list_resource_templates(self) -> list[ResourceTemplate]:
        """How an article's address is made."""
        return self._shelf.templates()
