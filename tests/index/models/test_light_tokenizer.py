"""Both light tokenizers cut every text as the `tokenizers` library does, and load it only for odd texts."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from corpus.errors import ModelError
from index.models import cross_encoder
from index.models.light_tokenizer import LightTokenizer, plain_characters
from index.models.unigram import UnigramTokenizer
from index.models.word_piece import WordPieceTokenizer

ROOT = Path(__file__).resolve().parents[3]

PLAIN_TEXT = st.text(st.sampled_from(plain_characters()))
ANY_TEXT = st.text(st.one_of(st.sampled_from(plain_characters()), st.characters(exclude_categories=["Cs"])))
WORDLIKE = st.text(st.sampled_from("aeiostnr▁ .,-#'é<>[]/sUNK"), max_size=60)

ODD = [
    "",
    " ",
    " two  spaces \n and\r\nlines\t",
    "a ▁ b▁▁c",  # SentencePiece's own mark
    "<s> and </s>, <mask> or <unk>",
    "＜s＞ ＜unk＞",  # become special tokens in their normal form
    "[CLS] [SEP] [MASK] [UNK] [PAD]",
    "##ing ## #",
    "cafe\u0301 n\u0303o i\u0307",  # accents apart
    "a\u200db\u200cc\u00adde\ufefff\u2028g",
    "👩‍👩‍👧 🇵🇹 ☀️ ✊🏽",
    "京都 насилие العنف हिंसा 한국 가",
    "İstanbul ŞİŞLİ ﬁﬂ ½ ² Å ſ ẞ ǅ",
    "\x00\x1c\x7f\x85\ufffd",
    "x" * 99 + " " + "y" * 100 + " " + "z" * 101,
    "qzxj" * 500,
    "a\ud800b",
]


class Pair(NamedTuple):
    light: LightTokenizer
    library: Tokenizer

    def agree(self, text: str) -> bool:
        """Return whether both cut a text alike. The library cannot be given a lone surrogate."""
        whole = text.encode("utf-8", "replace").decode()
        return list(self.light.encode(text)) == self.library.encode(whole, add_special_tokens=False).ids


@pytest.fixture(scope="module")
def unigram(model_folder: Path) -> Pair:
    path = model_folder / "onnx" / "tokenizer.json"
    return Pair(UnigramTokenizer(path, "e5", model_folder), Tokenizer.from_file(str(path)))


@pytest.fixture(scope="module")
def word_piece(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    folder = tmp_path_factory.mktemp("reranker") / "model"
    folder.mkdir()
    content = json.loads(cross_encoder.find_data()[1].read_bytes())
    path = folder / "tokenizer.json"
    path.write_text(json.dumps(content | {"padding": None, "truncation": None}), encoding="utf-8")
    return Pair(WordPieceTokenizer(path, "reranker", folder), Tokenizer.from_file(str(path)))


@pytest.fixture(params=["unigram", "word_piece"])
def pair(request: pytest.FixtureRequest) -> Pair:
    found: Pair = request.getfixturevalue(request.param)
    return found


def test_texts_are_cut_as_the_library_cuts_them(pair, texts):
    """Texts in many languages, with symbols, odd spaces and foreign scripts."""
    assert [text for text in [*texts, *ODD] if not pair.agree(text)] == []


@given(st.one_of(PLAIN_TEXT, ANY_TEXT, WORDLIKE))
def test_any_text_is_cut_as_the_library_cuts_it(unigram, word_piece, text):
    """Plain text and any other text, with many equal letters so that several ways to cut a word are nearly as good."""
    assert unigram.agree(text)
    assert word_piece.agree(text)


def test_real_texts_are_cut_as_the_library_cuts_them(pair, shared_data):
    """Reports, encyclopedia articles and questions in English and Spanish."""
    texts = [path.read_text("utf-8") for path in sorted((shared_data / "reports-text" / "crs").iterdir())[:5]]
    for name in ("ir/xquad-en/corpus.jsonl", "ir/xquad-es/corpus.jsonl", "reports/questions.jsonl"):
        texts += (shared_data / name).read_text("utf-8").splitlines()
    assert [text for text in texts if not pair.agree(text)] == []


def test_every_token_has_its_number(pair):
    """A token is found by its name. A text that is not a token has no number."""
    numbers = pair.library.get_vocab()
    tokens: Sequence[str] = list(numbers)[::50]
    assert [pair.light.number(token) for token in tokens] == [numbers[token] for token in tokens]
    assert pair.light.number("no token") is None


def test_files_that_cannot_be_written_are_not_needed(pair, texts, tmp_path):
    """With a folder in the place of their lock, the library cuts."""
    folder = tmp_path / "model"
    folder.mkdir()
    path = shutil.copy(pair.light._path, folder)
    (tmp_path / "model-vocabulary-1.lock").mkdir()
    light = type(pair.light)(path, "model", folder)
    assert all(Pair(light, pair.library).agree(text) for text in texts)
    assert light.number("the") == pair.library.token_to_id("the")
    assert not (tmp_path / "model-vocabulary-1").exists()


@pytest.mark.parametrize("damage", ["", "[]", '{"model": {}}'])
def test_a_damaged_file_is_named(damage, tmp_path):
    """The error names the folder to delete. Nothing is written."""
    path = tmp_path / "model" / "tokenizer.json"
    path.parent.mkdir()
    path.write_text(damage)
    with pytest.raises(ModelError, match="and it is made again"):
        UnigramTokenizer(path, "e5", path.parent).encode("text")
    assert not (tmp_path / "model-vocabulary-1").exists()


PLAIN_ONLY = """
import sys
from pathlib import Path
from index.models.unigram import UnigramTokenizer
path = Path(sys.argv[1])
light = UnigramTokenizer(path / "onnx" / "tokenizer.json", "e5", path)
assert len(light.encode("What is said — “in full” — at a call-in?")) > 10
assert "tokenizers" not in sys.modules
light.encode("京都")
assert "tokenizers" in sys.modules
"""


def test_plain_text_does_not_load_the_library(unigram, model_folder):
    """The library is loaded for the first text with another character."""
    unigram.light.encode("text")  # writes the files
    subprocess.run([sys.executable, "-c", PLAIN_ONLY, str(model_folder)], cwd=ROOT, check=True)
