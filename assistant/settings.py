"""Settings: the library's folder, the models, and an address for servers, from arguments and the environment."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import platformdirs

LibraryFrom = Literal["argument", "environment", "default"]
"""What names the folder of the library. `default` is the folder in the user's data folder."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can set.

    `model` is the embedding model; None for the model of the library's index, or else the default. `rerank` is the
    cross-encoder; None for the default. `mailto` is an e-mail address that is sent to the servers that are asked for
    files and records; None sends none. `crossref` is the address of a server to ask instead of Crossref, a copy of it
    perhaps; None for Crossref itself.
    """

    library: Path
    library_from: LibraryFrom
    model: str | None
    rerank: str | None
    mailto: str | None
    crossref: str | None


def settings(library: Path | None = None, model: str | None = None, rerank: str | None = None) -> Settings:
    """Return the settings. An argument takes precedence over the environment, and the environment over the default.

    The environment variables are `EVIDENCE_LIBRARY`, `EVIDENCE_MODEL`, `EVIDENCE_RERANK`, `EVIDENCE_MAILTO` and
    `EVIDENCE_CROSSREF`. The default library is the folder `library` in the platform's user data folder.
    """
    folder, library_from = _library(library)
    return Settings(
        folder.expanduser(),
        library_from,
        model or os.environ.get("EVIDENCE_MODEL") or None,
        rerank or os.environ.get("EVIDENCE_RERANK") or None,
        os.environ.get("EVIDENCE_MAILTO") or None,
        os.environ.get("EVIDENCE_CROSSREF") or None,
    )


def _library(argument: Path | None) -> tuple[Path, LibraryFrom]:
    """Return the folder of the library, and what names it."""
    if argument is not None:
        return argument, "argument"
    folder = os.environ.get("EVIDENCE_LIBRARY")
    if folder:
        return Path(folder), "environment"
    return platformdirs.user_data_path("evidence-assistant", appauthor=False) / "library", "default"
