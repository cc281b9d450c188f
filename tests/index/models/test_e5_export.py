"""The reduced tokenizer cuts text in Latin script exactly as the upstream tokenizer does."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.models import e5, e5_export
from index.models.e5_tokenizer import upstream_text

KEPT_TEXT = st.text(st.one_of(*(st.characters(min_codepoint=a, max_codepoint=b) for a, b in e5_export.KEPT_CHARACTERS)))


@pytest.fixture(scope="session")
def upstream() -> Tokenizer:
    return Tokenizer.from_str(upstream_text(e5.find_weights()))


@pytest.fixture(scope="session")
def reduced(model_folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(model_folder / "onnx" / "tokenizer.json"))


def pieces(tokenizer: Tokenizer, text: str) -> list[str]:
    """Return the pieces of a text by name. An unknown piece is `<unk>`, not its text as in the library."""
    return [tokenizer.id_to_token(number) for number in tokenizer.encode(text).ids]


def test_fewer_pieces_cut_the_same(upstream, reduced, texts):
    """The reduced tokenizer has half of the pieces and cuts text in Latin script as upstream does."""
    assert upstream.get_vocab_size() == 250_002
    assert reduced.get_vocab_size() < 130_000
    for text in texts:
        assert pieces(reduced, text) == pieces(upstream, text)


@given(KEPT_TEXT)
def test_fewer_pieces_cut_any_kept_text_the_same(upstream, reduced, text):
    """Any text is cut alike if its normal form has only kept characters. (ℵ becomes א, which is not kept.)"""
    normal = upstream.normalizer.normalize_str(text)
    if all(e5_export.is_kept(character) for character in normal):
        assert pieces(reduced, text) == pieces(upstream, text)


@pytest.mark.parametrize("text", ["京都", "насилие", "العنف", "हिंसा", "폭력"])
def test_other_scripts_become_unknown(reduced, text):
    """A word in another script is one unknown piece. Its neighbours are not changed."""
    found = pieces(reduced, f"gun {text} violence")
    assert [piece for piece in found if piece not in ("<unk>", "▁")] == ["<s>", "▁gun", "▁violence", "</s>"]
    assert "<unk>" in found


def test_real_text_is_cut_the_same(upstream, reduced, shared_data):
    """Reports, abstracts and questions are cut as upstream cuts them, except for Chinese names."""
    texts = [path.read_text("utf-8") for path in sorted((shared_data / "reports-text" / "crs").iterdir())[:10]]
    for name in ("ir/xquad-en/corpus.jsonl", "ir/xquad-es/corpus.jsonl", "reports/questions.jsonl"):
        texts += (shared_data / name).read_text("utf-8").splitlines()
    differing = [text for text in texts if pieces(reduced, text) != pieces(upstream, text)]
    assert all(any("一" <= character <= "鿿" for character in json.loads(text)["text"]) for text in differing)
    assert len(differing) == 6
