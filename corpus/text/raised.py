"""Raised and lowered figures in plain text: a power keeps its form, and a note mark is apart from the word before it.

A reader encloses each raised or lowered run in brackets, and `written` writes the runs as Unicode superscripts and
subscripts. A mark that the file declares as the mark of a note is enclosed in its own brackets. The kind of any other
raised run is decided by what is before it:

    fell to 12⸨2⸩ in Porto      ->  fell to 12 ² in Porto     a note mark: apart from a figure, a word or a bracket
    before noon.⸢2⸣ The         ->  before noon.² The         a note mark after a stop
    10⸢5⸣ boats on 40 km⸢2⸣     ->  10⁵ boats on 40 km²       powers, which belong to the figure
    the 12⸢th⸣ of N⸢o⸣ 4, CO⸤2⸥ ->  the 12th of Nº 4, CO₂     ordinals, abbreviations, formulas
"""

import re

from corpus.model import LOWERED_END, LOWERED_START, NOTE_END, NOTE_START, RAISED_END, RAISED_START

MAX_BASE_CHARACTERS = 12
"""Characters before a raised run that decide its kind: a price, or a unit of two letters and the end of a word."""

MAX_MARK_CHARACTERS = 20
"""Characters of the marks of several notes: "12,14–16". A longer raised run is text."""

_LETTERS = "abcdefghijklmnoprstuvwxyz"  # Unicode has no raised q in common fonts
_RAISED_LETTERS = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_MARKS = str.maketrans(f"0123456789{_LETTERS}", f"{RAISED_DIGITS}{_RAISED_LETTERS}")
_PLAIN_MARKS = str.maketrans(f"{RAISED_DIGITS}{_RAISED_LETTERS}", f"0123456789{_LETTERS}")
_SUPERSCRIPTS = _MARKS | str.maketrans("+-−–", "⁺⁻⁻⁻")
_RAISABLE = frozenset(map(chr, _SUPERSCRIPTS))

_OPEN = f"{RAISED_START}{NOTE_START}{LOWERED_START}"
_CLOSE = f"{RAISED_END}{NOTE_END}{LOWERED_END}"
_BRACKETS = _OPEN + _CLOSE
_ENCLOSING = {1: (RAISED_START, RAISED_END), -1: (LOWERED_START, LOWERED_END)}
_NO_BRACKETS = str.maketrans("", "", _BRACKETS)
_RUN = re.compile(rf"([{_OPEN}])([^{_BRACKETS}]*)[{_CLOSE}]")

_MARK = re.compile(r"(?:\d{1,3}|[a-z])(?:[,–-](?:\d{1,3}|[a-z]))*|[IVX]{1,5}")
_NOTE = re.compile(r"[\da-z,–-]+")
_SIGNED = re.compile(r"[+−–-]\d+|\d?[+−-]")
_BROKEN_POWER = re.compile(r"[+−–-]?\d{1,3}[/.]\d{1,3}")
_POWER = re.compile(r"\d{1,2}|[a-z]")
_LETTER = r"(?<![^\W\d_])[^\W\d_]"
_LENGTH = r"(?<![^\W\d_])(?:[kcdmnµμ]m|ft|mi|yd)"
_TEN = r"(?<![\d.,])10"
_ENDS_IN_TEN_OR_LETTER = re.compile(rf"(?:{_TEN}|{_LETTER})$")
_ENDS_IN_LENGTH = re.compile(f"{_LENGTH}$")
_ENDS_IN_PRICE = re.compile(r"[$€£]\d[\d.,]*$")
_SIGNS = {"TM": "™", "SM": "℠"}
_FRACTION = re.compile(rf"{RAISED_START}(\d{{1,3}}){RAISED_END}[/\u2044\u2215]{LOWERED_START}(\d{{1,3}}){LOWERED_END}")
_ORDINALS = {"a": "ª", "o": "º"}
_ORDINAL_BASE = re.compile(r"(?:(?<![\d.,])\d{1,2}|(?<!\w)[^\W\d_]{1,3})\.?$")

RAISED = RAISED_DIGITS + _RAISED_LETTERS
"""The raised digits and letters of a written text."""
_WRITTEN_MARK = f"[{RAISED}]+"
WRITTEN_MARKS = f"{_WRITTEN_MARK}(?:[,–-]{_WRITTEN_MARK})*"
"""A pattern: the marks of notes in a written text, as in "¹,²"."""
_AFTER_WORD = rf"(?<=[^\W_])(?<!{_LETTER})(?<!{_LENGTH})(?<!{_TEN})"
NOTE_MARKS = re.compile(
    rf"(?:{_AFTER_WORD} |(?<=[)\]%]) |(?<=[.,;:!?…”’»\"']) ?){WRITTEN_MARKS}(?: {WRITTEN_MARKS})*(?![\w/\u2044])"
)
"""The marks of notes in a written text, with the space before them: "fell.²", "fell. ²", "fell.² ³".

What is printed "km ²" or "10 ⁵" is a power.
"""
_RAISED = re.compile(f"[{RAISED}]")


def enclosed(text: str, direction: int) -> str:
    """Return a text enclosed as raised (`direction` 1) or lowered (-1), or as it is (0)."""
    start, end = _ENCLOSING.get(direction, ("", ""))
    return f"{start}{text}{end}"


def note_mark(mark: str) -> str:
    """Return the mark of a note, enclosed as such."""
    return f"{NOTE_START}{mark}{NOTE_END}"


def written(text: str) -> str:
    """Return a text with its enclosed runs written as superscripts and subscripts, without the brackets."""
    if not any(bracket in text for bracket in _BRACKETS):
        return text
    text = text.replace(RAISED_END + RAISED_START, "").replace(LOWERED_END + LOWERED_START, "")
    text = _FRACTION.sub(_plain_fraction, text)
    parts: list[str] = []
    before = ""
    end = 0
    for run in _RUN.finditer(text):
        parts.append(text[end : run.start()].translate(_NO_BRACKETS))
        before = (before + parts[-1])[-MAX_BASE_CHARACTERS:]
        parts.append(_written_run(run[1], run[2], before, text[run.end() : run.end() + 1]))
        before = (before + parts[-1])[-MAX_BASE_CHARACTERS:]
        end = run.end()
    parts.append(text[end:].translate(_NO_BRACKETS))
    return "".join(parts)


def note_mark_spans(text: str) -> list[tuple[int, int]]:
    """Return where the marks of notes are in a written text. Most texts have none, which is seen at once."""
    if not _RAISED.search(text):
        return []
    return [mark.span() for mark in NOTE_MARKS.finditer(text)]


def without_note_marks(text: str) -> str:
    """Return a written text without the marks of notes."""
    return NOTE_MARKS.sub("", text)


def plain_marks(text: str) -> str:
    """Return a text with plain digits and letters for raised ones."""
    return text.translate(_PLAIN_MARKS)


def raised(text: str) -> str:
    """Return a text in superscripts, or "" if Unicode does not have one of them."""
    return text.translate(_SUPERSCRIPTS) if _RAISABLE.issuperset(text) else ""


def lowered(text: str) -> str:
    """Return digits in subscripts, or "" if the text has anything else."""
    return text.translate(_SUBSCRIPTS) if text.isdecimal() and text.isascii() else ""


def raised_mark(mark: str) -> str:
    """Return a mark with raised digits and letters for plain ones."""
    return mark.translate(_MARKS)


def _plain_fraction(match: re.Match[str]) -> str:
    """Return a fraction in plain figures, apart from a figure before it: "3 1/2"."""
    before = match.string[max(0, match.start() - 1) : match.start()]
    space = " " if before.isdecimal() else ""
    return f"{space}{match[1]}/{match[2]}"


def _written_run(bracket: str, run: str, before: str, following: str) -> str:
    """Return a run as it is written between the text before it and the character that follows."""
    if bracket == LOWERED_START:
        return run.translate(_SUBSCRIPTS)
    if len(run) > MAX_MARK_CHARACTERS:
        return run
    compact = "".join(run.split())
    if bracket == NOTE_START:
        return _apart(compact, before, following)
    return _written_raised(run, compact, before, following)


def _written_raised(run: str, compact: str, before: str, following: str) -> str:
    """Return a raised run as it is written. `compact` is the run without white space."""
    if not any(map(str.isalnum, compact)):
        return run
    if compact in _SIGNS:
        return _SIGNS[compact]
    if compact in _ORDINALS and _ORDINAL_BASE.search(before):
        return _ORDINALS[compact]
    if _is_power(compact, before):
        return compact.translate(_SUPERSCRIPTS)
    if _MARK.fullmatch(compact):
        return _apart(compact, before, following)
    if run[0].isdecimal() and before[-1:].isalnum():
        return f" {run}"
    return run


def _is_power(run: str, before: str) -> bool:
    """Return whether a raised run belongs to the figure, letter or unit before it. So do the cents of a price."""
    if _SIGNED.fullmatch(run) or run == "0":
        return True
    if _BROKEN_POWER.fullmatch(run):
        return before[-1:].isalnum()  # 10 to the power of 5/3 is not 105/3
    if _ENDS_IN_LENGTH.search(before):
        return run in ("2", "3")
    if _ENDS_IN_PRICE.search(before):
        return len(run) == len("99") and run.isdecimal()
    return _POWER.fullmatch(run) is not None and _ENDS_IN_TEN_OR_LETTER.search(before) is not None


def _apart(mark: str, before: str, following: str) -> str:
    """Return the mark of a note, with spaces where a letter, a digit or a bracket would touch it."""
    if _NOTE.fullmatch(mark):
        mark = raised_mark(mark)
    if before and (before[-1].isalnum() or before[-1] in ")]%"):
        mark = f" {mark}"
    if following.isalnum():
        mark = f"{mark} "
    return mark
