"""Codes of symbol fonts become the Unicode characters that the fonts draw."""

import pytest

from corpus.reading.symbol_fonts import symbols


@pytest.mark.parametrize(
    ("font", "text", "read"),
    [
        ("Symbol", "\uf0b3 5", "≥ 5"),
        ("Symbol", "\uf0a3\uf0b1\uf0b7\uf0b4\uf0de", "≤±•×⇒"),
        ("Symbol", "ab \u03b1", "αβ α"),
        ("SYMBOL", "\u00b3", "≥"),
        ("", "\uf0b3", "≥"),
        ("Calibri", "\uf0b7 a", "• a"),
        ("Calibri", "caf\u00e9 \u00b3", "café ³"),
        ("Wingdings", "\uf0fc\u00fe\uf0fd\uf0a8 n", "✓☑☒☐ ■"),
        ("Wingdings", "\uf04f", ""),
        ("Wingdings 2", "PO\uf052", "✓✗☑"),
        ("", "plain", "plain"),
    ],
)
def test_symbols(font, text, read):
    """A code above U+F000 or below U+0100 is of the font; any other character is itself."""
    assert symbols(text, font) == read
