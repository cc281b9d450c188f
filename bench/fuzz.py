"""What mutated files do to the readers: python -m bench.fuzz --seconds 600 --seed 1

Makes small valid files of each format, mutates them (bits flipped, cut short, parts repeated, replaced or taken from
another file, numbers made huge; in archives also the packed files), and has each read as `evidence add` and `evidence
import` read it. Prints how many files were tried, how many were refused and why, how many steps took too long, which
files got past the sandbox (this must be none), and the most memory that the child held. A file that got past is named
by its seed and number: `--seed S --only N` makes it again.
"""

import argparse
import io
import quopri
import random
import re
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.errors import EvidenceError
from corpus.exchange import write
from corpus.exchange.parsing import parse
from corpus.model import Document, Reference
from corpus.reading.limits import ReadingLimits
from corpus.reading.sandbox import Extractor

SENTENCE = "In 2012 focused deterrence reduced gun homicides in Boston by half, from 64 to 31 a year. "
MAX_PART_BYTES = 64
"""Most bytes of a part that is repeated or replaced, except for one part in eight, which may be of any size."""

TOKENS = (
    b"4294967295 -1 1e999 0 99999999999999999999 \x00 \xff\xfe \x1b[2J \xe2\x80\xae <<<<<<<< [[[[[[[[ (((((((( endobj "
    b"]]> &#0; &#x110000; <!DOCTYPE --> {\\ \\input{ ER  - @book{ 00:00:00.000 %PDF- PK\x03\x04 /Kids /Length"
    b" /FlateDecode \\bin99999999 \\u-1 {\\*\\ \\row --x boundary= =?utf-8?b?"
).split(b" ")
"""Bytes that have broken readers, from the bug lists of other projects and of this one."""


FUZZ_LIMITS = ReadingLimits(step_seconds=10)


# --- valid files ------------------------------------------------------------------------------------------------------


def _pdf() -> bytes:
    stream = b"BT /F1 11 Tf 72 700 Td (" + SENTENCE.encode() + b") Tj 0 -14 Td (" + SENTENCE.encode() + b") Tj ET"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 6 0 R "
    page += b"/Resources << /Font << /F1 3 0 R >> >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /PageLabels << /Nums [0 << /S /r >> 1 << /S /D >>] >> /Outlines 7 0 R >>",
        b"<< /Type /Pages /Count 2 /Kids [4 0 R 5 0 R] >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        page,
        page,
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Outlines /First 8 0 R /Last 8 0 R /Count 1 >>",
        b"<< /Title (Results) /Parent 7 0 R /Dest [5 0 R /Fit] >>",
        b"<< /Title (Homicides in Boston) /Author (Braga, Anthony) /CreationDate (D:20120101) >>",
    ]
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, 2)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R /Info 9 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def _packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(files.items()):
            method = zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED  # the first file must not be compressed
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _docx() -> bytes:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    text = f"<w:p><w:r><w:t>{SENTENCE}</w:t><w:footnoteReference w:id='1'/></w:r></w:p>"
    cells = "".join(
        f"<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>{n}</w:t></w:r></w:p></w:tc>" for n in "ab"
    )
    body = f"<w:p><w:pPr><w:outlineLvl w:val='0'/></w:pPr><w:r><w:t>Results</w:t></w:r></w:p>{text}"
    body += f"<w:tbl><w:tblPr><w:tblLook w:val='0020'/></w:tblPr>{f'<w:tr>{cells}</w:tr>' * 3}</w:tbl>"
    note = f"<w:footnotes {w}><w:footnote w:id='1'><w:p><w:r><w:t>Of them.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    return _packed(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": f"<w:document {w}><w:body>{body}</w:body></w:document>".encode(),
            "word/footnotes.xml": note.encode(),
        }
    )


def _odt() -> bytes:
    names = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table"))
    row = "<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row>"
    body = f"<text:h text:outline-level='2'>Results</text:h><text:p>{SENTENCE}</text:p>"
    body += f"<table:table>{row * 3}</table:table>"
    content = f"<office:document-content {names}><office:body><office:text>{body}</office:text></office:body>"
    return _packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": f"{content}</office:document-content>".encode(),
        }
    )


def _epub() -> bytes:
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="b.opf"/>'
    )
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="n" href="n.html" properties="nav" '
        'media-type="application/xhtml+xml"/><item id="a" href="a.html" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    return _packed(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": f"{container}</rootfiles></container>".encode(),
            "b.opf": opf.encode(),
            "n.html": b"<html><body><nav><a href='a.html'>1 Results</a></nav></body></html>",
            "a.html": f"<html><body><h2>Results</h2><p>{SENTENCE * 3}</p><table><td>1</table></body></html>".encode(),
        }
    )


def _html() -> bytes:
    table = "<table><tr><th>City</th><th>2012</th></tr><tr><td>Boston</td><td>31</td></tr></table>"
    head = "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Homicides in Boston</title></head>"
    return f"{head}<body><article><h1>Results</h1><p>{SENTENCE * 8}</p>{table}</article></body></html>".encode()


def _mhtml() -> bytes:
    head = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/a\r\nMIME-Version: 1.0\r\n"
    head += 'Content-Type: multipart/related; type="text/html"; start="<p@1>"; boundary="x"\r\n\r\n'
    page = "Content-Type: text/html; charset=utf-8\r\nContent-ID: <p@1>\r\nContent-Transfer-Encoding: quoted-printable"
    picture = "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo="
    parts = [picture.encode(), page.encode() + b"\r\n\r\n" + quopri.encodestring(_html())]
    return head.encode() + b"".join(b"--x\r\n%b\r\n" % part for part in parts) + b"--x--\r\n"


def _rtf() -> bytes:
    head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}}{\stylesheet{\s1\outlinelevel0 heading 1;}}"
    head += r"{\info{\title Homicides in Boston}{\author Braga}{\creatim\yr2012\mo1\dy1}}"
    body = rf"\pard\s1 Results\par\pard {SENTENCE}\'e9\u8212?{{\super\chftn{{\footnote\chftn Of them.}}}}\par"
    rows = r"\trowd\trhdr\pard\intbl City\cell 2012\cell\row" + r"\trowd\pard\intbl Boston\cell 31\cell\row" * 2
    return (head + body + rows + r"\pard{\pict\bin4 abcd}{\v hidden}" + SENTENCE + "}").encode("cp1252")


def _references(format: str) -> bytes:
    person = {"family": "Braga", "given": "Anthony A."}
    csl = {"type": "report", "title": "Homicides in Boston", "author": [person], "issued": {"date-parts": [[2012, 1]]}}
    works = [Reference(f"braga-{n}", {**csl, "volume": str(n), "abstract": SENTENCE}, "report", "guide") for n in "ab"]
    return write(works, format).encode()  # type: ignore[arg-type]


SEEDS: Mapping[str, Callable[[], bytes]] = {
    "pdf": _pdf,
    "docx": _docx,
    "odt": _odt,
    "epub": _epub,
    "html": _html,
    "mhtml": _mhtml,
    "rtf": _rtf,
    "vtt": lambda: f"WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.000\n<v Kennedy>{SENTENCE}</v>\n\n".encode() * 3,
    "srt": lambda: f"1\n00:00:01,000 --> 00:00:03,000\nKENNEDY: {SENTENCE}\n\n".encode() * 3,
    "md": f"---\ntitle: Boston\n---\n# Results\n\n{SENTENCE}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode,
    "txt": f"RESULTS\n\n{SENTENCE}\n\n1. One\n2. Two\n\nCity   2012\nBoston   31\nLowell   2\n".encode,
    "bib": lambda: (
        _references("bibtex") + b"@string{a = {A}}\n@misc{c, title = a # {\\'e {B}}, file = {a:b.pdf:pdf}}\n"
    ),
    "ris": lambda: _references("ris"),
    "json": lambda: _references("csl-json"),
}
REFERENCES = frozenset({"bib", "ris", "json"})
ARCHIVES = frozenset({"docx", "odt", "epub"})


# --- mutations --------------------------------------------------------------------------------------------------------


def mutated(kind: str, chance: random.Random) -> bytes:
    """Return a file of this kind, mutated in one to eight places; in an archive mostly a packed file is mutated."""
    data = SEEDS[kind]()
    if kind not in ARCHIVES or chance.random() < 0.3:
        return _mutate(data, chance)
    files = _members(data)
    name = chance.choice(list(files))
    files[name] = _mutate(files[name], chance)
    return _packed(files)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file that a mutation changes: `size` bytes from `start`."""

    start: int
    size: int

    @property
    def end(self) -> int:
        """The offset after the part."""
        return self.start + self.size


def _mutate(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        start = chance.randrange(len(data) + 1)
        mutation = MUTATIONS[chance.randrange(len(MUTATIONS))]
        size = chance.randrange(MAX_PART_BYTES if chance.randrange(8) else len(data) + 1)
        data = mutation(data, Part(start, size), chance)
    return data


def _flip_bit(data: bytes, part: Part, chance: random.Random) -> bytes:
    if part.start >= len(data):
        return _insert_token(data, part, chance)
    flipped = data[part.start] ^ 1 << chance.randrange(8)
    return data[: part.start] + bytes([flipped]) + data[part.start + 1 :]


def _cut(data: bytes, part: Part, chance: random.Random) -> bytes:
    if chance.randrange(4) == 0:
        return data[: part.start]
    return data[: part.start] + data[part.end :]


def _repeat(data: bytes, part: Part, chance: random.Random) -> bytes:
    times = chance.choice((2, 3, 10, 1_000 if part.size < MAX_PART_BYTES else 2))
    return data[: part.start] + data[part.start : part.end] * times + data[part.end :]


def _copy_elsewhere(data: bytes, part: Part, chance: random.Random) -> bytes:
    target = chance.randrange(len(data) + 1)
    return data[:target] + data[part.start : part.end] + data[target:]


def _insert_from_another_format(data: bytes, part: Part, chance: random.Random) -> bytes:
    other = SEEDS[chance.choice(list(SEEDS))]()
    start = chance.randrange(len(other))
    return data[: part.start] + other[start : start + part.size] + data[part.start :]


def _replace_number(data: bytes, part: Part, chance: random.Random) -> bytes:
    numbers = list(re.finditer(rb"\d+", data))
    if not numbers:
        return data
    number = chance.choice(numbers)
    return data[: number.start()] + chance.choice(TOKENS[:5]) + data[number.end() :]


def _replace_with_token(data: bytes, part: Part, chance: random.Random) -> bytes:
    return data[: part.start] + chance.choice(TOKENS) + data[part.end :]


def _insert_token(data: bytes, part: Part, chance: random.Random) -> bytes:
    return data[: part.start] + chance.choice(TOKENS) + data[part.start :]


MUTATIONS: tuple[Callable[[bytes, Part, random.Random], bytes], ...] = (
    _flip_bit,
    _cut,
    _repeat,
    _copy_elsewhere,
    _insert_from_another_format,
    _replace_number,
    _replace_with_token,
    _insert_token,
)
"""Equally likely. Their order is part of what a seed means."""


# --- what becomes of them ---------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What became of the files.

    `escaped` are the files that got past the sandbox. `late` counts files with a step that took too long. `peak` is the
    most memory of a child in MB, `slowest` the seconds of the slowest file.
    """

    files: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    late: int = 0
    escaped: list[str] = field(default_factory=list)
    peak: int = 0
    slowest: float = 0.0


def fuzz(seconds: float, seed: int, only: int | None = None) -> Tally:
    """Read mutated files for this many seconds.

    Args:
        seconds: No file is started after this time.
        seed: The seed of the mutations; the same seed makes the same files.
        only: The number of the one file to try.
    """
    tally = Tally()
    start = time.monotonic()
    number = 0 if only is None else only
    with TemporaryDirectory() as folder, Extractor(FUZZ_LIMITS) as extractor:
        while time.monotonic() - start < seconds:
            reason = _try_file(number, seed, Path(folder), extractor, tally)
            number += 1
            if only is not None:
                print(reason or "read")
                break
    return tally


def _try_file(number: int, seed: int, folder: Path, extractor: Extractor, tally: Tally) -> str:
    """Make one file, read it, count what happened, and return the reason why it was refused, "" if it was read."""
    kind = list(SEEDS)[number % len(SEEDS)]
    path = folder / f"file.{kind}"
    path.write_bytes(mutated(kind, random.Random(f"{seed} {number}")))
    start = time.monotonic()
    reason = _read(path, extractor, tally, f"--seed {seed} --only {number} ({kind})")
    tally.slowest = max(tally.slowest, time.monotonic() - start)
    tally.files[kind] += 1
    tally.late += reason.startswith("took")
    if reason:
        tally.refused[_general_reason(reason)] += 1
    tally.peak = max(tally.peak, _peak_megabytes(extractor))
    return reason


def _read(path: Path, extractor: Extractor, tally: Tally, name: str) -> str:
    """Return the reason why a file is refused or read only in part, "" if it is read."""
    try:
        if path.suffix[1:] in REFERENCES:
            return "some entries unread" if parse(path.read_bytes(), path.name).problems else ""
        document = extractor.extract(path)
        _check(document)
        for warning in document.warnings:
            if "took" in warning or "crashed" in warning:
                return warning
        return ""
    except EvidenceError as error:
        message = str(error)
        if "\n" in message or not message.strip():
            tally.escaped.append(f"{name}: a reason that is not one line: {message!r}")
        return message
    except Exception:
        tally.escaped.append(f"{name}\n{traceback.format_exc()}")
        return "past the sandbox"


def _check(document: Document) -> None:
    """Check what the rest of the program relies on.

    Raises:
        AssertionError: The document breaks it.
    """
    assert document.pages, "a document without pages"
    for heading in document.headings:
        assert 0 <= heading.start <= len(document.text), "a heading outside of the text"
    document.text.encode()


def _general_reason(reason: str) -> str:
    """Return a reason without the details of one file."""
    first_part = re.split(r"[:(;]", reason)[0]
    return re.sub(r"\d+", "N", first_part).strip()[:60]


def _peak_megabytes(extractor: Extractor) -> int:
    """Return the most memory that the running child has held; 0 if none runs or the system does not say."""
    child = extractor._child
    if not child:
        return 0
    try:
        status = Path(f"/proc/{child.process.pid}/status").read_text("utf-8")
    except OSError:
        return 0
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(peak[1]) // 1024 if peak else 0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", type=int)
    given = options.parse_args()
    start = time.monotonic()
    tally = fuzz(given.seconds, given.seed, given.only)
    print(f"{tally.files.total():,} files in {time.monotonic() - start:,.0f} s:", dict(tally.files))
    for reason, count in tally.refused.most_common():
        print(f"{count:>7,}  {reason}")
    print(f"{tally.late} took too long; slowest {tally.slowest:.1f} s; child's peak {tally.peak} MB")
    print(f"{len(tally.escaped)} got past the sandbox")
    print(*tally.escaped, sep="\n")
    sys.exit(bool(tally.escaped))


if __name__ == "__main__":
    main()
