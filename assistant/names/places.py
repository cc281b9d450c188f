"""Places by their names in three languages, and the words that mention them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.text.words import ascii_words

PLACES = Path(__file__).with_name("places.json")

MIN_BEGINNING = 5
"""Letters at the beginning of a place's name that its adjective has too: Mexico, Mexican. Shorter names are whole."""

ENDING = 3
"""Letters at the end of a place's name that its adjective may replace: Argentina, argentino, Argentine."""

MAX_ADDED = 4
"""Letters that an adjective has more than the name of its place: Burundi, Burundians; Malta, Maltese. Chosen."""

MAX_KEPT_NAMES = 256
"""Names whose places are kept. A name is looked up eight times for a question. Chosen."""

_ADJECTIVE_ENDINGS = tuple("an ans ese ish i is ic ine ines er ers ite ites a o as os es".split())


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its name in English, its names run together, and the beginnings of the words that mention it."""

    name: str
    names: tuple[str, ...]
    beginnings: tuple[str, ...]

    def called(self, typed: str) -> str:
        """Return the name as typed; of an adjective (Mexican), the name in English."""
        return typed if run_together(typed) in self.names else self.name


def run_together(text: str) -> str:
    """Return a text as one word: its lower-case letters and digits without accents."""
    return "".join(ascii_words(text))


def beginning(word: str) -> str:
    """Return the letters of the name of a place that its adjective has too."""
    return word[: max(MIN_BEGINNING, len(word) - ENDING)]


@lru_cache
def places() -> Mapping[str, Place]:
    """Return the known places by each of their names, run together."""
    by_name: dict[str, Place] = {}
    entries: list[list[str]] = json.loads(PLACES.read_text("utf-8"))
    for entry in entries:
        place = _to_place(entry)
        for name in place.names:
            other = by_name.get(name)
            if other is not None:  # one name of two places: a mention of either may be meant
                place = Place(place.name, place.names + other.names, place.beginnings + other.beginnings)
        for name in place.names:
            by_name[name] = place
    return by_name


def _to_place(entry: list[str]) -> Place:
    names = []
    beginnings = []
    for form in entry:
        word = run_together(form)
        if form.endswith("*"):
            beginnings.append(word)
            continue
        names.append(word)
        if " " not in form:
            beginnings.append(beginning(word))
    return Place(entry[0], tuple(dict.fromkeys(names)), tuple(beginnings))


@lru_cache(maxsize=MAX_KEPT_NAMES)
def place_of(typed: str) -> Place | None:
    """Return the place of this name, or of an adjective made from it (Brazilians); None if it is not known."""
    word = run_together(typed)
    if word in places():
        return places()[word]
    if not word.endswith(_ADJECTIVE_ENDINGS):
        return None
    for name, place in places().items():
        if word.startswith(beginning(name)) and len(word) - len(name) <= MAX_ADDED:
            return place
    return None
