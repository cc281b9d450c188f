"""The tokenizer of `ms-marco-MiniLM-L-12-v2`, BERT's WordPiece, without the `tokenizers` library.

A word is cut into the longest token that it begins with, then the longest one that goes on, and so on
(https://arxiv.org/abs/1609.08144). A word that cannot be cut is unknown.
"""

from collections.abc import Sequence
from typing import Any

from index.models.light_tokenizer import LightTokenizer, TokenizerFiles

CONTINUED = "##"
"""Begins a token that continues a word."""

TEXT_START, TEXT_END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
"""Special tokens. `[SEP]` also parts two texts."""

MAX_WORD_CHARACTERS = 100
"""A longer word is unknown: `max_input_chars_per_word` of the model."""


class WordPieceTokenizer(LightTokenizer):
    """Cuts texts as a tokenizer.json of BERT does."""

    def words(self, text: str) -> Sequence[str]:
        """Return the words and the punctuation marks of a text."""
        return text.split()

    def cut(self, word: str, files: TokenizerFiles) -> Sequence[int]:
        """Return the numbers of the tokens of a word."""
        vocabulary = files.vocabulary
        unknown = vocabulary.special(UNKNOWN)
        numbers: list[int] = []
        start = 0
        while start < len(word) <= MAX_WORD_CHARACTERS:
            mark = CONTINUED if start else ""
            for end in range(min(len(word), start + files.max_characters), start, -1):
                number = vocabulary.number(mark + word[start:end])
                if number is not None:
                    break
            else:
                return [unknown]
            numbers.append(number)
            start = end
        return numbers or [unknown]

    def tokens(self, model: dict[str, Any]) -> tuple[Sequence[str], Sequence[float]]:
        """Return the tokens of a tokenizer.json in the order of their numbers. They have no scores."""
        numbers: dict[str, int] = model["vocab"]
        return sorted(numbers, key=lambda token: numbers[token]), ()

    def form(self, character: str, library: Any) -> str:
        """Return the normal form of a character: in lower case, without accent, and apart if it is punctuation."""
        form = library.normalizer.normalize_str(character)
        words = [word for word, _ in library.pre_tokenizer.pre_tokenize_str(f"a{form}a")]
        return " ".join(words)[1:-1]
