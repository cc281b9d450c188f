"""The texts of the interface, by key, in three languages: `languages/en.json` and its translations."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "es", "pt")
"""The languages of the interface. The first one is used if a browser asks for none of them."""

_FOLDER = Path(__file__).parent / "languages"


class Words:
    """The texts of one language. `words("ask.found", n=3)` returns a text with its values in place."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = _read(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key. A text for one thing has the suffix `_one`, and is used if `n` is 1."""
        if values.get("n") == 1 and f"{key}_one" in self._texts:
            key = f"{key}_one"
        return self._texts[key].format(**values)

    def has(self, key: str) -> bool:
        """Return whether there is a text for a key."""
        return key in self._texts


@cache
def words_in(language: str) -> Words:
    """Return the texts of a language of `LANGUAGES`."""
    return Words(language)


def choose_language(chosen: str | None, accepted: str) -> str:
    """Return the language of the interface.

    Args:
        chosen: what a person chose, or None.
        accepted: the header Accept-Language: "pt-BR,pt;q=0.9,en;q=0.8".
    """
    if chosen in LANGUAGES:
        return str(chosen)
    weighed = []
    for place, part in enumerate(accepted.split(",")[:20]):
        name, _, parameter = part.strip().partition(";")
        language = name.split("-")[0].lower()
        if language in LANGUAGES:
            weighed.append((-_quality(parameter), place, language))
    return min(weighed)[2] if weighed else LANGUAGES[0]


def _quality(parameter: str) -> float:
    """Return the weight in `q=0.8`; 1 if there is none, 0 if it cannot be read."""
    if not parameter:
        return 1.0
    try:
        return float(parameter.strip().removeprefix("q="))
    except ValueError:
        return 0.0


def _read(language: str) -> Mapping[str, str]:
    texts: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))
    return texts
