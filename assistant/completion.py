"""The keys of a library for a shell that completes a word. Quick and silent, whatever the state of the library."""

from contextlib import suppress
from pathlib import Path
from threading import Thread

MAX_SECONDS = 1.0
"""Time that a shell waits for keys. Chosen: a library whose writer is committing may take longer to answer."""


def keys_beginning(text: str, library: str | None = None) -> list[str]:
    """Return the keys of a library that begin with a text. None if it does not exist or does not answer in time.

    Args:
        text: the beginning.
        library: the library's folder; None for the library of the settings.
    """
    found: list[str] = []

    def read() -> None:
        with suppress(Exception):  # a shell has no place for an error
            found.extend(_read_keys(text, library))

    reader = Thread(target=read, daemon=True)
    reader.start()
    reader.join(MAX_SECONDS)
    return list(found)


def _read_keys(text: str, library: str | None) -> list[str]:
    from assistant.settings import settings
    from corpus.store.corpus import Corpus
    from corpus.works.keys import is_key

    named = Path(library) if library else None
    folder = settings(named).library
    with Corpus.open(folder) as corpus:
        keys = corpus.keys(text)
    # The library may come from a stranger, and a shell may evaluate what it gets.
    return [key for key in keys if is_key(key)]
