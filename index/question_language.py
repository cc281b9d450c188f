"""The language of a question, which may be three words long.

`corpus.text.language.detect` needs function words, and a short question has few: "o que dizem os jovens" has only words
that Spanish has too, and "taxa de homicídios" has one. Then the words of the thesaurus decide between Spanish and
Portuguese: "jovens" and "taxa" are Portuguese, and "homicídios" is with this accent.

Names do not vote: "Los Angeles gangs" is not Spanish, and "crime in São Paulo" is not Portuguese. If there is only a
name, its words vote, without articles: "Policía Nacional" is Spanish, "Los Angeles" and "Sin City" are not.
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
"""Words that vote for the language. One without an accent is not enough: "focal" is in English texts too."""

MIN_LETTERS = 3
"""Letters of a word of the thesaurus that votes. Shorter ones are parts of codes."""

_HINTED: tuple[Language, ...] = ("es", "pt")
"""The languages that such words can decide for. English keywords stay `und`, which searches all languages."""

_WORD = re.compile(r"[^\W\d_]+")
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}")
"""U.S., A.I., E.U.: letters that are function words of Spanish by themselves."""

_NAME_STARTS = frozenset("el la los las o a os as sao".split())
"""Function words that begin names: Los Angeles, São Paulo."""

_PARTICLE = re.compile(r"(?<!\w)(?:el|l[ao]s?|[ao]s?|d[aeo]s?|del|s[aã]o)(?!\w)", re.IGNORECASE)
"""Function words in names: La Familia, Rio de Janeiro."""

_CAPITAL = r"(?-i:[^\W\d_a-zà-ÿ][^\W\d_]*)"
_NAME = re.compile(rf"(?<!\w){_CAPITAL}(?:[ -](?:(?:de|da|do|dos|das|del|la|los|las|el) )?{_CAPITAL})+(?!\w)")


def detect_language(text: str) -> Language:
    """Return the language of a question; `und` if its words do not tell, or if it is in another language."""
    text = _without_label(_DOTTED.sub(" ", normalize(text)))
    if text.isupper():  # capitals mark no names then
        text = text.lower()
    if detect(text) == "en":
        return "en"
    if not _WORD.search(_NAME.sub(" ", text)):
        return _by_topic(_PARTICLE.sub(" ", text))  # only a name, which may consist of words of a topic
    without_names = _NAME.sub(_kept_part, text)
    language = detect(without_names)
    return _by_topic(without_names) if language == "und" else language


def _without_label(text: str) -> str:
    """Return a text without a single capital letter before it, if nothing else in it is of the letter's language.

    "Y chromosome" and "Y Combinator" are not Spanish; "Y qué dicen" and "¿Y después?" are.
    """
    letter, _, rest = text.strip().partition(" ")
    is_label = len(letter) == 1 and letter.isupper() and fold(letter) not in FUNCTION_WORDS["en"]
    if not is_label or not rest:
        return text
    votes = count_votes(rest)
    only_in = [language for language in _HINTED if fold(letter) in FUNCTION_WORDS[language]]
    return text if any(votes[language] for language in only_in) else rest


def _by_topic(text: str) -> Language:
    """Return Spanish or Portuguese if function words and words of the thesaurus together decide for it."""
    votes = count_votes(text)
    voters = dict.fromkeys(votes, 0)
    for word in set(_WORD.findall(text.lower())):
        for language in ("en", *_HINTED):
            vote = _topical_vote(word, language)
            votes[language] += vote
            voters[language] += _voters(word, vote, language)
    ranked = sorted(((vote, language) for language, vote in votes.items()), reverse=True)
    (most, best), (second, _) = ranked[:2]
    if best in _HINTED and voters[best] >= MIN_VOTERS and most - second >= MIN_LEAD:
        return best
    return "und"


def _voters(word: str, vote: float, language: Language) -> int:
    """Return how many words a word counts for. An accent ("homicídios") is not English, so it counts for two."""
    if vote == WRITTEN_VOTE and fold(word) != word:
        return MIN_VOTERS
    return int(vote > 0 or fold(word) in FUNCTION_WORDS[language])


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


def _kept_part(match: re.Match[str]) -> str:
    """Return the word that begins a sentence ("Did Braga find"), or nothing for a name."""
    first, _, others = match[0].partition(" ")
    is_start = match.start() == 0 or match.string[match.start() - 1] in "¿¡"
    folded = fold(first)
    if is_start and folded in ALL_FUNCTION_WORDS and folded not in _NAME_STARTS:
        return f"{first} " if " " in others else match[0]
    return " "
