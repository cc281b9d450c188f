"""The upstream tokenizer of `multilingual-e5-small`, put together again from the weights file.

The data file of `index.models.packed` has the 250,002 pieces of the vocabulary and their scores in 32 bits. Everything
else of the upstream `tokenizer.json` is in `e5_tokenizer.json.xz` beside this module: that file with an empty
vocabulary. Most of it is SentencePiece's table of normal forms (`nmt_nfkc`). Written with an indent of 2, the result
is the upstream file byte for byte; a test compares its SHA-256.
"""

import json
import lzma
from importlib.resources import files
from typing import Any

from index.models.packed import PackedWeights

REST = "e5_tokenizer.json.xz"
"""The upstream file without its vocabulary."""


def upstream_tokenizer(weights: PackedWeights) -> dict[str, Any]:
    """Return the content of the upstream tokenizer.json."""
    packed_text = files("index.models").joinpath(REST).read_bytes()
    tokenizer: dict[str, Any] = json.loads(lzma.decompress(packed_text))
    pieces, scores = weights.vocabulary()
    tokenizer["model"]["vocab"] = [[piece, upstream_score(score)] for piece, score in zip(pieces, scores, strict=True)]
    return tokenizer


def upstream_text(weights: PackedWeights) -> str:
    """Return the text of the upstream tokenizer.json (17 MB)."""
    return json.dumps(upstream_tokenizer(weights), ensure_ascii=False, indent=2)


def upstream_score(score: float) -> float:
    """Return a score as the upstream file has it: every fourth one is off in its last bit.

    That file was written after its numbers had been read from text as digits / 10**decimals (serde_json without
    `float_roundtrip`). The quotient is rounded once more if the digits need more than 53 bits.
    """
    text = repr(score)
    decimals = len(text.partition(".")[2])
    digits = int(text.replace(".", ""))
    return float(digits) / 10.0**decimals
