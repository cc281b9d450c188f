"""The tool `list_works`: the works of the library, page by page."""

from typing import TYPE_CHECKING

from assistant.mcp.model import FILTER, TEXT, Found, Json, Links, Tool, array_of, object_with
from assistant.mcp.served import ServedLibrary

if TYPE_CHECKING:
    from corpus.model import Holding

DEFAULT_WORKS, MAX_WORKS = 50, 200


def list_works(served: ServedLibrary, arguments: Json, links: Links) -> Found:
    """Return works, in the order of their titles."""
    from assistant.filters import narrowed
    from assistant.holdings import in_order
    from assistant.mcp.cursors import read_cursor, write_cursor
    from assistant.mcp.quotation import QUOTED
    from corpus.model import Filter

    library = served.opened()
    filters = arguments.get("filter", {})
    selection = narrowed(Filter(), filters)
    holdings = in_order(library.holdings(selection), "title")
    depends_on = [filters, [holding.reference.key for holding in holdings]]
    begin = 0
    if "cursor" in arguments:
        (begin,) = read_cursor(arguments["cursor"], 1, depends_on)
    end = begin + int(arguments.get("k", DEFAULT_WORKS))
    notes = list(library.selection_notes(selection))
    if not holdings:
        notes.append("this library has no works yet. A person can add files: evidence add FILE")
    return Found(
        {
            "total": len(holdings),
            "about": QUOTED,
            "works": [_work(holding, links) for holding in holdings[begin:end]],
            "notes": notes,
            "next_cursor": write_cursor((end,), depends_on) if end < len(holdings) else None,
        }
    )


def _work(holding: "Holding", links: Links) -> Json:
    """Return a work. Fields that are null or empty are left out, except its year."""
    from assistant.mcp.quotation import cleaned
    from assistant.render.json import holdings_json
    from corpus.citing.short_citation import author_year

    (whole,) = holdings_json([holding], {})
    work = {name: whole[name] for name in ("key", "title", "year", "kind", "design", "status")}
    work["citation"] = author_year(holding.reference)
    if links.desk:
        work["url"] = links.work(holding.reference.key, "")
    for name in ("pages", "uncertain", "notices"):
        if whole[name]:
            work[name] = whole[name]
    cleaned_work: Json = cleaned(work)
    return cleaned_work


LIST_WORKS = Tool(
    name="list_works",
    title="List the works",
    description="List the works of the library by title: what it holds, and their keys.",
    arguments={
        "filter": {"type": "object", "properties": FILTER},
        "k": {"type": "integer", "minimum": 1, "maximum": MAX_WORKS},
        "cursor": TEXT,
    },
    required=(),
    result=object_with("total", "next_cursor", works=array_of("key", "title", "citation", "status")),
    run=list_works,
)
