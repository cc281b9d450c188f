"""Files and addresses are added: the form, the job with its progress, and what became of each file."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assistant.desk.jobs import AddJob
from assistant.desk.pages.works import last_job, page_ranges
from assistant.desk.shared import desk_of, language_of
from assistant.desk.uploads import (
    MAX_FIELD_BYTES,
    MAX_FIELDS,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_REQUEST_BYTES,
    TooLarge,
    keep_for_job,
)
from assistant.desk.words import Words
from assistant.ingest.model import UPLOADED
from assistant.keeping import check_web_address
from assistant.progress import JobProgress
from assistant.render.plain import one_line
from corpus.errors import InputError

if TYPE_CHECKING:
    from assistant.ingest.model import Replace

SECONDS_BETWEEN_EVENTS = 0.5
"""How often a page hears of a job. Chosen: a person sees it move, and a screen reader is not flooded."""

CHOICES: tuple["Replace", ...] = ("no", "yes", "both")
"""What a person may choose for changed files. The first one is what happens if nobody chooses."""

LEFT_OUT = ("refused", "changed")
"""What may have become of a file that a person has to look at. These come first."""


async def form(request: Request) -> Response:
    """Show the form for files and addresses, and the last jobs."""
    return _show_form(request)


def _show_form(request: Request, status: int = 200, **values: Any) -> Response:
    desk = desk_of(request)
    shown = {"addresses": "", "replace": CHOICES[0], "fault": "", **values}
    return desk.render(
        request,
        "adding.html",
        status,
        title=language_of(request)("adding.title"),
        choices=CHOICES,
        max_file=f"{MAX_FILE_BYTES // 1_000_000:,}",
        max_request=f"{MAX_REQUEST_BYTES / 1_000_000_000:g}",
        jobs=desk.jobs.recent(),
        **shown,
    )


async def start(request: Request) -> Response:
    """Start a job with the files and addresses of a form, and go to its page."""
    async with request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD_BYTES) as sent:
        files = [each for each in sent.getlist("files") if isinstance(each, UploadFile) and each.filename]
        text = str(sent.get("addresses", ""))
        replace = next((each for each in CHOICES if each == sent.get("replace")), CHOICES[0])
        try:
            job = await run_in_threadpool(_start, request, files, text.split(), replace)
        except InputError as error:
            status = 413 if isinstance(error, TooLarge) else 422
            return _show_form(request, status, fault=str(error), addresses=text, replace=replace)
    return RedirectResponse(f"/adding/{job.id}", 303)


def _start(request: Request, files: list[UploadFile], addresses: list[str], replace: "Replace") -> AddJob:
    for address in addresses:
        check_web_address(address)
    if not files and not addresses:
        raise InputError("there is nothing to add: choose a file, or give a web address")
    return desk_of(request).jobs.start(keep_for_job(files), addresses, replace)


async def show(request: Request) -> Response:
    """Show how far a job has come or, after its end, what became of each file."""
    return await run_in_threadpool(_show, request)


def _show(request: Request) -> Response:
    desk = desk_of(request)
    job = desk.jobs.get(request.path_params["job"])
    words = language_of(request)
    outcomes = job.report.outcomes if job.report else ()
    return desk.render(
        request,
        "adding_job.html",
        title=words(f"adding.{job.state}"),
        job=job,
        shown=progress_shown(words, job),
        outcomes=sorted(outcomes, key=lambda outcome: outcome.status not in LEFT_OUT),
        counts=Counter(outcome.status for outcome in outcomes),
        left_out=LEFT_OUT,
        shown_name=shown_name,
        page_ranges=page_ranges,
        last_job=last_job(desk) if _can_be_taken_back(job) else None,
    )


def _can_be_taken_back(job: AddJob) -> bool:
    """Return whether a job did something that `undo` takes back: added files are removed one by one."""
    outcomes = job.report.outcomes if job.report else ()
    return any(outcome.status in ("replaced", "given to another work") for outcome in outcomes)


def shown_name(origin: str) -> str:
    """Return a web address, or the name of a file that was sent."""
    return origin.removeprefix(UPLOADED)


async def events(request: Request) -> Response:
    """Send how far a job has come, whenever that changes, until its end."""
    from sse_starlette import EventSourceResponse

    job = desk_of(request).jobs.get(request.path_params["job"])
    return EventSourceResponse(_events(language_of(request), job))


async def _events(words: Words, job: AddJob) -> AsyncIterator[dict[str, str]]:
    sent = None
    while True:
        shown = progress_shown(words, job)
        if shown != sent:
            yield {"data": json.dumps(shown)}
            sent = shown
        if shown["ended"]:
            return
        await anyio.sleep(SECONDS_BETWEEN_EVENTS)


async def stop(request: Request) -> Response:
    """Ask a job to stop. The files that are finished stay."""
    job = desk_of(request).jobs.get(request.path_params["job"])
    await run_in_threadpool(job.stop)
    return RedirectResponse(f"/adding/{job.id}", 303)


def progress_shown(words: Words, job: AddJob) -> dict[str, Any]:
    """Return what a page shows of a job that runs: whether it has ended, the part that is done, and words."""
    state = "stopping" if job.stopping and job.state != "ended" else job.state
    parts = [words(f"adding.{state}"), *_counts(words, job.progress)]
    return {"ended": job.state == "ended", "done": round(_part_done(job.progress), 3), "text": " · ".join(parts)}


def _counts(words: Words, progress: JobProgress) -> list[str]:
    parts = []
    if progress.reading:
        parts.append(words("adding.reading", name=one_line(shown_name(progress.reading))))
    if progress.files_total:
        parts.append(words("adding.files", done=f"{progress.files:,}", n=progress.files_total))
    if progress.expected:
        received, expected = (f"{size / 1e6:,.1f}" for size in (progress.received, progress.expected))
        parts.append(words("adding.received", done=received, total=expected))
    if progress.pages:
        parts.append(words("adding.pages", n=progress.pages))
    if progress.passages:
        parts.append(words("adding.passages", done=f"{progress.passages:,}", n=progress.passages_total))
    return parts


def _part_done(progress: JobProgress) -> float:
    """Return the part of a job that is done, from 0 to 1: half of it is reading, half is indexing."""
    read = progress.files / progress.files_total if progress.files_total else 0
    indexed = progress.passages / progress.passages_total if progress.passages_total else 0
    return (read + indexed * read) / 2


ROUTES: list[BaseRoute] = []
WRITE_ROUTES: list[BaseRoute] = [
    Route("/adding", form, methods=["GET"]),
    Route("/adding", start, methods=["POST"], max_body_size=MAX_REQUEST_BYTES),
    Route("/adding/{job}", show, methods=["GET"]),
    Route("/adding/{job}/events", events, methods=["GET"]),
    Route("/adding/{job}/stop", stop, methods=["POST"]),
]
