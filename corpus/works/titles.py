"""Titles: whether a text can be a title, whether it is distinctive, and whether another title extends it."""

import re

from corpus.text.words import STOP_WORDS, folded_words
from corpus.works.editions import EDITION_WORDS

MAX_PRINTED_TITLE_WORDS = 40
"""A longer text is a paragraph that is set in one type."""

MAX_SUBTITLE_WORDS = 8
"""Words that the first page may add to the title in the metadata, which may stop before the subtitle."""

# What word processors and templates leave in the title field, and file names.
_NOT_A_TITLE = re.compile(
    r"^(?:microsoft \w+ ?-.*|untitled.*|document\d*|title|.*\.(?:docx?|pdf|indd|qxd|pptx?|xlsx?|rtf|pub|key)|slide \d+"
    r"|presentation\d*|layout \d+|print|.*(?:\.\.\.|…).*|[\d\W]*)$",
    re.I,
)
# Words that any report may have on its cover.
_GENERIC = """annual quarterly monthly report reports summary executive contents table index cover page title document
    form statement brief policy working paper presentation letter memorandum appendix annex introduction foreword
    informe reporte anual relatorio resumen resumo indice sumario contenido conteudo documento
    united states washington dc"""
_GENERIC_WORDS = STOP_WORDS | EDITION_WORDS | frozenset(_GENERIC.split())


def tidy_title(title: str) -> str:
    """Return a title on one line without full stops at its end."""
    return " ".join(title.split()).rstrip(".")


def is_title(text: str) -> bool:
    """Return whether a text can be a title: 2 to `MAX_PRINTED_TITLE_WORDS` words, not left by a program or template."""
    return 2 <= len(text.split()) <= MAX_PRINTED_TITLE_WORDS and not _NOT_A_TITLE.match(text)


def is_generic(title: str) -> bool:
    """Return whether any report may have this title: it has only numbers and generic words ("Annual Report 2019")."""
    words = [word for word in folded_words(title) if not word.isdigit()]
    return set(words) <= _GENERIC_WORDS


def has_all_words(text: str, words: str) -> bool:
    """Return whether `text` has all words of another text, in any order."""
    return set(folded_words(words)) <= set(folded_words(text))


def adds_subtitle(longer: str, title: str) -> bool:
    """Return whether `longer` begins with a title and adds 1 to `MAX_SUBTITLE_WORDS` words."""
    words = folded_words(title)
    longer_words = folded_words(longer)
    added = len(longer_words) - len(words)
    return longer_words[: len(words)] == words and 1 <= added <= MAX_SUBTITLE_WORDS
