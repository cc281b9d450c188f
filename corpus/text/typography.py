"""Quotation marks as they are printed: ‘ ’ “ ” for the straight marks that a keyboard writes."""

import re

_AFTER_LETTER = re.compile(r"(?<=[\w.!?…%)\]])'")
_BEFORE_DIGIT = re.compile(r"'(?=\d\d)")
_BEFORE_LETTER = re.compile(r"'(?=\w)")
_DOUBLE = re.compile(r"""(^|[\s(\[‘“/–—-])"([^"]+)"(?=$|[\s)\].,;:!?’”/–—-])""")


def curly_quotes(text: str) -> str:
    """Return a text with curly quotation marks and apostrophes.

    A mark after a letter is an apostrophe or closes: `Boston's`, `the police' view`. A mark before a letter opens, and
    before two digits it is an apostrophe: `'quiet'`, `the '90s`. Double marks are changed in pairs around words. A
    single one may mean inches.
    """
    text = _AFTER_LETTER.sub("’", text)
    text = _BEFORE_DIGIT.sub("’", text)
    text = _BEFORE_LETTER.sub("‘", text).replace("'", "’")
    return _DOUBLE.sub(r"\1“\2”", text)
