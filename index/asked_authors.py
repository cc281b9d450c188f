"""Whose work a question asks for: "What did Braga find on gangs?", "segun Abt y Winship", "anything by Kleiman?".

A surname may be a common word (short, king), so the form of the question shows that a name is asked for: somebody
finds, argues or says, or something is according to somebody. Whether the library has a work by that name is not known
here: see `index.asked_works`.
"""

import re
import unicodedata

from index.query import Query
from index.record_questions import WorksQuestion

_NAME = r"(?P<name>[\w'’.-]+(?:,? (?:and |y |e |& )?[\w'’.-]+){0,5}?)"
_FINDS = r"(?:f[io]nd|f[io]und|argue|sa[yi]|said|conclude|report|recommend|show|think|thought|wr[io]te|propose|suggest)"
_FINDS_MORE = r"(?:claim|state|estimate|measure|define|describe|discuss|study|stud[iy]|examine|observe|note|mean)"
_FOUND = rf"(?:{_FINDS}|{_FINDS_MORE})(?:s|d|ed|es|ied)?"
_WORKS = r"(?:stud(?:y|ies)|papers?|articles?|reports?|reviews?|books?|works?|chapters?|texts?|findings|research|guide)"
_DICE = (
    r"(?:dic(?:e|en)|dij(?:o|eron)|encuentran?|encontr(?:o|aron)|conclu(?:ye|yen|yo|yeron)|afirman?|sostienen?"
    r"|proponen?|propus(?:o|ieron)|argumentan?|recomiendan?|escrib(?:e|en|io|ieron)|muestran?|piensan?|opinan?)"
)
_DIZ = (
    r"(?:diz|dizem|diss(?:e|eram)|encontr(?:a|am|ou|aram)|conclu(?:i|em|iu|iram)|afirm(?:a|am|ou|aram)|defendem?"
    r"|prop(?:oe|oem|os|useram)|argument(?:a|am|ou|aram)|recomend(?:a|am|ou|aram)|escrev(?:e|em|eu|eram)|mostr(?:a|am|ou))"
)
_TRABAJO = r"(?:estudi?os?|articulos?|artigos?|trabajos?|trabalhos?|informes?|relatorios?|libros?|livros?|textos?)"
_END = r"(?=[?.,;:!]|$| (?:on|about|in|that|for|regarding|concerning|sobre|en|em|acerca|que|from|to|with|as)\b)"

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:did|does|do|has|have|had) {_NAME} (?:ever |already )?{_FOUND}\b",
        rf"\baccording to {_NAME}{_END}",
        rf"\b{_WORKS} (?:written |published )?by {_NAME}{_END}",
        rf"\b(?:any|some)thing (?:written |published )?by {_NAME}{_END}",
        rf"\b{_NAME}['’]s? (?:own |recent )?{_WORKS}\b",
        rf"\b{_NAME} (?:et al|and colleagues|y colegas|e colegas)\b",
        rf"\b(?:que|como|cuanto|donde|o que) {_DICE} {_NAME}{_END}",
        rf"\b(?:que|como|quanto|onde|o que) {_DIZ} {_NAME}{_END}",
        rf"\b(?:segun|segundo|conforme|de acuerdo con|de acordo com) {_NAME}{_END}",
        rf"\b{_TRABAJO} de {_NAME}{_END}",
        rf"\b(?:algo|nada|alguma coisa) de {_NAME}{_END}",
    )
)
_BETWEEN_NAMES = re.compile(r",? (?:and|y|e|&) |, | et al\b")
_SMALL_WORDS = frozenset("de da do dos das del la los las van von der den bin al".split())


def asked_authors(query: Query) -> tuple[str, ...]:
    """Return the names whose work a question asks for, as they were typed, each once, in the order of the question.

    The names are not checked: "What did the police say?" asks for "the police". The text of an unaccented question is
    compared without accents, so the names that are returned have none.
    """
    text = _without_accents(query.text)
    found: dict[str, int] = {}
    if isinstance(query.record_question, WorksQuestion):
        for name in query.record_question.authors:
            start = text.lower().find(name)
            found[text[start : start + len(name)] if start >= 0 else name] = start
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            for name in _BETWEEN_NAMES.split(match["name"]):
                found.setdefault(name.strip(" .'’"), match.start("name"))
    return tuple(sorted(filter(None, found), key=lambda name: found[name]))


def is_personal(name: str) -> bool:
    """Return whether a name as typed can be only a person's: one to three words with a capital, not an abbreviation."""
    words = [word for word in name.split() if word not in _SMALL_WORDS]
    if not 1 <= len(words) <= 3:
        return False
    return all(word[0].isupper() and not word.isupper() and not any(map(str.isdigit, word)) for word in words)


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))
