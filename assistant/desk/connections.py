"""Connections that are slow or too many. uvicorn has no limit on the time that a request takes to come.

A program that opens connections and sends a byte now and then must not keep other people out ("slow loris"). A
connection is closed if a request does not come, if its body does not come, or if nobody takes the response. The newest
connection is always served: if there are too many, the connection with the longest wait is closed.
"""

from asyncio import TimerHandle, Transport
from contextlib import suppress
from time import monotonic

from anyio import move_on_after
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.desk.headers import HEADERS

MAX_CONNECTIONS = 200
"""Chosen: a browser opens six, so that is more than 30 tabs, and each needs an open file."""

HEAD_SECONDS = 10
"""How long the head of a request may take, and a kept connection may be silent. Chosen."""

BODY_SECONDS = 20
"""How long a body may take, however small it is. Chosen."""

MIN_BODY_RATE = 20_000
"""Bytes a second that a larger body must have in the mean: a slow radio network."""

SEND_SECONDS = 30
"""How long a part of a response, 64 kB of a file, may wait until it is taken. Chosen."""

BAD_REQUEST = b"This is not a request that the server understands, or its head is too long.\n"


class PatientProtocol(H11Protocol):
    """A connection that is closed if it keeps the server waiting."""

    _timer: TimerHandle
    _waiting_since = 0.0
    _unsent = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Take a new connection. If there are too many, close the connection with the longest wait for a request."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > MAX_CONNECTIONS:
            waiting = [each for each in self.connections if isinstance(each, PatientProtocol) and each.is_waiting]
            min(waiting, key=lambda each: each._waiting_since).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection that was closed."""
        self._timer.cancel()
        super().connection_lost(exc)

    @property
    def is_waiting(self) -> bool:
        """Whether no request is being answered: the next one has not come, or not in full."""
        return self.cycle is None or self.cycle.response_complete

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._timer.cancel()
        self._wait()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not a request."""
        if self.is_waiting:
            lines = ["HTTP/1.1 400 Bad Request", "content-type: text/plain; charset=utf-8", "connection: close"]
            lines += [f"content-length: {len(BAD_REQUEST)}"]
            lines += [f"{name}: {value}" for name, value in HEADERS.items()]
            self.transport.write("\r\n".join(lines).encode() + b"\r\n\r\n" + BAD_REQUEST)
        self.transport.close()

    def _wait(self) -> None:
        self._waiting_since = self.loop.time()
        self._unsent = self.transport.get_write_buffer_size()
        self._timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _give_up(self) -> None:
        """Close the connection, unless a request is being answered or the last response is still being taken."""
        is_taken = 0 < self.transport.get_write_buffer_size() < self._unsent
        is_answered = not self.is_waiting and not self.transport.is_closing()
        if is_taken or is_answered:
            self._wait()
        else:
            self.transport.abort()


class Patience:
    """Refuses a body that comes too slowly, and ends a response that nobody takes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_in_time(message: Message) -> None:
            with move_on_after(SEND_SECONDS) as waiting:
                await send(message)
            if waiting.cancelled_caught:
                raise _NobodyReads

        with suppress(_NobodyReads):
            await self.app(scope, _Body(receive).receive, send_in_time)


class _NobodyReads(Exception):
    """Raised when a part of a response was not taken in time. uvicorn then closes the connection."""


class _Body:
    """The body of one request."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._began = monotonic()
        self._bytes = 0
        self._is_complete = False

    async def receive(self) -> Message:
        """Return the next part of the body, or that the sender has gone.

        Raises:
            HTTPException: it came too slowly.
        """
        if self._is_complete:
            return await self._receive()
        allowed = BODY_SECONDS + self._bytes / MIN_BODY_RATE
        with move_on_after(max(self._began + allowed - monotonic(), 0)) as waiting:
            message = await self._receive()
        if waiting.cancelled_caught:
            raise HTTPException(408, headers={"connection": "close"})
        self._bytes += len(message.get("body", b""))
        self._is_complete = not message.get("more_body", False)
        return message
