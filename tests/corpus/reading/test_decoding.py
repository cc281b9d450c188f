"""Bytes in many encodings, and text on one line."""

import pytest

from corpus.errors import UnreadableFile
from corpus.reading.decoding import decode, decode_page, read_text, tidy

# Bytes, labels of encodings that are declared beside them, the text, and the warning.
BROKEN = "its encoding is broken: {} cannot be read".format
NOT_UTF8 = "it declares UTF-8 and is not UTF-8: letters may be wrong"
ENCODINGS = [
    ("UTF-8", "prevenção".encode(), (), "prevenção", ""),
    ("UTF-8 with a mark", b"\xef\xbb\xbf" + "niñez".encode(), (), "niñez", ""),
    ("UTF-16", "niñez\n".encode("utf-16"), (), "niñez\n", ""),
    ("UTF-16, big end first", b"\xfe\xff" + "niñez".encode("utf-16-be"), (), "niñez", ""),
    ("UTF-16 without a mark", "niñez “y”".encode("utf-16-le"), ("utf-8",), "niñez “y”", ""),
    ("UTF-16 without a mark, big end first", "niñez".encode("utf-16-be"), (), "niñez", ""),
    ("UTF-16 with other letters", "niñez y juventud Ā 𐀀".encode("utf-16-le"), (), "niñez y juventud Ā 𐀀", ""),
    ("Windows-1252", "“São Paulo”".encode("windows-1252"), (), "“São Paulo”", ""),
    ("Latin-1 is Windows-1252", b"\x93S\xe3o\x94 \x96 \x8040", ("ISO-8859-1",), "“São” – €40", ""),
    ("so is ASCII", b"\x93S\xe3o\x94", ("us-ascii",), "“São”", ""),
    ("Latin-5 is Windows-1254", b"\x93\xfe\x94", ("latin5",), "“ş”", ""),
    ("Latin-9", "40 € à Évora".encode("iso-8859-15"), ("iso-8859-15",), "40 € à Évora", ""),
    ("Macintosh", "niñez".encode("mac-roman"), ("x-mac-roman",), "niñez", ""),
    ("declared", "niñez".encode("cp850"), ("cp850",), "niñez", ""),
    ("the first that is known", "niñez".encode("cp850"), ("", "klingon", "cp850", "cp1251"), "niñez", ""),
    ("not for files", "niñez".encode("latin-1"), ("unicode_escape", "rot13", "undefined", "hex", "utf-7"), "niñez", ""),
    ("declared and wrong", "niñez".encode(), ("latin-1",), "niñez", ""),
    ("UTF-8 that is not", "niñez y São".encode("cp1252"), ("utf-8",), "niñez y São", NOT_UTF8),
    ("UTF-16 that is not", "niñez".encode("cp1252"), ("utf-16",), "niñez", NOT_UTF8),
    ("a broken letter of UTF-8", "São João, Müller".encode() + b" \xe2\x82 end", ("utf-8",), "São João, Müller � end",
     BROKEN("1 letter")),
    ("UTF-8 and Windows-1252", "São João ".encode() + b"caf\xe9, m\xe1", (), "São João caf�, m�", BROKEN("2 letters")),
    ("a capital before a quotation mark", b"\xabPER\xda\xbb, ni\xf1ez", (), "«PERÚ», niñez", ""),
    ("UTF-16 cut off", "niñez".encode("utf-16")[:-1], (), "niñe�", BROKEN("1 letter")),
    ("bytes without a letter", b"a \x81 \xe9", ("latin-1",), "a � é", BROKEN("1 letter")),
    ("line ends", b"a\r\nb\rc\nd\r\r\ne\xe2\x80\xa8f\xe2\x80\xa9g", (), "a\nb\nc\nd\ne\nf\n\ng", ""),
    ("zero bytes", b"It fell." * 40 + b"\0 It rose.\0", (), "It fell." * 40 + " It rose.", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "labels", "text", "warning"), [case[1:] for case in ENCODINGS], ids=[case[0] for case in ENCODINGS]
)
def test_encodings(data, labels, text, warning):
    """Text is decoded correctly from any encoding. A broken byte costs one letter, with a warning."""
    found, warnings = decode(data, labels)
    assert (found, "; ".join(warnings)) == (text, warning)


NAMED = "<p>niñez".encode("cp850")
PAGES = [
    ("a tag", b"<meta charset=cp850>" + NAMED, "", "niñez"),
    ("an older tag", b"<META content='text/html; charset = \"cp850\"' http-equiv=content-type>" + NAMED, "", "niñez"),
    ("XML", b"<?xml version='1.0' encoding='cp850'?>" + NAMED, "", "niñez"),
    ("a tag that comes late", b"<meta name=a>" * 1000 + b"<meta charset=cp850>" + NAMED, "", "niñez"),
    ("not a script", b"<script charset='utf-8'></script><meta charset=cp850>" + NAMED, "", "niñez"),
    ("not a comment", b"<!-- <meta charset=utf-8> --><meta charset=cp850>" + NAMED, "", "niñez"),
    ("the server first", b"<meta charset=utf-8>" + NAMED, "cp850", "niñez"),
    ("hostile", b"<meta " * 10_000 + b"<!--" * 100_000 + NAMED, "cp850", "niñez"),
]


@pytest.mark.parametrize(("data", "charset", "text"), [case[1:] for case in PAGES], ids=[case[0] for case in PAGES])
def test_what_a_page_declares(data, charset, text):
    """A page declares its encoding in a `meta` tag or in the declaration of XML; a server declares it beside it."""
    assert text in decode_page(data, charset)[0]


def test_what_is_no_text(tmp_path, monkeypatch):
    """A binary file and a file that is too large are refused."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x7fELF\0\0\1" + bytes(range(256)))
    with pytest.raises(UnreadableFile, match=r"^not text: the file begins with b'\\x7fELF"):
        read_text(path)
    monkeypatch.setattr("corpus.reading.decoding.MAX_TEXT_BYTES", 3_000_000)
    path.write_bytes(b"a" * 3_000_001)
    with pytest.raises(UnreadableFile, match="larger than 3 MB"):
        read_text(path)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  two \t\n words ", "two words"),
        ("\x1b[31mred\x1b[0m alert\x07", "red alert"),
        ("vio\u00adlence\u200b", "violence"),
        ("nin\u0303ez", "niñez"),
        ("`evidence ask`", "`evidence ask`"),
        ("noted \ufffd there", "noted \ufffd there"),
        ("1996\x962003 in caf\xe9\x92s\x81", "1996–2003 in café’s"),
    ],
)
def test_one_line(text, shown):
    """A tidy line contains no invisible characters and no terminal controls."""
    assert tidy(text) == shown
