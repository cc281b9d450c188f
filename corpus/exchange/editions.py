"""Numbers of editions: `Second`, `2nd ed.`, `2. Aufl.` and `segunda edición` are edition 2.

BibTeX asks for a word and biblatex for a number, and styles write the number in their own way.
"""

import re

from corpus.text.language import fold

_ENGLISH = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
_SPANISH = "primera segunda tercera cuarta quinta sexta septima octava novena decima"
_PORTUGUESE = "primeira segunda terceira quarta quinta sexta setima oitava nona decima"
_NUMBERS: dict[str, int] = {}
for _words in (_ENGLISH, _SPANISH, _PORTUGUESE):
    for _number, _word in enumerate(_words.split(), start=1):
        _NUMBERS[_word] = _number
_EDITION = re.compile(r"(?:edition|edicion|edicao|auflage|aufl|edn|ed)\b\.?")
_NUMBER = re.compile(r"(\d{1,3})(?:st|nd|rd|th|[ªºao])?\.?")


def clean_edition(text: str) -> str:
    """Return the number of an edition, or the text as it is if it says more than a number ("2nd revised ed.")."""
    words = _EDITION.sub("", fold(text)).strip(" .,()[]")
    if words in _NUMBERS:
        return str(_NUMBERS[words])
    number = _NUMBER.fullmatch(words)
    return number[1].lstrip("0") or text if number else text
