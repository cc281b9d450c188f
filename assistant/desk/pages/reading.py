"""The reader: a passage or a page with its marks, a work with its outline, pictures of pages, and originals."""

from urllib.parse import quote as escape

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from assistant.desk.readers import DEFAULT_ZOOM, Reader, read_span, read_zoom
from assistant.desk.shared import changed_address, desk_of
from assistant.model import Evidence
from corpus.errors import InputError, UnknownKey

ORIGINAL_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""The Content-Security-Policy of a document: the browser's own viewer may show a PDF, and nothing else is loaded."""


def evidence_reader(request: Request, piece: Evidence) -> Reader:
    """Return the reader of a piece of evidence, beside its answer."""
    number = read_number(request.query_params.get("page"))
    zoom = read_zoom(request.query_params.get("zoom"))
    library = desk_of(request).library
    view = library.page_view(piece.hit.passage.handle, number, quote=piece.quote_span)

    def address(page: int, zoom: int) -> str:
        return changed_address(request, page=page, zoom=_in_address(zoom)) + "#reader"

    close = changed_address(request, read=None, page=None, zoom=None) + f"#e{piece.hit.rank}"
    return Reader(view, piece.hit.rank, zoom, address, close, piece.quote_span)


def passage(request: Request) -> Response:
    """Show a passage on its page, with a quotation marked."""
    return _reader_page(request, request.path_params["id"], read_number(request.query_params.get("page")))


def work_page(request: Request) -> Response:
    """Show a page of a work, with a passage and a quotation marked if the address names them."""
    target = request.query_params.get("passage") or request.path_params["key"]
    return _reader_page(request, target, request.path_params["page"])


def _reader_page(request: Request, target: str, page: int | None) -> Response:
    desk = desk_of(request)
    zoom = read_zoom(request.query_params.get("zoom"))
    quote = read_span(request.query_params.get("quote"))
    view = desk.library.page_view(target, page, request.query_params.get("source"), quote)
    key = request.path_params.get("key", view.reference.key)
    if key not in (view.reference.key, *view.reference.former_keys):
        raise UnknownKey(f"the work {key[:80]!r} does not have the passage {target[:80]!r}")

    def address(page: int, zoom: int) -> str:
        if "key" not in request.path_params:
            return changed_address(request, page=page, zoom=_in_address(zoom)) + "#reader"
        _, mark, query = changed_address(request, zoom=_in_address(zoom)).partition("?")
        return f"/work/{escape(view.reference.key, safe='')}/page/{page}{mark}{query}#reader"

    reader = Reader(view, None, zoom, address, quote_span=quote)
    return desk.render(request, "reading.html", title=view.reference.title, reader=reader)


def _in_address(zoom: int) -> int | None:
    """Return a zoom as it is in an address: None for the zoom that a page has without it."""
    return None if zoom == DEFAULT_ZOOM else zoom


def work(request: Request) -> Response:
    """Show a work: its record, its texts and their outlines."""
    desk = desk_of(request)
    shown = desk.library.work(request.path_params["key"])
    return desk.render(request, "work.html", title=shown.reference.title, work=shown)


def picture(request: Request) -> Response:
    """Send the picture of a page."""
    dpi = request.query_params.get("dpi", "144")
    if not dpi.isascii() or not dpi.isdigit() or len(dpi) > 4:
        raise InputError(f"{dpi[:20]!r} is not a number of dots per inch")
    library = desk_of(request).library
    png = library.page_picture(request.path_params["sha256"], request.path_params["page"], int(dpi))  # type: ignore[arg-type]
    return Response(png, media_type="image/png")


def original(request: Request) -> Response:
    """Send the file of a document under its own name: to be shown if a browser can do that safely, or to be kept."""
    found = desk_of(request).library.original(request.path_params["sha256"])
    is_shown = found.is_safe_to_show and "download" not in request.query_params
    return FileResponse(
        found.path,
        media_type=found.media_type,
        filename=found.name,
        content_disposition_type="inline" if is_shown else "attachment",
        headers={"content-security-policy": ORIGINAL_POLICY},
    )


def read_number(text: str | None) -> int | None:
    """Return a number in an address, or None if there is none.

    Raises:
        InputError: it is not a number.
    """
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise InputError(f"{text[:20]!r} is not a number")
    return int(text)


ROUTES: list[BaseRoute] = [
    Route("/passage/{id}", passage),
    Route("/work/{key}", work),
    Route("/work/{key}/page/{page:int}", work_page),
    Route("/picture/{sha256}/{page:int}.png", picture),
    Route("/original/{sha256}/{name}", original),
]
WRITE_ROUTES: list[BaseRoute] = []
