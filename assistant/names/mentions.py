"""Whether texts mention a year, a name or a subject, in any form.

A name counts as mentioned if the texts have anything that may be the name, and where that cannot be known:

    a year      written out, shortened ('05, 2004/05), or inside a short span (2003-2008) or a decade (the 2000s)
    a place     any of its names in English, Spanish and Portuguese, or a word with the same beginning
    any name    one of its words, its initials, an abbreviation spelt out, a synonym or translation of the thesaurus, or
                a name that is spelt almost alike. In a text of another language a name may have another form, so only
                known places are looked for there.
    a subject   any word for it in the three languages
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from assistant.names.asked import YEAR, Name, Subject, Year
from assistant.names.places import ENDING, MIN_BEGINNING, run_together
from corpus.model import Passage
from corpus.store.corpus import Corpus
from corpus.text.language import ALL_FUNCTION_WORDS, fold
from corpus.text.words import MONTHS, ascii_words
from index.named_works import abbreviates
from index.query import MIN_ABBREVIATION_LETTERS, Query

LIKENESS = 0.75
"""Likeness of two words (`difflib`) from which they may be one word, misspelt or in another language: chosen."""

MAX_SPAN_GAP = 40
"""Characters between the two years of a span: "from January 2018 until the end of 2022". Chosen."""

MAX_SPAN_YEARS = 10
"""Length of a span that mentions the years inside it. A statement on a longer one (1990-2015) says nothing of a single
year: chosen."""

_SPAN = re.compile(r"[-\u2010-\u2015\u2212/]|\b(?:to|through|thru|until|till|a|al|hasta|ate)\b")
_BETWEEN = re.compile(r"\b(?:and|y|e)\b")
_SHORT_SPAN = re.compile(r"\b((?:19|20)\d\d)\s?[-\u2010-\u2015\u2212/]\s?(\d\d)\b")
_DECADE = re.compile(r"\b((?:19|20)?\d0)['’]?s\b|\b(?:decada de(?: los| las)?|anos) ((?:19|20)?\d0)\b")
_DECADES = {
    "sixties sesenta sessenta": 1960,
    "seventies setenta": 1970,
    "eighties ochenta oitenta": 1980,
    "nineties noventa": 1990,
}
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][^\W_]+")
_MONTH = rf"\b(?:{'|'.join(sorted({month[:3] for month in MONTHS.split()}))})[a-z]*\.?"
_CUT_WORD = re.compile(r"([^\W\d_]+)-\s*\n\s*([^\W\d_]+)")


class Texts:
    """The texts of passages, of their headings, and of the records and openings of their works."""

    def __init__(self, query: Query, passages: Sequence[Passage], corpus: Corpus) -> None:
        self._query = query
        self._is_foreign = {passage.language for passage in passages} != {query.language}
        text = "\n".join(_texts(passages, corpus))
        text = unicodedata.normalize("NFKC", text).replace("_", " ")
        self._terms = ascii_words(text)
        cut_words = [run_together(first + second) for first, second in _CUT_WORD.findall(text)]
        self._vocabulary = frozenset([*self._terms, *cut_words])
        self._run_together = "".join(self._terms)
        self._capitalised = frozenset(run_together(word) for word in set(_CAPITALISED.findall(text)))
        self._folded = fold(text)
        self._years, self._spans = _years_and_spans(self._folded)

    def mention_year(self, asked: Year) -> bool:
        """Return whether the texts mention a year, or any year of its decade."""
        years = range(asked.year, asked.year + 10) if asked.is_decade else [asked.year]
        return any(self._has_year(year) for year in years)

    def mention_name(self, name: Name) -> bool:
        """Return whether the texts mention a name, or may mention it in a form that is not known."""
        if run_together(name.typed) in self._run_together or self.mention_synonym(name.typed):
            return True
        if name.place is not None:
            has_name = any(form in self._run_together for form in name.place.names)
            return has_name or self._has_beginning(name.place.beginnings)
        if self._is_foreign or not name.words:
            return True
        if self._has_initials(name) or any(self._has_word(word) for word in name.words):
            return True
        return name.typed.isupper() and any(abbreviates(word, self._terms) for word in name.words)

    def mention_subject(self, subject: Subject) -> bool:
        """Return whether the texts have a form of a subject.

        A form is a word, the beginning of a word (`smok*`), two words (`small_arms`) or a sign (`$`).
        """
        for form in subject.forms:
            if form.endswith("*"):
                found = self._has_beginning([form.removesuffix("*")])
            elif form.isalpha():
                found = form in self._vocabulary
            else:
                found = form.replace("_", "") in self._run_together or form in self._folded
            if found:
                return True
        return False

    def mention_synonym(self, typed: str) -> bool:
        """Return whether the texts have another term of the thesaurus for a concept that has one of these words."""
        words = set(ascii_words(typed))
        expansions = [*self._query.synonyms]
        for translated in self._query.translations.values():
            expansions += translated
        for expansion in expansions:
            if words.isdisjoint(ascii_words(" ".join(expansion.asked))):
                continue
            for term in expansion.terms:
                if run_together(" ".join(term)) in self._run_together:
                    return True
        return False

    def has_inflection(self, word: str) -> bool:
        """Return whether the texts have a word, perhaps in two parts, or a word with the same beginning."""
        start = word[: max(MIN_BEGINNING - 1, len(word) - ENDING)]
        return word in self._run_together or self._has_beginning([start])

    def has_alike(self, word: str) -> bool:
        """Return whether the texts have a word that is spelt almost like this one."""
        return _is_among(word, self._vocabulary)

    def _has_year(self, year: int) -> bool:
        if year in self._years or any(first <= year <= last for first, last in self._spans):
            return True
        digits = str(year)
        spaced = f"{digits[0]}[ ,.]?{digits[1]} ?{digits[2]} ?{digits[3]}"
        short = f"(?:['’]|fy ?|{_MONTH}[-'’/ ]*['’/-]|\\d[/.-]\\d{{1,2}}[/.-]){year % 100:02}(?!\\d)"
        return re.search(f"{spaced}|{short}", self._folded) is not None

    def _has_beginning(self, beginnings: Iterable[str]) -> bool:
        wanted = tuple(beginnings)
        return any(word.startswith(wanted) for word in self._vocabulary)

    def _has_word(self, word: str) -> bool:
        """Return whether the texts have a word of a name in any inflection, or a name that is spelt almost alike."""
        if len(word) < MIN_ABBREVIATION_LETTERS:  # too many words have these letters
            return True
        if len(word) < MIN_BEGINNING:
            if word in self._vocabulary or f"{word}s" in self._vocabulary:
                return True
        elif self.has_inflection(word):
            return True
        return _is_among(word, self._capitalised)

    def _has_initials(self, name: Name) -> bool:
        """Return whether the texts have the initials of a name of several words: NYC, GVI."""
        words = ascii_words(name.typed)
        letters = "".join(word[0] for word in words)
        main_letters = "".join(word[0] for word in words if word not in ALL_FUNCTION_WORDS)
        return any(len(each) > 1 and each in self._vocabulary for each in (letters, main_letters))


def _texts(passages: Sequence[Passage], corpus: Corpus) -> Iterator[str]:
    for passage in passages:
        yield passage.text
        yield from passage.headings
    for naming in corpus.namings({passage.source for passage in passages}).values():
        yield naming.record
        yield naming.opening


def _years_and_spans(folded: str) -> tuple[frozenset[int], list[tuple[int, int]]]:
    """Return the years of a folded text, and the spans of years: of "from 2003 to 2008", and of decades."""
    matches = list(YEAR.finditer(folded))
    spans = []
    for first, last in pairwise(matches):
        gap = folded[first.end() : last.start()]
        years = int(last[0]) - int(first[0])
        if len(gap) <= MAX_SPAN_GAP and 0 < years <= MAX_SPAN_YEARS and _is_span(folded, first.start(), gap):
            spans.append((int(first[0]), int(last[0])))
    for match in _SHORT_SPAN.finditer(folded):
        first_year = int(match[1])
        spans.append((first_year, first_year - first_year % 100 + int(match[2])))
    for match in _DECADE.finditer(folded):
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


def _is_among(word: str, others: Iterable[str]) -> bool:
    """Return whether a word is spelt almost like one of others."""
    for other in others:
        if other[:1] != word[:1] or abs(len(other) - len(word)) > ENDING:
            continue
        if SequenceMatcher(None, word, other).ratio() >= LIKENESS:
            return True
    return False
