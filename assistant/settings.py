"""Where the library is and which model is wanted: one frozen `Settings`, from the environment and flags."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may set.

    `model` None means the one the library's index was made with, else the default; `rerank` None the default reranker.
    `mailto` is told to the servers that are asked for files and records; None tells them nothing.
    """

    library: Path
    model: str | None
    rerank: str | None
    mailto: str | None


def settings(library: Path | None = None, model: str | None = None, rerank: str | None = None) -> Settings:
    """Gives the settings: what is passed here wins over the environment, the environment over the defaults.

    The library is `EVIDENCE_LIBRARY`, else `library` in the platform's user data folder; the model `EVIDENCE_MODEL`,
    the reranker `EVIDENCE_RERANK`, the address for servers `EVIDENCE_MAILTO`.
    """
    named = os.environ.get("EVIDENCE_LIBRARY")
    folder = library or (
        Path(named) if named else platformdirs.user_data_path("evidence-assistant", appauthor=False) / "library"
    )
    return Settings(
        folder.expanduser(),
        model or os.environ.get("EVIDENCE_MODEL") or None,
        rerank or os.environ.get("EVIDENCE_RERANK") or None,
        os.environ.get("EVIDENCE_MAILTO") or None,
    )
