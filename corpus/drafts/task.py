"""The task of a child: put comments into a Word file."""

from base64 import b64encode
from typing import Any

from corpus.drafts.comments import with_comments
from corpus.drafts.model import Comment
from corpus.sandbox.held_file import InputFile
from corpus.sandbox.model import Link, Request


def run(request: Request, file: InputFile, link: Link) -> dict[str, Any]:
    """Return the file with its comments, and the numbers of the comments that have no place."""
    comments = [Comment(words, text) for words, text in request["comments"]]
    content, unplaced = with_comments(file.read_bytes(), comments)
    return {"content": b64encode(content).decode(), "unplaced": unplaced}
