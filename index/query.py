"""Queries: a question is parsed once, by `parse_query`, and everything downstream takes the `Query`.

    Did GVI reduce homicides in Boston in 2012?    words           GVI, reduce, homicides, Boston, 2012
                                                   pairs           gvi reduce, reduce homicides
                                                   forms           GVI: g v i
                                                   names           gvi, boston, 2012
                                                   years           2012
                                                   synonyms        GVI: focused deterrence, ...; homicides: murder, ...
                                                   translations    es GVI: disuasión focalizada, ...; pt ...
                                                   words have their everyday translations: reduce: reducir, ...

`evidence ask --explain` shows the result.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.model import Language
from corpus.text.language import ALL_FUNCTION_WORDS, FUNCTION_WORDS, fold
from corpus.text.words import expand_fiscal_years, years_in
from index import intent
from index.dictionary import translations
from index.forms import WrittenForms, written_forms
from index.identifiers import Identifier, identifiers_in
from index.query_syntax import QUOTATION_MARKS, take_out_syntax
from index.question_language import detect_language
from index.record_questions import RecordQuestion, record_question
from index.terms import STEMMERS, Phrase, Word, normalize, stems, words
from index.thesaurus import Expansion, expand

MIN_ABBREVIATION_LETTERS, MAX_ABBREVIATION_LETTERS = 3, 8
"""Letters of a word that may be an abbreviation. Two letters would be short for too many names."""

MAX_CAPITAL_WORDS = 3
"""Words of a query in capitals that can still be names. In a longer query in capitals, capitals do not mark names."""

PRONOUN = "us"
"""A function word of English in lower case. It is not among `FUNCTION_WORDS`, which also tell languages apart, because
Spanish and Portuguese texts print US$."""

_OPERATOR = re.compile(
    rf"""
    (?P<minus>(?<!\S)-)? [{QUOTATION_MARKS}] (?P<phrase>[^{QUOTATION_MARKS}]*) [{QUOTATION_MARKS}]
    | (?<!\S)-(?=[^\W\d])(?P<word>\S+)   # not "-5", which is a number, nor " - ", which is a dash
    """,
    re.VERBOSE,
)
_CUT = "\0"
"""Replaces a phrase or an exclusion, so that the words before and after it do not become a pair."""

_CONTRACTION = re.compile(r"(?<=\w)['’](?:s|t|d|m|re|ve|ll)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_WORD_AND_POSSESSIVE = re.compile(r"([^\W_]+)(?:['’]s\b)?", re.IGNORECASE)
_NAME_JOINTS = frozenset((" ", "-", "&", " & "))


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word of a query: as typed, as a term (`index.terms.words`), and the stems that it can have in a passage.

    `translations` are the stems of its translations (`index.dictionary`), by language.
    """

    typed: str
    term: str
    stems: frozenset[str]
    translations: Mapping[Language, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Correction:
    """A word, as `typed`, that the library does not have, and the nearest term that it has, which is searched instead.

    `is_spelling` tells whether the two are the British and the American spelling of one word, so that nothing is wrong.
    """

    typed: str
    term: str
    is_spelling: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed question. Words are terms (`index.terms.words`), except for `QueryWord.typed` and `Expansion.asked`.

    Attributes:
        text: the question, without syntax that is not supported (`index.query_syntax`), with corrected words.
        language: the language of the question, or `und`.
        words: the words that carry the topic, each once. They do not include quoted and excluded words.
        pairs: two such words side by side.
        forms: words, abbreviations and numbers that can be written in other ways, with these ways.
        phrases: quoted words. Every passage must have them side by side.
        excluded: words that no passage may have side by side.
        names: names and numbers, each once; two names side by side also as one word.
        abbreviations: the words that look like abbreviations: OPM, JnJ, AMEX.
        years: the years from 1900 to 2099.
        numbers: the numbers, in digits or in words.
        synonyms: other terms for the concepts of the question in its own language (in every language for `und`).
        translations: terms for its concepts in each other language that has any; none for `und`.
        compares: whether it compares things, so that the answer is likely to be spread over several works.
        asks_for_time: whether it asks for a time.
        asks_for_quantity: whether it asks for a number.
        asks_for_aim: whether it asks for an aim.
        is_question: whether it is phrased as a question, not as a claim or as keywords.
        corrections: the words that were typed, which the library does not have, and the words searched instead
            (`index.spelling`).
        identifiers: its DOIs, ISBNs, and numbers of reports and grants.
        record_question: what it asks of the records of works, if it asks nothing of their texts.
        typed: the question as asked.
        syntax_notes: what to write here instead of the syntax that was taken out, in sentences.
    """

    text: str
    language: Language
    words: tuple[QueryWord, ...]
    pairs: tuple[tuple[str, str], ...]
    forms: tuple[WrittenForms, ...]
    phrases: tuple[Phrase, ...]
    excluded: tuple[Phrase, ...]
    names: tuple[str, ...]
    abbreviations: frozenset[str]
    years: frozenset[int]
    numbers: frozenset[str]
    synonyms: tuple[Expansion, ...]
    translations: Mapping[Language, Sequence[Expansion]]
    compares: bool
    asks_for_time: bool
    asks_for_quantity: bool
    asks_for_aim: bool
    is_question: bool
    corrections: tuple[Correction, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    record_question: RecordQuestion | None = None
    typed: str = ""
    syntax_notes: tuple[str, ...] = ()

    def without_names(self, names: Collection[str]) -> "Query":
        """Return the query without some of its names and their possessives: `Adobe's margin in FY22` -> ` margin in `.

        A name made of two words (`bestbuy`) removes both words.
        """
        removed = set(names)
        for name in names:
            for cut in range(1, len(name)):
                first, second = name[:cut], name[cut:]
                if first in self.names and second in self.names:
                    removed |= {first, second}

        def without(match: re.Match[str]) -> str:
            return " " if fold(match[1]) in removed else match[0]

        text = expand_fiscal_years(normalize(self.text))
        return parse_query(_WORD_AND_POSSESSIVE.sub(without, text), self.language)


def parse_query(text: str, language: Language | None = None) -> Query:
    """Parse a question: "words in quotes" (straight or curly), -excluded, -"excluded words", and all other words.

    A quotation mark that is not closed is ignored, and so is the syntax of other search engines: `syntax_notes` says
    so. Every text can be parsed; some have no words.

    Args:
        text: the question.
        language: its language; None to detect it.
    """
    typed = text
    text, syntax_notes = take_out_syntax(text)
    if language is None:
        language = detect_language(text)
    normal = normalize(text)
    phrases, excluded = _phrases_and_exclusions(normal)
    unquoted = _CONTRACTION.sub("", _OPERATOR.sub(_CUT, normal))
    topical = _topical_words(unquoted, language)
    into = (language,) if language == "und" else tuple(STEMMERS)
    expansions = expand(text, language, into, verbatim=phrases + excluded)
    synonyms = expansions.pop(language)
    folded = fold(text)
    return Query(
        text=text,
        language=language,
        words=_query_words(topical, unquoted, language),
        pairs=_pairs(topical, unquoted),
        forms=_forms(unquoted, language),
        phrases=phrases,
        excluded=excluded,
        names=_names(text),
        abbreviations=_abbreviations(normal),
        years=years_in(text),
        numbers=frozenset(intent.numbers_in(folded)),
        synonyms=tuple(synonyms),
        translations={other: found for other, found in expansions.items() if found},
        compares=intent.compares(folded, language),
        asks_for_time=intent.asks_for_time(folded),
        asks_for_quantity=intent.asks_for_quantity(folded),
        asks_for_aim=intent.asks_for_aim(folded),
        is_question=intent.is_question(folded),
        identifiers=identifiers_in(text),
        record_question=record_question(text),
        typed=typed,
        syntax_notes=syntax_notes,
    )


def _phrases_and_exclusions(text: str) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
    phrases: list[Phrase] = []
    excluded: list[Phrase] = []
    for match in _OPERATOR.finditer(text):
        operand = match["phrase"] or match["word"] or ""
        terms = tuple(word.text for word in words(operand))
        if not terms:
            continue
        if match["minus"] or match["word"]:
            excluded.append(terms)
        else:
            phrases.append(terms)
    return tuple(phrases), tuple(excluded)


def _topical_words(text: str, language: Language) -> list[Word]:
    """Return the words of a text without function words, or all words if it has only function words."""
    all_words = words(text)
    topical = [word for word in all_words if _is_topical(text[word.start : word.end], text, language)]
    return topical or all_words


def _query_words(topical: Sequence[Word], text: str, language: Language) -> tuple[QueryWord, ...]:
    """Return each word once, as it is typed the first time."""
    by_term: dict[str, QueryWord] = {}
    for word in topical:
        if word.text not in by_term:
            typed = text[word.start : word.end]
            by_term[word.text] = QueryWord(typed, word.text, stems(typed, language), _translated(typed, language))
    return tuple(by_term.values())


def _translated(word: str, language: Language) -> dict[Language, frozenset[str]]:
    """Return the stems of the translations of a word, by language."""
    found = {}
    for other, translated in translations(word, language).items():
        found[other] = frozenset().union(*(stems(each, other) for each in translated))
    return found


def _pairs(topical: Sequence[Word], text: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs of words with nothing but spaces and punctuation between them, each once."""
    pairs: dict[tuple[str, str], None] = {}
    for first, second in pairwise(topical):
        gap = text[first.end : second.start]
        if not any(character.isalnum() or character == _CUT for character in gap):
            pairs[first.text, second.text] = None
    return tuple(pairs)


def _forms(text: str, language: Language) -> tuple[WrittenForms, ...]:
    def is_topical(word: str) -> bool:
        return _is_topical(word, text, language)

    return written_forms(text, words(text), is_topical, _is_in_capitals(text))


def _is_topical(word: str, text: str, language: Language) -> bool:
    """Return whether a word is not a function word. A function word in capitals (WHO, IT) counts as a name."""
    if language == "en" and word == PRONOUN:
        return False
    if language not in STEMMERS or fold(word) not in FUNCTION_WORDS[language]:
        return True
    return len(word) > 1 and word.isupper() and not text.isupper()


def _is_in_capitals(text: str) -> bool:
    """Return whether capitals do not mark names or abbreviations, because the whole query is in capitals."""
    return text.isupper() and len(text.split()) > MAX_CAPITAL_WORDS


# --- names -----------------------------------------------------------------------------------------------------


def _names(text: str) -> tuple[str, ...]:
    """Return the names and numbers of a query as terms, each once; two names side by side also as one word.

    Best Buy in FY2023    best, bestbuy, buy, 2023
    """
    text = normalize(expand_fiscal_years(text))
    in_capitals = _is_in_capitals(text)
    names: dict[str, None] = {}
    last_name = ""
    last_end = 0
    for match in _WORD.finditer(text):
        word = match[0]
        if not _is_name(word, in_capitals):
            continue
        if word.istitle() and text.endswith("¿", 0, match.start()):  # a capital because the sentence begins here
            continue
        name = fold(word)
        if last_name.isalpha() and word.isalpha() and text[last_end : match.start()] in _NAME_JOINTS:
            names[last_name + name] = None
        names[name] = None
        last_name, last_end = name, match.end()
    return tuple(names)


def _is_name(word: str, in_capitals: bool) -> bool:
    """Return whether a word has a digit, or a capital that marks a name (not if the whole query is `in_capitals`)."""
    if any(character.isdigit() for character in word):
        return True
    return len(word) > 1 and word[0].isupper() and not in_capitals and fold(word) not in ALL_FUNCTION_WORDS


def _abbreviations(text: str) -> frozenset[str]:
    """Return the words of a query, as terms, that have two capitals or more and the length of an abbreviation."""
    found = set()
    for word in _WORD.findall(text):
        if word.isalpha() and MIN_ABBREVIATION_LETTERS <= len(word) <= MAX_ABBREVIATION_LETTERS:
            capitals = sum(letter.isupper() for letter in word)
            if capitals > 1:
                found.add(fold(word))
    return frozenset(found)
