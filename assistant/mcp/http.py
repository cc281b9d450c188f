"""The server over streamable HTTP, as the desk mounts it at `/mcp`.

The desk's own checks (Host, Origin, token) are in front of it. No session is kept: each request is complete, in both
versions of the protocol, so the memory of the desk does not grow. The SDK is imported at the first request, because it
takes most of a second, and most people who open a desk use no MCP client.
"""

from typing import TYPE_CHECKING

from anyio import Event, sleep_forever, to_thread
from starlette.types import Receive, Scope, Send

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from assistant.assistant import Assistant

MAX_BODY_BYTES = 64 * 1024
"""The longest call: a question of 2,000 characters, and a filter with many keys."""


class HttpServer:
    """An ASGI application that answers MCP requests while `run` runs."""

    def __init__(self, library: "Assistant") -> None:
        self._library = library
        self._manager: StreamableHTTPSessionManager | None = None
        self._is_asked, self._is_ready = Event(), Event()

    async def run(self) -> None:
        """Serve requests until this task is cancelled."""
        await self._is_asked.wait()
        manager = await to_thread.run_sync(self._make_manager)
        async with manager.run():
            self._manager = manager
            self._is_ready.set()
            await sleep_forever()

    def _make_manager(self) -> "StreamableHTTPSessionManager":
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        from assistant.mcp.served import ServedLibrary
        from assistant.mcp.server import make_server

        server = make_server(ServedLibrary(lambda: self._library))
        return StreamableHTTPSessionManager(
            server, json_response=True, stateless=True, max_request_body_size=MAX_BODY_BYTES
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        self._is_asked.set()
        await self._is_ready.wait()
        assert self._manager is not None, "it is made before it is ready"
        await self._manager.handle_request(scope, receive, send)
