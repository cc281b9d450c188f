"""The official MCP client, as the tests use it: calls that wait, results that are checked twice."""

import json
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from tests.conftest import ROOT

VERSIONS = {"2026-07-28": "2026-07-28", "legacy": "2025-11-25"}
"""The modes of the client, and the version of the protocol that it speaks in each."""


@dataclass(frozen=True)
class Talk:
    """A conversation with a server. The client checks each result against the schema of its tool."""

    portal: BlockingPortal
    client: Client

    def call(self, tool: str, **arguments: Any) -> Any:
        """Return the result of a call as the client has it."""
        return self.portal.call(self.client.call_tool, tool, arguments)

    def begin(self, tool: str, **arguments: Any) -> "Future[Any]":
        """Begin a call, which goes on beside others."""
        return self.portal.start_task_soon(self.client.call_tool, tool, arguments)

    def result(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Return what a tool found. The text says the same as the structured content."""
        return found_in(self.call(tool, **arguments))

    def fault(self, tool: str, **arguments: Any) -> str:
        """Return what a tool says when it fails. There is nothing else that could be taken for a finding."""
        called = self.call(tool, **arguments)
        assert called.is_error, called.content[0].text
        assert called.structured_content is None
        (content,) = called.content
        assert "\n" not in content.text
        return str(content.text)


def found_in(called: Any) -> dict[str, Any]:
    """Return the structured content of a result without a fault."""
    assert not called.is_error, called.content[0].text
    assert json.loads(called.content[0].text) == called.structured_content
    return dict(called.structured_content)


@contextmanager
def talk_to(server: Any, mode: str = "auto") -> Iterator[Talk]:
    """Connect to a server: what to start, an address, or a server in this process."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(server, mode=mode)) as client,
    ):
        yield Talk(portal, client)


def command(library: Path, *options: str) -> StdioServerParameters:
    """Return what starts `evidence mcp` on a library."""
    return started([sys.executable, "-W", "error", "-m", "assistant", "mcp", "--library", str(library), *options])


def started(words: Sequence[str], **settings: str) -> StdioServerParameters:
    """Return what starts a command. A client passes few variables on, so those of the tests are added."""
    of_tests = {name: value for name, value in os.environ.items() if name.startswith(("EVIDENCE_", "XDG_"))}
    environment = {**of_tests, "PYTHONPATH": str(ROOT), **settings}
    return StdioServerParameters(command=words[0], args=list(words[1:]), env=environment)


@asynccontextmanager
async def over_http(url: str, token: str) -> AsyncIterator[Any]:
    """Connect to the MCP server of a desk."""
    async with (
        create_mcp_http_client({"Authorization": f"Bearer {token}"}) as client,
        streamable_http_client(f"{url}/mcp", http_client=client) as streams,
    ):
        yield streams
