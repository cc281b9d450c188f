"""Read a PNG file back (RFC 2083), to compare its pixels."""

import struct
import zlib


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
