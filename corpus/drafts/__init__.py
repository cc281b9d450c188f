"""Drafts of a person: a Word file gets a copy with comments. It needs the extra `office`."""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Sequence
from pathlib import Path

from corpus.drafts.model import Comment
from corpus.errors import InputError, UnreadableFile
from corpus.extras import require_office
from corpus.reading.formats import suffix_of
from corpus.sandbox.model import INVALID_ANSWER

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
"""The media type of files that can have comments."""

MAX_FILE_BYTES = 100_000_000
"""Size of a draft. Chosen: 300 pages with many pictures."""

_MEMORY_BYTES = 2**30
_SECONDS = 120.0
"""Time for a draft of `MAX_FILE_BYTES`. A draft of 300 pages takes some seconds."""


def comment_copy(path: Path, comments: Sequence[Comment]) -> tuple[bytes, list[int]]:
    """Return a copy of a Word file with comments, and the numbers of the comments that have no place in it.

    A child process reads and writes the file, with limits.

    Raises:
        MissingExtra: the extra `office` is not installed.
        InputError: the file is not a Word file, is too large, or cannot be read.
    """
    from corpus.sandbox.process import ask

    suffix = suffix_of(WORD)
    if path.suffix.lower() != suffix:
        raise InputError(f"{path.name!r} cannot have comments: only a Word file ({suffix}) can")
    require_office("comments need", "docx")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise InputError(f"{path.name!r} has more than {MAX_FILE_BYTES:,} bytes, which is the limit for comments")
    request = {"task": "comments", "comments": [[comment.words, comment.text] for comment in comments]}
    try:
        answer = ask(request, path, _SECONDS, memory_bytes=_MEMORY_BYTES, output_bytes=3 * MAX_FILE_BYTES)
        return b64decode(answer["content"], validate=True), [int(number) for number in answer["unplaced"]]
    except (Base64Error, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path.name!r} {INVALID_ANSWER}") from error
    except UnreadableFile as error:
        raise InputError(f"{path.name!r} cannot get comments: {error}") from error
