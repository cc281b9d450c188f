"""The noun of a commented draft."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on some words of a file. If they occur several times, the comments on them are in their order."""

    words: str
    text: str
