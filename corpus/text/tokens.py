"""About how many tokens a text has, without a tokenizer."""

import re

# Tokens of multilingual-e5-small, fitted by least squares to 430 pieces of 160 words of real reports in English and
# Spanish: within 14 % for nine in ten. Models differ, and the corpus does not know which model is used.
TOKENS_PER_LETTER = 0.27
TOKENS_PER_DIGIT = 0.6

_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")


def estimate_tokens(text: str) -> float:
    """Return about how many tokens a multilingual model makes of a text."""
    letters = len(_LETTER.findall(text))
    digits = len(_DIGIT.findall(text))
    return TOKENS_PER_LETTER * letters + TOKENS_PER_DIGIT * digits
