"""The works of the library: the list, doubtful records, corrections, removal, and what can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assistant.assistant import Assistant
from assistant.desk.answers import MAX_LISTED_WORKS
from assistant.desk.record_form import faults_of, form_fields, sent_changes
from assistant.desk.shared import Desk, desk_of, language_of
from assistant.history import PastJob
from assistant.render.changes import local_time
from assistant.work_list import (
    COLUMNS,
    HELD_AS,
    UNREADABLE,
    Column,
    ListedWork,
    Narrowing,
    list_works,
    narrow,
    sort_works,
)
from corpus.citing.notices import notices_text
from corpus.errors import InputError, LibraryBusy, UnknownKey
from corpus.model import Reference
from corpus.works.doubts import is_of_earlier_version, missing, uncertain

if TYPE_CHECKING:
    from corpus.exchange import ReferenceFormat

INVALID, BUSY = 422, 503
"""The status of a form that is shown again: what was sent is wrong; another program writes to the library."""

WORKS_ON_A_PAGE = 100
"""Rows of a list that are shown at once. Chosen: a browser lays them out in no time."""

MAX_JOB_WORKS = 3
"""Works of a job that are named beside the button that takes it back. Chosen: a line."""

EXPORTS: Mapping["ReferenceFormat", tuple[str, str]] = {
    "bibtex": ("bib", "application/x-bibtex"),
    "ris": ("ris", "application/x-research-info-systems"),
    "csl-json": ("json", "application/vnd.citationstyles.csl+json"),
}
"""The formats of an export, with the suffix and the media type of their files."""


PAGES_WITHOUT_TEXT = "no text on "
"""The beginning of a warning that names the unreadable pages, which the page names itself."""


# --- the list ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list shows and how. The same query is the same page."""

    narrowing: Narrowing
    column: Column
    descending: bool
    page: int

    def address(self, path: str = "/works", **changes: str) -> str:
        """Return the address of this list with changed parameters. Empty ones are left out."""
        narrowing = self.narrowing
        parameters = {
            "q": narrowing.text,
            "kind": narrowing.kind,
            "design": narrowing.design,
            "status": narrowing.held_as,
            "since": str(narrowing.since or ""),
            "until": str(narrowing.until or ""),
            "doubtful": "1" if narrowing.doubtful else "",
            "sort": f"{'-' if self.descending else ''}{self.column}",
        }
        filled = {name: value for name, value in {**parameters, **changes}.items() if value}
        return f"{path}?{urlencode(filled)}"

    def sorted_by(self, column: Column) -> str:
        """Return the address of this list by another column, or the other way round. New and late works come first."""
        descending = not self.descending if column == self.column else column in ("added", "year")
        return self.address(sort=f"{'-' if descending else ''}{column}")


def read_list_query(request: Request) -> ListQuery:
    """Return what a request asks for. A value that makes no sense is left out."""
    asked = request.query_params
    sort = asked.get("sort", "-added")
    name = sort.removeprefix("-")
    column: Column = next((known for known in COLUMNS if known == name), "added")
    narrowing = Narrowing(
        text=" ".join(asked.get("q", "").split())[:200],
        kind=asked.get("kind", ""),
        design=asked.get("design", ""),
        held_as=asked.get("status", ""),
        since=_number(asked.get("since", "")),
        until=_number(asked.get("until", "")),
        doubtful=bool(asked.get("doubtful")),
    )
    return ListQuery(narrowing, column, sort.startswith("-"), _number(asked.get("page", "")) or 1)


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def all_listed(desk: Desk) -> list[ListedWork]:
    """Return all works in the order in which they were added, read again only after a change."""
    return desk.listed.get("works", desk.library, lambda: list_works(desk.library.holdings()))


def _shown(works: list[ListedWork], query: ListQuery) -> list[ListedWork]:
    return sort_works(narrow(works[::-1], query.narrowing), query.column, descending=query.descending)


async def works(request: Request) -> Response:
    """Show the works that a query admits, a page of them at a time."""
    return await run_in_threadpool(_works, request)


def _works(request: Request) -> Response:
    desk = desk_of(request)
    query = read_list_query(request)
    all_works = all_listed(desk)
    shown = _shown(all_works, query)
    pages = max(-(-len(shown) // WORKS_ON_A_PAGE), 1)
    page = min(query.page, pages)
    first = (page - 1) * WORKS_ON_A_PAGE
    return desk.render(
        request,
        "works.html",
        title=language_of(request)("works.title"),
        listing=query,
        works=shown[first : first + WORKS_ON_A_PAGE],
        found=len(shown),
        total=len(all_works),
        page=page,
        pages=pages,
        columns=COLUMNS,
        kinds=sorted({work.reference.kind for work in all_works}),
        designs=sorted({work.reference.design for work in all_works}),
        states=(*HELD_AS, UNREADABLE),
        formats=tuple(EXPORTS),
        doubts_of=doubts_of,
        notices_of=lambda reference: notices_text(reference.notices),
        last_job=last_job(desk),
    )


def doubts_of(reference: Reference) -> Mapping[str, tuple[str, ...]]:
    """Return what is doubtful about a record: its unsure and missing fields, or that nothing is known about them."""
    return {
        "unsure": uncertain(reference),
        "missing": missing(reference),
        "unknown": ("record",) if is_of_earlier_version(reference) else (),
    }


async def export(request: Request) -> Response:
    """Return the works that a query admits as a file of references."""
    return await run_in_threadpool(_export, request)


def _export(request: Request) -> Response:
    name = request.query_params.get("format", "bibtex")
    format = next((known for known in EXPORTS if known == name), None)
    if format is None:
        raise InputError(f"{name!r} is not a format of references. Choose from: {', '.join(EXPORTS)}")
    desk = desk_of(request)
    shown = _shown(all_listed(desk), read_list_query(request))
    if not shown:
        raise InputError("no work is shown, so there is nothing to export")
    text = desk.library.export([work.reference.key for work in shown], format)
    suffix, media_type = EXPORTS[format]
    headers = {"content-disposition": f'attachment; filename="works.{suffix}"'}
    return Response(text.encode(errors="replace"), media_type=media_type, headers=headers)


async def unreadable(request: Request) -> Response:
    """Show the texts with pages that cannot be read, or about which the reader of files had to warn."""
    return await run_in_threadpool(_unreadable, request)


def _unreadable(request: Request) -> Response:
    from corpus.reading.pdf import ocr

    desk = desk_of(request)
    holdings = []
    for work in all_listed(desk):
        holdings += [holding for holding in work.holdings if holding.unreadable or holding.warnings]
    return desk.render(
        request,
        "unreadable.html",
        title=language_of(request)("unreadable.title"),
        holdings=sorted(holdings, key=lambda holding: -len(holding.unreadable)),
        page_ranges=page_ranges,
        other_warnings=lambda warnings: [each for each in warnings if not each.startswith(PAGES_WITHOUT_TEXT)],
        ocr_command="" if ocr.available() else ocr.INSTALL,
    )


def page_ranges(pages: tuple[int, ...]) -> str:
    """Return numbers of pages in few words: `3, 7–9`."""
    ranges: list[list[int]] = []
    for page in sorted(pages):
        if ranges and page == ranges[-1][-1] + 1:
            ranges[-1][1:] = [page]
        else:
            ranges.append([page])
    return ", ".join("–".join(map(str, each)) for each in ranges)


# --- corrections -------------------------------------------------------------------------------------------------


async def edit_form(request: Request) -> Response:
    """Show the record of a work as a form."""
    return await run_in_threadpool(_edit_form, request)


def _edit_form(request: Request) -> Response:
    desk = desk_of(request)
    reference, _ = desk.library.edit(request.path_params["key"], [])
    return _show_form(request, reference)


def _show_form(
    request: Request,
    reference: Reference,
    sent: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    fault: str = "",
    status: int = 200,
) -> Response:
    desk = desk_of(request)
    shown, others = form_fields(reference, sent, faults)
    return desk.render(
        request,
        "work_edit.html",
        status,
        title=reference.title,
        reference=reference,
        fields=shown,
        others=others,
        faults=faults or {},
        fault=fault,
        doubts=doubts_of(reference),
        notices=notices_text(reference.notices),
        files=files_of(desk, reference.key),
        others_listed=_others_listed(desk, reference.key),
        last_job=last_job(desk) if request.query_params.get("done") else None,
    )


def _others_listed(desk: Desk, key: str) -> list[tuple[str, str]]:
    """Return key and title of the other works, to choose from; none of a library with very many."""
    references = [work.reference for work in all_listed(desk) if work.reference.key != key]
    if len(references) > MAX_LISTED_WORKS:
        return []
    return sorted((reference.key, reference.title) for reference in references)


def files_of(desk: Desk, key: str) -> list[str]:
    """Return the names of the files of the full texts of a work."""
    names = []
    for work in all_listed(desk):
        if work.reference.key == key:
            sources = [holding.source for holding in work.holdings if holding.source]
            names += [source.name for source in sources if source.kind == "full text"]
    return names


async def edit(request: Request) -> Response:
    """Correct a record as a form says, or show the form again with what is wrong."""
    async with request.form(max_files=0) as form:
        sent = {name: str(value) for name, value in form.items()}
    return await run_in_threadpool(_edit, request, sent)


def _edit(request: Request, sent: Mapping[str, str]) -> Response:
    desk = desk_of(request)
    key = request.path_params["key"]
    reference, _ = desk.library.edit(key, [])
    changes = sent_changes(sent)
    faults = faults_of(reference, changes)
    if faults:
        return _show_form(request, reference, sent, faults, status=INVALID)
    try:
        corrected, _ = desk.open_for_change().edit(key, list(changes.values()))
    except UnknownKey:
        raise
    except InputError as error:
        return _show_form(request, reference, sent, fault=str(error), status=INVALID)
    except LibraryBusy as error:
        return _show_form(request, reference, sent, fault=str(error), status=BUSY)
    return _go(f"/works/{quote(corrected.key)}/edit?done={'edit' if changes else 'nothing'}")


async def merge(request: Request) -> Response:
    """Make two works one."""
    async with request.form(max_files=0) as form:
        other = str(form.get("other", ""))
    return await run_in_threadpool(_merge, request, other.strip())


def _merge(request: Request, other: str) -> Response:
    desk = desk_of(request)
    key = request.path_params["key"]
    reference, _ = desk.library.edit(key, [])
    try:
        merged = desk.open_for_change().merge(key, other)
    except InputError as error:
        return _show_form(request, reference, fault=str(error), status=INVALID)
    return _go(f"/works/{quote(merged.key)}/edit?done=merge")


# --- removal and what can be taken back --------------------------------------------------------------------------


async def remove_form(request: Request) -> Response:
    """Ask whether a work is to be removed."""
    return await run_in_threadpool(_remove_form, request)


def _remove_form(request: Request) -> Response:
    desk = desk_of(request)
    reference, _ = desk.library.edit(request.path_params["key"], [])
    return desk.render(
        request,
        "work_remove.html",
        title=language_of(request)("remove.title"),
        reference=reference,
        files=files_of(desk, reference.key),
    )


async def remove(request: Request) -> Response:
    """Remove a work, or the text of one file of it."""
    async with request.form(max_files=0) as form:
        file = str(form.get("file", ""))
    await run_in_threadpool(_remove, desk_of(request), request.path_params["key"], file)
    return _go("/works?done=remove")


def _remove(desk: Desk, key: str, file: str) -> None:
    desk.open_for_change().remove([key], [file] if file else [])


async def undo(request: Request) -> Response:
    """Take back the job that a page showed, if it is the last one still."""
    async with request.form(max_files=0) as form:
        number = str(form.get("job", ""))
    await run_in_threadpool(_undo, desk_of(request).open_for_change(), number)
    return _go("/works?done=undo")


def _undo(library: Assistant, number: str) -> None:
    jobs = library.past_jobs()
    if not jobs or str(jobs[0].job.number) != number:
        raise InputError("the library has changed meanwhile, so nothing was taken back: look at the list again")
    library.undo(jobs[0])


@dataclass(frozen=True, slots=True)
class LastJob:
    """The job that can be taken back next. `keys` are some of its works, `more` is the number of the others."""

    number: int
    command: str
    time: str
    keys: tuple[str, ...]
    more: int


def last_job(desk: Desk) -> LastJob | None:
    """Return the job that can be taken back next; None without one, or if the desk is read-only."""
    if desk.read_only:
        return None
    jobs = desk.listed.get("last job", desk.library, lambda: desk.library.past_jobs()[:1])
    return _last_job(jobs[0]) if jobs else None


def _last_job(job: PastJob) -> LastJob:
    keys = tuple(work.key for work in job.works)
    more = max(len(keys) - MAX_JOB_WORKS, 0)
    return LastJob(job.job.number, job.command, local_time(job.time), keys[:MAX_JOB_WORKS], more)


def _go(address: str) -> Response:
    return RedirectResponse(address, 303)


ROUTES: list[BaseRoute] = [
    Route("/works", works),
    Route("/works/export", export),
    Route("/works/unreadable", unreadable),
]
WRITE_ROUTES: list[BaseRoute] = [
    Route("/works/undo", undo, methods=["POST"]),
    Route("/works/{key}/edit", edit_form, methods=["GET"]),
    Route("/works/{key}/edit", edit, methods=["POST"]),
    Route("/works/{key}/merge", merge, methods=["POST"]),
    Route("/works/{key}/remove", remove_form, methods=["GET"]),
    Route("/works/{key}/remove", remove, methods=["POST"]),
]
