"""Text without characters that control a terminal or a parser."""

import re

CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""C0 and C1 controls, bidirectional controls, line and paragraph separators, and lone surrogates.

They can act on a terminal or a parser, or turn the direction of text.
"""


def one_line(value: object) -> str:
    """Return a value as text on one line. Control characters become spaces, and runs of spaces become one space."""
    return " ".join(CONTROLS.sub(" ", str(value)).split())


def clean_lines(value: object) -> str:
    """Return a value as text without control characters. Line breaks are kept."""
    lines = re.split(r"\r\n?|\n", str(value))
    return "\n".join(one_line(line) for line in lines).strip()
