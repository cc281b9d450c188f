"""Which language a text is in: English, Spanish, Portuguese, or `und` where there is too little to tell.

Every text in a language leans on its function words (the, of; el, de los; não, uma), and a question cannot be asked
without them. So each function word is a vote, shared equally among the languages that have it, and a few letters
vote too. "que" says Spanish or Portuguese, half a vote each; "los" says Spanish:

    que dicen los jovenes    es 1.5, pt 0.5  ->  es

No library: those that do this load a model of megabytes, which a cold process cannot afford, for dozens of languages
that a library here does not tell apart anyway. Everything is compared without accents, because people who type a
question leave them out.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping

from corpus.model import Language


def _table(words: str) -> frozenset[str]:
    return frozenset(words.split())


FUNCTION_WORDS: Mapping[Language, frozenset[str]] = {
    "en": _table(
        """
        a about above after again against all am an and any are as at be because been before being below between both
        but by can could did do does doing down during each few for from further had has have having he her here hers
        him his how i if in into is it its itself me more most my no nor not of off on once only or other our out over
        own same she should so some such than that the their theirs them then there these they this those through
        to too under until up upon very was we were what when where which while who whom whose why will with would you
        your yours
        """
    ),
    "es": _table(
        """
        a al algo algun alguna algunas alguno algunos ante antes aquel aquella asi aun aunque cada como con contra cual
        cuales cualquier cuando cuanta cuantas cuanto cuantos de del desde donde dos durante e el ella ellas ellos en
        entre era eran es esa esas ese eso esos esta estaba estan estas este esto estos fue fueron ha haber habia han
        hasta hay hubo la las le les lo los mas me mi mientras muy nada ni no nos o os otra otras otro otros para pero
        poco por porque pues que quien quienes se sea segun ser si sido sin sobre son su sus tal tambien tanto te tiene
        tienen toda todas todo todos tras tu u un una unas uno unos y ya yo
        """
    ),
    "pt": _table(
        """
        a algum alguma algumas alguns ante antes ao aos apos aquela aquele as assim ate cada com como contra cuja cujo
        da das de dela dele deles depois desde do dos durante e ela elas ele eles em entre era eram essa essas esse
        esses esta estao estas este estes eu foi foram ha isso isto ja la lhe lhes mais mas me mesmo meu minha muito na
        nao nas nem no nos nossa nosso num numa o onde os ou para pela pelas pelo pelos per pois por porem porque qual
        quais qualquer quando quanta quantas quanto quantos que quem se seja sem sendo ser seu seus sao sob sobre sua
        suas tal tambem tem tinha toda todas todo todos tu um uma umas uns voce
        """
    ),
    # Not a language of ours: what French, Italian, German and Dutch are full of, so that they are `und` and not the
    # nearest of the three. Without the particles of names (van, von, der, du).
    "und": _table(
        """
        l d qu n les des et est dans une au aux pour pas ce ces cette qui il ils avec sont leur par plus ou vous etre
        peut fait comme elle nous cet il di che per sono della dei delle degli dell nel nella gli alla anche piu essere
        non si con questo questa da und ist nicht ein eine zu mit fur auf im dem auch sich wird werden nach bei het een
        niet zijn voor met dat wordt
        """
    ),
}
"""Without accents. Of the first three, the words that carry no topic: term search skips them in a question."""

LETTERS: Mapping[str, tuple[Language, float]] = {
    "¿": ("es", 1.0),
    "¡": ("es", 1.0),
    # Half a vote: one name (Peña, São Paulo) must not decide alone.
    "ñ": ("es", 0.5),
    **dict.fromkeys("ãõçêô", ("pt", 0.5)),
}

ENDINGS: Mapping[Language, tuple[str, ...]] = {
    "es": ("cion", "ciones", "sion", "siones", "dad", "dades"),
    "pt": ("cao", "coes", "sao", "soes", "dade", "dades"),
}
"""Half a vote each: what Spanish and Portuguese questions differ in when they share all their function words."""

MINIMUM_VOTES = 1.0
"""One function word that no other language has, or two shared ones."""

MINIMUM_SHARE = 0.1
"""Function words per word. Running text of the three languages has 0.35 to 0.5, tables and lists of names under 0.1."""

_WORD = re.compile(r"[^\W\d_]+")
_VOTES: dict[str, list[tuple[Language, float]]] = {}
for _language, _words in FUNCTION_WORDS.items():
    for _word in _words:
        _sharing = sum(_word in words for words in FUNCTION_WORDS.values())
        _VOTES.setdefault(_word, []).append((_language, 1 / _sharing))


def fold(text: str) -> str:
    """Gives the text in lower case without accents: "Según" -> "segun". Its length may change."""
    lower = text.lower()
    if lower.isascii():
        return lower
    return "".join(c for c in unicodedata.normalize("NFD", lower) if not unicodedata.combining(c))


def detect(text: str) -> Language:
    """Gives the language of a passage or a question.

    `und` where no function word or letter speaks (keywords, names, numbers), where too few do for the length (tables),
    where two languages are even, and for text in another language. A repeated word votes once: a paragraph of names
    (Los Angeles, San Juan de la Madrid) is not Spanish.
    """
    # A single capital inside is a label ("Appendix E", "Title A"), not a word; but "¿A cuántos...?" begins with one.
    words = Counter(
        fold(word)
        for position, word in enumerate(_WORD.findall(text))
        if len(word) > 1 or position == 0 or word.islower()
    )
    votes: defaultdict[Language, float] = defaultdict(float)
    for word in words:
        for language, vote in _VOTES.get(word, ()):
            votes[language] += vote
        for language, endings in ENDINGS.items():
            votes[language] += 0.5 * word.endswith(endings)
    for letter, (language, vote) in LETTERS.items():
        votes[language] += vote * (letter in text.lower())
    ranked = sorted(((vote, language) for language, vote in votes.items()), reverse=True)
    (most, best), (second, _) = ranked[:2]  # "es" and "pt" at least, from the letters
    spoken = sum(count for word, count in words.items() if word in FUNCTION_WORDS[best])
    enough = most >= MINIMUM_VOTES and most > second and spoken >= MINIMUM_SHARE * words.total()
    return best if enough else "und"
