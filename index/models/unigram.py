"""The tokenizer of `multilingual-e5-small`, SentencePiece's unigram model, without the `tokenizers` library.

A word is cut so that the sum of its tokens' scores is greatest (https://arxiv.org/abs/1804.10959). Scores are added in
the order of the library, so that both find the same of two equal sums.
"""

import re
from collections.abc import Sequence
from typing import Any

from index.models.light_tokenizer import LightTokenizer, TokenizerFiles

WORD_START = "▁"
"""Stands for the space before a word."""

TEXT_START, TEXT_END, UNKNOWN = "<s>", "</s>", "<unk>"
"""Special tokens. The first two are around each text."""

UNKNOWN_PENALTY = 10.0
"""How much lower than the lowest score of a token is the score of a character that no token has."""

_SPACES = re.compile(" +")


class UnigramTokenizer(LightTokenizer):
    """Cuts texts as a tokenizer.json with a unigram model does."""

    def words(self, text: str) -> Sequence[str]:
        """Return the words of a text, each with its mark."""
        marked = _SPACES.sub(WORD_START, text)
        parts = marked.removeprefix(WORD_START).split(WORD_START)
        return [WORD_START + part for part in parts]

    def cut(self, word: str, files: TokenizerFiles) -> Sequence[int]:
        """Return the numbers of the tokens of a word with the greatest sum of scores.

        `sums` has the greatest sum of each beginning of the word, `last` the start and the number of its last token.
        """
        vocabulary = files.vocabulary
        unknown = vocabulary.special(UNKNOWN)
        size = len(word)
        sums = [0.0] * (size + 1)
        last = [(-1, unknown)] * (size + 1)
        for start in range(size):
            for end in range(start + 1, min(size, start + files.max_characters) + 1):
                number = vocabulary.number(word[start:end])
                if number is not None:
                    score = vocabulary.score(number)
                elif end == start + 1:
                    number, score = unknown, files.min_score - UNKNOWN_PENALTY
                else:
                    continue
                total = score + sums[start]
                if last[end][0] < 0 or total > sums[end]:
                    sums[end] = total
                    last[end] = start, number
        return _read_back(last, unknown)

    def tokens(self, model: dict[str, Any]) -> tuple[Sequence[str], Sequence[float]]:
        """Return the tokens of a tokenizer.json in the order of their numbers, and their scores."""
        tokens, scores = zip(*model["vocab"], strict=True)
        return tokens, scores

    def form(self, character: str, library: Any) -> str:
        """Return the normal form of a character."""
        form: str = library.normalizer.normalize_str(character)
        return form


def _read_back(last: Sequence[tuple[int, int]], unknown: int) -> list[int]:
    """Return the tokens of a word from its end to its start, in the order of the word.

    Unknown characters side by side are one unknown token.
    """
    numbers: list[int] = []
    is_unknown = False
    end = len(last) - 1
    while end > 0:
        end, number = last[end]
        if number != unknown or not is_unknown:
            numbers.append(number)
        is_unknown = number == unknown
    numbers.reverse()
    return numbers
