r"""Rich Text Format (.rtf) -> sections, with tables whose rows keep their head, and footnotes where they belong.

A file is groups in braces, control words that hold until their group ends, and text:

    {\rtf1\ansicpg1252{\stylesheet{\s1\outlinelevel0 heading 1;}}
    \pard\s1 Results\par                                              a heading, by its style or its \outlinelevel
    \pard It fell in Ni\'f1ez\u8212-{\footnote\pard Braga.} too.\par   code pages, Unicode with what else may be shown
    \trowd\trhdr\intbl City\cell 1995\cell\row}                       a row of a table

As with Word's documents (`docx.py`): what was deleted with its change tracked, hidden text, heads and feet of pages,
comments and lists of contents are not read. Notes are numbered as they come, endnotes among them.

Rich Text Format Specification 1.9.1, Microsoft 2008 (https://www.microsoft.com/download/details.aspx?id=10725). Text
that says nothing of headings, rows and notes could not be cited, and that is what libraries for RTF give; so it is read
here, token by token, in time that grows with the file and no faster.
"""

import codecs
import re
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.docx import CONTENTS, HEADING, MOST_COLUMNS, only_title
from corpus.reading.flow import Block, compose, table, tidy
from corpus.reading.monitor import Monitor

MOST_BYTES = 200_000_000
"""Of a file; pictures stand in it in hexadecimal figures, so it has twice the size of Word's own."""

DEEPEST = 10_000
"""Groups within groups: documents have 20, and a program that forgets to end them may have some thousands."""

UNSAID = 99
"""The outline's level of a paragraph that says none."""

_TOKEN = re.compile(
    rb"\\(?P<word>[a-z]{1,32})(?:(?P<number>-?\d{1,10})|(?P<bare>)) ?|\\'(?P<hex>[0-9a-f]{2})|\\(?P<symbol>[^a-z])"
    rb"|(?P<open>{)|(?P<close>})|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.I,
)

_READ = frozenset("title author creatim stylesheet fonttbl info footnote shp shpinst shptxt ud upr".split())
"""Destinations that are read, or hold some that are."""

_ASIDE = frozenset(["footnote", "shptxt"])
"""Those that follow the paragraph in which they stand: notes, and what is written in a drawing."""

_LEFT_OUT = frozenset(
    """aftncn aftnsep aftnsepc bkmkend bkmkstart colortbl comment datafield do filetbl fldinst footer footerf footerl
    footerr ftncn ftnsep ftnsepc header headerf headerl headerr keywords listoverridetable listtable listtext
    nonesttables objdata operator pict pntext private revtbl rsidtbl rxe shprslt sp tc template txe xe""".split()
)
"""Destinations that hold no text of the document; those that a star marks as new since 1987 are left out by that."""

_HELD = {"f": "font", "s": "style", "ls": "listed", "v": "hidden", "uc": "instead", "intbl": "in_table",
         "deleted": "deleted", "outlinelevel": "level"}  # fmt: skip
"""Words that set what holds until the group ends."""

_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_CHARACTERS = {
    **dict.fromkeys("tab line page column softline softpage emspace enspace qmspace nestcell nestrow".split(), " "),
    "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
_PAGES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp850",
}  # fmt: skip
"""Code pages of fonts, by `\\fcharset`; those not named are in the document's own."""


def extract(path: Path, monitor: Monitor) -> Document:
    """Gives a document's sections.

    Raises:
        UnreadableFile: it is too large, nested beyond reason, or empty.
    """
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableFile(f"larger than {MOST_BYTES // 10**6} MB")
    reader = _Reader()
    whole = reader.read(path.read_bytes())
    warnings = [] if whole else ["cut short: what stood at its end is lacking"]
    metadata = {**reader.metadata, "page1_title": only_title(reader.blocks)}
    return compose(reader.blocks, metadata, warnings, "rtf", monitor)


@dataclass(slots=True)
class _Group:
    """What holds until a group ends, and within it as before, unless it says otherwise."""

    into: list[str] | None  # where its text goes; None for nowhere
    destination: str = ""
    closed: bool = False  # whether nothing of it is read
    hidden: int = 0
    deleted: int = 0
    font: int = -1
    instead: int = 1  # bytes after a character of Unicode, for programs that know none
    style: int = 0
    level: int = UNSAID
    in_table: int = 0
    listed: int = 0


class _Reader:
    """Reads one document into `blocks` and `metadata`."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.metadata: dict[str, str] = {}
        self._text: list[str] = []  # of the paragraph
        self._asides: list[str] = []  # of the paragraph
        self._group = _Group(self._text)
        self._outer: list[_Group] = []
        self._starred = False
        self._bytes = bytearray()  # that wait for what completes a character of two
        self._instead = 0  # bytes to come that stand for a character that was read
        self._page, self._fonts, self._font = "cp1252", dict[int, str](), -1
        self._styles: dict[int, tuple[str, int]] = {}
        self._notes = 0
        self._cell: list[str] = []
        self._row: list[str] = []
        self._rows: list[list[str]] = []
        self._below: list[str] = []  # asides of the table
        self._heads, self._is_head, self._looks_headed = 0, False, False

    def read(self, data: bytes) -> bool:
        """Reads it all; says whether it was whole."""
        at = 0
        while token := _TOKEN.match(data, at):
            at, kind = token.end(), token.lastgroup
            if kind == "text":
                self._take(token["text"])
            elif kind == "hex":
                self._take(bytes.fromhex(token["hex"].decode()))
            elif kind:
                self._write()
                self._instead = 0
                if token["word"] == b"bin":  # bytes that are no text, whatever they look like
                    at += max(0, int(token["number"] or 0))
                elif kind == "open":
                    self._open()
                elif kind == "close":
                    self._close()
                    if not self._outer:
                        break
                elif not self._group.closed:
                    self._control(token)
        self._write()
        self._end_paragraph()
        self._end_table()
        return not self._outer

    def _control(self, token: re.Match[bytes]) -> None:
        if token["symbol"] == b"*":
            self._starred = True
        elif token["symbol"] and token["symbol"] in b"\r\n":
            self._end("par")
        elif token["symbol"]:
            self._put(_SYMBOLS.get(token["symbol"], ""))
        else:
            self._word(token["word"].decode(), int(token["number"]) if token["number"] else None)

    # --- characters --------------------------------------------------------------------------------------------

    def _take(self, data: bytes) -> None:
        """Takes bytes of text in, but for those that stand for a character that was read."""
        left_out = min(self._instead, len(data))
        self._instead -= left_out
        if self._group.into is not None:
            self._bytes += data[left_out:]

    def _write(self) -> None:
        if self._bytes:
            self._put(self._bytes.decode(self._fonts.get(self._group.font, self._page), "replace"))
            self._bytes.clear()

    def _put(self, text: str) -> None:
        if self._group.into is not None and not (self._group.hidden or self._group.deleted):
            self._group.into.append(text)

    def _mark(self) -> None:
        """Writes a note's number: in the text, and again at the beginning of the note."""
        if self._group.into is self._text:
            self._notes += 1
        self._put(str(self._notes) if self._group.into is self._text else f"{self._notes} ")

    # --- groups ------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        if len(self._outer) == DEEPEST:
            raise UnreadableFile("nested more deeply than any document is")
        self._outer.append(self._group)
        self._group, self._starred = copy(self._group), False
        self._group.destination = ""
        if self._outer[-1].destination == "stylesheet":
            self._group = _Group([], "style")

    def _close(self) -> None:
        done, self._group, self._starred = self._group, self._outer.pop(), False
        if done.closed or not done.destination:
            return
        said = tidy("".join(done.into or ()))
        if done.destination == "style":
            name = said.rstrip("; ").lower()
            heading = HEADING.fullmatch(name)
            self._styles[done.style] = name, int(heading[1] or 0) + 1 if heading else _level(done.level)
        elif done.destination in ("title", "author"):
            self.metadata[done.destination] = said
        elif done.destination in _ASIDE and said:
            self._asides.append(said)

    # --- control words -----------------------------------------------------------------------------------------

    def _word(self, word: str, number: int | None) -> None:
        group = self._group
        starred, self._starred = self._starred, False
        if word in _READ:
            group.destination = word
            group.into = [] if word in ("title", "author", *_ASIDE) else None
        elif starred or word in _LEFT_OUT:
            group.closed, group.into = True, None
        elif word in _HELD:
            setattr(group, _HELD[word], 1 if number is None else max(0, number))
        elif word in _CHARACTERS:
            self._put(_CHARACTERS[word])
        elif word == "u":  # large numbers are said as negative ones, and larger ones in two halves
            code = number or 0
            self._put(chr(code if 0 <= code <= 0x10FFFF else code & 0xFFFF))
            self._instead = group.instead
        elif word == "chftn":
            self._mark()
        elif word in ("par", "sect", "cell", "row"):
            self._end(word)
        elif word in ("yr", "mo", "dy") and number and group.destination == "creatim":
            self.metadata["created"] = f"{self.metadata.get('created', '')}-{number:02}".lstrip("-")
        else:
            self._setting(word, number or 0)

    def _setting(self, word: str, number: int) -> None:
        """Takes in what a word says of the paragraph, the row or the document."""
        group = self._group
        if word == "pard":
            group.style, group.level, group.in_table, group.listed = 0, UNSAID, 0, 0
        elif word == "plain":
            group.hidden, group.deleted, group.font = 0, 0, self._font
        elif word in ("trowd", "trhdr"):
            self._is_head = word == "trhdr"
        elif word == "tbllkhdrrows":
            self._looks_headed = True
        elif word == "deff":
            self._font = group.font = number
        elif word == "fcharset" and number in _CHARSETS:
            self._fonts[group.font] = _CHARSETS[number]
        elif word == "ansicpg":
            self._page = _code_page(number) or self._page
        else:
            self._page = _PAGES.get(word, self._page)

    # --- paragraphs and tables ---------------------------------------------------------------------------------

    def _end(self, word: str) -> None:
        if self._group.into is not self._text:  # within a note
            self._put(" ")
        elif word == "cell":
            self._end_cell()
        elif word == "row":
            self._end_row()
        else:
            self._end_paragraph()

    def _end_paragraph(self) -> None:
        text, group = tidy("".join(self._text)), self._group
        self._text.clear()
        if group.in_table:
            self._cell.append(f"{text} ")
            return
        self._end_table()
        style, level = self._styles.get(group.style, ("", 0))
        level = level if group.level == UNSAID else _level(group.level)
        if text and not CONTENTS.match(style):
            kind: Literal["rest", "paragraph"] = "rest" if group.listed or style.startswith("list ") else "paragraph"
            self.blocks.append(Block("heading", text, level) if level else Block(kind, text))
        self.blocks += (Block("rest", aside) for aside in self._asides)
        self._asides.clear()

    def _end_cell(self) -> None:
        if len(self._row) == MOST_COLUMNS:
            self._end_row()
        self._row.append(tidy("".join([*self._cell, *self._text])))
        if not self._rows and self._styles.get(self._group.style, ("", 0))[0] == "table heading":  # LibreOffice's
            self._is_head = True
        self._below += self._asides
        for done in (self._text, self._cell, self._asides):
            done.clear()

    def _end_row(self) -> None:
        self._heads += self._is_head and self._heads == len(self._rows)
        self._rows.append(self._row)
        self._row = []

    def _end_table(self) -> None:
        if self._row or self._cell:
            self._end_cell()
            self._end_row()
        if self._rows:
            heads = self._heads or int(self._looks_headed and len(self._rows) > 1)
            self.blocks += (Block("rest", text) for text in (table(self._rows, heads), *self._below))
        self._rows, self._below, self._heads, self._looks_headed = [], [], 0, False


def _level(outline: int) -> int:
    """Gives the level of a heading, from 2, as the title has 1; 0 for what is body text."""
    return outline + 2 if outline <= 8 else 0


def _code_page(number: int) -> str:
    """Gives the codec of a code page of Windows by its number, "" for none."""
    name = {65001: "utf-8", 10000: "mac_roman"}.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
