"""The tool `fetch`: the text of a passage, of pages or of a work, in parts that fit a budget of tokens."""

from typing import TYPE_CHECKING

from assistant.mcp.model import TEXT, Found, Json, Links, Tool, object_with
from assistant.mcp.served import ServedLibrary

if TYPE_CHECKING:
    from assistant.excerpts import Excerpt, Part

DEFAULT_TOKENS, MIN_TOKENS, MAX_TOKENS = 4_000, 200, 20_000
"""Chosen: about five pages, half a page and a chapter."""

MIN_CHARACTERS = 200
"""Characters that are returned even if a long citation has used the budget up. Chosen: two lines."""

Place = tuple[int, int]
"""Where a text goes on: the number of a part of the excerpt, and an offset in it."""

PAGE: Json = {"type": "integer"}


def fetch(served: ServedLibrary, arguments: Json, links: Links) -> Found:
    """Return a text, or as much of it as the budget allows, and where it goes on."""
    from assistant.mcp.cursors import read_cursor, write_cursor

    target, first, last = arguments["id"], arguments.get("page"), arguments.get("last_page")
    library = served.opened()
    excerpt = library.excerpt(target, first if first is not None else last, last)
    depends_on = [target, first, last, excerpt.source.sha256]
    begin: Place = (0, 0)
    if "cursor" in arguments:
        number, offset = read_cursor(arguments["cursor"], 2, depends_on)
        begin = (number, offset)
    text, end = _text(excerpt.parts, begin, int(arguments.get("max_tokens", DEFAULT_TOKENS)))
    cursor = None if end is None else write_cursor(end, depends_on)
    shown = excerpt.parts[begin[0] : len(excerpt.parts) if end is None else end[0] + 1]
    picture = None
    if arguments.get("picture"):
        picture = library.page_picture(excerpt.source.sha256, shown[0].locator.index)
    return Found(_result(excerpt, shown, text, cursor, links), picture)


def _text(parts: "tuple[Part, ...]", begin: Place, max_tokens: int) -> tuple[str, Place | None]:
    """Return the text from a place on, with the citation of each page above it, and where it goes on; None if it ends.

    A text is cut between words. At least `MIN_CHARACTERS` are returned.
    """
    from assistant.mcp.quotation import cleaned, remark
    from assistant.mcp.tokens import estimate_tokens

    pieces: list[str] = []
    left = float(max_tokens)
    for number in range(begin[0], len(parts)):
        offset = begin[1] if number == begin[0] else 0
        body = parts[number].text[offset:]
        head = remark(parts[number].citation)
        left -= estimate_tokens(head)
        cut = _cut(body, left)
        if cut == 0 and body:
            if pieces:
                return "\n".join(pieces), (number, offset)
            cut = min(MIN_CHARACTERS, len(body))
        pieces.append(f"{head}{cleaned(body[:cut])}\n")
        if cut < len(body):
            return "\n".join(pieces), (number, offset + cut)
        left -= estimate_tokens(body)
    return "\n".join(pieces), None


def _cut(text: str, max_tokens: float) -> int:
    """Return how much of a text fits a budget: all of it, or up to the end of a word, if it has words."""
    from assistant.mcp.tokens import estimate_tokens

    end = len(text)
    while end > 0 and estimate_tokens(text[:end]) > max_tokens:
        end = end * 9 // 10
    if end == len(text):
        return end
    return text[:end].rfind(" ") + 1 or end


def _result(excerpt: "Excerpt", shown: "tuple[Part, ...]", text: str, cursor: str | None, links: Links) -> Json:
    """Return the result: the text, where it is from, and whether more follows."""
    from assistant.mcp.quotation import QUOTED, cleaned
    from assistant.render.json import notices_json
    from corpus.citing.short_citation import SUMMARY
    from corpus.works.doubts import uncertain

    reference, passage = excerpt.reference, excerpt.passage
    first, last = shown[0].locator, shown[-1].locator
    is_note = excerpt.source.kind == "note"
    metadata = {
        "key": reference.key,
        "citation": shown[0].citation,
        "passage_id": passage.handle if passage else None,
        "page": first.index if first.kind == "page" else None,
        "page_label": first.label if first.kind == "page" else None,
        "last_page": last.index if last.kind == "page" else None,
        "pages": excerpt.pages if first.kind == "page" else None,
        "year": reference.year,
        "kind": "note" if is_note else reference.kind,
        "design": reference.design,
        "label": SUMMARY if is_note else None,
        "uncertain": list(uncertain(reference)),
        "notices": notices_json(reference.notices),
        "file": excerpt.source.name,
    }
    url = links.passage(passage.handle, excerpt.url) if passage else links.work(reference.key, excerpt.url)
    return {
        "id": passage.handle if passage else reference.key,
        "title": cleaned(reference.title),
        "about": QUOTED,
        "text": text,
        "next_cursor": cursor,
        "url": url,
        "metadata": cleaned(metadata),
    }


FETCH = Tool(
    name="fetch",
    title="Read a document",
    description=(
        "Read a passage (by passage_id), pages of a document, or a whole work (by key). ⟦...⟧ above each page is its "
        "citation. If next_cursor is not null, the text goes on: call again with it."
    ),
    arguments={
        "id": {"type": "string", "description": "passage_id or key"},
        "page": {"type": "integer", "description": "PDF page, section or second, instead of the passage or work"},
        "last_page": PAGE,
        "max_tokens": {"type": "integer", "minimum": MIN_TOKENS, "maximum": MAX_TOKENS},
        "picture": {"type": "boolean", "description": "add the page as an image"},
        "cursor": TEXT,
    },
    required=("id",),
    result=object_with("id", "title", "url", "next_cursor", text=TEXT, metadata=object_with("key", "citation", "page")),
    run=fetch,
)
