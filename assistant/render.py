"""Answers as text: terminal, Markdown, JSON. What a document says is data: it can style nothing and control nothing."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.confidence import answers
from assistant.model import Also, Answer, Evidence
from assistant.show import View
from corpus.model import Holding, Language, Locator, Reference
from corpus.text.sentences import sentences
from corpus.works.edit import fields

if TYPE_CHECKING:
    from assistant.explain import Explanation, SecondLook
    from assistant.fetching import FetchOutcome, FetchReport
    from assistant.importing import ImportReport
    from assistant.ingest.model import AddOutcome
    from index.thesaurus import Expansion

SCHEMA = 1
"""Of the JSON; changes when a program that reads it would break."""

SHORT_HANDLE = 8
"""Digits of a passage's id that are shown: among a million passages two share them once in four thousand libraries."""

ALSO_SHOWN = 4
"""Other works named beside a passage: a line or two of a terminal. JSON has all of them."""

TERMS_SHOWN = 4
"""Synonyms and translations shown of each thing that a question names. JSON has all of them."""

LANGUAGES: Mapping[Language, str] = {"en": "English", "es": "Spanish", "pt": "Portuguese"}

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


def answer_json(answer: Answer, by_source: bool = False, why: "Explanation | None" = None) -> dict[str, Any]:
    """Gives an answer as `docs/json.md` describes it, with how its question was read where that is given."""
    found = {
        "schema": SCHEMA,
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 3),
        "reason": answer.reason,
        "language": answer.language,
        "evidence": [evidence_json(piece) for piece in answer.evidence],
        "closest": [evidence_json(piece) for piece in answer.closest],
    }
    if why is not None:
        weighed = asdict(answer.features) if answer.features else None
        found["explain"] = {**explanation_json(why), "features": weighed, "threshold": answers()}
    return {**found, "sources": _sources_json(answer.evidence)} if by_source else found


def hits_json(
    question: str, hits: Sequence[Evidence], by_source: bool = False, why: "Explanation | None" = None
) -> dict[str, Any]:
    """Gives what a search found as `docs/json.md` describes it, with how it was read where that is given."""
    found = {"schema": SCHEMA, "question": question, "hits": [evidence_json(piece) for piece in hits]}
    if why is not None:
        found["explain"] = explanation_json(why)
    return {**found, "sources": _sources_json(hits)} if by_source else found


def explanation_json(why: "Explanation") -> dict[str, Any]:
    """Gives how a question was read as `docs/json.md` describes it."""
    look = why.second_look
    return {
        "language": why.language,
        "words": [{"word": word, "stems": sorted(stems)} for word, stems in why.words.items()],
        "pairs": [list(pair) for pair in why.pairs],
        "phrases": [list(phrase) for phrase in why.phrases],
        "excluded": [list(phrase) for phrase in why.excluded],
        "names": list(why.names),
        "synonyms": _expansions_json(why.synonyms),
        "translations": {language: _expansions_json(found) for language, found in why.translations.items()},
        "second_look": {
            "model": look.model,
            "passages": look.passages,
            "languages": look.languages and sorted(look.languages),
            "reason": look.reason,
        },
        "compares": why.compares,
        "weights": dict(why.weights),
    }


def _expansions_json(expansions: Iterable["Expansion"]) -> list[dict[str, Any]]:
    return [
        {"concept": each.concept, "asked": " ".join(each.asked), "terms": [" ".join(term) for term in each.terms]}
        for each in expansions
    ]


def _sources_json(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [
        {
            "key": pieces[0].citation.reference.key,
            "citation": pieces[0].citation.work,
            "title": pieces[0].citation.reference.title,
            "evidence": [piece.hit.rank for piece in pieces],
        }
        for pieces in _by_work(evidence)
    ]


def _by_work(evidence: Iterable[Evidence]) -> list[list[Evidence]]:
    """The evidence of each work, works in the order in which they first come."""
    works: dict[str, list[Evidence]] = {}
    for piece in evidence:
        works.setdefault(piece.citation.reference.key, []).append(piece)
    return list(works.values())


def evidence_json(piece: Evidence) -> dict[str, Any]:
    """Gives one piece of evidence: the reference, the place, the passage and what was found in it."""
    passage, citation = piece.hit.passage, piece.citation
    locator = citation.locator
    return {
        "rank": piece.hit.rank,
        "score": round(piece.hit.score, 6),
        "key": citation.reference.key,
        "citation": citation.text,
        "reference": dict(citation.reference.csl),
        "kind": "note" if citation.source.kind == "note" else citation.reference.kind,
        "design": citation.reference.design,
        "design_guessed": citation.reference.guessed,
        "file": citation.source.name,
        "sha256": citation.source.sha256,
        **_page_json(locator),
        "last_page": passage.last.index if locator.kind == "page" else None,
        "seconds": locator.index if locator.kind == "seconds" else None,
        "method": "text" if locator.ocr is None else "ocr",
        "ocr_confidence": None if locator.ocr is None else round(locator.ocr, 3),
        "speaker": locator.label if locator.kind == "seconds" else None,
        "section": locator.label if locator.kind == "section" else None,
        "headings": list(passage.headings),
        "language": passage.language,
        "zone": passage.zone,
        "passage_id": passage.handle,
        "text": passage.text,
        "quote": piece.quote,
        "highlights": [list(span) for span in piece.highlights],
        "also": [also_json(also) for also in piece.also],
        "secondary": piece.secondary,
        "cites": list(piece.cites),
        "url": citation.url,
        "signals": {name: asdict(signal) for name, signal in piece.hit.signals.items()},
    }


def also_json(also: Also) -> dict[str, Any]:
    """Gives another work that says what a piece of evidence quotes."""
    citation = also.citation
    return {
        "key": citation.reference.key,
        "citation": citation.text,
        **_page_json(citation.locator),
        "verbatim": also.verbatim,
    }


def _page_json(locator: Locator) -> dict[str, Any]:
    paged = locator.kind == "page"
    return {"page": locator.index if paged else None, "page_label": locator.label if paged else None}


def holdings_json(holdings: Iterable[Holding]) -> list[dict[str, Any]]:
    """Gives what a library holds as `docs/json.md` describes it."""
    return [
        {
            "key": h.reference.key,
            "kind": h.reference.kind,
            "design": h.reference.design,
            "design_guessed": h.reference.guessed,
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


def import_json(report: "ImportReport") -> dict[str, Any]:
    """Gives what became of an export as `docs/json.md` describes it."""
    return {
        "schema": SCHEMA,
        "references": [asdict(each) for each in report.references],
        "problems": [asdict(each) for each in report.problems],
        "files": [asdict(each) for each in report.files],
    }


def to_json(value: object, indent: int | None = 2) -> str:
    """Gives JSON with every letter readable, what a terminal acts on escaped, and what no encoding has replaced."""
    text = json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "replace").decode()
    return _CONTROLS.sub(lambda control: f"\\u{ord(control[0]):04x}", text)


# --- Markdown --------------------------------------------------------------------------------------------------


def answer_markdown(answer: Answer, by_source: bool = False) -> str:
    """Gives an answer as Markdown: for each piece its citation and the sentence quoted."""
    lines = [f"# {escape_markdown(answer.question)}", ""]
    if not answer.answered:
        lines += [f"No good evidence: {escape_markdown(answer.reason or '')}.", ""]
        if answer.closest:
            lines += ["Closest, though none answers it:", ""]
    return "\n".join(lines) + "\n" + evidence_markdown(answer.evidence or answer.closest, by_source)


def evidence_markdown(evidence: Iterable[Evidence], by_source: bool = False) -> str:
    """Gives evidence as a numbered list in Markdown: of passages or, `by_source`, of works with theirs below."""
    if by_source:
        return "\n".join(_work_markdown(n, pieces) for n, pieces in enumerate(_by_work(evidence), start=1))
    items = []
    for piece in evidence:
        title = escape_markdown(piece.citation.reference.title)
        items.append(
            f"{piece.hit.rank}. > {escape_markdown(piece.quote)}\n\n"
            f"   {escape_markdown(piece.citation.text)}. *{title}*. {_design_markdown(piece)}{_also_markdown(piece)}\n"
        )
    return "\n".join(items)


def _work_markdown(number: int, pieces: Sequence[Evidence]) -> str:
    citation = pieces[0].citation
    title = escape_markdown(citation.reference.title)
    lines = [f"{number}. {escape_markdown(citation.work)}. *{title}*. {_design_markdown(pieces[0])}\n"]
    for piece in pieces:
        place = escape_markdown(piece.citation.place)
        lines.append(f"   > {escape_markdown(piece.quote)}\n\n   {place}.{_also_markdown(piece)}\n")
    return "\n".join(lines)


def _design_markdown(piece: Evidence) -> str:
    return f"{escape_markdown(design(piece.citation.reference))}."


def _also_markdown(piece: Evidence) -> str:
    cites = f" Secondary, cites: {escape_markdown('; '.join(piece.cites))}." if piece.secondary else ""
    return cites + (f" Also in: {escape_markdown(_named(piece.also))}." if piece.also else "")


def escape_markdown(text: str) -> str:
    """Gives text on one line that Markdown and HTML take literally."""
    return _MARKDOWN.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", one_line(text))


# --- terminal --------------------------------------------------------------------------------------------------


def answer_text(
    answer: Answer,
    seconds: float,
    holdings: Mapping[str, int],
    by_source: bool = False,
    why: "Explanation | None" = None,
) -> RenderableType:
    """Gives an answer as a person reads it, after how its question was read where that is given."""
    explained = why is not None
    read = [explanation_text(why, answer.evidence or answer.closest, answer, by_source)] if why else []
    if answer.answered:
        sources = len({piece.citation.source.sha256 for piece in answer.evidence})
        tail = (
            f"{count(len(answer.evidence), 'passage')} from {count(sources, 'source')}"
            f"  ·  confidence {confidence_word(answer.confidence)}"
            f"  ·  {seconds:.1f} s  ·  library: {_library(holdings)}"
        )
        return Group(*read, *_listed(answer.evidence, by_source, explained), Text(tail, style="dim"))
    head = Text(f"No good evidence in this library ({_library(holdings)}): {answer.reason}.", style="bold")
    if not answer.closest:
        return Group(*read, head)
    closest = _listed(answer.closest, by_source, explained)
    return Group(*read, head, Text("Closest, though none answers it:"), Text(), *closest)


def hits_text(hits: Sequence[Evidence], by_source: bool = False, why: "Explanation | None" = None) -> RenderableType:
    """Gives what a search found as a person reads it, after how it was read where that is given."""
    read = [explanation_text(why, hits)] if why else []
    return Group(*read, *_listed(hits, by_source, why is not None))


def _listed(evidence: Iterable[Evidence], by_source: bool, explained: bool) -> list[RenderableType]:
    if by_source:
        return [work_text(n, pieces, explained) for n, pieces in enumerate(_by_work(evidence), start=1)]
    return [evidence_text(piece, explained) for piece in evidence]


def evidence_text(piece: Evidence, explained: bool = False) -> RenderableType:
    """Gives a piece of evidence: title, citation, the sentence in its surroundings, and how to see the page.

    `explained` adds what each retriever said of it.
    """
    place = _under(Text(one_line(piece.citation.text), style="cyan"), piece)
    return _numbered(piece.hit.rank, [_title(piece), place, excerpt(piece), *_notes(piece, explained)])


def work_text(number: int, pieces: Sequence[Evidence], explained: bool = False) -> RenderableType:
    """Gives a work with its passages below it: of each the place, the sentence quoted, and how to see the page.

    `explained` adds what each retriever said of each.
    """
    lines = [_title(pieces[0]), Text(one_line(pieces[0].citation.work), style="cyan")]
    for piece in pieces:
        place = _under(Text(one_line(piece.citation.place), style="cyan"), piece)
        quote = Text(_joined_lines(piece.quote), style="bold")
        lines += [Text(), place, quote, *_notes(piece, explained)]
    return _numbered(number, lines)


def _numbered(number: int, lines: Sequence[Text]) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column()
    grid.add_row(Text(str(number), style="bold"), Group(*lines))
    return Padding(grid, (0, 0, 1, 0))


def _title(piece: Evidence) -> Text:
    reference = piece.citation.reference
    return Text.assemble((one_line(reference.title), "bold"), f"  ·  {design(reference)}", overflow="fold")


def design(reference: Reference) -> str:
    """Gives the design of a work, and that it is a guess where no person has said it."""
    return f"{reference.design} (guess)" if reference.guessed else reference.design


def _under(place: Text, piece: Evidence) -> Text:
    """The place, and the headings the passage stands under."""
    if piece.hit.passage.headings:
        place.append("  ·  " + one_line(" > ".join(piece.hit.passage.headings)), style="dim")
    return place


def _notes(piece: Evidence, explained: bool) -> list[Text]:
    """What stands below a passage: the other works that say it, why it is there, and how to see the page."""
    source, locator = piece.citation.source, piece.citation.locator
    where = f"evidence show {piece.hit.passage.handle[:SHORT_HANDLE]}"
    if source.kind != "note":
        where += f"  ·  {one_line(source.name)}"
        where += f"#page={locator.index}" if locator.kind == "page" else ""
    also = [Text(f"also in: {_named(piece.also)}", style="dim")] if piece.also else []
    cites = [Text(f"secondary, cites: {one_line('; '.join(piece.cites))}", style="dim")] if piece.secondary else []
    why = [signals_text(piece)] if explained else []
    return [*cites, *also, *why, Text(where, style="dim")]


def _named(also: Sequence[Also]) -> str:
    """`OPM (2014), p. 12; OPM (2013), p. 9 (with changes)`, and how many more where they are many."""
    names = [one_line(one.citation.text) + ("" if one.verbatim else " (with changes)") for one in also[:ALSO_SHOWN]]
    more = len(also) - len(names)
    return "; ".join([*names, f"and {count(more, 'more work')}"] if more else names)


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


# --- what became of files ---------------------------------------------------------------------------------------


_KNOWN = {"DOI": "by its DOI", "ISBN": "by its ISBN", "title": "by its title", "new": "new", "key": "as you said"}


def outcome_line(outcome: "AddOutcome") -> str:
    """Gives on one line what became of a file, as which work, and what a person should look into.

    added  report.pdf: abt-winship-2016, by its title
    """
    said = [f"{outcome.key}, {_KNOWN[outcome.by]}" if outcome.by else "", outcome.reason or ""]
    if outcome.doubts:
        said.append(f"{', '.join(outcome.doubts)}: evidence edit {outcome.key} corrects it")
    return one_line(f"{outcome.status}  {outcome.path}: {'; '.join(filter(None, said))}")


# --- why -------------------------------------------------------------------------------------------------------


def explanation_text(
    why: "Explanation", evidence: Iterable[Evidence], answer: Answer | None = None, by_source: bool = False
) -> RenderableType:
    """Gives how a question was read, in a table of what there is to say.

    The names of a question are shown where one of the pieces of evidence came up by them; that it compares, where the
    order of the answer follows from it; and what confidence was weighed on, where the answer has it.
    """
    spread = answer is not None and not by_source
    moved = any("work" in piece.hit.signals for piece in evidence)
    rows = [
        ("language", "", LANGUAGES.get(why.language, "unknown: words are looked for in each")),
        ("words", "", ", ".join(_stemmed(word, stems) for word, stems in why.words.items())),
        ("pairs", "pairs", ", ".join(map(" ".join, why.pairs))),
        ("exactly", "", _quoted(why.phrases)),
        ("without", "", _quoted(why.excluded)),
        ("names", "work", ", ".join(why.names) if moved else ""),
        ("synonyms", "synonyms", _expanded(why.synonyms)),
        *((f"in {LANGUAGES[each]}", "translation", _expanded(found)) for each, found in why.translations.items()),
        ("second look", "" if why.second_look.reason else "rerank", _looked(why.second_look)),
        ("order", "", "it compares: the first are of several works" if why.compares and spread else ""),
        ("confidence", "", _confidence(answer) if answer and answer.features else ""),
    ]
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, weight, value in rows:
        if value:
            times = f"×{why.weights[weight]:g}" if weight else ""
            grid.add_row(Text(name, style="bold"), Text(times, style="dim"), Text(one_line(value)))
    return Padding(grid, (0, 0, 1, 0))


def signals_text(piece: Evidence) -> Text:
    """Gives why a passage is where it is: its part and language, the rank and score of each signal, and the whole."""
    hit = piece.hit
    parts = [
        f"{hit.passage.zone}, {LANGUAGES.get(hit.passage.language, 'language unknown')}",
        *(f"{name} #{signal.rank} {_figure(signal.score)}" for name, signal in hit.signals.items()),
        f"score {_figure(hit.score)}",
    ]
    return Text(plain("  ·  ".join(parts)), style="green")


def _quoted(phrases: Iterable[Sequence[str]]) -> str:
    return ", ".join(f"“{' '.join(phrase)}”" for phrase in phrases)


def _stemmed(word: str, stems: Iterable[str]) -> str:
    """`notification (notif)`; a word that is its own stem stands alone."""
    others = sorted(set(stems) - {word.lower()})
    return f"{word} ({', '.join(others)})" if others else word


def _expanded(expansions: Iterable["Expansion"]) -> str:
    """`GVI: focused deterrence, pulling levers; murders: homicide`, and how many more where they are many."""
    return "; ".join(f"{' '.join(each.asked)}: {_some([' '.join(term) for term in each.terms])}" for each in expansions)


def _some(terms: Sequence[str]) -> str:
    more = len(terms) - TERMS_SHOWN
    return ", ".join([*terms[:TERMS_SHOWN], *([f"and {more} more"] if more > 0 else [])])


def _looked(look: "SecondLook") -> str:
    if look.reason is not None:
        return f"not taken: {look.reason}"
    spoken = " or ".join(LANGUAGES.get(each, each) for each in sorted(look.languages or ()))
    return f"{look.model} reads the first {look.passages} passages{f', if in {spoken}' if spoken else ''}"


def _confidence(answer: Answer) -> str:
    """`0.982 (0.5 is enough): likeness 0.871, coverage 1.000`, whatever confidence is weighed on."""
    assert answer.features is not None
    features = ", ".join(
        f"{name.replace('_', ' ')} {_figure(value)}" for name, value in asdict(answer.features).items()
    )
    return f"{_figure(answer.confidence)} ({answers():g} is enough): {features}"


def _figure(value: object) -> str:
    """Three places of a number; `none` where there was nothing to compare."""
    if value is None:
        return "none"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _joined_lines(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text))


def holdings_text(holdings: Sequence[Holding]) -> RenderableType:
    """Gives what a library holds as a table: full texts first, then what is there as a note only."""
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("key", no_wrap=True, overflow="ellipsis", max_width=48)
    for name in ("kind", "year", "pages", "status"):
        table.add_column(name, no_wrap=True, justify="right" if name in ("year", "pages") else "left")
    table.add_column("title", no_wrap=True, overflow="ellipsis", ratio=1)
    for h in sorted(holdings, key=lambda h: h.status in ("note only", "reference only")):
        pages = str(h.pages or "") if h.source and h.source.kind == "full text" else ""
        status = h.status + (f" ({len(h.unreadable)})" if h.status == "partly unreadable" else "")
        year = str(h.reference.year or "")
        cells = map(Text, map(one_line, (h.reference.key, h.reference.kind, year, pages, status)))
        table.add_row(*cells, Text(one_line(h.reference.title)))
    return table


def fetch_text(report: "FetchReport") -> RenderableType:
    """Gives what became of the works fetched as a table, those that take a person last, and how many of each."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("status", "key", ""):
        table.add_column(name, no_wrap=bool(name), overflow="fold")
    counts = {"fetched": 0, "already here": 0, "needs a person": 0}
    for work in sorted(report.works, key=lambda work: list(counts).index(work.status)):
        counts[work.status] += 1
        table.add_row(work.status, Text(one_line(work.key)), Text("\n".join(map(one_line, _became(work)))))
    return Group(table, Text(", ".join(f"{number:,} {status}" for status, number in counts.items())))


def _became(work: "FetchOutcome") -> Iterator[str]:
    if work.status == "fetched":
        host = urlsplit(work.url or "").hostname
        yield f"{count(work.pages, 'page')} from {host}" if work.pages else f"a web page from {host}"
    if work.reason:
        yield work.reason
    if work.status == "needs a person":
        if work.url:
            yield work.url
        yield f"evidence fetch {work.key}" if work.again else f"evidence add FILE --key {work.key}"


Disputed = Sequence[tuple[str, str, str]]
"""(field, ours, theirs) of what another record says of a work otherwise."""


def reference_json(reference: Reference, disputed: Disputed = ()) -> dict[str, Any]:
    """Gives what the library says of a work as `docs/json.md` describes it."""
    return {
        "key": reference.key,
        "kind": reference.kind,
        "design": reference.design,
        "design_guessed": reference.guessed,
        "reference": dict(reference.csl),
        "disputed": [{"field": field, "here": here, "there": there} for field, here, there in disputed],
    }


def reference_text(reference: Reference, disputed: Disputed = ()) -> RenderableType:
    """Gives what the library says of a work, field by field as `evidence edit` takes them, and what is in dispute."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for field, value in fields(reference):
        guess = "  (guess)" if field == "design" and reference.guessed else ""
        grid.add_row(Text(one_line(field), style="bold"), Text(one_line(value) + guess))
    for field, _, theirs in disputed:
        grid.add_row(Text("Crossref says", style="yellow"), Text(one_line(f"{field}={theirs}")))
    return Group(Text(one_line(reference.key), style="cyan"), grid)


def _library(counts: Mapping[str, int]) -> str:
    return f"{count(counts['references'], 'reference')}, {counts['full_texts']:,} in full text"


def count(number: int, noun: str, plural: str = "") -> str:
    """Gives `1 page`, `2,500 pages`; `plural` where it is not the noun with an s."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def view_text(view: View) -> RenderableType:
    """Gives a page or passage to read, what was asked for in bold."""
    body = Text(plain(view.text))
    for start, end in view.spans:
        body.stylize("bold", start, end)
    head = Text(f"{one_line(view.title)}\n{one_line(view.citation)}", style="cyan")
    return Group(head, Text(), body, Text(), Text(one_line(view.url), style="dim"))
