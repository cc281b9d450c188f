"""The question and its answer: `/` and `/ask`."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assistant.desk.answers import Found, find_answer, find_choices
from assistant.desk.asked import Asked, parse_asked
from assistant.desk.pages.reading import evidence_reader, read_number
from assistant.desk.sentences import correction_sentences, lacking_sentences, note_sentences, reason_sentence
from assistant.desk.shared import changed_address, desk_of, language_of
from assistant.desk.words import Words
from corpus.errors import InputError


async def ask(request: Request) -> Response:
    """Show the question box, and the answer if there is a question."""
    desk = desk_of(request)
    empty = [name for name, value in request.query_params.multi_items() if not value.strip()]
    if empty:  # a form sends its empty fields too
        return RedirectResponse(changed_address(request, **dict.fromkeys(empty)), 303)
    try:
        asked = parse_asked(request.query_params)
        found = None
        if asked.question:
            is_kept = desk.recent.has(asked, desk.library)
            if is_kept:
                found = await run_in_threadpool(find_answer, asked, desk)
            else:
                found = await desk.answer(request, find_answer, asked, desk)
    except InputError as error:
        return await run_in_threadpool(_page, request, None, None, str(error))
    return await run_in_threadpool(_page, request, asked, found)


def _page(request: Request, asked: Asked | None, found: Found | None, fault: str = "") -> Response:
    desk, words = desk_of(request), language_of(request)
    values: dict[str, Any] = {
        "title": words("ask.title"),
        "asked": asked,
        "found": found,
        "fault": fault,
        "reader": None,
        "typed": request.query_params,
        "choices": find_choices(desk),
        "counts": desk.library.counts(),
        "waiting": desk.library.waiting(),
    }
    if asked is not None and found is not None:
        values["title"] = asked.question
        rank = read_number(request.query_params.get("read"))
        piece = found.at(rank)
        values["rank_missing"] = rank if piece is None else None
        values["reader"] = None if piece is None else evidence_reader(request, piece)
        values.update(_found_values(found, words))
    return desk.render(request, "ask.html", 400 if fault else 200, **values)


def _found_values(found: Found, words: Words) -> dict[str, Any]:
    """Return what a page shows of an answer in sentences."""
    answer = found.answer
    is_refused = answer is not None and answer.reason is not None
    return {
        "notes": note_sentences(found.notes, words),
        "corrections": correction_sentences(answer, words) if answer else [],
        "lacking": lacking_sentences(answer, words) if answer else [],
        "reason": reason_sentence(str(answer.reason), words) if answer and is_refused else None,
        "works_found": len({piece.citation.reference.key for piece in found.evidence}),
    }


ROUTES: list[BaseRoute] = [Route("/", ask), Route("/ask", ask)]
WRITE_ROUTES: list[BaseRoute] = []
