"""The routes of the desk, in one table, and the application that serves them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

from anyio import create_task_group, move_on_after, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from assistant.desk.pages import adding, asking, basket, citing, reading, works
from assistant.desk.security import MCP
from assistant.desk.shared import CLIENT_LEFT, Desk, desk_of, language_of
from assistant.mcp.http import HttpServer
from corpus.errors import EvidenceError, InputError, LibraryBusy, UnknownKey

PAGES = (asking, reading, citing, basket, works, adding)
"""The modules with pages. A new room is one module and its name here."""


CLOSE_SECONDS = 5
"""How long a job may take to stop. Then the process ends, as if it was killed: the library is whole all the same."""

MAX_BODY_BYTES = 1 << 20
"""The largest form: a record or a note. A route for files has its own limit: `Route(..., max_body_size=...)`."""

STATUS: Mapping[type[EvidenceError], int] = {
    UnknownKey: 404,
    InputError: 400,
    LibraryBusy: 503,
    EvidenceError: 500,
}
"""The status of the page for an error. The first class that fits counts."""


LEADS: Mapping[type[EvidenceError], str] = {UnknownKey: "fault.unknown", LibraryBusy: "fault.busy"}
"""A sentence in the language of the page before the error itself, which is in English."""


def create_app(desk: Desk) -> Starlette:
    """Return the application of a desk. A read-only desk has no route that writes.

    It has no protection of its own: `security.protect` is around it.
    """
    routes: list[BaseRoute] = [Mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")]
    for page in PAGES:
        routes += page.ROUTES
        if not desk.read_only:
            routes += page.WRITE_ROUTES
    mcp = HttpServer(desk.library)
    routes.append(Route(MCP, mcp))
    handlers = {EvidenceError: _fault, HTTPException: _http_fault, ClientDisconnect: _nobody, Exception: _bug}
    app = Starlette(routes=routes, exception_handlers=handlers, lifespan=_lifespan, max_body_size=MAX_BODY_BYTES)
    app.state.desk, app.state.mcp = desk, mcp
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Load the models as soon as the desk can be opened, serve MCP clients, and end its jobs when it ends."""
    desk: Desk = app.state.desk
    Thread(target=desk.warm, daemon=True).start()
    async with create_task_group() as tasks:
        tasks.start_soon(app.state.mcp.run)
        yield
        tasks.cancel_scope.cancel()
    with move_on_after(CLOSE_SECONDS):
        await to_thread.run_sync(desk.close, abandon_on_cancel=True)
    desk.jobs.discard_files()


def _fault(request: Request, error: Exception) -> Response:
    """Return the page for an error: what went wrong and what to do."""
    status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
    key = next((key for kind, key in LEADS.items() if isinstance(error, kind)), "")
    lead = language_of(request)(key) if key else ""
    return _fault_page(request, status, str(error), "en", lead)


def _http_fault(request: Request, error: Exception) -> Response:
    """Return the page for an address that does not exist, a form that is too large, and so on."""
    assert isinstance(error, HTTPException)
    words = language_of(request)
    key = "fault." + str(error.status_code)
    reason = words(key) if words.has(key) else error.detail
    response = _fault_page(request, error.status_code, reason, words.language)
    response.headers.update(error.headers or {})
    return response


def _nobody(_: Request, __: Exception) -> Response:
    """Return a response to a person who has gone, for example in the middle of sending a file. Nobody gets it."""
    return Response(status_code=CLIENT_LEFT)


def _bug(request: Request, error: Exception) -> Response:
    """Return the page for a mistake of ours. The server prints its traceback."""
    words = language_of(request)
    return _fault_page(request, 500, words("fault.bug"), words.language)


def _fault_page(request: Request, status: int, reason: str, language: str, lead: str = "") -> Response:
    title = language_of(request)("fault.title")
    values = {"title": title, "reason": reason, "language": language, "lead": lead}
    return desk_of(request).render(request, "fault.html", status, **values)
