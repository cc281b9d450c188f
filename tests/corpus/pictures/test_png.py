"""PNG files are read back with an unpacker of the tests' own (RFC 2083)."""

import pytest

from corpus.pictures import png
from tests.corpus.pictures.unpacking import unpack

WHITE, RED, GREY = b"\xff\xff\xff", b"\xff\x00\x00", b"\x80\x80\x80"


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
