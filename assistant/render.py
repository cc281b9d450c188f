"""Answers as text: terminal, Markdown, JSON. What a document says is data: it can style nothing and control nothing."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.model import Answer, Evidence
from assistant.view import View
from corpus.model import Holding
from corpus.sentences import sentences

SCHEMA = 1
"""Of the JSON; changes when a program that reads it would break."""

SHORT_HANDLE = 8
"""Digits of a passage's id that are shown: among a million passages two share them once in four thousand libraries."""

EXCERPT = 420
"""Characters of a passage shown around its best sentence: about four lines of a terminal."""

# Everything a terminal might act on or that turns the direction of text: C0 and C1 but for line feeds and tabs,
# bidirectional controls, line and paragraph separators, lone surrogates.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#+!|~$&])|^(\s*)([-=]|\d+[.)])", re.M)


def plain(text: str) -> str:
    """Gives text that no terminal acts on: control characters and bidirectional controls become spaces."""
    return _CONTROLS.sub(" ", text)


def one_line(text: str) -> str:
    """Gives text on one line that no terminal acts on."""
    return " ".join(plain(text).split())


def confidence_word(confidence: float) -> str:
    """Gives `high`, `medium` or `low`."""
    return "high" if confidence >= 0.9 else "medium" if confidence >= 0.7 else "low"


# --- JSON ------------------------------------------------------------------------------------------------------


def answer_json(answer: Answer) -> dict[str, Any]:
    """Gives an answer as `docs/json.md` describes it."""
    return {
        "schema": SCHEMA,
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 3),
        "reason": answer.reason,
        "language": answer.language,
        "evidence": [evidence_json(piece) for piece in answer.evidence],
        "closest": [evidence_json(piece) for piece in answer.closest],
    }


def hits_json(question: str, hits: Iterable[Evidence]) -> dict[str, Any]:
    """Gives what a search found as `docs/json.md` describes it."""
    return {"schema": SCHEMA, "question": question, "hits": [evidence_json(piece) for piece in hits]}


def evidence_json(piece: Evidence) -> dict[str, Any]:
    """Gives one piece of evidence: the reference, the place, the passage and what was found in it."""
    passage, citation = piece.hit.passage, piece.citation
    locator = citation.locator
    paged = locator.kind == "page"
    return {
        "rank": piece.hit.rank,
        "score": round(piece.hit.score, 6),
        "key": citation.reference.key,
        "citation": citation.text,
        "reference": dict(citation.reference.csl),
        "kind": "note" if citation.source.kind == "note" else citation.reference.kind,
        "design": citation.reference.design,
        "file": citation.source.name,
        "sha256": citation.source.sha256,
        "page": locator.index if paged else None,
        "page_label": locator.label if paged else None,
        "last_page": passage.last.index if paged else None,
        "seconds": locator.index if locator.kind == "seconds" else None,
        "headings": list(passage.headings),
        "language": passage.language,
        "passage_id": passage.handle,
        "text": passage.text,
        "quote": piece.quote,
        "highlights": [list(span) for span in piece.highlights],
        "url": citation.url,
        "signals": {name: asdict(signal) for name, signal in piece.hit.signals.items()},
    }


def holdings_json(holdings: Iterable[Holding]) -> list[dict[str, Any]]:
    """Gives what a library holds as `docs/json.md` describes it."""
    return [
        {
            "key": h.reference.key,
            "kind": h.reference.kind,
            "design": h.reference.design,
            "title": h.reference.title,
            "year": h.reference.year,
            "status": h.status,
            "pages": h.pages,
            "unreadable_pages": list(h.unreadable),
            "file": h.source.name if h.source else None,
            "sha256": h.source.sha256 if h.source else None,
        }
        for h in holdings
    ]


def to_json(value: object, indent: int | None = 2) -> str:
    """Gives JSON with every letter readable; what no encoding can carry is replaced."""
    return json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "replace").decode()


# --- Markdown --------------------------------------------------------------------------------------------------


def answer_markdown(answer: Answer) -> str:
    """Gives an answer as Markdown: for each piece its citation and the sentence quoted."""
    lines = [f"# {escape_markdown(answer.question)}", ""]
    if not answer.answered:
        lines += [f"No good evidence: {escape_markdown(answer.reason or '')}.", ""]
        if answer.closest:
            lines += ["Closest, though none answers it:", ""]
    return "\n".join(lines) + "\n" + evidence_markdown(answer.evidence or answer.closest)


def evidence_markdown(evidence: Iterable[Evidence]) -> str:
    """Gives evidence as a numbered list in Markdown."""
    items = []
    for piece in evidence:
        title = escape_markdown(piece.citation.reference.title)
        items.append(
            f"{piece.hit.rank}. > {escape_markdown(piece.quote)}\n\n"
            f"   {escape_markdown(piece.citation.text)}. *{title}*.\n"
        )
    return "\n".join(items)


def escape_markdown(text: str) -> str:
    """Gives text on one line that Markdown and HTML take literally."""
    return _MARKDOWN.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", one_line(text))


# --- terminal --------------------------------------------------------------------------------------------------


def answer_text(answer: Answer, seconds: float, holdings: Mapping[str, int]) -> RenderableType:
    """Gives an answer as a person reads it."""
    if answer.answered:
        sources = len({piece.citation.source.sha256 for piece in answer.evidence})
        tail = (
            f"{count(len(answer.evidence), 'passage')} from {count(sources, 'source')}"
            f"  ·  confidence {confidence_word(answer.confidence)}"
            f"  ·  {seconds:.1f} s  ·  library: {_library(holdings)}"
        )
        return Group(*map(evidence_text, answer.evidence), Text(tail, style="dim"))
    head = Text(f"No good evidence in this library ({_library(holdings)}): {answer.reason}.", style="bold")
    if not answer.closest:
        return head
    return Group(head, Text("Closest, though none answers it:"), Text(), *map(evidence_text, answer.closest))


def evidence_text(piece: Evidence) -> RenderableType:
    """Gives a piece of evidence: title, citation, the sentence in its surroundings, and how to see the page."""
    citation, passage = piece.citation, piece.hit.passage
    head = Text.assemble(
        (one_line(citation.reference.title), "bold"), f"  ·  {citation.reference.design}", overflow="fold"
    )
    place = Text(one_line(citation.text), style="cyan")
    if passage.headings:
        place.append("  ·  " + one_line(" > ".join(passage.headings)), style="dim")
    where = f"evidence show {passage.handle[:SHORT_HANDLE]}"
    if citation.source.kind != "note":
        where += f"  ·  {one_line(citation.source.name)}"
        where += f"#page={citation.locator.index}" if citation.locator.kind == "page" else ""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column()
    grid.add_row(Text(str(piece.hit.rank), style="bold"), Group(head, place, excerpt(piece), Text(where, style="dim")))
    return Padding(grid, (0, 0, 1, 0))


def excerpt(piece: Evidence) -> Text:
    """Gives the best sentence with as many whole sentences around it as fit, highlights in bold."""
    text = piece.hit.passage.text
    spans = sentences(text)
    best = piece.highlights[0]
    first = last = next((i for i, span in enumerate(spans) if span[0] <= best[0] < span[1]), 0)
    while True:  # grow by the sentence after, then the one before, while the whole stays short
        if last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= EXCERPT:
            last += 1
        elif first > 0 and spans[last][1] - spans[first - 1][0] <= EXCERPT:
            first -= 1
        else:
            break
    start, end = spans[first][0], spans[last][1]
    shown = Text("… " if start > 0 else "")
    at = start
    for a, b in sorted(span for span in piece.highlights if start <= span[0] and span[1] <= end):
        shown.append(_joined_lines(text[at:a]))
        shown.append(_joined_lines(text[a:b]), style="bold")
        at = b
    shown.append(_joined_lines(text[at:end]))
    shown.append(" …" if end < len(text.rstrip()) else "")
    return shown


def _joined_lines(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text))


def holdings_text(holdings: Sequence[Holding]) -> RenderableType:
    """Gives what a library holds as a table: full texts first, then what is there as a note only."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("key", no_wrap=True, overflow="ellipsis", max_width=48)
    for name in ("kind", "year", "pages", "status"):
        table.add_column(name, no_wrap=True, justify="right" if name in ("year", "pages") else "left")
    table.add_column("title", no_wrap=True, overflow="ellipsis", ratio=1)
    for h in sorted(holdings, key=lambda h: h.status in ("note only", "reference only")):
        pages = str(h.pages) if h.source and h.source.kind == "full text" else ""
        status = h.status + (f" ({len(h.unreadable)})" if h.status == "partly unreadable" else "")
        year = str(h.reference.year or "")
        table.add_row(h.reference.key, h.reference.kind, year, pages, status, Text(one_line(h.reference.title)))
    return table


def _library(counts: Mapping[str, int]) -> str:
    return f"{count(counts['references'], 'reference')}, {counts['full_texts']:,} in full text"


def count(number: int, noun: str) -> str:
    """Gives `1 page`, `2,500 pages`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def view_text(view: View) -> RenderableType:
    """Gives a page or passage to read, what was asked for in bold."""
    body = Text(plain(view.text))
    for start, end in view.spans:
        body.stylize("bold", start, end)
    head = Text(f"{one_line(view.title)}\n{one_line(view.citation)}", style="cyan")
    return Group(head, Text(), body, Text(), Text(one_line(view.url), style="dim"))
