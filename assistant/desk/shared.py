"""What all pages share: the warm library, and how a page is rendered."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from assistant.assistant import Assistant
from assistant.desk.words import LANGUAGES, Words, choose_language, words_in

LANGUAGE_COOKIE = "evidence_language"
"""Holds the language that a person chose."""


def _environment() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(slots=True)
class Desk:
    """The one library that a desk is open on. `library` is warm and used by several threads at once."""

    library: Assistant
    read_only: bool = False
    templates: Environment = field(default_factory=_environment)

    def render(self, request: Request, name: str, status: int = 200, **values: Any) -> Response:
        """Return a page: a template with its values, in the language of the request."""
        template = self.templates.get_template(name)
        return HTMLResponse(template.render({**self._common(request), **values}), status)

    def _common(self, request: Request) -> dict[str, Any]:
        """Return what every template may use."""
        return {
            "words": language_of(request),
            "languages": LANGUAGES,
            "read_only": self.read_only,
            "path": request.url.path,
        }


def desk_of(request: Request) -> Desk:
    """Return the desk that a request is for."""
    desk: Desk = request.app.state.desk
    return desk


def language_of(request: Request) -> Words:
    """Return the texts in the language of a request: chosen by a person, or else by the browser."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return words_in(choose_language(chosen, request.headers.get("accept-language", "")))
