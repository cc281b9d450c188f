"""The task of a child: read a document, and report each step before it is taken."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from corpus.reading import formats
from corpus.reading.limits import ReadingLimits
from corpus.reading.messages import avoid_from_json, document_to_json, step_seconds
from corpus.reading.monitor import Monitor, Step, StepKind
from corpus.reading.pdf.model import Line
from corpus.reading.pdf.ocr import OcrResult
from corpus.sandbox.confine import allow_memory, allow_processor
from corpus.sandbox.held_file import InputFile
from corpus.sandbox.model import Link, Request


def run(request: Request, file: InputFile, link: Link) -> dict[str, Any]:
    """Read a file, and return the message with the document.

    Raises:
        UnreadableFile: the file is refused.
    """
    limits = ReadingLimits(**request["limits"])
    return {"document": document_to_json(formats.extract(file, _monitor(request, limits, link.say)))}


def _monitor(request: dict[str, Any], limits: ReadingLimits, say: Callable[[dict[str, Any]], None]) -> Monitor:
    """Return a monitor that sends each step and OCR result to the parent."""

    def begin(step: Step, page_count: int) -> None:
        allow_processor(step_seconds(limits, step, page_count))
        say({"step": step.kind, "page": step.page, "pages": page_count})
        if step.kind is StepKind.OCR:
            allow_memory(limits.ocr_memory_bytes)

    def keep_ocr(page: int, result: OcrResult) -> None:
        lines = [asdict(line) for line in result.lines]
        say({"ocr_page": page, "result": [lines, result.confidence]})

    ocr_results = {}
    for page, (lines, confidence) in request.get("ocr_results", {}).items():
        ocr_lines = [Line(**line) for line in lines]
        ocr_results[int(page)] = OcrResult(tuple(ocr_lines), confidence)
    return Monitor(
        limits=limits,
        avoid=avoid_from_json(request["avoid"]),
        ocr=request.get("ocr", "never"),
        ocr_results=ocr_results,
        begin=begin,
        keep_ocr=keep_ocr,
    )
