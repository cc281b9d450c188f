"""Which years, places, programmes and people of a question no passage mentions: "None of these passages mentions 2022."

Such a line must be true, always. So a name counts as mentioned if a passage, its headings, or the record or opening of
its work has anything that may be the name, and where that cannot be known, the name is not called missing:

    a year      written out, shortened ('05, 2004/05), or inside a short span (2003-2008) or a decade (the 2000s)
    a place     any of its names in English, Spanish and Portuguese (`places.json`), or a word with the same beginning
    any name    one of its words, its initials, an abbreviation spelt out, a synonym or translation of the thesaurus, or
                a name that is spelt almost alike. In a passage of another language a name may have another form, so
                only the names of `places.json` are looked for there.

A word is a name if it has a capital that does not come from the sentence.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from corpus.model import Passage
from corpus.store.corpus import Corpus
from corpus.text.language import ALL_FUNCTION_WORDS, fold
from corpus.text.words import MONTHS, ascii_words
from index.model import Hit
from index.named_works import abbreviates
from index.query import MIN_ABBREVIATION_LETTERS, Query

PLACES = Path(__file__).with_name("places.json")
SUBJECTS = Path(__file__).with_name("subjects.json")

MIN_BEGINNING = 5
"""Letters at the beginning of a place's name that its adjective has too: Mexico, Mexican. Shorter names are whole."""

ENDING = 3
"""Letters at the end of a place's name that its adjective may replace: Argentina, argentino, Argentine."""

MAX_ADDED = 4
"""Letters that an adjective has more than the name of its place: Burundi, Burundians; Malta, Maltese. Chosen."""

LIKENESS = 0.75
"""Likeness of two names (`difflib`) from which they may be one name, misspelt or in another language: chosen."""

MAX_SPAN_GAP = 40
"""Characters between the two years of a span: "from January 2018 until the end of 2022". Chosen."""

MAX_SPAN_YEARS = 10
"""Length of a span that mentions the years inside it. A statement on a longer one (1990-2015) says nothing of a single
year: chosen."""

MIN_TITLE_WORDS = 3
"""Words with capitals, beside the first, from which a question without any other words is a title."""

_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?!\d|[.,]\d)")
_DECADE_BEFORE = re.compile(r"(?:decada de(?: los| las)?|anos|los|dos anos)\s+$")
_SPAN = re.compile(r"[-\u2010-\u2015\u2212/]|\b(?:to|through|thru|until|till|a|al|hasta|ate)\b")
_BETWEEN = re.compile(r"\b(?:and|y|e)\b")
_SHORT_SPAN = re.compile(r"\b((?:19|20)\d\d)\s?[-\u2010-\u2015\u2212/]\s?(\d\d)\b")
_DECADES = {
    "sixties sesenta sessenta": 1960,
    "seventies setenta": 1970,
    "eighties ochenta oitenta": 1980,
    "nineties noventa": 1990,
}
_TOKEN = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.?!:;¿¡\"“”„(\[/—–-])\s*$")
_JOINT = re.compile(r" |-| - | ?& ?| (?:de|da|do|del|dos|das|of|of the) ")
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][^\W_]+")
_PERIOD = re.compile(r"(?:FY|Q[1-4])[’'-]?\d*", re.IGNORECASE)
_ADJECTIVE_ENDINGS = (
    "an",
    "ans",
    "ese",
    "ish",
    "i",
    "is",
    "ic",
    "ine",
    "ines",
    "er",
    "ers",
    "ite",
    "ites",
    "a",
    "o",
    "as",
    "os",
    "es",
)
_MONTH = rf"\b(?:{'|'.join(sorted({month[:3] for month in MONTHS.split()}))})[a-z]*\.?"
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


_ASKING = frozenset("many much often long far old say says said mean means tell told find found".split())
"""Words of a question that are about the answer, not about its topic."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in a question: as typed, the words that identify it, and the place that it is, if it is a known one."""

    typed: str
    words: tuple[str, ...]
    place: "_Place | None" = None


@dataclass(frozen=True, slots=True)
class _Place:
    """A place: its name in English, its names run together, and the beginnings of the words that mention it."""

    name: str
    names: tuple[str, ...]
    beginnings: tuple[str, ...]

    def called(self, typed: str) -> str:
        """Return the name as typed; of an adjective (Mexican), the name in English."""
        return typed if _word(typed) in self.names else self.name


def missing_from(query: Query, hits: Sequence[Hit], corpus: Corpus) -> tuple[str, ...]:
    """Return the years, names and subjects of a query that no hit mentions, nor its work, as they were typed."""
    return missing_names(query, hits, corpus) + missing_subjects(query, hits, corpus)


def missing_in_first(query: Query, hits: Sequence[Hit], corpus: Corpus) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return what the first hit does not mention and another one may, each with the ranks of all hits without it."""
    by_hit = [missing_from(query, [hit], corpus) for hit in hits]
    if not by_hit or not by_hit[0]:
        return ()
    nowhere = missing_from(query, hits, corpus)
    found = []
    for name in by_hit[0]:
        ranks = tuple(rank for rank, names in enumerate(by_hit, start=1) if name in names)
        if name not in nowhere and len(ranks) < len(hits):
            found.append((name, ranks))
    return tuple(found)


def missing_names(query: Query, hits: Sequence[Hit], corpus: Corpus) -> tuple[str, ...]:
    """Return the years and names of a query that no hit mentions, nor its work, as they were typed."""
    years, names = _years(query), _names(query)
    if not hits or not (years or names):
        return ()
    text = _Text([hit.passage for hit in hits], corpus)
    missing = []
    for typed, year, decade in years:
        if not text.has_year(year, decade):
            missing.append(typed)
    is_foreign = text.languages != {query.language}
    for name in names:
        if not _mentions(text, name, query, is_foreign):
            missing.append(name.typed)
    return tuple(dict.fromkeys(missing))


def missing_subjects(query: Query, hits: Sequence[Hit], corpus: Corpus) -> tuple[str, ...]:
    """Return the subjects of a query (`subjects.json`) that no hit mentions, nor its work, as they were typed."""
    asked = _asked_subjects(query)
    if not hits or not asked:
        return ()
    text = _Text([hit.passage for hit in hits], corpus)
    return tuple(typed for typed, forms in asked.items() if not text.has_form(forms))


def missing_words(query: Query, hits: Sequence[Hit], corpus: Corpus) -> tuple[str, ...]:
    """Return the words of a query, without its names and numbers, that no hit has, nor a synonym of them, as typed.

    Words cannot be compared with passages of another language. If there is one, nothing is returned.
    """
    text = _Text([hit.passage for hit in hits], corpus)
    if query.language != "und" and not text.languages <= {query.language, "und"}:
        return ()
    missing = []
    for word in query.words:
        if word.term in query.names or word.term in _ASKING or text.has_inflection(word.term):
            continue
        if not _has_synonym(text, _Name(word.typed, (word.term,)), query):
            missing.append(word.typed)
    return tuple(missing)


# --- what the question names -----------------------------------------------------------------------------------


def _years(query: Query) -> list[tuple[str, int, bool]]:
    """Return the years of a query: as typed, as a number, and whether its decade is meant (the 1990s)."""
    text = query.text
    found = []
    for match in _YEAR.finditer(text):
        if _is_operand(match[0], query):
            continue
        typed = match[0]
        after = text[match.end() : match.end() + 2].lstrip("'’")
        is_decade = typed.endswith("0") and after.startswith("s")
        if is_decade:
            typed += "s"
        elif typed.endswith("0"):
            is_decade = _DECADE_BEFORE.search(fold(text[: match.start()])) is not None
        found.append((typed, int(match[0]), is_decade))
    return found


def _names(query: Query) -> list[_Name]:
    """Return the names of a query."""
    tokens = list(_TOKEN.finditer(query.text))
    if _is_title_case(tokens):
        return []
    names = []
    for run in _runs(query.text, tokens):
        typed = _POSSESSIVE.sub("", query.text[run[0].start() : run[-1].end()])
        if _is_operand(typed, query):
            continue
        place = _known_place(typed)
        if place is not None:
            names.append(_Name(place.called(typed), (), place))
        elif len(run) > 1 and any(_known_place(_bare(token)) for token in run):
            names += _split_by_places(run)
        else:
            names += _plain_name(typed, run)
    return names


def _plain_name(typed: str, run: Sequence[re.Match[str]]) -> list[_Name]:
    words = []
    for part in _parts(run):
        word = _word(part)
        if len(word) > 1 and word not in _NOT_NAMES and word not in ALL_FUNCTION_WORDS and word not in _MONTHS:
            words.append(word)
    has_letters = any(not word.isdigit() for word in words)
    return [_Name(typed, tuple(words))] if has_letters else []


def _parts(run: Sequence[re.Match[str]]) -> Iterator[str]:
    """Yield the words of a name, and the parts with capitals of words with a hyphen: Valle-Jones, UN-linked."""
    for token in run:
        bare = _bare(token)
        parts = bare.split("-")
        if not any(part.islower() for part in parts):
            yield bare
        if len(parts) > 1:
            yield from (part for part in parts if part[0].isupper())


def _split_by_places(run: Sequence[re.Match[str]]) -> list[_Name]:
    """Return the known places among words side by side. The other words belong to them and name nothing alone."""
    names = []
    for token in run:
        typed = _bare(token)
        place = _known_place(typed)
        if place is not None:
            names.append(_Name(place.called(typed), (), place))
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
        return _word(word) in _places() or sum(letter.isupper() for letter in word) > 1
    return True


def _is_title_case(tokens: Sequence[re.Match[str]]) -> bool:
    """Return whether all words have capitals, so that a capital does not mark a name."""
    words = [token[0] for token in tokens[1:] if token[0][0].isalpha() and fold(token[0]) not in ALL_FUNCTION_WORDS]
    return len(words) >= MIN_TITLE_WORDS and all(word[0].isupper() for word in words)


def _is_operand(typed: str, query: Query) -> bool:
    """Return whether a name is in words that the query quotes or excludes: no passage or every passage has them."""
    squashed = _word(typed)
    return any(squashed in "".join(phrase) for phrase in query.phrases + query.excluded)


def _bare(token: re.Match[str]) -> str:
    return _POSSESSIVE.sub("", token[0])


def _word(text: str) -> str:
    """Return a text as one word: lower-case letters and digits without accents."""
    return "".join(ascii_words(text))


# --- subjects --------------------------------------------------------------------------------------------------


@lru_cache
def _subjects() -> dict[str, Sequence[str]]:
    """Return, by each word that a query may have for a subject, the words and beginnings that mention the subject."""
    subjects: dict[str, Sequence[str]] = {}
    entries: list[dict[str, str]] = json.loads(SUBJECTS.read_text("utf-8"))
    for entry in entries:
        words = entry["asked"].split()
        for word in words:
            subjects[word] = [*words, *entry["mentioned"].split()]
    return subjects


def _asked_subjects(query: Query) -> dict[str, Sequence[str]]:
    """Return the subjects of a query, as typed, each with what mentions it. A word that is in a name is not one."""
    in_names = {word for name in _names(query) for word in name.words}
    words = [word for word in query.words if word.term not in in_names]
    subjects = _subjects()
    asked: dict[str, Sequence[str]] = {}
    for first, second in pairwise(words):
        pair = f"{first.term}_{second.term}"
        if (first.term, second.term) in query.pairs and pair in subjects:
            asked[f"{first.typed} {second.typed}"] = subjects[pair]
    for word in words:
        if word.term in subjects:
            asked[word.typed] = subjects[word.term]
    return asked


# --- places ----------------------------------------------------------------------------------------------------


@lru_cache
def _places() -> dict[str, _Place]:
    """Return the known places by each of their names, run together."""
    places: dict[str, _Place] = {}
    entries: list[list[str]] = json.loads(PLACES.read_text("utf-8"))
    for entry in entries:
        names = [_word(name) for name in entry if not name.endswith("*")]
        beginnings = [_word(name) for name in entry if name.endswith("*")]
        for name in entry:
            if " " not in name and not name.endswith("*"):
                beginnings.append(_beginning(_word(name)))
        place = _Place(entry[0], tuple(names), tuple(beginnings))
        for name in names:
            other = places.get(name)
            if other is not None:  # one name of two places: a mention of either may be meant
                place = _Place(place.name, place.names + other.names, place.beginnings + other.beginnings)
        for name in names:
            places[name] = place
    return places


def _beginning(word: str) -> str:
    return word[: max(MIN_BEGINNING, len(word) - ENDING)]


def _known_place(typed: str) -> _Place | None:
    """Return the place of this name, or of an adjective made from it (Brazilians)."""
    word = _word(typed)
    places = _places()
    if word in places:
        return places[word]
    if not word.endswith(_ADJECTIVE_ENDINGS):
        return None
    for name, place in places.items():
        if word.startswith(_beginning(name)) and len(word) - len(name) <= MAX_ADDED:
            return place
    return None


# --- what the passages mention ---------------------------------------------------------------------------------


class _Text:
    """The texts of passages, of their headings, and of the records and openings of their works."""

    def __init__(self, passages: Sequence[Passage], corpus: Corpus) -> None:
        self.languages = {passage.language for passage in passages}
        text = "\n".join(_texts(passages, corpus))
        text = unicodedata.normalize("NFKC", text).replace("_", " ")
        self.terms = ascii_words(text)
        self.vocabulary = frozenset(self.terms)
        self.squashed = "".join(self.terms)
        self.capitalised = frozenset(_word(word) for word in set(_CAPITALISED.findall(text)))
        self.folded = fold(text)
        self._years, self._spans = _years_and_spans(self.folded)

    def has_year(self, year: int, decade: bool) -> bool:
        """Return whether the text mentions a year, or any year of its decade."""
        years = range(year, year + 10) if decade else [year]
        return any(self._has_year(each) for each in years)

    def _has_year(self, year: int) -> bool:
        if year in self._years or any(first <= year <= last for first, last in self._spans):
            return True
        digits = str(year)
        spaced = f"{digits[0]}[ ,.]?{digits[1]} ?{digits[2]} ?{digits[3]}"
        short = f"(?:['’]|fy ?|{_MONTH}[-'’/ ]*['’/-]|\\d[/.-]\\d{{1,2}}[/.-]){year % 100:02}(?!\\d)"
        return re.search(f"{spaced}|{short}", self.folded) is not None

    def has_beginning(self, beginnings: Iterable[str]) -> bool:
        """Return whether a word of the text has one of these beginnings."""
        wanted = tuple(beginnings)
        return any(word.startswith(wanted) for word in self.vocabulary)

    def has_form(self, forms: Iterable[str]) -> bool:
        """Return whether the text has a word, a beginning of words (`smok*`), a pair of words (`_`) or a sign (`$`)."""
        for form in forms:
            if form.endswith("*"):
                found = self.has_beginning([form.removesuffix("*")])
            elif form.isalpha():
                found = form in self.vocabulary
            else:
                found = form.replace("_", "") in self.squashed or form in self.folded
            if found:
                return True
        return False

    def has_inflection(self, word: str) -> bool:
        """Return whether the text has a word, perhaps cut by a hyphen, or a word with the same beginning."""
        beginning = word[: max(MIN_BEGINNING - 1, len(word) - ENDING)]
        return word in self.squashed or self.has_beginning([beginning])

    def has_alike(self, word: str) -> bool:
        """Return whether the text has a name that is spelt almost like a word."""
        for other in self.capitalised:
            if other[:1] != word[:1] or abs(len(other) - len(word)) > ENDING:
                continue
            if SequenceMatcher(None, word, other).ratio() >= LIKENESS:
                return True
        return False


def _texts(passages: Sequence[Passage], corpus: Corpus) -> Iterator[str]:
    for passage in passages:
        yield passage.text
        yield from passage.headings
    for naming in corpus.namings({passage.source for passage in passages}).values():
        yield naming.record
        yield naming.opening


def _years_and_spans(folded: str) -> tuple[frozenset[int], list[tuple[int, int]]]:
    """Return the years of a folded text, and the spans of years: of "from 2003 to 2008", and of decades."""
    matches = list(_YEAR.finditer(folded))
    spans = []
    for first, last in pairwise(matches):
        gap = folded[first.end() : last.start()]
        years = int(last[0]) - int(first[0])
        if len(gap) <= MAX_SPAN_GAP and 0 < years <= MAX_SPAN_YEARS and _is_span(folded, first.start(), gap):
            spans.append((int(first[0]), int(last[0])))
    for match in _SHORT_SPAN.finditer(folded):
        first_year = int(match[1])
        spans.append((first_year, first_year - first_year % 100 + int(match[2])))
    for match in re.finditer(r"\b((?:19|20)?\d0)['’]?s\b|\b(?:decada de(?: los| las)?|anos) ((?:19|20)?\d0)\b", folded):
        decade = int(match[1] or match[2])
        for start in [decade] if decade > 99 else [1900 + decade, 2000 + decade]:
            spans.append((start, start + 9))
    for words, start in _DECADES.items():
        if re.search(rf"\b(?:{'|'.join(words.split())})\b", folded):
            spans.append((start, start + 9))
    return frozenset(int(match[0]) for match in matches), spans


def _is_span(folded: str, start: int, gap: str) -> bool:
    if _SPAN.search(gap):
        return True
    before = folded[max(start - MAX_SPAN_GAP, 0) : start]
    return _BETWEEN.search(gap) is not None and ("between" in before or "entre" in before)


def _mentions(text: _Text, name: _Name, query: Query, is_foreign: bool) -> bool:
    """Return whether a text mentions a name, or may mention it in a form that is not known."""
    if _word(name.typed) in text.squashed or _has_synonym(text, name, query):
        return True
    if name.place is not None:
        return any(form in text.squashed for form in name.place.names) or text.has_beginning(name.place.beginnings)
    if is_foreign or not name.words:
        return True
    if _has_initials(text, name) or any(_has_word(text, word) for word in name.words):
        return True
    return name.typed.isupper() and any(abbreviates(word, text.terms) for word in name.words)


def _has_word(text: _Text, word: str) -> bool:
    """Return whether a text has a word in any inflection, or spelt almost alike."""
    if len(word) < MIN_ABBREVIATION_LETTERS:  # too many words have these letters
        return True
    if len(word) < MIN_BEGINNING:
        if word in text.vocabulary or f"{word}s" in text.vocabulary:
            return True
    elif text.has_inflection(word):
        return True
    return text.has_alike(word)


def _has_initials(text: _Text, name: _Name) -> bool:
    """Return whether a text has the initials of a name of several words: NYC, GVI."""
    words = ascii_words(name.typed)
    letters = "".join(word[0] for word in words)
    main_letters = "".join(word[0] for word in words if word not in ALL_FUNCTION_WORDS)
    return any(len(each) > 1 and each in text.vocabulary for each in (letters, main_letters))


def _has_synonym(text: _Text, name: _Name, query: Query) -> bool:
    """Return whether a text has another term of the thesaurus for a concept that the name is or is part of."""
    words = set(ascii_words(name.typed))
    expansions = [*query.synonyms]
    for translated in query.translations.values():
        expansions += translated
    for expansion in expansions:
        if words.isdisjoint(ascii_words(" ".join(expansion.asked))):
            continue
        for term in expansion.terms:
            if _word(" ".join(term)) in text.squashed:
                return True
    return False
