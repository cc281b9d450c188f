"""The task of a child: format works in a style that a person gave. A style is a program, and nobody has checked it."""

from typing import Any

from corpus.citing.styles import format_in_style
from corpus.citing.styles.messages import formatted_to_json, mentions_from_json
from corpus.errors import InputError
from corpus.sandbox.held_file import InputFile
from corpus.sandbox.model import Link, Request


def run(request: Request, file: InputFile, link: Link) -> dict[str, Any]:
    """Return the list of references and the citations, or why the style cannot be used."""

    def text_of(key: str) -> str:
        link.say({"question": key})
        return str(link.receive()["text"])

    mentions = mentions_from_json(request["mentions"])
    try:
        return formatted_to_json(format_in_style(mentions, request["path"], file, text_of))
    except InputError as error:
        return {"not usable": str(error)}
