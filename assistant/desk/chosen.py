"""What a person chose last, kept in cookies: the citation style and the basket."""

from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from corpus.citing.styles import STYLES
from corpus.errors import InputError
from corpus.model import DEFAULT_BASKET
from corpus.text.near import choose_from

STYLE_COOKIE = "evidence_style"

BASKET_COOKIE = "evidence_basket"
"""Holds the name of the basket, written as in an address."""

DEFAULT_STYLE = "apa"


def style_of(request: Request) -> str:
    """Return the style that a request asks for, or that was chosen last. Files of styles are for the command line.

    Raises:
        InputError: there is no such style.
    """
    asked = request.query_params.get("style")
    if asked is None:
        chosen = request.cookies.get(STYLE_COOKIE, "")
        return chosen if chosen in STYLES else DEFAULT_STYLE
    if asked not in STYLES:
        raise InputError(f"{asked[:40]!r} is not a style. {choose_from(asked[:40], STYLES)}")
    return asked


def remember_style(request: Request, response: Response) -> Response:
    """Keep the style that a request asks for, and return the response."""
    if "style" in request.query_params:
        response.set_cookie(STYLE_COOKIE, style_of(request), httponly=True, samesite="strict")
    return response


def basket_of(request: Request) -> str:
    """Return the name of the basket that was used last."""
    return unquote(request.cookies.get(BASKET_COOKIE, "")) or DEFAULT_BASKET


def remember_basket(name: str, response: Response) -> Response:
    """Keep the name of the basket that was used last, and return the response."""
    response.set_cookie(BASKET_COOKIE, quote(name, safe=""), httponly=True, samesite="strict")
    return response
