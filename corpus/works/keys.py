"""Keys: short readable names for works, such as `crs-2024-port-security`."""

import re
from collections.abc import Container, Iterable, Mapping
from typing import Any

from corpus.model import Reference, authors_and_editors
from corpus.text.words import STOP_WORDS, ascii_words, initials
from corpus.works.editions import LEGAL_FORMS

MAX_KEY_CHARACTERS = 60
"""A key is typed by hand and shown in a column of a terminal."""

MAX_TITLE_WORDS = 4
"""Words of the title in a key: enough to recognise the work, few enough to type."""


def make_key(csl: Mapping[str, Any], taken: Container[str]) -> str:
    """Return a readable key for a work: author, year and the first words of the title.

    Parts that the record lacks are left out; an empty record becomes `source`. The key is lower-case ASCII with
    hyphens, has at most `MAX_KEY_CHARACTERS`, and is not in `taken`.
    """
    year = _year(csl)
    title = [word for word in _title_words(csl) if word != year]
    parts = [part for part in (_author(csl), year) if part]
    parts += title[:MAX_TITLE_WORDS]
    return free_key("-".join(parts) or "source", taken)


def taken_keys(references: Iterable[Reference]) -> set[str]:
    """Return the keys that name a work, now or before."""
    keys: set[str] = set()
    for reference in references:
        keys.update((reference.key, *reference.former_keys))
    return keys


def is_key(text: str) -> bool:
    """Return whether a text can be a key: lower-case words of ASCII letters and digits, joined by hyphens."""
    is_short = len(text) <= MAX_KEY_CHARACTERS
    return is_short and bool(re.fullmatch(r"(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*", text))


def free_key(key: str, taken: Container[str]) -> str:
    """Return a key that is not in `taken`: the given one, shortened if necessary, or with a number from 2 up."""
    key = _shortened(key, MAX_KEY_CHARACTERS)
    unique, number = key, 1
    while unique in taken:
        number += 1
        suffix = f"-{number}"
        unique = _shortened(key, MAX_KEY_CHARACTERS - len(suffix)) + suffix
    return unique


def _year(csl: Mapping[str, Any]) -> str:
    year = Reference("", csl, "", "").year
    if not year:
        return ""
    return str(year)


def _title_words(csl: Mapping[str, Any]) -> list[str]:
    """Return the words of the title that are not stop words; of the part before the colon if it has two or more."""
    title = str(csl.get("title-short") or csl.get("title") or "")
    main_title = title.split(": ", 1)[0]
    for text in (main_title, title):
        words = [word for word in ascii_words(text) if word not in STOP_WORDS]
        if len(words) >= 2:
            return words
    return words or ascii_words(title)


def _author(csl: Mapping[str, Any]) -> str:
    """Return the first author's family name, or the first editor's, or a short form of the body or publisher."""
    for person in authors_and_editors(csl):
        name = "-".join(ascii_words(person.get("family", ""))) or _short_name(person.get("literal", ""))
        if name:
            return name
    return _short_name(str(csl.get("publisher") or ""))


def _short_name(name: str) -> str:
    """Return a short form of a body's or a person's name.

    `Congressional Research Service` becomes `crs`, `World Bank` becomes `world-bank`, `JPMorgan Chase & Co.` becomes
    `jpmorgan-chase` and `Lisa N. Sacco` becomes `sacco`.
    """
    before_punctuation = re.split(r"[;,(]", name)[0]
    words = [word for word in ascii_words(before_punctuation, "-") if word not in STOP_WORDS]
    if any(len(word) == 1 for word in words):  # an initial: the name of a person
        return words[-1]
    words = [word for word in words if word not in LEGAL_FORMS] or words
    if len(words) < 3:
        return "-".join(words)
    return initials(words)


def _shortened(key: str, length: int) -> str:
    """Return the first whole words of a key that fit, or its first characters if its first word does not fit."""
    if len(key) <= length:
        return key
    return key[: length + 1].rpartition("-")[0] or key[:length]
