r"""Rich Text Format (.rtf) -> sections, with footnotes after their paragraph, and tables whose rows keep their head.

A file is groups in braces, control words that apply until their group ends, and text:

    {\rtf1\ansicpg1252{\stylesheet{\s1\outlinelevel0 heading 1;}}
    \pard\s1 Results\par                                              a heading, by its style or its \outlinelevel
    \pard It fell in Ni\'f1ez\u8212-{\footnote\pard Braga.} too.\par   code pages; Unicode with a replacement for it
    \trowd\trhdr\intbl City\cell 1995\cell\row}                       a row of a table

As in Word documents (`docx.py`), text that was deleted with tracked changes, hidden text, page headers and footers,
comments and tables of contents are not read. Notes are numbered in order, endnotes among them.

Rich Text Format Specification 1.9.1, Microsoft 2008 (https://www.microsoft.com/download/details.aspx?id=10725).
Libraries for RTF return text without headings, rows and notes, which could not be cited. So it is parsed here, token by
token, in time proportional to the size of the file.
"""

import codecs
import re
from copy import copy
from dataclasses import dataclass, field

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.decoding import tidy
from corpus.reading.docx.styles import CONTENTS_STYLE, HEADING_STYLE
from corpus.reading.monitor import Monitor
from corpus.reading.sections import MAX_COLUMNS, Block, compose, only_title, table_text
from corpus.sandbox.held_file import InputFile

MAX_BYTES = 200_000_000
"""Bytes of a file. Pictures are written in hexadecimal, so a file has twice the size of a Word document."""

MAX_DEPTH = 10_000
"""Levels of groups within groups. Documents have 20; a program that forgets to end them may write some thousands."""

NO_OUTLINE_LEVEL = 99
"""The outline level of a paragraph that declares none."""

_TOKEN = re.compile(
    rb"\\(?P<word>[a-z]{1,32})(?:(?P<number>-?\d{1,10})|(?P<bare>)) ?|\\'(?P<hex>[0-9a-f]{2})|\\(?P<symbol>[^a-z])"
    rb"|(?P<open>{)|(?P<close>})|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.I,
)

_READ = frozenset("title author creatim stylesheet fonttbl info footnote shp shpinst shptxt ud upr".split())
"""Destinations that are read, or that contain such destinations."""

_METADATA = frozenset(["title", "author"])
"""Destinations whose text is metadata."""

_ASIDES = frozenset(["footnote", "shptxt"])
"""Destinations whose text follows the paragraph that they are in: notes, and text in a drawing."""

_LEFT_OUT = frozenset(
    """aftncn aftnsep aftnsepc bkmkend bkmkstart colortbl comment datafield do filetbl fldinst footer footerf footerl
    footerr ftncn ftnsep ftnsepc header headerf headerl headerr keywords listoverridetable listtable listtext
    nonesttables objdata operator pict pntext private revtbl rsidtbl rxe shprslt sp tc template txe xe""".split()
)
"""Destinations without text of the document. Destinations introduced after 1987 begin with a star, and are left out
because of it."""

_GROUP_SETTINGS = {
    "f": "font",
    "s": "style",
    "ls": "list_style",
    "v": "hidden",
    "uc": "replacement_bytes",
    "intbl": "in_table",
    "deleted": "deleted",
    "outlinelevel": "outline_level",
}
"""Control words that set a field of the group."""

_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_CHARACTERS = {
    **dict.fromkeys("tab line page column softline softpage emspace enspace qmspace nestcell nestrow".split(), " "),
    "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
_CODE_PAGES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp850",
}  # fmt: skip
"""Code pages of fonts, by `\\fcharset`. Fonts with another number use the code page of the document."""


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
    metadata = {**reader.metadata, "page1_title": only_title(reader.blocks)}
    return compose(reader.blocks, metadata, warnings, "rtf", monitor)


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style: its name in lower case, and the level of its headings, or 0."""

    name: str
    level: int


@dataclass(slots=True)
class _Group:
    """Settings that apply until a group ends. A group within it begins with the same settings."""

    target: list[str] | None  # where its text goes; None: nowhere
    destination: str = ""
    left_out: bool = False
    hidden: int = 0
    deleted: int = 0
    font: int = -1
    replacement_bytes: int = 1  # after a Unicode character, for programs that do not know Unicode
    style: int = 0
    outline_level: int = NO_OUTLINE_LEVEL
    in_table: int = 0
    list_style: int = 0


@dataclass(slots=True)
class _Table:
    """The table that is being read."""

    cell: list[str] = field(default_factory=list)  # paragraphs of the cell that have ended
    row: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    heads: int = 0
    is_head_row: bool = False
    first_row_is_head: bool = False  # by the look of the table

    def end_row(self) -> None:
        """Add the row to the table, and count it if it is a head row below head rows only."""
        if self.is_head_row and self.heads == len(self.rows):
            self.heads += 1
        self.rows.append(self.row)
        self.row = []

    def text(self) -> str:
        """Return the text of the table."""
        heads = self.heads
        if not heads and self.first_row_is_head and len(self.rows) > 1:
            heads = 1
        return table_text(self.rows, heads)


class _Reader:
    """Reads one document into `blocks` and `metadata`."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.metadata: dict[str, str] = {}
        # The paragraph:
        self._text: list[str] = []
        self._asides: list[str] = []
        self._note_count = 0
        self._table = _Table()
        # Groups:
        self._group = _Group(self._text)
        self._outer: list[_Group] = []
        self._starred = False
        # Characters:
        self._bytes = bytearray()  # not decoded yet, because a character may have two bytes
        self._bytes_to_skip = 0  # of the replacement for a Unicode character
        self._code_page = "cp1252"
        self._font_code_pages: dict[int, str] = {}
        self._default_font = -1
        self._styles: dict[int, _Style] = {}

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
        self._end_paragraph()
        self._end_table()
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
            self._put(_SYMBOLS.get(token["symbol"], ""))

    # --- characters --------------------------------------------------------------------------------------------

    def _add_bytes(self, data: bytes) -> None:
        """Add bytes of text, without the replacement for a Unicode character."""
        skipped = min(self._bytes_to_skip, len(data))
        self._bytes_to_skip -= skipped
        if self._group.target is not None:
            self._bytes += data[skipped:]

    def _decode_bytes(self) -> None:
        if self._bytes:
            code_page = self._font_code_pages.get(self._group.font, self._code_page)
            self._put(self._bytes.decode(code_page, "replace"))
            self._bytes.clear()

    def _put(self, text: str) -> None:
        group = self._group
        if group.target is not None and not group.hidden and not group.deleted:
            group.target.append(text)

    def _put_unicode(self, code: int) -> None:
        """Add a Unicode character. Codes above 32767 are written as negative numbers, or in two halves."""
        if not 0 <= code <= 0x10FFFF:
            code &= 0xFFFF
        self._put(chr(code))
        self._bytes_to_skip = self._group.replacement_bytes

    def _put_note_number(self) -> None:
        """Write the number of a note in the text, and again at the beginning of the note."""
        if self._group.target is self._text:
            self._note_count += 1
            self._put(str(self._note_count))
        else:
            self._put(f"{self._note_count} ")

    # --- groups ------------------------------------------------------------------------------------------------

    def _open_group(self) -> None:
        if len(self._outer) == MAX_DEPTH:
            raise UnreadableFile("nested more deeply than any document is")
        outer = self._group
        self._outer.append(outer)
        self._starred = False
        if outer.destination == "stylesheet":
            self._group = _Group([], "style")
        else:
            self._group = copy(outer)
            self._group.destination = ""

    def _close_group(self) -> None:
        closed = self._group
        self._group = self._outer.pop()
        self._starred = False
        if closed.left_out or not closed.destination:
            return
        text = tidy("".join(closed.target or ()))
        if closed.destination == "style":
            self._styles[closed.style] = _style(text, closed.outline_level)
        elif closed.destination in _METADATA:
            self.metadata[closed.destination] = text
        elif closed.destination in _ASIDES and text:
            self._asides.append(text)

    # --- control words -----------------------------------------------------------------------------------------

    def _handle_word(self, word: str, number: int | None) -> None:
        group = self._group
        starred = self._starred
        self._starred = False
        if word in _READ:
            group.destination = word
            has_text = word in _METADATA or word in _ASIDES
            group.target = [] if has_text else None
        elif starred or word in _LEFT_OUT:
            group.left_out = True
            group.target = None
        elif word in _GROUP_SETTINGS:
            value = 1 if number is None else max(0, number)
            setattr(group, _GROUP_SETTINGS[word], value)
        elif word in _CHARACTERS:
            self._put(_CHARACTERS[word])
        else:
            self._handle_other_word(word, number or 0)

    def _handle_other_word(self, word: str, number: int) -> None:
        match word:
            case "u":
                self._put_unicode(number)
            case "chftn":
                self._put_note_number()
            case "par" | "sect" | "cell" | "row":
                self._end(word)
            case "yr" | "mo" | "dy":
                self._add_to_date(number)
            case "trowd" | "trhdr":
                self._table.is_head_row = word == "trhdr"
            case "tbllkhdrrows":
                self._table.first_row_is_head = True
            case "pard" | "plain":
                self._reset(word)
            case _:
                self._set_encoding(word, number)

    def _reset(self, word: str) -> None:
        """Reset the settings of the paragraph, or of the characters."""
        group = self._group
        if word == "pard":
            group.style = group.in_table = group.list_style = 0
            group.outline_level = NO_OUTLINE_LEVEL
        else:
            group.hidden = group.deleted = 0
            group.font = self._default_font

    def _set_encoding(self, word: str, number: int) -> None:
        """Handle a word about fonts and code pages. Ignore any other word."""
        if word == "deff":
            self._default_font = self._group.font = number
        elif word == "fcharset" and number in _CHARSETS:
            self._font_code_pages[self._group.font] = _CHARSETS[number]
        elif word == "ansicpg":
            self._code_page = _codec(number) or self._code_page
        elif word in _CODE_PAGES:
            self._code_page = _CODE_PAGES[word]

    def _add_to_date(self, number: int) -> None:
        """Add year, month or day to the date of creation, in this order."""
        if number and self._group.destination == "creatim":
            date = self.metadata.get("created", "")
            self.metadata["created"] = f"{date}-{number:02}".lstrip("-")

    # --- paragraphs and tables ---------------------------------------------------------------------------------

    def _end(self, word: str) -> None:
        if self._group.target is not self._text:  # within a note
            self._put(" ")
        elif word == "cell":
            self._end_cell()
        elif word == "row":
            self._table.end_row()
        else:
            self._end_paragraph()

    def _end_paragraph(self) -> None:
        text = tidy("".join(self._text))
        self._text.clear()
        if self._group.in_table:
            self._table.cell.append(f"{text} ")
            return
        self._end_table()
        style = self._paragraph_style()
        if text and not CONTENTS_STYLE.match(style.name):
            if style.level:
                self.blocks.append(Block("heading", text, style.level))
            elif self._group.list_style or style.name.startswith("list "):
                self.blocks.append(Block("continuation", text))
            else:
                self.blocks.append(Block("paragraph", text))
        self._add_continuations(self._asides)
        self._asides.clear()

    def _paragraph_style(self) -> _Style:
        """Return the style of the paragraph. Its own outline level counts more than the level of its style."""
        style = self._styles.get(self._group.style, _Style("", 0))
        if self._group.outline_level == NO_OUTLINE_LEVEL:
            return style
        return _Style(style.name, _heading_level(self._group.outline_level))

    def _end_cell(self) -> None:
        table = self._table
        if len(table.row) == MAX_COLUMNS:
            table.end_row()
        table.row.append(tidy("".join(table.cell + self._text)))
        style = self._styles.get(self._group.style)
        if not table.rows and style and style.name == "table heading":  # LibreOffice's style
            table.is_head_row = True
        table.asides += self._asides
        table.cell.clear()
        self._text.clear()
        self._asides.clear()

    def _end_table(self) -> None:
        table = self._table
        if table.row or table.cell:
            self._end_cell()
            table.end_row()
        if table.rows:
            self._add_continuations([table.text(), *table.asides])
        self._table = _Table(is_head_row=table.is_head_row)

    def _add_continuations(self, texts: list[str]) -> None:
        for text in texts:
            self.blocks.append(Block("continuation", text))


def _style(name: str, outline_level: int) -> _Style:
    """Return a paragraph style. A style named as a heading is one, whatever its outline level."""
    name = name.rstrip("; ").lower()
    heading = HEADING_STYLE.fullmatch(name)
    if heading:
        return _Style(name, int(heading[1] or 0) + 1)
    return _Style(name, _heading_level(outline_level))


def _heading_level(outline_level: int) -> int:
    """Return the level of a heading, from 2 because the title has 1, or 0 for body text."""
    return outline_level + 2 if outline_level <= 8 else 0


def _codec(number: int) -> str:
    """Return the codec of a Windows code page, or "" if there is none."""
    name = {65001: "utf-8", 10000: "mac_roman"}.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
