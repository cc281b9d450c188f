"""What protects a desk: who is let in.

A browser runs the pages of strangers beside this one. Each of them may send requests to this machine. So a request must
name this desk in its Host, come from a page of this desk, and bring the cookie of the person who started it.
"""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.desk.access import Access
from assistant.desk.connections import Patience
from assistant.desk.headers import Headers
from assistant.desk.shared import Desk, language_of

COOKIE_SECONDS = 30 * 24 * 60 * 60
"""How long a browser keeps the cookie: chosen, so that a bookmark opens after a holiday."""

MAX_URL_BYTES = 20_000
"""The longest question has 2,000 characters, and a character takes 9 bytes in an address if it is Chinese."""

MAX_HEADER_BYTES = 40_000
"""All headers together, with cookies of other programs on this machine."""

OPEN_TO_ALL = "/static/"
"""The style and the script of the pages say nothing about a library. The page that refuses a request needs them."""

MCP = "/mcp"
"""The address for programs. They send the token and not a cookie."""


class Guard:
    """Lets a request in if it is meant for this desk, comes from this desk, and brings the token or the cookie."""

    def __init__(self, app: ASGIApp, desk: Desk, access: Access) -> None:
        self.app = app
        self.desk = desk
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse a request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        request = Request(scope)
        response = self._response(request)
        if response is None:
            await self.app(scope, receive, send)
        else:
            await response(scope, receive, send)

    def _response(self, request: Request) -> Response | None:
        """Return the response to a request that does not get to the pages, or None."""
        reason = self._is_misdirected(request) or self._is_foreign(request)
        if reason:
            return self._refuse(request, *reason)
        given = request.query_params.get("token")
        if given is not None and request.method == "GET":
            return self._exchange(request, given)
        path = request.scope["path"]
        if path.startswith(OPEN_TO_ALL) or self._has_token(request):
            return None
        if path == MCP or path.startswith(f"{MCP}/"):
            return Response("", 401, {"www-authenticate": "Bearer"})
        if self._has_cookie(request):
            return None
        return self._locked(request)

    def _is_misdirected(self, request: Request) -> tuple[int, str] | None:
        """Return the status and reason if a request is too long, or its Host is not this desk."""
        if len(request.scope["raw_path"]) + len(request.scope["query_string"]) > MAX_URL_BYTES:
            return 414, "fault.long_address"
        if sum(len(name) + len(value) for name, value in request.headers.raw) > MAX_HEADER_BYTES:
            return 431, "fault.long_address"
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or not self.access.is_ours(hosts[0], _local_address(request)):
            return 421, "fault.other_host"
        return None

    def _is_foreign(self, request: Request) -> tuple[int, str] | None:
        """Return the status and reason if a page of another site sent a request.

        Other ports of this machine are the same site to a browser, so its cookies alone do not tell.
        """
        origin = request.headers.get("origin")
        site = request.headers.get("sec-fetch-site")
        if request.method in ("GET", "HEAD"):
            is_ours = site in (None, "none", "same-origin") or _is_followed_link(request)
        elif origin is not None:
            is_ours = origin == f"http://{request.headers['host']}".lower()
        else:
            is_ours = site == "same-origin" or self._has_token(request)
        return None if is_ours else (403, "fault.other_site")

    def _has_token(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self.access.is_token(token.strip())

    def _has_cookie(self, request: Request) -> bool:
        return self.access.is_cookie(request.cookies.get(self.access.cookie_name, ""))

    def _exchange(self, request: Request, given: str) -> Response:
        """Give the browser the cookie for the token, and send it to the same address without the token."""
        if not self.access.is_token(given):
            return self._locked(request)
        response = RedirectResponse(_without_token(request), 303)
        response.set_cookie(
            self.access.cookie_name, self.access.cookie_value, COOKIE_SECONDS, httponly=True, samesite="strict"
        )
        return response

    def _locked(self, request: Request) -> Response:
        """Return the page that says how to get in."""
        link = _without_token(request)
        return self.desk.render(request, "locked.html", 403, title=language_of(request)("locked.title"), link=link)

    def _refuse(self, request: Request, status: int, reason: str) -> Response:
        words = language_of(request)
        values = {"title": words("fault.title"), "reason": words(reason), "language": words.language, "lead": ""}
        return self.desk.render(request, "fault.html", status, **values)


def protect(app: ASGIApp, desk: Desk, access: Access) -> ASGIApp:
    """Return an application with all protections around it. Its own errors have the headers too."""
    return Headers(Patience(Guard(app, desk, access)))


def _without_token(request: Request) -> str:
    """Return the address of a request on this desk, without the token."""
    path = "/" + request.scope["raw_path"].decode("ascii").lstrip("/\\")  # `//name` would be another machine
    query = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "token"])
    return f"{path}?{query}" if query else path


def _is_followed_link(request: Request) -> bool:
    """Return whether a person followed a link on another site. No other site can embed or fetch what is shown."""
    headers = request.headers
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"


def _local_address(request: Request) -> str:
    server = request.scope.get("server")
    return str(server[0]) if server else ""
