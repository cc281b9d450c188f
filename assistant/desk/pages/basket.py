"""Baskets of evidence: `/basket/NAME`, what can be done with its quotations, and its export."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import TypeVar
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assistant.assistant import Assistant
from assistant.desk.chosen import basket_of, remember_basket, remember_style, style_of
from assistant.desk.readers import read_span
from assistant.desk.shared import desk_of, language_of
from assistant.desk.words import Words
from assistant.render.basket import BasketWords
from assistant.render.briefs import BriefFormat
from corpus.citing.styles import STYLES
from corpus.errors import InputError
from corpus.text.near import choose_from

T = TypeVar("T")

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

FORMATS = {
    "docx": ("docx", _WORD),
    "brief": ("brief.docx", _WORD),
    "brief-markdown": ("brief.md", "text/markdown; charset=utf-8"),
    "markdown": ("md", "text/markdown; charset=utf-8"),
    "text": ("txt", "text/plain; charset=utf-8"),
    "rtf": ("rtf", "application/rtf"),
    "html": ("html", "text/html; charset=utf-8"),
    "bibtex": ("bib", "application/x-bibtex; charset=utf-8"),
    "ris": ("ris", "application/x-research-info-systems; charset=utf-8"),
    "csl-json": ("json", "application/vnd.citationstyles.csl+json"),
}
"""The formats of an export, each with the end of its file's name and its media type."""

BRIEFS: Mapping[str, BriefFormat] = {"brief": "docx", "brief-markdown": "markdown"}
"""The formats of an export that are briefs, with footnotes."""


def first_basket(request: Request) -> Response:
    """Go to the basket that was used last."""
    return RedirectResponse(_address(basket_of(request)), 303)


def show(request: Request) -> Response:
    """Show the quotations of a basket in their order."""
    desk, words = desk_of(request), language_of(request)
    basket = desk.library.basket(request.path_params["name"])
    response = desk.render(
        request,
        "basket.html",
        title=words("basket.title", name=basket.name),
        basket=basket,
        address=_address(basket.name),
        baskets=desk.library.baskets(),
        addresses={name: _address(name) for name in desk.library.baskets()},
        formats=_formats(),
        styles=STYLES,
        style=style_of(request),
    )
    return remember_basket(basket.name, response)


def export(request: Request) -> Response:
    """Send a basket as a file."""
    name = request.path_params["name"]
    format = request.query_params.get("format", "docx")
    if format not in FORMATS:
        raise InputError(f"{format[:40]!r} is not a format. {choose_from(format[:40], FORMATS)}")
    suffix, media_type = FORMATS[format]
    content = _content(request, name, format)
    headers = {"content-disposition": f"attachment; filename*=utf-8''{quote(f'{name}.{suffix}', safe='')}"}
    return remember_style(request, Response(content, media_type=media_type, headers=headers))


def _formats() -> list[str]:
    """Return the formats of an export. A Word brief needs the extra `office`."""
    return [name for name in FORMATS if name != "brief" or find_spec("docx")]


def _content(request: Request, name: str, format: str) -> bytes:
    """Return a basket as a file of one of `FORMATS`."""
    library, words, style = desk_of(request).library, language_of(request), style_of(request)
    if format in BRIEFS:
        return library.export_brief(library.brief(basket=name), BRIEFS[format], style, words.language)
    return library.export_basket(name, format, style, _document_words(words))  # type: ignore[arg-type]


def _document_words(words: Words) -> BasketWords:
    """Return the words of the program in a document. The place of a quotation is put in later."""
    place = "{place}"
    return BasketWords(
        words("document.references"),
        words("document.note"),
        words("document.not_a_quotation"),
        words("document.changed", place=place),
        words("document.no_text", place=place),
        words("document.no_work", place=place),
    )


def _address(name: str, item: str = "") -> str:
    """Return the address of a basket, or of an item of it."""
    address = f"/basket/{quote(name, safe='')}"
    return f"{address}#item-{item}" if item else address


# --- changes -------------------------------------------------------------------------------------------------------


async def add(request: Request) -> Response:
    """Add a quotation to a basket, and go there."""
    form = await request.form()
    name = " ".join(_text(form, "basket").split()) or basket_of(request)
    span = read_span(_text(form, "quote") or None)
    if span is None:
        raise InputError("the form names no quotation: add it from an answer or from a page of a document")

    passage, note = _text(form, "passage"), _text(form, "note")
    added = await _write(request, lambda library: library.add_to_basket(passage, *span, name=name, note=note))
    if "application/json" in request.headers.get("accept", ""):  # the script stays on the page
        key = "basket.added" if added.is_new else "basket.held"
        response: Response = JSONResponse({"said": language_of(request)(key, name=name)})
    else:
        response = RedirectResponse(_address(name, added.handle), 303)
    return remember_basket(name, response)


async def move(request: Request) -> Response:
    """Move an item of a basket to a position."""
    form = await request.form()
    name, item = request.path_params["name"], _text(form, "item")
    position = _text(form, "position")
    if not position.isascii() or not position.isdigit() or len(position) > 6:
        raise InputError(f"{position[:40]!r} is not a position: it is a number from 1")
    await _write(request, lambda library: library.move_in_basket(name, item, int(position)))
    return RedirectResponse(_address(name, item), 303)


async def remove(request: Request) -> Response:
    """Remove an item from a basket."""
    form = await request.form()
    name, item = request.path_params["name"], _text(form, "item")
    await _write(request, lambda library: library.remove_from_basket(name, item))
    return RedirectResponse(_address(name), 303)


async def note(request: Request) -> Response:
    """Replace the note of an item."""
    form = await request.form()
    name, item = request.path_params["name"], _text(form, "item")
    await _write(request, lambda library: library.note_in_basket(name, item, _text(form, "note")))
    return RedirectResponse(_address(name, item), 303)


async def rename(request: Request) -> Response:
    """Give a basket another name, and go there."""
    form = await request.form()
    new_name = " ".join(_text(form, "new_name").split())
    await _write(request, lambda library: library.rename_basket(request.path_params["name"], new_name))
    return RedirectResponse(_address(new_name), 303)


async def clear(request: Request) -> Response:
    """Remove all items of a basket."""
    name = request.path_params["name"]
    await _write(request, lambda library: library.clear_basket(name))
    return RedirectResponse(_address(name), 303)


async def _write(request: Request, change: Callable[[Assistant], T]) -> T:
    """Make a change of the library in a thread. Return its result."""
    return await run_in_threadpool(change, desk_of(request).library)


def _text(form: FormData, name: str) -> str:
    """Return a field of a form; "" if it is missing, or is a file."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


ROUTES: list[BaseRoute] = [
    Route("/basket", first_basket, methods=["GET"]),
    Route("/basket/{name}", show, methods=["GET"]),
    Route("/basket/{name}/export", export, methods=["GET"]),
]
WRITE_ROUTES: list[BaseRoute] = [
    Route("/basket", add, methods=["POST"]),
    Route("/basket/{name}/move", move, methods=["POST"]),
    Route("/basket/{name}/remove", remove, methods=["POST"]),
    Route("/basket/{name}/note", note, methods=["POST"]),
    Route("/basket/{name}/rename", rename, methods=["POST"]),
    Route("/basket/{name}/clear", clear, methods=["POST"]),
]
