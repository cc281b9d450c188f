"""JSON, as `docs/json.md` describes it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assistant.bringing import way_to_bring
from assistant.confidence import answers
from assistant.model import Also, Answer, Citation, Evidence, Record
from assistant.notes import is_note
from assistant.render.model import Context
from assistant.render.plain import CONTROLS, group_by_work
from corpus.citing.notices import notice_text
from corpus.citing.short_citation import SUMMARY
from corpus.model import Holding, Locator, Lookup, Notice, Passage, Reference
from corpus.works.doubts import missing, uncertain, way_to_settle

if TYPE_CHECKING:
    from assistant.explain import Explanation
    from assistant.importing import ImportReport
    from assistant.reidentifying import ReidentifyReport
    from index.forms import WrittenForms
    from index.thesaurus import Expansion

SCHEMA_VERSION = 1
"""Version of the JSON. It changes when a program that reads the JSON would break."""


def render_answer(answer: Answer, context: Context) -> str:
    """Return an answer as JSON."""
    return to_json(answer_json(answer, context)) + "\n"


def render_hits(query: str, hits: Sequence[Evidence], context: Context) -> str:
    """Return the results of a search as JSON."""
    return to_json(hits_json(query, hits, context)) + "\n"


def to_json(value: object, indent: int | None = 2) -> str:
    """Return JSON that is safe to print.

    Letters of all languages stay readable, characters that a terminal acts on are escaped, and lone surrogates become
    question marks.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    encodable = text.encode("utf-8", "replace").decode()
    return CONTROLS.sub(lambda control: f"\\u{ord(control[0]):04x}", encodable)


def objects(records: Iterable[Any]) -> list[dict[str, Any]]:
    """Return dataclasses as JSON objects with the same fields."""
    return [asdict(record) for record in records]


# --- answers and searches ----------------------------------------------------------------------------------------


def answer_json(answer: Answer, context: Context) -> dict[str, Any]:
    """Return an answer as a JSON object, with its explanation if the context has one."""
    missing_in = [{"name": name, "ranks": list(ranks)} for name, ranks in answer.missing_in]
    corrections = [{"word": typed, "nearest": nearest} for typed, nearest in answer.corrections]
    found: dict[str, Any] = {
        "schema": SCHEMA_VERSION,
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 3),
        "reason": answer.reason,
        "language": answer.language,
        "missing": list(answer.missing),
        "missing_in": missing_in,
        "missing_words": list(answer.missing_words),
        "left_out": answer.left_out,
        "authors_not_held": list(answer.authors_not_held),
        "notes": list(answer.notes),
        "record": answer.record and record_json(answer.record),
        "corrections": corrections,
        "evidence": _pieces_json(answer.evidence),
        "closest": _pieces_json(answer.closest),
    }
    if context.explanation is not None:
        explained = explanation_json(context.explanation)
        explained["features"] = answer.features and asdict(answer.features)
        explained["threshold"] = answers(answer.features)
        found["explain"] = explained
    if context.by_work:
        found["sources"] = _works_json(answer.evidence)
    return found


def record_json(record: Record) -> dict[str, Any]:
    """Return what the records say as a JSON object."""
    works = []
    for work in record.works:
        reference = work.reference
        works.append(
            {
                "key": reference.key,
                "citation": work.citation,
                "title": reference.title,
                "year": reference.year,
                "value": work.value,
                "uncertain": list(work.unsure),
            }
        )
    return {"field": record.field, "count": len(works), "full_texts": record.full_texts, "works": works}


def hits_json(query: str, hits: Sequence[Evidence], context: Context) -> dict[str, Any]:
    """Return the results of a search as a JSON object, with an explanation if the context has one."""
    found: dict[str, Any] = {
        "schema": SCHEMA_VERSION,
        "question": query,
        "notes": list(context.notes),
        "hits": _pieces_json(hits),
    }
    if context.explanation is not None:
        found["explain"] = explanation_json(context.explanation)
    if context.by_work:
        found["sources"] = _works_json(hits)
    return found


def explanation_json(explanation: "Explanation") -> dict[str, Any]:
    """Return how a query was understood as a JSON object."""
    query, rerank = explanation.query, explanation.rerank
    words = [{"word": word.typed, "stems": sorted(word.stems)} for word in query.words]
    corrections = [{"word": each.typed, "nearest": each.term} for each in query.corrections]
    translations = {}
    for language, expansions in query.translations.items():
        translations[language] = _expansions_json(expansions)
    return {
        "language": query.language,
        "words": words,
        "pairs": _lists(query.pairs),
        "forms": _forms_json(query.forms),
        "corrections": corrections,
        "phrases": _lists(query.phrases),
        "excluded": _lists(query.excluded),
        "names": list(query.names),
        "synonyms": _expansions_json(query.synonyms),
        "translations": translations,
        "rerank": {
            "model": rerank.model,
            "passages": rerank.passages,
            "languages": rerank.languages and sorted(rerank.languages),
            "reason": rerank.reason,
        },
        "compares": query.compares,
        "weights": dict(explanation.weights),
    }


def _lists(tuples: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(each) for each in tuples]


def _joined(terms: Iterable[Sequence[str]]) -> list[str]:
    """Return the words of each term, with spaces between them."""
    return [" ".join(words) for words in terms]


def _forms_json(forms: Iterable["WrittenForms"]) -> list[dict[str, Any]]:
    return [{"word": each.typed, "others": _joined(each.others)} for each in forms]


def _expansions_json(expansions: Iterable["Expansion"]) -> list[dict[str, Any]]:
    items = []
    for expansion in expansions:
        asked = " ".join(expansion.asked)
        items.append({"concept": expansion.concept, "asked": asked, "terms": _joined(expansion.terms)})
    return items


def _works_json(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Return the works of the evidence, each with the ranks of its pieces."""
    works = []
    for pieces in group_by_work(evidence):
        citation = pieces[0].citation
        reference = citation.reference
        ranks = [piece.hit.rank for piece in pieces]
        works.append(
            {
                "key": reference.key,
                "citation": citation.work,
                "title": reference.title,
                "uncertain": list(uncertain(reference)),
                "notices": notices_json(reference.notices),
                "evidence": ranks,
            }
        )
    return works


def _pieces_json(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [evidence_json(piece) for piece in evidence]


def evidence_json(piece: Evidence) -> dict[str, Any]:
    """Return one piece of evidence as a JSON object: the work, the place, the passage and its scores."""
    passage, citation = piece.hit.passage, piece.citation
    reference, source = citation.reference, citation.source
    signals = {name: asdict(signal) for name, signal in piece.hit.signals.items()}
    added = {term: round(value, 6) for term, value in piece.hit.added.items()}
    found = {
        "rank": piece.hit.rank,
        "score": round(piece.hit.score, 6),
        "key": reference.key,
        "citation": citation.text,
        "reference": dict(reference.csl),
        "kind": reference.kind,
        "label": None,
        "to_bring": None,
        "design": reference.design,
        "design_guessed": reference.guessed,
        "uncertain": list(uncertain(reference)),
        "notices": notices_json(reference.notices),
        "file": source.name,
        "sha256": source.sha256,
        **_place_json(passage, citation.locator),
        "headings": list(passage.headings),
        "language": passage.language,
        "zone": passage.zone,
        "passage_id": passage.handle,
        "text": passage.text,
        "quote": piece.quote,
        "table_head": piece.table_head or None,
        "highlights": _lists(piece.highlights),
        "also": [also_json(also) for also in piece.also],
        "secondary": piece.secondary,
        "cites": list(piece.cites),
        "url": citation.url,
        "signals": signals,
        "added": added,
    }
    if is_note(piece):
        found.update(kind="note", label=SUMMARY, to_bring=way_to_bring(reference))
    return found


def notices_json(notices: Iterable[Notice]) -> list[dict[str, str]]:
    """Return what was announced about a work as a JSON array."""
    return [{**asdict(notice), "text": notice_text(notice)} for notice in notices]


def _place_json(passage: Passage, locator: Locator) -> dict[str, Any]:
    """Return where a quote is. Fields that do not apply to this kind of document are None."""
    place: dict[str, Any] = {
        **_page_json(locator),
        "last_page": None,
        "seconds": None,
        "method": "text",
        "ocr_confidence": None,
        "speaker": None,
        "section": None,
    }
    if locator.kind == "page":
        place["last_page"] = passage.last.index
    elif locator.kind == "seconds":
        place["seconds"] = locator.index
        place["speaker"] = locator.label
    else:
        place["section"] = locator.label
    if locator.ocr is not None:
        place["method"] = "ocr"
        place["ocr_confidence"] = round(locator.ocr, 3)
    return place


def _page_json(locator: Locator) -> dict[str, Any]:
    if locator.kind != "page":
        return {"page": None, "page_label": None}
    return {"page": locator.index, "page_label": locator.label}


def also_json(also: Also) -> dict[str, Any]:
    """Return another work in which the quote of a piece of evidence occurs."""
    return {**citation_json(also.citation), "verbatim": also.verbatim}


def citation_json(citation: Citation) -> dict[str, Any]:
    """Return the place of a quotation in a work."""
    return {
        "key": citation.reference.key,
        "citation": citation.text,
        **_page_json(citation.locator),
        "notices": notices_json(citation.reference.notices),
    }


# --- the library -------------------------------------------------------------------------------------------------


def holdings_json(holdings: Iterable[Holding], answers: Mapping[str, Lookup]) -> list[dict[str, Any]]:
    """Return the works of a library as a JSON array. `answers` are what Crossref has answered, by key."""
    return [_holding_json(holding, answers.get(holding.reference.key)) for holding in holdings]


def _holding_json(holding: Holding, answer: Lookup | None) -> dict[str, Any]:
    reference, source = holding.reference, holding.source
    return {
        "key": reference.key,
        "kind": reference.kind,
        "design": reference.design,
        "design_guessed": reference.guessed,
        "title": reference.title,
        "year": reference.year,
        "uncertain": list(uncertain(reference)),
        "missing": list(missing(reference)),
        "to_settle": way_to_settle(reference, answer) or None,
        "notices": notices_json(reference.notices),
        "status": holding.status,
        "pages": holding.pages,
        "unreadable_pages": list(holding.unreadable),
        "file": source and source.name,
        "sha256": source and source.sha256,
        "added": holding.added,
    }


def import_json(report: "ImportReport") -> dict[str, Any]:
    """Return the report of an import as a JSON object."""
    return {
        "schema": SCHEMA_VERSION,
        "references": objects(report.references),
        "problems": objects(report.problems),
        "files": objects(report.files),
    }


def identified_json(report: "ReidentifyReport", applied: Sequence[str]) -> dict[str, Any]:
    """Return what the files of works say now as a JSON object. `applied` are the keys of works that were changed."""
    works = []
    for work in report.works:
        works.append({"key": work.before.key, "changes": _changes_json(work.changes), "reason": work.reason})
    return {
        "schema": SCHEMA_VERSION,
        "works": works,
        "applied": list(applied),
        "passed_over": list(report.passed_over),
    }


def reference_json(reference: Reference, disputed: Sequence[tuple[str, str, str]] = ()) -> dict[str, Any]:
    """Return the record of a work as a JSON object.

    Args:
        reference: the record.
        disputed: each field on which another record disagrees, as (field, our value, their value).
    """
    origins = {field: asdict(origin) for field, origin in reference.origins.items()}
    return {
        "key": reference.key,
        "kind": reference.kind,
        "design": reference.design,
        "design_guessed": reference.guessed,
        "reference": dict(reference.csl),
        "origins": origins,
        "uncertain": list(uncertain(reference)),
        "missing": list(missing(reference)),
        "notices": notices_json(reference.notices),
        "disputed": _changes_json(disputed),
    }


def _changes_json(changes: Iterable[tuple[str, str, str]]) -> list[dict[str, str]]:
    """Return fields with their value here and their value in another record."""
    return [{"field": field, "here": here, "there": there} for field, here, there in changes]
