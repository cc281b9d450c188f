"""The language of a text: English, Spanish, Portuguese, or `und` if there is too little to tell.

Every text in a language is full of its function words (the, of; el, de los; não, uma), and a query needs them too. So
each function word is a vote, shared equally among the languages that have it, and a few letters and endings vote too.
"que" is half a vote for Spanish and half a vote for Portuguese; "los" is a vote for Spanish:

    que dicen los jovenes    es 1.5, pt 0.5  ->  es

No library is used. Language detectors load a model of megabytes, which a cold process cannot afford, for dozens of
languages that this program does not distinguish. All text is compared without accents, because people leave them out
when they type a query.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from corpus.model import Language

LANGUAGE_NAMES: Mapping[str, str] = {"en": "English", "es": "Spanish", "pt": "Portuguese", "und": "unknown"}
"""The languages of passages and questions by their codes."""


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


FUNCTION_WORDS: Mapping[Language, frozenset[str]] = {
    "en": _words(
        """
        a about above after again against all am an and any are as at be because been before being below between both
        but by can could did do does doing down during each few for from further had has have having he her here hers
        him his how i if in into is it its itself me more most my no nor not of off on once only or other our out over
        own same she should so some such than that the their theirs them then there these they this those through
        to too under until up upon very was we were what when where which while who whom whose why will with would you
        your yours
        """
    ),
    "es": _words(
        """
        a al algo algun alguna algunas alguno algunos ante antes aquel aquella asi aun aunque cada como con contra cual
        cuales cualquier cuando cuanta cuantas cuanto cuantos de del desde donde dos durante e el ella ellas ellos en
        entre era eran es esa esas ese eso esos esta estaba estan estas este esto estos fue fueron ha haber habia han
        hasta hay hubo la las le les lo los mas me mi mientras muy nada ni no nos o os otra otras otro otros para pero
        poco por porque pues que quien quienes se sea segun ser si sido sin sobre son su sus tal tambien tanto te tiene
        tienen toda todas todo todos tras tu u un una unas uno unos y ya yo
        """
    ),
    "pt": _words(
        """
        a algum alguma algumas alguns ante antes ao aos apos aquela aquele as assim ate cada com como contra cuja cujo
        da das de dela dele deles depois desde do dos durante e ela elas ele eles em entre era eram essa essas esse
        esses esta estao estas este estes eu foi foram ha isso isto ja la lhe lhes mais mas me mesmo meu minha muito na
        nao nas nem no nos nossa nosso num numa o onde os ou para pela pelas pelo pelos per pois por porem porque qual
        quais qualquer quando quanta quantas quanto quantos que quem se seja sem sendo ser seu seus sao sob sobre sua
        suas tal tambem tem tinha toda todas todo todos tu um uma umas uns voce
        """
    ),
    # Frequent words of French, Italian, German and Dutch, so that these are `und` and not the nearest of the three
    # languages. Without the particles of names (van, von, der, du).
    "und": _words(
        """
        l d qu n les des et est dans une au aux pour pas ce ces cette qui il ils avec sont leur par plus ou vous etre
        peut fait comme elle nous cet il di che per sono della dei delle degli dell nel nella gli alla anche piu essere
        non si con questo questa da und ist nicht ein eine zu mit fur auf im dem auch sich wird werden nach bei het een
        niet zijn voor met dat wordt
        """
    ),
}
"""Function words without accents. Term search skips the words of the first three languages in a query."""

ALL_FUNCTION_WORDS = frozenset().union(*FUNCTION_WORDS.values())
"""The function words of all languages together."""

LETTERS: Mapping[str, tuple[Language, float]] = {
    "¿": ("es", 1.0),
    "¡": ("es", 1.0),
    # Half a vote: one name (Peña, São Paulo) must not decide alone.
    "ñ": ("es", 0.5),
    **dict.fromkeys("ãõçêô", ("pt", 0.5)),
}
"""Letters that vote, with the language and the size of the vote."""

ENDINGS: Mapping[Language, tuple[str, ...]] = {
    "es": ("cion", "ciones", "sion", "siones", "dad", "dades"),
    "pt": ("cao", "coes", "sao", "soes", "dade", "dades"),
}
"""Endings of words that vote. Spanish and Portuguese queries may share all their function words."""

ENDING_VOTE = 0.5

MIN_VOTES = 1.0
"""One function word that no other language has, or two words that two languages share."""

MIN_FUNCTION_WORD_SHARE = 0.1
"""Function words per word. Running text of the three languages has 0.35 to 0.5, tables and lists of names under 0.1."""

MIN_PROSE_SHARE = 0.2
"""Function words per word with which a passage tells its language against its document: chosen, between the two."""

_WORD = re.compile(r"[^\W\d_]+")


def _votes_by_word() -> dict[str, list[tuple[Language, float]]]:
    """Return the votes of each function word: one vote, shared among its languages."""
    votes: dict[str, list[tuple[Language, float]]] = {}
    for language, words in FUNCTION_WORDS.items():
        for word in words:
            languages = sum(word in others for others in FUNCTION_WORDS.values())
            votes.setdefault(word, []).append((language, 1 / languages))
    return votes


_VOTES = _votes_by_word()


def fold(text: str) -> str:
    """Return the text in lower case without accents: "Según" becomes "segun". Its length may change."""
    lower = text.lower()
    if lower.isascii():
        return lower
    folded = unicodedata.normalize("NFD", lower)
    for character in set(folded):
        if unicodedata.combining(character):
            folded = folded.replace(character, "")
    return folded


def detect(text: str, document: Language = "und") -> Language:
    """Return the language of a passage or a query.

    Return `und` for text in another language, without function words (keywords, names, numbers), with too few of them
    for its length (tables), or with equal votes for two languages. A repeated word votes once: a paragraph of names
    (Los Angeles, San Juan de la Madrid) is not Spanish.

    Args:
        text: the passage or query.
        document: the language of the document that the passage is in. A table, a list of references or the output of a
            program tells it better than its own few function words.
    """
    words = _folded_words(text)
    best = _most_voted(count_votes(text))
    if best is None:
        return document
    share = sum(count for word, count in words.items() if word in FUNCTION_WORDS[best])
    min_share = MIN_FUNCTION_WORD_SHARE if document == "und" else MIN_PROSE_SHARE
    return best if share >= min_share * words.total() else document


def detect_in_document(text: str) -> Language:
    """Return the language of a document, whatever its share of function words; `und` if votes are equal or missing."""
    return _most_voted(count_votes(text)) or "und"


def _most_voted(votes: Mapping[Language, float]) -> Language | None:
    """Return the language with the most votes; None if there are too few or another one has as many."""
    ranked = sorted(((vote, language) for language, vote in votes.items()), reverse=True)
    (most, best), (second, _) = ranked[:2]
    return best if most >= MIN_VOTES and most > second else None


def count_votes(text: str) -> dict[Language, float]:
    """Return the votes of the words and letters of a text for each language."""
    votes = dict.fromkeys(FUNCTION_WORDS, 0.0)
    _add_word_votes(votes, _folded_words(text))
    _add_letter_votes(votes, text.lower())
    return votes


def _folded_words(text: str) -> Counter[str]:
    """Return the words of a text with their numbers.

    A single capital letter is a label ("Appendix E", "Title A"), not a word, except at the start ("¿A cuántos ...?").
    """
    words: Counter[str] = Counter()
    for position, word in enumerate(_WORD.findall(text)):
        if len(word) > 1 or position == 0 or word.islower():
            words[fold(word)] += 1
    return words


def _add_word_votes(votes: dict[Language, float], words: Iterable[str]) -> None:
    for word in words:
        for language, vote in _VOTES.get(word, ()):
            votes[language] += vote
        for language, endings in ENDINGS.items():
            if word.endswith(endings):
                votes[language] += ENDING_VOTE


def _add_letter_votes(votes: dict[Language, float], lower: str) -> None:
    for letter, (language, vote) in LETTERS.items():
        if letter in lower:
            votes[language] += vote
