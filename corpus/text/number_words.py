"""Words for numbers and parts, in English, Spanish and Portuguese."""

from collections.abc import Mapping


def _numbered(words: str, first: int = 1, step: int = 1) -> dict[str, int]:
    """Return words with numbers that count up. Words for one number are joined by "/"."""
    numbers = {}
    for number, names in enumerate(words.split()):
        for name in names.split("/"):
            numbers[name] = first + number * step
    return numbers


SMALL: Mapping[str, int] = {
    **_numbered("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"),
    **_numbered("seventeen eighteen nineteen", 17),
    **_numbered("tres/três cuatro/quatro cinco seis siete/sete ocho/oito nueve/nove diez/dez", 3),
    **_numbered("dois/duas", 2),
    **_numbered("onze doce/doze trece/treze catorce/catorze/quatorze quince/quinze", 11),
    **_numbered("dieciséis/dieciseis/dezesseis diecisiete/dezessete dieciocho/dezoito diecinueve/dezenove", 16),
    **_numbered("veintiuno/veintiún veintidós/veintidos veintitrés/veintitres veinticuatro veinticinco", 21),
    **_numbered("veintiséis/veintiseis veintisiete veintiocho veintinueve", 26),
}
"""Numbers below thirty. Left out: "once", which is eleven in Spanish, "dos", which is an article in Portuguese, and one
in these two languages, which is an article."""

TENS: Mapping[str, int] = {
    **_numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
    **_numbered("veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa", 20, 10),
    **_numbered("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa", 20, 10),
}
ONE = "one|uno|una|un|uma|um"
SCALES: Mapping[str, int] = {
    **dict.fromkeys(("hundred",), 100),
    **dict.fromkeys(("thousand", "mil"), 1000),
    **dict.fromkeys(("million", "millón", "millones", "milhão", "milhões"), 10**6),
    **dict.fromkeys(("billion", "bilhão", "bilhões"), 10**9),
}
PARTS: Mapping[str, int] = {
    **_numbered("half/halved/mitad/metade third/thirds quarter/quarters/fourth/fourths fifth/fifths sixth/sixths", 2),
    **_numbered("seventh/sevenths eighth/eighths ninth/ninths tenth/tenths", 7),
    **_numbered("tercio/tercios/terço/terços cuarto/cuartos/quarto/quartos quinto/quintos sexto/sextos", 3),
    **_numbered("séptimo/séptimos/sétimo/sétimos octavo/octavos/oitavo/oitavos noveno/novenos/nono/nonos", 7),
    **_numbered("décimo/décimos", 10),
    "tercera parte": 3,
    "terça parte": 3,
    "cuarta parte": 4,
    "quarta parte": 4,
    "quinta parte": 5,
    "décima parte": 10,
}
UNMISTAKABLE_PARTS = frozenset(
    (
        *("half", "halved", "mitad", "metade", "tercio", "tercios", "terço", "terços"),
        *("tercera parte", "terça parte", "cuarta parte", "quarta parte", "quinta parte", "décima parte"),
    )
)
"""Parts that are shares wherever they are, apart from "the first half" and the like."""

FRACTION_FOLLOWING = (
    "of|fewer|less|more|lower|higher|smaller|larger|greater|as|de|del|da|do|dos|das|menos|más|mais|menor|mayor|maior"
)
"""Words after "a third" that make it a share."""

FRACTION_BEFORE = (
    "by|nearly|almost|about|roughly|approximately|around|over|than|under|to|only|just|some"
    "|en|casi|cerca de|alrededor de|aproximadamente|em|quase|menos de|más de|mais de"
)
"""Words before "a third" that make it a share."""

UNITS_OF_TIME = (
    "hours?|days?|weeks?|months?|years?|decades?|century|time|brothers?|sisters?|way"
    "|horas?|días?|dias?|semanas?|mes|meses|mês|años?|anos?"
)
"""Words after a number or "half" that make it a time: "5 in 12 months", "half an hour" apart."""
