"""The language of a question, which may be three words long.

`corpus.text.language.detect` needs function words, and a short question has few: "o que dizem os jovens" has only words
that Spanish has too, and "taxa de homicídios" has one. Then the words of the thesaurus decide between Spanish and
Portuguese: "jovens" and "taxa" are Portuguese, and "homicídios" is with this accent.

Names do not vote: "Los Angeles gangs" is not Spanish, and "crime in São Paulo" is not Portuguese.
"""

import re

from corpus.model import Language
from corpus.text.language import ALL_FUNCTION_WORDS, FUNCTION_WORDS, count_votes, detect, fold
from index.terms import normalize
from index.thesaurus import base_forms, vocabulary

WRITTEN_VOTE, UNACCENTED_VOTE = 1.0, 0.5
"""Votes of a word that the thesaurus has in a language, as it is written there or without its accents: as much as a
function word, and half as much."""

MIN_LEAD = 0.25
"""Votes more than any other language: half of the smallest vote, so the votes must not be equal."""

MIN_VOTERS = 2
"""Words that vote for the language. One is not enough: "focal" and "programa" are in English texts too."""

MIN_LETTERS = 3
"""Letters of a word of the thesaurus that votes. Shorter ones are parts of codes."""

_HINTED: tuple[Language, ...] = ("es", "pt")
"""The languages that such words can decide for. English keywords stay `und`, which searches all languages."""

_WORD = re.compile(r"[^\W\d_]+")
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}")
"""U.S., A.I., E.U.: letters that are function words of Spanish by themselves."""

_ARTICLES = frozenset("el la los las o a os as".split())
_CAPITAL = r"(?-i:[^\W\d_a-zà-ÿ][^\W\d_]*)"
_NAME = re.compile(rf"(?<!\w){_CAPITAL}(?:[ -](?:(?:de|da|do|dos|das|del|la|los|las|el) )?{_CAPITAL})+(?!\w)")


def detect_language(text: str) -> Language:
    """Return the language of a question; `und` if its words do not tell, or if it is in another language."""
    text = _DOTTED.sub(" ", normalize(text))
    if detect(text) == "en":
        return "en"
    without_names = _without_names(text)
    language = detect(without_names)
    if language != "und":
        return language
    return _by_topic(without_names)


def _by_topic(text: str) -> Language:
    """Return Spanish or Portuguese if function words and words of the thesaurus together decide for it."""
    votes = count_votes(text)
    voters = dict.fromkeys(votes, 0)
    for word in set(_WORD.findall(text.lower())):
        for language in ("en", *_HINTED):
            vote = _topical_vote(word, language)
            votes[language] += vote
            voters[language] += vote > 0 or fold(word) in FUNCTION_WORDS[language]
    ranked = sorted(((vote, language) for language, vote in votes.items()), reverse=True)
    (most, best), (second, _) = ranked[:2]
    if best in _HINTED and voters[best] >= MIN_VOTERS and most - second >= MIN_LEAD:
        return best
    return "und"


def _topical_vote(word: str, language: Language) -> float:
    """Return the vote of a word for a language, if it is a word of the thesaurus in any inflection."""
    folded = fold(word)
    if len(word) < MIN_LETTERS or folded in ALL_FUNCTION_WORDS:
        return 0.0
    written = vocabulary(language)
    if word in written.get(folded, ()):
        return WRITTEN_VOTE
    is_known = any(form in written for form in base_forms(folded, language))
    return UNACCENTED_VOTE if is_known else 0.0


def _without_names(text: str) -> str:
    """Return a text without its names of several words (Los Angeles, São Paulo), unless it has no other words."""
    kept = _NAME.sub(_kept_part, text)
    return kept if _WORD.search(kept) else text


def _kept_part(match: re.Match[str]) -> str:
    """Return the word that begins a sentence ("Did Braga find"), or nothing for a name."""
    first, _, others = match[0].partition(" ")
    is_start = match.start() == 0 or match.string[match.start() - 1] in "¿¡"
    folded = fold(first)
    if is_start and folded in ALL_FUNCTION_WORDS and folded not in _ARTICLES:
        return f"{first} " if " " in others else match[0]
    return " "
