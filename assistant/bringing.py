"""Say how to get the document of a work, if the library has only its reference or a note on it."""

from collections.abc import Sequence

from corpus.model import Reference
from corpus.web.links import wanted_work

MAX_KEYS = 5
"""Keys named in one command: a line of a terminal or two. Chosen."""


def way_to_bring(reference: Reference) -> str:
    """Return the command that brings the document of a work, after what a person must do first, if anything.

    evidence fetch abt-winship-2016
    get it from https://www.foreignaffairs.com/articles/... (paywalled), then: evidence add FILE --key kleiman-2011
    """
    work = wanted_work(reference)
    if work.closed is None:
        return f"evidence fetch {reference.key}"
    command = f"evidence add FILE --key {reference.key}"
    if work.page is None:
        return f"{command} ({work.closed})"
    return f"get it from {work.page} ({work.closed}), then: {command}"


def way_to_bring_all(references: Sequence[Reference]) -> str:
    """Return how to bring the documents of works: one command for all that can be fetched, or else for the first."""
    to_fetch = [each.key for each in references if wanted_work(each).closed is None]
    if not to_fetch:
        return way_to_bring(references[0])
    return f"evidence fetch {' '.join(to_fetch[:MAX_KEYS])}"
