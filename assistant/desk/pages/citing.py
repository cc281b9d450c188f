"""A quotation or a work in a citation style, to copy: `/cite/ID`."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from assistant.cited_quotes import CitedQuote
from assistant.desk.chosen import basket_of, remember_style, style_of
from assistant.desk.readers import read_span
from assistant.desk.shared import Desk, desk_of, language_of
from assistant.render.clipboard import quote_html, quote_text, reference_html, reference_text
from corpus.citing.styles import STYLES
from corpus.errors import UnknownKey


def cite(request: Request) -> Response:
    """Show a quotation with its citation and its reference; or a reference, if the address names a work."""
    desk, words = desk_of(request), language_of(request)
    target = request.path_params["target"]
    span = read_span(request.query_params.get("quote") or None)
    style = style_of(request)
    cited = _cited_quote(desk, target, span, style)
    reference = cited.reference if cited else desk.library.cite([target], style).references[0]
    response = desk.render(
        request,
        "cite.html",
        title=words("cite.title"),
        target=target,
        cited=cited,
        reference=reference,
        reference_copy=(reference_text(reference), reference_html(reference)),
        quote_copy=(quote_text(cited), quote_html(cited)) if cited else None,
        style=style,
        styles=STYLES,
        basket=basket_of(request),
        baskets=desk.library.baskets(),
    )
    return remember_style(request, response)


def _cited_quote(desk: Desk, target: str, span: tuple[int, int] | None, style: str) -> CitedQuote | None:
    """Return a quotation in a style; None if the target is a work and not a passage.

    Raises:
        UnknownKey, InputError: there is no such passage, or its document has no such part.
    """
    try:
        return desk.library.cite_quote(target, span, style)
    except UnknownKey:
        if span is not None:
            raise
        return None


ROUTES: list[BaseRoute] = [Route("/cite/{target}", cite)]
WRITE_ROUTES: list[BaseRoute] = []
