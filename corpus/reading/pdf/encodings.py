"""What the glyphs of a file's fonts mean by their names, read by pypdf.

pdfium leaves a glyph whose name it does not know as its code, which may be a control character or another letter. The
name often says more: "/f_i" is "fi", and "/C20" in a font of TeX's symbols is "≤".

PDF: ISO 32000-1, 9.6.6. TeX's fonts: Knuth, The TeXbook, appendix F.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from corpus.reading.monitor import Monitor, Step, StepKind
from corpus.reading.pdf.structure import Structure

try:
    from pypdf._codecs import adobe_glyphs  # Adobe's glyph list, which pypdf does not publish
except ImportError:  # another release: a letter that only its name tells is reported as lost
    adobe_glyphs = {}

MIN_SMALL_LETTERS = 0.3
"""Share of small letters among the numbers of glyphs. From here on the numbers are codes of letters. Chosen."""

MIN_CODES = 10
"""Glyphs of a font whose numbers are compared with the codes of letters. Chosen."""

MAX_FONTS = 200
"""Fonts of a page whose names are read. A page has 20 at most, unless it is hostile. Chosen."""

Meanings = Mapping[tuple[str, str], str]
"""What a character of a font means, by the font's name and the character."""

_NO_GLYPH = "/.notdef"
_SUBSET = re.compile("^/?(?:[A-Z]{6}[+])?")
_UNICODE = re.compile("/uni([0-9A-F]{4})|/u([0-9A-F]{5})")
_NUMBER = re.compile(r"/C(\d{1,3})")
_CODE = re.compile(r"/[A-Za-z]{1,3}(\d{2,3})")
_LETTERS_JOINED = re.compile("/((?:[A-Za-z]_){1,2}[A-Za-z])")
# TeX's names of large brackets say their size: /parenleftbigg.
_SIZE = re.compile("[bB]igg?$")

# Some typesetting programs number the glyphs of mathematical fonts as TeX does: its symbols (OMS), ...
_SYMBOLS = dict(enumerate("−·×∗÷⋄±∓⊕⊖⊗⊘⊙◯∘•≍≡⊆⊇≤≥≼≽∼≈⊂⊃≪≫≺≻←→↑↓↔↗↘≃⇐⇒⇑⇓⇔↖↙∝′∞∈∋")) | {138: "]", 255: "–"}
# ... its Greek letters (OML, the first of which are the capitals of OT1 too), ...
_GREEK = dict(enumerate("ΓΔΘΛΞΠΣΥΦΨΩαβγδϵζηθικλμνξπρστυϕχψωεϑϖϱςφ"))
# ... and its large brackets (OMX).
_BRACKETS = dict(zip((0, 1, 2, 3, 8, 9, 16, 17, 18, 19, 20, 21, 26, 27), "()[]{}()()[]{}", strict=True))
_LARGE_BRACKETS = {"/C16", "/C17", "/C18", "/C19", "/C26", "/C27"}
# The same programs draw signs of these fonts under the names of other glyphs.
_MISNAMED = {"/onequarter": "=", "/onehalf": "[", "/Thorn": ")", "/eth": "(", "/thorn": "+"}
_SYMBOL_FONT = re.compile("S[Yy]|Symbol|ms$")
_BRACKET_FONT = re.compile("_EX$")
_GREEK_FONT = re.compile("_(?:MI|RM)$")

_TEX_FONTS = (
    (re.compile("^CMB?SY|MathSymbols"), _SYMBOLS),
    (re.compile("^CMMIB?\\d|MathItalic"), _GREEK),
    (re.compile("^CMEX|MathExtension"), _BRACKETS),
)


def tex_meaning(font: str, character: str) -> str:
    """Return what a code of one of TeX's fonts means, or ""."""
    for name, meanings in _TEX_FONTS:
        if name.search(font):
            return meanings.get(ord(character), "")
    return ""


def font_name(name: str) -> str:
    """Return the name of a font without the tag of a subset, "ABCDEF+"."""
    return _SUBSET.sub("", name)


class FontNames:
    """The meanings of the characters of a file's fonts, page by page."""

    def __init__(self, structure: Structure, monitor: Monitor) -> None:
        self._reader = structure.reader
        self._monitor = monitor

    def read(self, number: int, page_count: int) -> Meanings:
        """Return the meanings of characters by the names of their glyphs, on one page. Empty if pypdf fails."""
        step = Step(StepKind.PYPDF, number)
        if self._reader is None or self._monitor.avoids(step):
            return {}
        self._monitor.begin(step, page_count)
        meanings: dict[tuple[str, str], str] = {}
        try:
            for name, names in _fonts(self._reader.pages[number - 1]):
                for character, meaning in meanings_of(name, names).items():
                    key = name, character
                    if meanings.setdefault(key, meaning) != meaning:  # two fonts of one name
                        meanings[key] = ""
        except Exception:  # hostile files make pypdf raise TypeError, AssertionError and more
            meanings = {}
        self._monitor.begin(Step(StepKind.PAGE, number), page_count)
        return {key: meaning for key, meaning in meanings.items() if meaning}


def _fonts(page: Any) -> Iterator[tuple[str, dict[int, str]]]:
    """Yield the fonts of a page: their names, and the names of their glyphs by code."""
    fonts = page["/Resources"].get_object()["/Font"].get_object()
    for reference in list(fonts.values())[:MAX_FONTS]:
        font: Any = reference.get_object()
        encoding = font["/Encoding"].get_object() if "/Encoding" in font else {}
        if "/Differences" in encoding:  # else it is empty, or the name of an encoding
            yield font_name(str(font.get("/BaseFont", ""))), _names(encoding["/Differences"].get_object())


def _names(differences: Any) -> dict[int, str]:
    """Return the names in an array of differences: a code, and the names from that code on."""
    names = {}
    code = 0
    for entry in differences:
        if isinstance(entry, int):
            code = int(entry)
        else:
            names[code] = str(entry)
            code += 1
    return {code: name for code, name in names.items() if name != _NO_GLYPH}


def meanings_of(font: str, names: Mapping[int, str]) -> dict[str, str]:
    """Return what the characters of a font mean, as far as the names of its glyphs say.

    Args:
        font: its name.
        names: the names of its glyphs by code.
    """
    numbered = _numbering(font, set(names.values())) or _codes_of_letters(names.values())
    meanings = {}
    for code, name in names.items():
        meaning = numbered.get(name) or _meaning(name)
        if meaning and meaning.isprintable() and 0 <= code < 256:
            meanings[chr(code)] = meaning
    return meanings


def _numbering(font: str, names: set[str]) -> dict[str, str]:
    """Return the meanings of numbered and misnamed glyphs, if the font is one of mathematics; else nothing."""
    is_numbered = any(_NUMBER.fullmatch(name) for name in names)
    if not is_numbered:
        return {}
    if names & _LARGE_BRACKETS or _BRACKET_FONT.search(font):
        numbers = _BRACKETS
    elif _GREEK_FONT.search(font):
        numbers = _GREEK
    elif names & _MISNAMED.keys() or _SYMBOL_FONT.search(font):
        numbers = _SYMBOLS
    else:
        return {}
    return {f"/C{number}": sign for number, sign in numbers.items()} | _MISNAMED


def _codes_of_letters(names: Collection[str]) -> dict[str, str]:
    """Return the meanings of glyphs that are named after their codes in Mac Roman, as "/MT101" is "e"; else nothing."""
    numbers = {}
    for name in names:
        match = _CODE.fullmatch(name)
        if match:
            numbers[name] = int(match[1])
    small_letters = sum(ord("a") <= number <= ord("z") for number in numbers.values())
    if len(numbers) < MIN_CODES or small_letters < MIN_SMALL_LETTERS * len(numbers):
        return {}
    meanings = {}
    for name, number in numbers.items():
        if ord(" ") <= number <= 255:
            meanings[name] = bytes([number]).decode("mac_roman")
    return meanings


def _meaning(name: str) -> str:
    """Return the characters that a glyph's name says by Adobe's rules, or ""."""
    joined = _LETTERS_JOINED.fullmatch(name)
    if joined:
        return joined[1].replace("_", "")
    code = _UNICODE.fullmatch(name)
    if code:
        return chr(int(code[1] or code[2], 16))
    return str(adobe_glyphs.get(_SIZE.sub("", name), ""))
