"""How many tokens a text has, about. A client's model has its own tokenizer, which nobody here knows."""

import re

TOKENS_PER_LETTER, TOKENS_PER_DIGIT, TOKENS_PER_SIGN, TOKENS_PER_LONE_SIGN = 0.23, 0.55, 0.8, 2.0
"""Measured with the tokenizer of the default model on 558 pages of reports, articles and filings: half of them have at
most 1.02 times this estimate, 99 of 100 at most 1.18 times. A lone sign, as in a row of spaced dots, has two tokens."""

_DIGIT = re.compile(r"\d")
_SIGN = re.compile(r"[^\w\s]|_")
_LONE_SIGN = re.compile(r"(?<!\S)[^\w\s](?!\S)")
_SPACE = re.compile(r"\s")


def estimate_tokens(text: str) -> float:
    """Return about how many tokens a model makes of a text, rather more than less."""
    digits = len(_DIGIT.findall(text))
    signs = len(_SIGN.findall(text))
    lone_signs = len(_LONE_SIGN.findall(text))
    letters = len(text) - len(_SPACE.findall(text)) - digits - signs
    of_signs = TOKENS_PER_SIGN * (signs - lone_signs) + TOKENS_PER_LONE_SIGN * lone_signs
    return TOKENS_PER_LETTER * letters + TOKENS_PER_DIGIT * digits + of_signs
