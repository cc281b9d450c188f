"""News of standing questions as JSON (`docs/json.md`)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.render.json import SCHEMA_VERSION, objects
from assistant.watching.model import WatchReport
from corpus.watched import NewsItem, StandingQuestion


def watch_json(report: WatchReport) -> dict[str, Any]:
    """Return what a run found as a JSON object."""
    items = [item_json(item, report.questions) for item in report.items]
    not_asked = [{"question": each.question.number, "reason": each.reason} for each in report.not_asked]
    return {
        "schema": SCHEMA_VERSION,
        "items": items,
        "questions": len(report.questions),
        "first": list(report.first),
        "rebuilt": list(report.rebuilt),
        "copies": report.copies,
        "not_asked": not_asked,
        "files": objects(report.added.outcomes) if report.added else [],
        "stopped": report.stopped,
    }


def item_json(item: NewsItem, questions: Iterable[StandingQuestion]) -> dict[str, Any]:
    """Return an item of news as a JSON object."""
    texts = {question.number: question.text for question in questions}
    return {
        "item": item.number,
        "id": item.uid,
        "question": item.question,
        "text": texts.get(item.question, ""),
        "time": item.time,
        "what": str(item.what),
        "why": item.why,
        "key": item.key or None,
        "title": item.title or None,
        "citation": item.citation or None,
        "design": item.design or None,
        "quote": item.quote or None,
        "before": item.before or None,
        "passage_id": item.passage or None,
        "read": item.is_read,
    }


def questions_json(questions: Sequence[StandingQuestion], unread: Mapping[int, int]) -> list[dict[str, Any]]:
    """Return the standing questions as a JSON array."""
    return [_question_json(question, unread.get(question.number, 0)) for question in questions]


def _question_json(question: StandingQuestion, unread: int) -> dict[str, Any]:
    return {
        "question": question.number,
        "text": question.text,
        "filter": dict(question.filters),
        "k": question.k,
        "added": question.made,
        "asked": question.asked or None,
        "answered": question.answered if question.asked else None,
        "reason": question.reason or None,
        "unread": unread,
    }
