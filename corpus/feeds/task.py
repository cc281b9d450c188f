"""The task of a child: parse a feed. And its answer, which the parent checks."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from corpus.errors import InputError, UnreadableFile
from corpus.exchange.csl_fields import check_item
from corpus.exchange.lines import one_line
from corpus.feeds.entries import MAX_TITLE_CHARACTERS, checked_identifiers
from corpus.feeds.model import Feed
from corpus.feeds.parsing import MAX_ENTRIES, parse
from corpus.sandbox.held_file import InputFile
from corpus.sandbox.model import INVALID_ANSWER, Link, Request


def run(request: Request, file: InputFile, link: Link) -> dict[str, Any]:
    """Return what a feed says, or why the file is not a feed."""
    try:
        feed = parse(file.read_bytes(), request["address"])
    except InputError as error:
        return {"not a feed": str(error)}
    return asdict(feed)


def feed_from_json(answer: Mapping[str, Any]) -> Feed:
    """Return the feed in an answer of `run`. The child is not trusted: each work is checked.

    Raises:
        UnreadableFile: the answer is not valid.
    """
    try:
        works = []
        for item in answer["works"][:MAX_ENTRIES]:
            work = checked_identifiers({"type": "document", **check_item(item)})
            if work.get("title"):
                works.append(work)
        title = one_line(answer["title"])[:MAX_TITLE_CHARACTERS]
        return Feed(title, tuple(works), int(answer["left_out"]), one_line(answer["problem"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableFile(INVALID_ANSWER) from error
