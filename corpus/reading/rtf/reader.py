r"""Rich Text Format (.rtf) -> sections, with footnotes after their paragraph, and tables whose rows keep their head.

A file is groups in braces, control words that apply until their group ends, and text:

    {\rtf1\ansicpg1252{\stylesheet{\s1\outlinelevel0 heading 1;}}
    \pard\s1 Results\par                                              a heading, by its style or its \outlinelevel
    \pard It fell in Ni\'f1ez\u8212-{\footnote\pard Braga.} too.\par   code pages; Unicode with a replacement for it
    \trowd\trhdr\intbl City\cell 1995\cell\row}                       a row of a table

As in Word documents (`docx`), text that was deleted with tracked changes, hidden text, page headers and footers,
comments and tables of contents are not read. Notes are numbered in order, endnotes among them.

Rich Text Format Specification 1.9.1, Microsoft 2008 (https://www.microsoft.com/download/details.aspx?id=10725).
Libraries for RTF return text without headings, rows and notes, which could not be cited. So it is parsed here, token by
token, in time proportional to the size of the file.
"""

import re
from dataclasses import replace
from typing import Any

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.decoding import tidy
from corpus.reading.docx.styles import MIN_RISE_HALF_POINTS
from corpus.reading.formulas import M, formula_text
from corpus.reading.monitor import Monitor
from corpus.reading.rtf.fonts import Fonts
from corpus.reading.rtf.paragraphs import Paragraphs
from corpus.reading.rtf.state import Group, style_of
from corpus.reading.rtf.words import (
    ASIDES,
    BOXES,
    CHARACTERS,
    CODES,
    GROUP_SETTINGS,
    LEFT_OUT,
    MATH,
    METADATA,
    NO_OUTLINE_LEVEL,
    NUMBERS,
    READ,
    SYMBOLS,
)
from corpus.reading.sections import compose, only_title
from corpus.reading.symbol_fonts import is_symbol_font, symbols
from corpus.sandbox.held_file import InputFile
from corpus.text.raised import enclosed, note_mark, written

MAX_BYTES = 200_000_000
"""Bytes of a file. Pictures are written in hexadecimal, so a file has twice the size of a Word document."""

MAX_DEPTH = 10_000
"""Levels of groups within groups. Documents have 20; a program that forgets to end them may write some thousands."""

MAX_MATH_DEPTH = 200
"""Parts of a formula within one another. Printed formulas have ten; chosen."""

DEFAULT_RISE_HALF_POINTS = 6
"""The rise of `\\up` without a number (the specification, "Font (Character) Formatting Properties")."""

_TOKEN = re.compile(
    rb"\\(?P<word>[a-z]{1,32})(?:(?P<number>-?\d{1,10})|(?P<bare>)) ?|\\'(?P<hex>[0-9a-f]{2})|\\(?P<symbol>[^a-z])"
    rb"|(?P<open>{)|(?P<close>})|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.I,
)

_SYMBOL_FIELD = re.compile(r"\s*SYMBOL\s+(?:(\d{1,5})|0x([\da-f]{1,4}))\b", re.I)
_FIELD_FONT = re.compile(r'\\f\s+"?([^"\\]{1,50})', re.I)
_LABEL = re.compile(r"\d|\w[.)\]:]$")  # not a bullet, which may be an "o"
_MATH_NAME = re.compile("m[A-Za-z]{1,20}")


def extract(path: InputFile, monitor: Monitor) -> Document:
    """Read the sections of a document.

    Raises:
        UnreadableFile: it is too large, nested too deeply, or empty.
    """
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFile(f"larger than {MAX_BYTES // 10**6} MB")
    reader = _Reader()
    is_complete = reader.read(path.read_bytes())
    warnings = [] if is_complete else ["cut short: text at its end is missing"]
    blocks = reader.paragraphs.blocks
    metadata = {**reader.metadata, "page1_title": only_title(blocks)}
    return compose(blocks, metadata, warnings, "rtf", monitor)


class _Reader:
    """Reads one document into `paragraphs` and `metadata`."""

    def __init__(self) -> None:
        self.paragraphs = Paragraphs()
        self.metadata: dict[str, str] = {}
        self._note_count = 0
        # Groups:
        self._group = Group(self.paragraphs.text)
        self._outer: list[Group] = []
        self._starred = False
        # Characters:
        self._fonts = Fonts()
        self._bytes = bytearray()  # not decoded yet, because a character may have two bytes
        self._bytes_to_skip = 0  # of the replacement for a Unicode character

    def read(self, data: bytes) -> bool:
        """Read a document. Return whether it is complete."""
        position = 0
        while token := _TOKEN.match(data, position):
            position = token.end()
            kind = token.lastgroup
            if kind == "text":
                self._add_bytes(token["text"])
            elif kind == "hex":
                self._add_bytes(bytes.fromhex(token["hex"].decode()))
            elif kind:
                self._decode_bytes()
                self._bytes_to_skip = 0
                if token["word"] == b"bin":  # bytes that are not text, whatever they look like
                    position += max(0, int(token["number"] or 0))
                else:
                    self._handle(token)
                if kind == "close" and not self._outer:
                    break
        self._decode_bytes()
        self.paragraphs.end_all(self._group)
        return not self._outer

    def _handle(self, token: re.Match[bytes]) -> None:
        """Handle a brace, a control symbol or a control word."""
        if token["open"]:
            self._open_group()
        elif token["close"]:
            self._close_group()
        elif self._group.left_out:
            return
        elif token["word"]:
            number = int(token["number"]) if token["number"] else None
            self._handle_word(token["word"].decode(), number)
        elif token["symbol"] == b"*":
            self._starred = True
        elif token["symbol"] in (b"\r", b"\n"):
            self._end("par")
        else:
            self._put(SYMBOLS.get(token["symbol"], ""))

    # --- characters --------------------------------------------------------------------------------------------

    def _add_bytes(self, data: bytes) -> None:
        """Add bytes of text, without the replacement for a Unicode character."""
        skipped = min(self._bytes_to_skip, len(data))
        self._bytes_to_skip -= skipped
        if self._group.target is not None:
            self._bytes += data[skipped:]

    def _decode_bytes(self) -> None:
        if self._bytes:
            self._put(self._fonts.decode(bytes(self._bytes), self._group.font))
            self._bytes.clear()

    def _put(self, text: str) -> None:
        """Add text, unless it is not shown."""
        group = self._group
        if group.target is None or not group.is_shown:
            return
        if group.math is not None:
            self._put_math(group.math, text)
        elif group.has_looks:
            shown = symbols(text, self._fonts.symbol_font(group.font))
            group.target.append(enclosed(shown, group.raised))
        else:
            group.target.append(text)

    def _put_unicode(self, code: int) -> None:
        """Add a Unicode character. Codes above 32767 are written as negative numbers, or in two halves."""
        if not 0 <= code <= 0x10FFFF:
            code &= 0xFFFF
        self._put(chr(code))
        self._bytes_to_skip = self._group.replacement_bytes

    def _put_note_number(self) -> None:
        """Write the number of a note in the text, and again at the beginning of the note."""
        group = self._group
        if group.target is None or not group.is_shown:
            return
        if group.target is self.paragraphs.text:
            self._note_count += 1
            group.target.append(note_mark(str(self._note_count)))
        else:
            group.target.append(f"{self._note_count} ")

    # --- groups ------------------------------------------------------------------------------------------------

    def _open_group(self) -> None:
        if len(self._outer) == MAX_DEPTH:
            raise UnreadableFile("nested more deeply than any document is")
        outer = self._group
        self._outer.append(outer)
        self._starred = False
        if outer.destination == "stylesheet":
            self._group = Group([], "style", has_looks=False)
        elif outer.destination == "fonttbl":
            self._group = Group([], "font", has_looks=False)
        else:
            self._group = replace(outer, destination="")
        self._group.is_new = True

    def _close_group(self) -> None:
        closed = self._group
        self._group = self._outer.pop()
        self._starred = False
        if closed.math is not None and self._group.math is None:
            self._put_formula(closed)
        elif closed.destination and not closed.left_out:
            self._end_destination(closed, "".join(closed.target or ()))

    def _end_destination(self, closed: Group, raw_text: str) -> None:
        """Keep what was read in a destination."""
        text = tidy(written(raw_text))
        if closed.destination == "style":
            self.paragraphs.styles[closed.style] = style_of(text, closed.outline_level)
        elif closed.destination == "font":
            self._fonts.name(closed.font, text.rstrip("; "))
        elif closed.destination == "fldinst":
            self._put_symbol_field(text)
        elif closed.destination in NUMBERS and _LABEL.search(text):
            self._put(f"{text} ")
        elif closed.destination in METADATA:
            self.metadata[closed.destination] = text
        elif closed.destination in ASIDES:
            parts = raw_text.split("\n") if closed.destination in BOXES else [raw_text]
            paragraphs = [tidy(written(part)) for part in parts]
            self.paragraphs.asides += filter(None, paragraphs)

    def _put_symbol_field(self, code: str) -> None:
        """Put the character that a field of the kind SYMBOL shows. Its result, if it has one, repeats it."""
        field = _SYMBOL_FIELD.match(code)
        if field is None:
            return
        number = int(field[1]) if field[1] else int(field[2], 16)
        font = _FIELD_FONT.search(code)
        name = font[1].strip() if font else self._fonts.symbol_font(self._group.font)
        character = chr(number)
        if not is_symbol_font(name) and number < 0x100:
            character = bytes([number]).decode("cp1252", "replace")
        self._group.shows_symbol = True
        self._put(symbols(character, name))

    # --- formulas ----------------------------------------------------------------------------------------------

    def _is_math(self, word: str) -> bool:
        """Return whether the first word of a group names a formula or a part of one."""
        return word in MATH or (self._group.math is not None and _MATH_NAME.fullmatch(word) is not None)

    def _begin_math(self, word: str) -> None:
        """Begin a formula, or a part of one. The first word of a group names it, in the names of Office Math."""
        from lxml import etree

        group = self._group
        if group.math_depth == MAX_MATH_DEPTH:
            return
        group.math_depth += 1
        tag = M + word.removeprefix("m")
        group.math = etree.Element(tag) if group.math is None else etree.SubElement(group.math, tag)

    def _put_math(self, element: Any, text: str) -> None:
        """Add text to a part of a formula: as text, or as the value of a property."""
        from lxml import etree

        visible = "".join(filter(str.isprintable, text))
        parent = element.getparent()
        if parent is not None and parent.tag.endswith("Pr"):
            element.set(f"{M}val", visible.strip())
        else:
            etree.SubElement(element, f"{M}t").text = visible

    def _put_formula(self, closed: Group) -> None:
        """Add a formula to the text that it is in."""
        if self._group.target is not None:
            self._group.target.append(formula_text(closed.math))

    # --- control words -----------------------------------------------------------------------------------------

    def _handle_word(self, word: str, number: int | None) -> None:
        group = self._group
        starred = self._starred
        is_first = group.is_new
        self._starred = group.is_new = False
        if is_first and self._is_math(word):
            self._begin_math(word)
        elif word in READ:
            self._begin_destination(word)
        elif starred or word in LEFT_OUT:
            group.left_out = True
            group.target = None
        elif word in GROUP_SETTINGS:
            value = 1 if number is None else max(0, number)
            setattr(group, GROUP_SETTINGS[word], value)
        elif word in CHARACTERS:
            self._put(CHARACTERS[word])
        else:
            self._handle_other_word(word, number)

    def _begin_destination(self, word: str) -> None:
        group = self._group
        group.destination = word
        group.has_looks = word not in CODES
        has_text = word in ASIDES or word in CODES or word in NUMBERS
        group.target = [] if has_text else None
        if word in ASIDES:
            group.raised = group.in_table = group.table_level = 0

    def _handle_other_word(self, word: str, number: int | None) -> None:
        match word:
            case "super" | "sub" | "nosupersub" | "up" | "dn":
                self._raise(word, number)
            case "fldrslt" if self._group.shows_symbol:
                self._group.left_out = True
                self._group.target = None
            case _:
                self._handle_structure(word, number or 0)

    def _raise(self, word: str, number: int | None) -> None:
        """Raise or lower the text that follows."""
        rise = DEFAULT_RISE_HALF_POINTS if number is None else number
        is_level = word == "nosupersub" or number == 0 or (word in ("up", "dn") and rise < MIN_RISE_HALF_POINTS)
        direction = 1 if word in ("super", "up") else -1
        self._group.raised = 0 if is_level else direction

    def _handle_structure(self, word: str, number: int) -> None:
        match word:
            case "u":
                self._put_unicode(number)
            case "chftn":
                self._put_note_number()
            case "par" | "sect" | "cell" | "row" | "nestcell" | "nestrow":
                self._end(word)
            case "yr" | "mo" | "dy":
                self._add_to_date(number)
            case "trowd" | "trhdr" if self._group.destination != "nesttableprops":
                self.paragraphs.table.is_head_row = word == "trhdr"
            case "tbllkhdrrows":
                self.paragraphs.table.first_row_is_head = True
            case "deff":
                self._fonts.default = self._group.font = number
            case "pard" | "plain":
                self._reset(word)
            case _:
                self._fonts.set_encoding(word, number, self._group.font)

    def _reset(self, word: str) -> None:
        """Reset the settings of the paragraph, or of the characters."""
        group = self._group
        if word == "pard":
            group.style = group.in_table = group.list_style = group.table_level = group.drop_cap = 0
            group.outline_level = NO_OUTLINE_LEVEL
        else:
            group.hidden = group.deleted = group.struck = group.raised = 0
            group.font = self._fonts.default

    def _add_to_date(self, number: int) -> None:
        """Add year, month or day to the date of creation, in this order."""
        if number and self._group.destination == "creatim":
            date = self.metadata.get("created", "")
            self.metadata["created"] = f"{date}-{number:02}".lstrip("-")

    def _end(self, word: str) -> None:
        """End a paragraph, a cell or a row of the text, or a paragraph of a note or text box."""
        group = self._group
        if group.destination == "nesttableprops":
            self.paragraphs.end_inner(word)
        elif group.target is self.paragraphs.text:
            self.paragraphs.end(word, group)
        else:
            self._put("\n")
