"""The table of tools. A new tool is one module and its name here."""

from collections.abc import Mapping

from assistant.mcp.checking import CHECK_QUOTES
from assistant.mcp.citing import CITE
from assistant.mcp.fetching import FETCH
from assistant.mcp.listing import LIST_WORKS
from assistant.mcp.model import Tool
from assistant.mcp.searching import SEARCH

TOOLS: Mapping[str, Tool] = {tool.name: tool for tool in (SEARCH, FETCH, CITE, LIST_WORKS, CHECK_QUOTES)}
"""The tools by name, in the order in which clients list them."""
