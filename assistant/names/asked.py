"""What a question names: years, names and subjects.

A word is a name if it has a capital that does not come from the sentence. Words that a query quotes or excludes are
left out: every passage or no passage has them.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from assistant.names.places import Place, place_of, places, run_together
from corpus.text.language import ALL_FUNCTION_WORDS, fold
from corpus.text.words import MONTHS
from index.query import Query

SUBJECTS = Path(__file__).with_name("subjects.json")

MIN_TITLE_WORDS = 3
"""Words with capitals, beside the first, from which a question without any other words is a title."""

YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?!\d|[.,]\d)")
"""A year, not a part of a longer number."""

_DECADE_BEFORE = re.compile(r"(?:decada de(?: los| las)?|anos|los|dos anos)\s+$")
_TOKEN = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.?!:;¿¡\"“”„(\[/—–-])\s*$")
_JOINT = re.compile(r" |-| - | ?& ?| (?:de|da|do|del|dos|das|of|of the) ")
_PERIOD = re.compile(r"(?:FY|Q[1-4])[’'-]?\d*", re.IGNORECASE)
_MONTHS = frozenset(MONTHS.split())

_NOT_NAMES = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday lunes martes miercoles jueves viernes sabado domingo
    segunda terca quarta quinta sexta spring summer autumn fall winter christmas easter
    mr mrs ms dr prof sir title article section table figure chapter appendix annex part volume page phase wave tier
    level grade type class group category question item act law bill plan policy project program programme initiative
    operation strategy study survey report guide manual review trial model index
    city town state county province region district department ministry office agency bureau committee commission
    council court house congress senate parliament government president minister secretary governor mayor chief
    sheriff police army navy force guard service university college school institute academy hospital clinic centre
    center foundation association society union bank company church street avenue road park river lake bay port fort
    mount island islands coast valley north south east west northern southern eastern western central upper lower new
    old great northeast northwest southeast southwest nordeste noroeste sudeste sudoeste noreste sureste suroeste
    usd eur san santa santo saint st sao los las el la lo le united states kingdom nations republic national federal
    international public general american americans america usa us uk british britain western internet web
    ciudad estado provincia region distrito departamento ministerio oficina agencia comision consejo corte camara
    congreso senado gobierno presidente ministro alcalde policia universidad escuela instituto hospital centro banco
    iglesia calle avenida rio lago puerto norte sur este oeste nueva nuevo republica nacional plan programa proyecto
    ley articulo titulo tabla cuadro figura capitulo anexo parte estados unidos naciones internacional
    cidade municipio regiao ministerio agencia comissao conselho tribunal governo prefeito universidade escola rua lei
    artigo quadro capitulo nova novo sul leste projeto
    black blacks white whites hispanic hispanics latino latinos latina latinas latinx asian asians african africans
    indigenous native natives aboriginal roma gypsy gypsies christian christians muslim muslims jewish jews catholic
    catholics english spanish portuguese french german dutch republican republicans democrat democrats democratic
    """.split()
)
"""Words that do not name one thing by themselves: their capital is a habit, or part of a longer name."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year in a question, as typed and as a number. `is_decade`: the ten years from it are meant (the 1990s)."""

    typed: str
    year: int
    is_decade: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a question: as typed, the words that identify it, and the place that it is, if it is a known one."""

    typed: str
    words: tuple[str, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of a question: as typed, and the words, beginnings of words and signs that mention it."""

    typed: str
    forms: tuple[str, ...]


def years_asked(query: Query) -> list[Year]:
    """Return the years of a query."""
    text = query.text
    found = []
    for match in YEAR.finditer(text):
        typed = match[0]
        if _is_operand(typed, query):
            continue
        after = text[match.end() : match.end() + 2].lstrip("'’")
        is_decade = typed.endswith("0") and after.startswith("s")
        if is_decade:
            typed += "s"
        elif typed.endswith("0"):
            is_decade = _DECADE_BEFORE.search(fold(text[: match.start()])) is not None
        found.append(Year(typed, int(match[0]), is_decade))
    return found


def names_asked(query: Query) -> list[Name]:
    """Return the names of a query."""
    tokens = list(_TOKEN.finditer(query.text))
    if _is_title_case(tokens):
        return []
    names = []
    for run in _runs(query.text, tokens):
        typed = _POSSESSIVE.sub("", query.text[run[0].start() : run[-1].end()])
        if _is_operand(typed, query):
            continue
        place = place_of(typed)
        if place is not None:
            names.append(Name(place.called(typed), (), place))
        elif len(run) > 1 and any(place_of(_bare(token)) for token in run):
            names += _split_by_places(run)
        else:
            names += _plain_name(typed, run)
    return names


def subjects_asked(query: Query) -> list[Subject]:
    """Return the subjects of a query. A word that is part of a name is not one."""
    in_names = {word for name in names_asked(query) for word in name.words}
    words = [word for word in query.words if word.term not in in_names]
    known = _subjects()
    asked = []
    for first, second in pairwise(words):
        pair = f"{first.term}_{second.term}"
        if (first.term, second.term) in query.pairs and pair in known:
            asked.append(Subject(f"{first.typed} {second.typed}", known[pair]))
    for word in words:
        if word.term in known:
            asked.append(Subject(word.typed, known[word.term]))
    return asked


@lru_cache
def _subjects() -> Mapping[str, tuple[str, ...]]:
    """Return, by each word that a query may have for a subject, everything that mentions the subject."""
    subjects: dict[str, tuple[str, ...]] = {}
    entries: list[dict[str, str]] = json.loads(SUBJECTS.read_text("utf-8"))
    for entry in entries:
        words = entry["asked"].split()
        for word in words:
            subjects[word] = (*words, *entry["mentioned"].split())
    return subjects


def _plain_name(typed: str, run: Sequence[re.Match[str]]) -> list[Name]:
    words = []
    for part in _parts(run):
        word = run_together(part)
        if len(word) > 1 and word not in _NOT_NAMES and word not in ALL_FUNCTION_WORDS and word not in _MONTHS:
            words.append(word)
    has_letters = any(not word.isdigit() for word in words)
    return [Name(typed, tuple(words))] if has_letters else []


def _parts(run: Sequence[re.Match[str]]) -> Iterator[str]:
    """Yield the words of a name, and the parts with capitals of words with a hyphen: Valle-Jones, UN-linked."""
    for token in run:
        bare = _bare(token)
        parts = bare.split("-")
        if not any(part.islower() for part in parts):
            yield bare
        if len(parts) > 1:
            yield from (part for part in parts if part[0].isupper())


def _split_by_places(run: Sequence[re.Match[str]]) -> list[Name]:
    """Return the known places among words side by side. The other words belong to them and name nothing alone."""
    names = []
    for token in run:
        typed = _bare(token)
        place = place_of(typed)
        if place is not None:
            names.append(Name(place.called(typed), (), place))
    return names


def _runs(text: str, tokens: Sequence[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Yield the names of a text: words with a capital that does not come from the sentence, side by side."""
    run: list[re.Match[str]] = []
    for token in tokens:
        if not _has_capital(token, text):
            continue
        if run and not _JOINT.fullmatch(text, run[-1].end(), token.start()):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _has_capital(token: re.Match[str], text: str) -> bool:
    word = _bare(token)
    if len(word) < 2 or not word[0].isupper() or _PERIOD.fullmatch(word):
        return False
    if _SENTENCE_START.search(text[: token.start()]):
        return run_together(word) in places() or sum(letter.isupper() for letter in word) > 1
    return True


def _is_title_case(tokens: Sequence[re.Match[str]]) -> bool:
    """Return whether all words have capitals, so that a capital does not mark a name."""
    words = [token[0] for token in tokens[1:] if token[0][0].isalpha() and fold(token[0]) not in ALL_FUNCTION_WORDS]
    return len(words) >= MIN_TITLE_WORDS and all(word[0].isupper() for word in words)


def _is_operand(typed: str, query: Query) -> bool:
    """Return whether a name is in words that the query quotes or excludes: no passage or every passage has them."""
    squashed = run_together(typed)
    return any(squashed in "".join(phrase) for phrase in query.phrases + query.excluded)


def _bare(token: re.Match[str]) -> str:
    return _POSSESSIVE.sub("", token[0])
