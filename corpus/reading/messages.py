"""Messages between the parent and the child that reads a document: steps, the document, and the time for each step."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from typing import Any

from corpus.model import Document, FrontLine, Heading, Locator, Page
from corpus.reading.limits import ReadingLimits
from corpus.reading.monitor import Step, StepKind
from corpus.sandbox.model import one_line


def step_seconds(limits: ReadingLimits, step: Step, page_count: int) -> float:
    """Return the seconds that a step may take."""
    if step.kind is StepKind.OCR:
        return limits.ocr_seconds
    if step.kind is StepKind.STRUCTURE:
        return limits.structure_seconds
    if step.kind is StepKind.FINISH:
        return limits.step_seconds * (1 + page_count / 500)
    return limits.step_seconds


def avoid_to_json(avoid: Mapping[Step, str]) -> list[dict[str, Any]]:
    """Return steps to leave out, with the reasons, as JSON."""
    entries = []
    for step, reason in avoid.items():
        entries.append({"step": step.kind, "page": step.page, "reason": reason})
    return entries


def avoid_from_json(entries: Iterable[Mapping[str, Any]]) -> dict[Step, str]:
    """Return what `avoid_to_json` was given."""
    avoid = {}
    for entry in entries:
        step = Step(StepKind(entry["step"]), entry["page"])
        avoid[step] = entry["reason"]
    return avoid


def document_to_json(document: Document) -> dict[str, Any]:
    """Return a document as JSON."""
    pages = []
    for page in document.pages:
        pages.append([astuple(page.locator), page.text, page.method])
    return {
        "pages": pages,
        "headings": [astuple(heading) for heading in document.headings],
        "metadata": dict(document.metadata),
        "csl_type": document.csl_type,
        "warnings": [one_line(warning) for warning in document.warnings],
        "front": [astuple(line) for line in document.front],
        "quotations": document.quotations,
    }


def document_from_json(message: dict[str, Any]) -> Document:
    """Return what `document_to_json` was given.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: the message is not such JSON.
    """
    pages = []
    for locator, text, method in message["pages"]:
        pages.append(Page(Locator(*locator), text, method))
    headings = [Heading(*fields) for fields in message["headings"]]
    return Document(
        pages=tuple(pages),
        headings=tuple(headings),
        metadata=message["metadata"],
        warnings=tuple(message["warnings"]),
        csl_type=message["csl_type"],
        front=tuple(FrontLine(*fields) for fields in message["front"]),
        quotations=tuple((int(start), int(end)) for start, end in message["quotations"]),
    )
