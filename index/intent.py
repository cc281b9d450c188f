"""Intent: what kind of answer a query asks for, by the words it uses.

All functions take folded text (lower case, without accents: `corpus.text.language.fold`), except where they say so.
"""

import re
from collections.abc import Iterator

from corpus.model import Language

# Words that show that a query compares. The list is short and its words rarely mean anything else. "Than" does not
# count before an amount ("more than 40 cities") or in "other than". "between ... and" connects as often as it
# compares, so it only counts together with a word for a change or a difference.
_COMPARISONS: dict[Language, tuple[str, ...]] = {
    "en": (
        r"compar(?:e|es|ed|ing|isons?|ative(?:ly)?)\b|versus\b|vs\b|contrast|unlike\b|similarit|in common\b",
        r"differ(?:s|ed)?\b|differences?\b|different (?:from|than|to)\b",
        r"(?<!other )(?<!rather )than (?!\d|half\b|one\b|two\b|a (?:third|quarter|half|dozen|hundred|thousand)\b)",
        r"both\b.+\band\b",
        r"chang\w+\b.*\b(?:between\b.+\band|from\b.+\bto)\b|between\b.+\band\b.*\bchang",
        r"(?:across|among) (?:\w+ ){0,2}"
        r"(?:agencies|cities|countries|editions|programs|programmes|reports|states|studies|years)\b",
    ),
    "es": (
        r"compar(?:a|e\b|en\b)|versus\b|vs\b|frente a\b|contrast|semejanzas?\b|en comun\b",
        r"difier|diferencias?\b|diferentes? (?:de|del|al?)\b|distint[ao]s? (?:de|del|al?)\b",
        r"(?:mayor|menor|mejor|peor)(?:es)? que (?!\d)",
        r"tanto\b.+\bcomo\b",
        r"cambi\w+\b.*\b(?:entre\b.+\b[ye]|de(?:sde)?\b.+\ba)\b|entre\b.+\b[ye]\b.*\bcambi",
        r"entre (?:\w+ ){0,2}(?:agencias|ciudades|paises|ediciones|programas|informes|estados|estudios|anos)\b",
    ),
    "pt": (
        r"compar(?:a|e\b|em\b)|versus\b|vs\b|frente a\b|contrast|semelhancas?\b|em comum\b",
        r"diferencas?\b|difere(?:m|ncia\w*)?\b|diferentes? d[aeo]s?\b",
        r"(?:mais|menos|maior|menor|melhor|pior)\b.* do que (?!\d)",
        r"tanto\b.+\b(?:como|quanto)\b",
        r"mud\w+\b.*\b(?:entre\b.+\be|de(?:sde)?\b.+\ba)\b|entre\b.+\be\b.*\bmud",
        r"entre (?:\w+ ){0,2}(?:agencias|cidades|paises|edicoes|programas|relatorios|estados|estudos|anos)\b",
    ),
}

_QUANTITY = re.compile(
    r"\b(?:how (?:many|much|often|long|far|low|high|big|large|small|steep|few|fast|soon|old|likely)"
    r"|(?:what|which) (?:share|fraction|percentage|percent|proportion|number|rate|ratio|amount|level|size|price|cost)"
    r"|cuant[oa]s?|que (?:parte|porcentaje|proporcion|tasa|cantidad|numero|fraccion)"
    r"|quant[oa]s?|(?:qual|que) (?:a |o )?(?:parte|porcentagem|percentagem|proporcao|taxa|quantidade|numero))\b"
)
_TIME = re.compile(
    r"\b(?:when|since when|what (?:year|date|month|day)|which year|cuando|en que (?:ano|fecha|mes|dia)|quando"
    r"|em que (?:ano|data|mes|dia))\b"
)
_AIM = re.compile(
    r"\b(?:aims?|aimed|purposes?|objectives?|goals?|intend(?:s|ed)?|set out|research questions?|hypothes[ei]s"
    r"|(?:stud(?:y|ies)|reports?|papers?|articles?|reviews?|research)"
    r" (?:about|looks? at|examines?|investigates?|asks?|explores?)"
    r"|objetivos?|finalidad(?:es?)?|propositos?|hipotesis|hipoteses?)\b"
)
_NUMBER = re.compile(
    r"\d[\d.,]*\d|\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|dozen|hundred|thousand"
    r"|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|mitad|dois|duas|quatro|sete|oito|nove|dez|metade)\b"
)
_QUESTION_START = re.compile(
    r"(?:(?:in|on|at|by|to|for|from|of|with|under|since|until|about|according to) )?(?:\w+ )?"
    r"(?:who|whom|whose|what|when|where|why|how|which)\b"
    r"|(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should|may|might|must)\b"
)

_PUBLISHED = r"(?:published|written|released|issued|printed|come out|appear)"
_WROTE = r"(?:wrote|authored|published|edited|(?:is|are|was|were) the (?:authors?|editors?|publisher) of)"
_ESCRIBIO = r"(?:escribio|escribieron|publico|publicaron|edito|es el autor de|es la autora de|son los autores de)"
_ESCREVEU = r"(?:escreveu|escreveram|publicou|publicaram|e o autor de|e a autora de|sao os autores de)"
_ABOUT_A_WORK = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:when|what year|which year|in what year|in which year) (?:was|were|did) (?P<work>.+?) {_PUBLISHED}",
        rf"\b(?:who|which authors?) {_WROTE} (?P<work>.+)",
        r"\bhow many pages (?:has|have|does|do|are in|are there in|is) (?P<work>.+?)(?: have| has| long|\?|$)",
        r"\b(?:do you have|do we have|have you got|show me) (?P<work>.+)",
        r"\bwhat (?:is|are) (?P<work>.+?) about(?:\?|$)",
        r"\bcuando (?:se publico|se escribio|fue publicad[oa]|salio) (?P<work>.+)",
        rf"\bquien(?:es)? {_ESCRIBIO} (?P<work>.+)",
        r"\b(?:cuantas paginas tiene|de que trata|tienes|tienen) (?P<work>.+)",
        r"\bquando (?:foi publicad[oa]|foi escrit[oa]|saiu) (?P<work>.+)",
        rf"\bquem {_ESCREVEU} (?P<work>.+)",
        r"\b(?:quantas paginas tem|sobre o que e|voce tem|voces tem) (?P<work>.+)",
    )
)


def compares(folded: str, language: Language) -> bool:
    """Return whether a query compares things, so that the answer is likely to be spread over several works."""
    languages = [language] if language in _COMPARISONS else list(_COMPARISONS)
    for each in languages:
        for pattern in _COMPARISONS[each]:
            if re.search(rf"\b(?:{pattern})", folded):
                return True
    return False


def asks_for_time(folded: str) -> bool:
    """Return whether a query asks for a time: "when", "what year"."""
    return _TIME.search(folded) is not None


def asks_for_quantity(folded: str) -> bool:
    """Return whether a query asks for a number: "how many", "what share"."""
    return _QUANTITY.search(folded) is not None


def asks_for_aim(folded: str) -> bool:
    """Return whether a query asks what somebody wants to reach or find out: "what is the aim of the study"."""
    return _AIM.search(folded) is not None


def numbers_in(folded: str) -> Iterator[str]:
    """Yield the numbers in a text, in digits or in words, in order."""
    for match in _NUMBER.finditer(folded):
        yield match[0]


def is_question(folded: str) -> bool:
    """Return whether a query is phrased as an English question, or has a question mark."""
    return "?" in folded or _QUESTION_START.match(folded) is not None


def work_asked_about(folded: str) -> str | None:
    """Return the words that name the work, if a query asks about a work itself: when it was published, by whom."""
    for pattern in _ABOUT_A_WORK:
        match = pattern.search(folded)
        if match is not None:
            return match["work"]
    return None
