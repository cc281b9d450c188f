"""The texts of the interface: the same in each language, and chosen as a person or the browser asks."""

import json
import re
import string
from pathlib import Path

import pytest

from assistant.desk.words import LANGUAGES, choose_language

ROOM = Path(__file__).parents[3] / "assistant" / "desk"
TEXTS = {language: json.loads((ROOM / "languages" / f"{language}.json").read_text("utf-8")) for language in LANGUAGES}


def fields(text):
    """Return the names of the values that a text needs."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_texts_of_the_others_in_order(language):
    assert list(TEXTS[language]) == sorted(TEXTS["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_needs_the_same_values(language):
    for key, text in TEXTS[language].items():
        assert fields(text) == fields(TEXTS["en"][key]), key


def test_every_text_is_used():
    """A key is written whole in a template or a module, or its beginning is, before a name is added to it."""
    files = [*ROOM.glob("templates/*.html"), *ROOM.rglob("*.py"), *ROOM.parent.glob("render/briefs/*.py")]
    source = "\n".join(path.read_text("utf-8") for path in files)
    written = set(re.findall(r"""["'](\w+\.[\w.]*)["']""", source))
    beginnings = tuple(name for name in written if name.endswith("."))
    unused = [
        key for key in TEXTS["en"] if key.removesuffix("_one") not in written and not key.startswith(beginnings or "\0")
    ]
    assert unused == []


CHOICES = {
    "the browser's language": (None, "es-MX,es;q=0.9,en;q=0.8", "es"),
    "its best one that is here": (None, "fr,pt-BR;q=0.5,en;q=0.4", "pt"),
    "the weights count, not the order": (None, "en;q=0.2,pt;q=0.7", "pt"),
    "none that is here": (None, "fr,de", "en"),
    "nothing": (None, "", "en"),
    "nonsense": (None, "es;q=x,,;;;", "es"),
    "what a person chose": ("pt", "es", "pt"),
    "a choice that is not here": ("../x", "es", "es"),
}


@pytest.mark.parametrize("chosen, accepted, language", CHOICES.values(), ids=CHOICES)
def test_the_language_of_a_page(chosen, accepted, language):
    assert choose_language(chosen, accepted) == language
