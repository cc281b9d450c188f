"""Decide what the stand-ins of a document are: its words say which letters are missing in other words.

    "a*ected, di*erent", "su+cient"  ->  "affected, different", "sufficient": two ligatures, ff and ffi

A ligature that the words decide also says how the font is encoded, and so what its other codes mean. A sign that only
begins lines is a bullet. What nothing decides is a lost letter, U+FFFD, inside a word, and else nothing.

Pure functions: no I/O, no PDF library.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial
from itertools import islice

from corpus.reading.pdf.characters import LOST, printable
from corpus.reading.pdf.glyphs import STAND_INS, Glyph
from corpus.reading.pdf.model import Line
from corpus.text.language import FUNCTION_WORDS, fold

MIN_WORDS = 2
"""Words that a ligature must complete. One alone may be a coincidence. Chosen."""

MIN_LETTER_WORDS = 4
"""Words that a single letter must complete: many letters complete a short word. Chosen."""

MIN_LEAD = 2
"""Words that the elected letters complete, relative to the words that the next best complete. Chosen."""

MAX_BROKEN_WORDS = 5_000
"""Different broken words that vote. Of a book that loses each ligature it has 2,000. Chosen."""

MAX_ROUNDS = 5
"""Votes, each with the letters that the vote before decided. Chosen."""

MIN_INSIDE = 0.5
"""Share of the places of an odd capital that follow a small letter, from which on it is not a capital. Chosen."""

MIN_BULLETS = 3
"""Lines that a sign must begin to be a bullet. Chosen."""

MIN_BULLET_SHARE = 0.8
"""Share of the places of a bullet at which it begins a line. Chosen."""

_LIGATURES = ("fi", "fl", "ff", "ffi", "ffl", "ti", "tt", "ft", "tf", "Th", "fj", "ct", "st")
_LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")
# Words with ligatures that any text may have: a document that loses each "fi" has no word to compare with.
_COMMON = frozenset(
    """
    after affect affected afford afternoon attack attempt attention attitude better between both committee matter
    action active article continue effect effective efficiency efficient effort offer office officer official often
    coefficient coefficients confidence conflict confirmed defined definition difference differences different difficult
    difficulty field fields fifty fifth figure figures file files filter final finally finance financial find finding
    findings fine finish fire firm first fish fit fitted fitting five fix fixed benefit benefits classified identified
    infinite insufficient modified modify profile profit satisfied scientific significance significant significantly
    specific specifically specified specify sufficient verified define classification identify identification
    fluctuation flow flows float flexible flight floor flag influence influences inflation reflect reflects reflected
    staff off offers offered buffer differ differs differential affects suffer traffic
    information nation national option options particular political position question questions ratio relation section
    sentiment statistics time times
    attached little letter letters
    afectar cientifico cientifica clasificacion conflicto conflictos definicion definir deficit dificil dificultad
    eficaz eficiencia especifica especifico fecha fenomeno fiabilidad ficha fiesta figura figuras fiesta fijo fila
    fin final finales financiera financiero fines firma fiscal fisica fisico flexible flujo gestion grafica
    grafico identificar identificacion influencia influir modificar oficial oficina perfil perfiles reflejar refleja
    significa significativa significativo significativamente suficiente superficie
    classificacao confianca cientifica conflito definicao definido dificuldade especifico especificos ficar filho
    filhos financeiro fim identificar influencia oficial perfil reflexao significativa significativo suficiente
    """.split()
)
# Encodings of text by their ligatures: TeX's old one (OT1), and Cork's (T1) with its quotation marks and dashes; and
# the private characters that macOS writes for the ligatures of Mac Roman.
_ENCODINGS = (
    dict(zip("\x0b\x0c\x0d\x0e\x0f\x19\x1a\x1b\x1c", ("ff", "fi", "fl", "ffi", "ffl", *"ßæœø"), strict=True)),
    dict(zip("\x1b\x1c\x1d\x1e\x1f", ("ff", "fi", "fl", "ffi", "ffl"), strict=True))
    | dict(zip("\x10\x11\x12\x13\x14\x15\x16", "“”„«»–—", strict=True)),
    {"\uf0de": "fi", "\uf0df": "fl"},
)
# Calibri's ligatures, as programs write them that take the number of a glyph for a letter.
_CALIBRI = {"Ɵ": "ti", "Ʃ": "tt", "Ư": "tf", "Ō": "ft"}
_FUNCTION_WORDS = FUNCTION_WORDS["en"] | FUNCTION_WORDS["es"] | FUNCTION_WORDS["pt"]
# What follows an apostrophe in English.
_ENDINGS = frozenset("s t d m ll re ve".split())

_STAND_IN = re.compile(f"[{STAND_INS}]")
_WORD = re.compile(r"[^\W\d_]+")
# Beside another character, in the middle of a line, or a whole word. A sign that stands alone may be an ornament.
_LOST = re.compile(
    rf"(?<=[^\s{STAND_INS}])[{STAND_INS}]+|[{STAND_INS}]+(?=\S)|(?<=\S )[{STAND_INS}]+(?= \S)|[{STAND_INS}]{{3,}}"
)
_BULLET = re.compile(rf"^([{STAND_INS}])(?:\s|(?=[A-Z]))", re.M)
_EQUATION = re.compile(rf"(?<=[A-Za-z)\]]) ?([{STAND_INS}]) ?(?=[-−]?[\d.])")
_INSIDE_WORD = re.compile(rf"(?<=[a-z])[{STAND_INS}]")
_BROKEN_WORD = re.compile(rf"(?:[^\W\d_]|[{STAND_INS}])+")


def decide(pages: Sequence[Sequence[Line]], glyphs: Mapping[str, Glyph]) -> dict[str, str]:
    """Return what each stand-in of a document is. One that nothing decides is missing."""
    if not glyphs:
        return {}
    text = "\n".join(line.text for lines in pages for line in lines)
    present = {stand_in: glyphs[stand_in] for stand_in in set(_STAND_IN.findall(text))}
    named = {stand_in: glyph.character for stand_in, glyph in present.items() if len(glyph.character) > 1}
    decided = named | _by_words(text.translate(_table(named)), present)
    decided |= _by_encoding(decided, present)
    undecided = {stand_in: glyph for stand_in, glyph in present.items() if stand_in not in decided}
    return decided | _by_place(text, undecided)


def has_letters(text: str) -> bool:
    """Return whether a text has a letter or digit, or a character that may be one."""
    return any(map(str.isalnum, text)) or _STAND_IN.search(text) is not None


def repair(lines: Sequence[Line], decided: Mapping[str, str]) -> list[Line]:
    """Return lines with letters for stand-ins. One that is not decided is `LOST`, unless it stands alone."""
    meanings = _table(decided)
    repaired = []
    for line in lines:
        if not _STAND_IN.search(line.text):
            repaired.append(line)
            continue
        text = _LOST.sub(LOST, line.text.translate(meanings))
        text = printable(_STAND_IN.sub("", text))
        if text:
            repaired.append(replace(line, text=text))
    return repaired


def _table(decided: Mapping[str, str]) -> dict[int, str]:
    """Return a table for `str.translate`."""
    return {ord(stand_in): meaning for stand_in, meaning in decided.items()}


# --- the words of the document ----------------------------------------------------------------------------------------


def _by_words(text: str, glyphs: Mapping[str, Glyph]) -> dict[str, str]:
    """Return the stand-ins that are letters for which the words of the document vote."""
    words = {fold(word) for word in _WORD.findall(text)} | _COMMON | _FUNCTION_WORDS
    broken = list(islice(_broken_words(text), MAX_BROKEN_WORDS))
    decided: dict[str, str] = {}
    for _ in range(MAX_ROUNDS):
        found = {}
        for stand_in, unknown in _words_by_stand_in(broken).items():
            letters = _elected(stand_in, unknown, words, glyphs[stand_in])
            if letters:
                found[stand_in] = letters
        if not found:
            break
        decided |= found
        table = _table(found)
        broken = [word.translate(table) for word in broken]
    return decided


def _broken_words(text: str) -> Iterator[str]:
    """Yield the different words with both letters and stand-ins."""
    seen = set()
    for word in _BROKEN_WORD.findall(text):
        if word not in seen and _STAND_IN.search(word) and _WORD.search(word):
            seen.add(word)
            yield word


def _words_by_stand_in(broken: Iterable[str]) -> dict[str, list[str]]:
    """Return the words in which a stand-in is the only one that is not decided."""
    words = defaultdict(list)
    for word in broken:
        stand_ins = set(_STAND_IN.findall(word))
        if len(stand_ins) == 1:
            words[stand_ins.pop()].append(word)
    return words


def _elected(stand_in: str, broken: Sequence[str], words: Set[str], glyph: Glyph) -> str:
    """Return the letters that complete the most words, or the apostrophe that joins them, or ""."""
    completed = partial(_completed, broken, stand_in, words)
    known = {encoding.get(glyph.character) for encoding in _ENCODINGS}
    letters = _best(_LIGATURES, MIN_WORDS, known, completed)
    if letters:
        return letters
    elisions = sum(_is_elision(word.split(stand_in), words) for word in broken)
    if elisions >= MIN_LETTER_WORDS and elisions > len(broken) / 2:
        return "’"
    return _best(_LETTERS, MIN_LETTER_WORDS, known, completed)


def _best(candidates: Sequence[str], least: int, known: Set[str | None], count: Callable[[str], int]) -> str:
    """Return the candidate with clearly the highest count, at least `least`, or at least 1 if it is known. Else ""."""
    counts = {letters: count(letters) for letters in candidates}
    best, second = sorted(candidates, key=lambda letters: -counts[letters])[:2]
    is_enough = counts[best] >= (1 if best in known else least)
    return best if is_enough and counts[best] >= MIN_LEAD * counts[second] else ""


def _completed(broken: Iterable[str], stand_in: str, words: Set[str], letters: str) -> int:
    """Return how many broken words these letters complete."""
    return sum(fold(word.replace(stand_in, letters)) in words for word in broken)


def _is_elision(parts: Sequence[str], words: Set[str]) -> bool:
    """Return whether parts of a word are joined by an apostrophe: "don't", "d'água", "dell'acqua"."""
    if len(parts) != 2:
        return False
    left, right = map(fold, parts)
    if right in _ENDINGS:
        return left in words
    is_article = left in ("d", "l") or left.endswith("ll")
    return is_article and right in words


# --- the encoding of the font, and the place on the page --------------------------------------------------------------


def _by_encoding(decided: Mapping[str, str], glyphs: Mapping[str, Glyph]) -> dict[str, str]:
    """Return the other stand-ins of a font that agrees with an encoding wherever its words decide."""
    fonts = defaultdict(list)
    for stand_in, glyph in glyphs.items():
        fonts[glyph.font].append((stand_in, glyph.character))
    found: dict[str, str] = {}
    for font in fonts.values():
        for encoding in _ENCODINGS:
            of_encoding = [(stand_in, encoding[code]) for stand_in, code in font if code in encoding]
            agrees = [decided[stand_in] == letters for stand_in, letters in of_encoding if stand_in in decided]
            if agrees and all(agrees):
                found |= dict(of_encoding)
    return found


def _by_place(text: str, glyphs: Mapping[str, Glyph]) -> dict[str, str]:
    """Return the stand-ins whose places say what they are, and those that are the letters that they seem."""
    places = Counter(_STAND_IN.findall(text))
    bullets = Counter(_BULLET.findall(text))
    equations = Counter(_EQUATION.findall(text))
    inside = Counter(_INSIDE_WORD.findall(text))
    found = {}
    for stand_in, glyph in glyphs.items():
        count = places[stand_in]
        if count >= MIN_BULLETS and bullets[stand_in] >= MIN_BULLET_SHARE * count:
            found[stand_in] = "• "
        elif glyph.character == "¼":
            # A fraction does not stand between a letter and a number, as in "n ¼ 557".
            found[stand_in] = "=" if equations[stand_in] == count else glyph.character
        elif glyph.character in _CALIBRI and inside[stand_in] > MIN_INSIDE * count:
            found[stand_in] = _CALIBRI[glyph.character]
        elif glyph.character.isalpha() and not glyph.is_unmapped:
            found[stand_in] = glyph.character
    return found
