"""A piece of evidence as a tool returns it: fields of `docs/json.md`, and the address at which a person reads it."""

from collections.abc import Iterable

from assistant.mcp.model import Json, Links
from assistant.mcp.quotation import cleaned
from assistant.model import Evidence
from assistant.render.json import evidence_json

ALWAYS = ("passage_id", "key", "citation", "quote", "page", "page_label", "text")
"""Fields that each piece has."""

IF_ANY = (
    "label",
    "to_bring",
    "secondary",
    "cites",
    "seconds",
    "speaker",
    "section",
    "table_head",
    "kind",
    "design",
    "design_guessed",
    "uncertain",
    "notices",
    "method",
    "language",
)
"""Fields that a piece has unless they are null, false or empty."""


def evidence_items(pieces: Iterable[Evidence], links: Links, first_rank: int = 1) -> list[Json]:
    """Return pieces of evidence, with ranks from `first_rank` on."""
    items = []
    for rank, piece in enumerate(pieces, start=first_rank):
        whole = cleaned(evidence_json(piece))
        item = {"rank": rank, **{name: whole[name] for name in ALWAYS}}
        item["title"] = cleaned(piece.citation.reference.title)
        item["url"] = links.passage(whole["passage_id"], whole["url"])
        item.update({name: whole[name] for name in IF_ANY if whole[name]})
        if whole["also"]:
            item["also"] = [{name: also[name] for name in ("key", "citation", "verbatim")} for also in whole["also"]]
        items.append(item)
    return items
