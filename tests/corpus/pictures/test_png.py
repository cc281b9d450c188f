"""PNG files are read back with an unpacker of the tests' own (RFC 2083)."""

import struct
import zlib

import pytest

from corpus.pictures import png

WHITE, RED, GREY = b"\xff\xff\xff", b"\xff\x00\x00", b"\x80\x80\x80"


def unpack(file: bytes) -> tuple[int, int, int, list[bytes]]:
    """Return the width, height, colour type and rows of a PNG file without filters. Check all checksums."""
    assert file[:8] == b"\x89PNG\r\n\x1a\n"
    chunks = {}
    place = 8
    while place < len(file):
        (length,) = struct.unpack(">I", file[place : place + 4])
        kind, data = file[place + 4 : place + 8], file[place + 8 : place + 8 + length]
        assert file[place + 8 + length : place + 12 + length] == struct.pack(">I", zlib.crc32(kind + data))
        chunks[kind] = data
        place += 12 + length
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (depth, rest) == (8, [0, 0, 0])
    pixels = zlib.decompress(chunks[b"IDAT"])
    row_bytes = 1 + width * (3 if colour == 2 else 1)
    rows = [pixels[start : start + row_bytes] for start in range(0, len(pixels), row_bytes)]
    assert all(row[0] == 0 for row in rows)
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    return width, height, colour, [row[1:] for row in rows]


def test_a_picture_with_colour():
    """Each pixel has three bytes. What fills up the rows in memory is left out."""
    pixels = WHITE + RED + b"..." + RED + GREY + b"..."
    file = png.encode(pixels, width=2, height=2, stride=9)
    assert unpack(file) == (2, 2, 2, [WHITE + RED, RED + GREY])


def test_a_picture_without_colour_is_grey():
    """A page in black and white takes one byte for each pixel."""
    file = png.encode(WHITE + GREY + GREY + WHITE, width=2, height=2, stride=6)
    assert unpack(file) == (2, 2, 0, [b"\xff\x80", b"\x80\xff"])


def test_rows_that_no_three_bytes_fill():
    """Rows of a length that is not a multiple of three are kept apart."""
    file = png.encode(WHITE + b"." + GREY + b".", width=1, height=2, stride=4)
    assert unpack(file) == (1, 2, 2, [WHITE, GREY])


def test_the_size_of_a_file():
    """The size is in the first chunk. Anything else than a PNG file is refused."""
    file = png.encode(WHITE * 6, width=3, height=2, stride=9)
    assert png.size(file) == (3, 2)
    for other in (b"", b"\xff\xd8\xff\xe0" + bytes(40), file[:20], b"<html>" + file):
        with pytest.raises(ValueError, match="not a PNG"):
            png.size(other)


def test_half_a_file_is_not_whole():
    """A file that a full disk has cut short does not count as a picture."""
    file = png.encode(WHITE, width=1, height=1, stride=3)
    assert png.is_whole(file)
    assert not png.is_whole(file[:-1])
    assert not png.is_whole(bytes(len(file)))
    assert not png.is_whole(b"")
