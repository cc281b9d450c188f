"""What all pages share: the warm library, the queue of questions, and how a page is rendered."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from assistant.assistant import Assistant
from assistant.desk.jobs import Jobs
from assistant.desk.recent import Recent
from assistant.desk.shown import FILTERS
from assistant.desk.words import LANGUAGES, Words, choose_language, words_in
from corpus.errors import EvidenceError, LibraryBusy

P = ParamSpec("P")
R = TypeVar("R")

CLIENT_LEFT = 499
"""The status of a request whose sender has gone, so that nobody sees it."""

FIRST_QUESTION = "What is a custom notification?"
"""Asked when a desk starts. It loads all that the first person's question needs."""

LANGUAGE_COOKIE = "evidence_language"
"""Holds the language that a person chose."""

NOT_KEPT = ("lang", "token")
"""Parameters of an address that a link to the same page does not have: the choice of a language, and the token."""

_YEAR_SECONDS = 365 * 24 * 3600


def make_environment() -> Environment:
    """Return what renders the templates. Everything that is put into one is escaped."""
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment


@dataclass(slots=True)
class Desk:
    """The one library that a desk is open on. `library` is warm and used by several threads at once.

    `recent` keeps the last answers, `listed` the list of works and the last change. `on_close` are functions that are
    called when the desk ends, for example to interrupt a job.
    """

    library: Assistant
    read_only: bool = False
    templates: Environment = field(default_factory=make_environment)
    on_close: list[Callable[[], None]] = field(default_factory=list)
    recent: Recent = field(default_factory=Recent)
    listed: Recent = field(default_factory=lambda: Recent(max_kept=2))
    jobs: Jobs = field(init=False)
    _questions: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))

    def __post_init__(self) -> None:
        """Prepare the jobs that add files. They are stopped when the desk ends."""
        self.jobs = Jobs(self._open_again)
        self.on_close.append(self.jobs.close)

    def open_for_change(self) -> Assistant:
        """Return the library for a change. It has its own models and progress, so that questions do not wait for it.

        Raises:
            LibraryBusy: this desk adds files. Other programs that write are met later.
        """
        if self.jobs.are_running:
            raise LibraryBusy(
                "files are being added to the library: wait until that is done, or stop it on the page for adding, then"
                " try again"
            )
        return self._open_again()

    def _open_again(self) -> Assistant:
        settings = self.library.settings
        return Assistant(settings.library, settings.model, settings.rerank)

    async def answer(self, request: Request, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a function that searches, such as `desk.library.ask`, in a thread. Return its result.

        Questions wait for one another here, because the models use all cores for each of them. They take no thread
        while they wait, so other pages are served meanwhile. If the person has gone by then, nothing is searched.
        """
        async with self._questions:
            if await request.is_disconnected():
                raise HTTPException(CLIENT_LEFT)
            return await to_thread.run_sync(partial(function, *args, **kwargs), limiter=CapacityLimiter(1))

    def warm(self) -> None:
        """Load the index and the models, and start what shows pages, so that the first question waits for nothing.

        An error is not reported here: the first question meets it too.
        """
        with suppress(EvidenceError):
            self.library.prepare_pages()
            self.library.ask(FIRST_QUESTION)

    def close(self) -> None:
        """End what runs in the background."""
        for end in self.on_close:
            end()

    def render(self, request: Request, name: str, status: int = 200, **values: Any) -> Response:
        """Return a page: a template with its values, in the language of the request."""
        template = self.templates.get_template(name)
        response = HTMLResponse(template.render({**self._common(request), **values}), status)
        chosen = request.query_params.get("lang")
        if chosen in LANGUAGES:
            response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_YEAR_SECONDS, httponly=True, samesite="strict")
        return response

    def _common(self, request: Request) -> dict[str, Any]:
        """Return what every template may use."""
        return {
            "words": language_of(request),
            "languages": LANGUAGES,
            "read_only": self.read_only,
            "path": request.scope["path"],
            "query": [(name, value) for name, value in request.query_params.multi_items() if name not in NOT_KEPT],
            "here": partial(changed_address, request),
            "done": request.query_params.get("done", ""),
        }


def changed_address(request: Request, **changes: object) -> str:
    """Return the address of a request with other values of some parameters. A value that is None is left out."""
    url = request.url.remove_query_params([*NOT_KEPT, *changes])
    given = {name: str(value) for name, value in changes.items() if value is not None}
    changed = url.include_query_params(**given) if given else url
    return f"{changed.path}?{changed.query}" if changed.query else changed.path


def desk_of(request: Request) -> Desk:
    """Return the desk that a request is for."""
    desk: Desk = request.app.state.desk
    return desk


def language_of(request: Request) -> Words:
    """Return the texts in the language of a request: chosen by a person, or else by the browser."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return words_in(choose_language(chosen, request.headers.get("accept-language", "")))
