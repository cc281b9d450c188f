"""The routes of the desk, in one table, and the application that serves them."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from assistant.desk.pages import asking
from assistant.desk.security import Headers
from assistant.desk.shared import Desk, desk_of, language_of
from corpus.errors import EvidenceError, UnknownKey

PAGES = (asking,)
"""The modules with pages. A new room is one module and its name here."""


def create_app(desk: Desk) -> Starlette:
    """Return the application of a desk. A read-only desk has no route that writes."""
    routes: list[BaseRoute] = [Mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")]
    for page in PAGES:
        routes += page.ROUTES
        if not desk.read_only:
            routes += page.WRITE_ROUTES
    app = Starlette(routes=routes, middleware=[Middleware(Headers)], exception_handlers={EvidenceError: _fault})
    app.state.desk = desk
    return app


def _fault(request: Request, error: Exception) -> Response:
    """Return the page for an error: what went wrong and what to do."""
    status = 404 if isinstance(error, UnknownKey) else 400
    words = language_of(request)
    return desk_of(request).render(request, "fault.html", status, title=words("fault.title"), reason=str(error))
