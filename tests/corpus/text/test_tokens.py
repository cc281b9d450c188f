"""How many tokens a text has, about."""

import json

import pytest

from corpus.text.tokens import estimate_tokens


def test_token_estimate(shared_data):
    """The estimate is within a quarter of the model's own count on real paragraphs."""
    from tokenizers import Tokenizer

    from index.models.e5 import find_weights
    from index.models.e5_tokenizer import upstream_text

    tokenizer = Tokenizer.from_str(upstream_text(find_weights()))
    for name in ("xquad-en", "xquad-es"):
        lines = (shared_data / "ir" / name / "corpus.jsonl").read_text("utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in lines]
        counts = [len(encoding.ids) - 2 for encoding in tokenizer.encode_batch(texts)]
        assert sum(map(estimate_tokens, texts)) == pytest.approx(sum(counts), rel=0.25)
