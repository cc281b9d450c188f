"""Cursors: where a result that came in parts goes on. A client gives one back as it got it.

A cursor holds a place, and a digest of all that the place depends on: the arguments, and the state of the library. If
one of these has changed, the rest would not fit the first part, so the cursor is refused.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from corpus.errors import InputError

MAX_CURSOR_CHARACTERS = 200
"""Longer than any cursor that is made here."""

DIGEST_DIGITS = 12


def write_cursor(place: tuple[int, ...], depends_on: object) -> str:
    """Return a cursor.

    Args:
        place: where the result goes on.
        depends_on: what the place depends on, as JSON.
    """
    content = json.dumps([*place, _digest(depends_on)]).encode()
    return urlsafe_b64encode(content).decode().rstrip("=")


def read_cursor(cursor: str, length: int, depends_on: object) -> tuple[int, ...]:
    """Return the place of a cursor: `length` numbers, each 0 or more.

    Raises:
        InputError: it is not a cursor of this tool, or it was made for something else.
    """
    try:
        if len(cursor) > MAX_CURSOR_CHARACTERS:
            raise ValueError
        *place, digest = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if len(place) != length or not all(type(number) is int and number >= 0 for number in place):
            raise ValueError
    except (ValueError, TypeError) as error:
        raise InputError("the cursor is not one that this tool returned: call the tool without a cursor") from error
    if digest != _digest(depends_on):
        raise InputError(
            "the cursor belongs to other arguments, or the library has changed since: call the tool without a cursor"
        )
    return tuple(place)


def _digest(depends_on: object) -> str:
    return sha256(json.dumps(depends_on, sort_keys=True).encode()).hexdigest()[:DIGEST_DIGITS]
