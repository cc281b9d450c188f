"""The tool `search`: the passages that answer a question, or why none does."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.mcp.model import FILTER, TEXT, Found, Json, Links, Tool, array_of, object_with
from assistant.mcp.served import Ranking, ServedLibrary

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.model import Answer, Evidence
    from corpus.model import Filter

DEFAULT_PASSAGES, MAX_PASSAGES = 5, 20

RANKED = 50
"""Passages of one ranking that pages of results go through: chosen, ten pages."""

FURTHER = "These passages rank below the evidence and add little to it."
FURTHER_CLOSEST = "These passages rank below the closest ones. None answers the question."


def search(served: ServedLibrary, arguments: Json, links: Links) -> Found:
    """Return the answer to a question, or more passages of its ranking."""
    from assistant.filters import narrowed
    from corpus.model import Filter

    library = served.ready()
    question, k = arguments["query"], int(arguments.get("k", DEFAULT_PASSAGES))
    filters = arguments.get("filter", {})
    selection = narrowed(Filter(), filters)
    depends_on = [question, k, filters, library.index.folder.name]
    asked = json.dumps(depends_on, sort_keys=True)
    if "cursor" not in arguments:
        answer = library.ask(question, k, selection)
        served.rankings[asked] = Ranking(answer)
        return Found(_first_page(answer, links, depends_on))
    from assistant.mcp.cursors import read_cursor

    (done,) = read_cursor(arguments["cursor"], 1, depends_on)
    ranking = served.rankings.get(asked) or Ranking(library.ask(question, k, selection))
    if ranking.further is None:
        ranking = replace(ranking, further=_further(library, ranking.answer, selection))
        served.rankings[asked] = ranking
    return Found(_next_page(ranking, done, k, links, depends_on))


def _first_page(answer: "Answer", links: Links, depends_on: object) -> Json:
    """Return the evidence, or the closest passages. More are not looked for before somebody asks for them."""
    from assistant.mcp.cursors import write_cursor

    found = answer.evidence or answer.closest
    return _page(answer, found, 1, links, write_cursor((0,), depends_on) if found else None)


def _next_page(ranking: Ranking, done: int, k: int, links: Links, depends_on: object) -> Json:
    """Return `k` further passages after the first `done` ones."""
    from assistant.mcp.cursors import write_cursor

    answer, further = ranking.answer, ranking.further or ()
    end = done + k
    cursor = write_cursor((end,), depends_on) if end < len(further) else None
    first_rank = len(answer.evidence or answer.closest) + done + 1
    page = _page(answer, further[done:end], first_rank, links, cursor)
    page["notes"] = [FURTHER if answer.answered else FURTHER_CLOSEST, *page["notes"]]
    return page


def _further(library: "Assistant", answer: "Answer", selection: "Filter") -> "tuple[Evidence, ...]":
    """Return the passages of the ranking that the answer does not show."""
    shown = [piece.hit.passage for piece in answer.evidence or answer.closest]
    further = []
    for piece in library.search(answer.question, RANKED, selection):
        passage = piece.hit.passage
        is_shown = any(
            passage.source == other.source and passage.start < other.end and other.start < passage.end
            for other in shown
        )
        if not is_shown:
            further.append(piece)
    return tuple(further)


def _page(answer: "Answer", pieces: "Sequence[Evidence]", first_rank: int, links: Links, cursor: str | None) -> Json:
    """Return one page of a result. Only passages that answer are `evidence` and `results`."""
    from assistant.mcp.evidence import evidence_items
    from assistant.mcp.quotation import QUOTED, cleaned
    from assistant.render.json import answer_json
    from assistant.render.model import Context

    whole = cleaned(answer_json(answer, Context(dict)))
    items = evidence_items(pieces, links, first_rank)
    page = {
        "answered": answer.answered,
        "confidence": whole["confidence"],
        "reason": whole["reason"],
        "about": QUOTED,
        "evidence": items if answer.answered else [],
        "closest": [] if answer.answered else items,
        "notes": whole["notes"],
        "next_cursor": cursor,
        "results": [],
    }
    for name in ("missing", "missing_in", "missing_words", "authors_not_held", "corrections"):
        if whole[name]:
            page[name] = whole[name]
    if whole["record"]:
        page["record"] = _short_record(whole["record"])
    if answer.answered:
        page["results"] = [{"id": each["passage_id"], "title": each["title"], "url": each["url"]} for each in items]
    return page


def _short_record(record: Json) -> Json:
    """Return what the records say, with at most `MAX_PASSAGES` works. Their number is in `count`."""
    return {**record, "works": record["works"][:MAX_PASSAGES]}


SEARCH = Tool(
    name="search",
    title="Search the library",
    description=(
        "Find passages of the user's documents that answer a question in English, Spanish or Portuguese. Cite each "
        "quote with its citation. answered=false means that the library has no good evidence: say so and give the "
        "reason; closest passages do not answer."
    ),
    arguments={
        "query": {"type": "string", "description": "a full question"},
        "k": {"type": "integer", "minimum": 1, "maximum": MAX_PASSAGES},
        "filter": {
            "type": "object",
            "description": "only these works, and passages in these languages (en, es, pt); commas between values",
            "properties": {"key": TEXT, **FILTER, "language": TEXT},
        },
        "cursor": {"type": "string", "description": "next_cursor of the same search"},
    },
    required=("query",),
    result={
        **object_with(
            "confidence",
            "reason",
            "next_cursor",
            answered={"type": "boolean"},
            evidence={"$ref": "#/$defs/pieces"},
            closest={"$ref": "#/$defs/pieces"},
            results=array_of("id", "title", "url"),
        ),
        "$defs": {"pieces": array_of("passage_id", "key", "citation", "quote", "page", "text")},
    },
    run=search,
)
