"""Open models: ONNX files that this program wrote, and models of sentence-transformers by name or folder."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import MissingExtra, ModelError

T = TypeVar("T")

HUB_SECONDS = 10
"""Maximum time that the model hub may take to answer whether it has a model."""

ONNX_ERRORS_ONLY = 3
"""Log level of ONNX Runtime. Its warnings about the machine do not concern our users."""


def open_tokenizer(path: Path, name: str, folder: Path) -> Any:
    """Open a tokenizer.json.

    Args:
        path: the file.
        name: the model's name, for the error message.
        folder: the model's folder. If it is deleted, the model is made again.

    Raises:
        ModelError: the file cannot be read.
    """
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises no narrower class
        raise _unloadable(name, folder, error) from error


def open_session(path: Path, name: str, folder: Path) -> Any:
    """Open a graph in ONNX Runtime, without optimizing it. Arguments and errors are those of `open_tokenizer`.

    Optimizing would fuse Add into LayerNormalization, which costs 15 % of the speed. A run has one thread, since texts
    run side by side. The arena keeps the memory of a run for the next one, up to 30 MB. Without it, the system gives
    that memory anew to each run, which takes 3 % of the time of a question.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.enable_cpu_mem_arena = True
    options.log_severity_level = ONNX_ERRORS_ONLY
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library has a class for each kind of damage, without a common base
        raise _unloadable(name, folder, error) from error


def run_side_by_side(
    run: Callable[[Sequence[int]], T], encode: Callable[[str], Sequence[int]], texts: Sequence[str], threads: int
) -> list[T]:
    """Run a model on each text, several at a time. Return the results in the order of the texts.

    The longest texts run first, so that no thread still has a long one when the others are done.

    Args:
        run: runs the model on the tokens of a text.
        encode: returns the tokens of a text. It is called in this thread.
        texts: the texts.
        threads: how many texts run at a time.
    """
    numbers = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
    with ThreadPoolExecutor(threads) as pool:
        results = pool.map(run, (encode(texts[number]) for number in numbers))
        by_number = dict(zip(numbers, results, strict=True))
    return [by_number[number] for number in range(len(texts))]


TRANSFORMERS = ("sentence-transformers>=6.2", "torch==2.13.0")
"""What a light install leaves out, as pyproject.toml has it. Only models other than the default ones need it."""


@contextmanager
def transformers_installed(model: str) -> Iterator[None]:
    """Turn a failed import of sentence-transformers into one line about the model that needs it.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        yield
    except ImportError as error:
        packages = " ".join(f"'{requirement}'" for requirement in TRANSFORMERS)
        raise MissingExtra(
            f"the model {model!r} runs in sentence-transformers, which cannot be imported ({first_line(error)}): "
            f"run pip install {packages}, or use the default model"
        ) from error


def load_transformer(
    model_class: Callable[..., Any],
    model: str,
    hub_name: str | None,
    make_error: Callable[[str, Exception], ModelError],
) -> Any:
    """Load a model of sentence-transformers from a folder or the local cache, or else from the model hub.

    Weights are only read from safetensors: the older files are pickles, which can run code. The hub is asked once
    whether it has the model: the library alone tries for 80 seconds if there is no network.

    Args:
        model_class: the library's class.
        model: a name or folder.
        hub_name: the model's name on the hub; None never asks the hub.
        make_error: return the error for a model that cannot be loaded, given the model and the reason.

    Raises:
        ModelError: the model cannot be found or loaded.
    """
    from huggingface_hub import HfApi
    from transformers.utils import logging

    logging.disable_progress_bar()  # it is drawn on stderr even if that is not a terminal
    safe = {"use_safetensors": True}
    try:
        return model_class(model, local_files_only=True, model_kwargs=safe)
    except Exception as error:  # of transformers, safetensors or torch: no common base
        if hub_name is None or Path(model).exists():
            raise make_error(model, error) from error
    try:
        HfApi().model_info(hub_name, timeout=HUB_SECONDS)
        return model_class(model, model_kwargs=safe)
    except Exception as error:  # the same, or of the hub or the network
        raise make_error(model, error) from error


def replace_surrogates(text: str) -> str:
    """Return the text with `?` for each lone surrogate, which UTF-8 cannot encode.

    A command line with undecodable bytes contains lone surrogates.
    """
    return text.encode("utf-8", "replace").decode()


def first_line(error: Exception) -> str:
    """Return the first line of an error's message, or the name of its class if it has no message."""
    lines = str(error).splitlines()
    return lines[0] if lines else type(error).__name__


def usable_processors() -> int:
    """Return the number of processors that this process may use, or of all if the platform does not tell."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _unloadable(name: str, folder: Path, error: Exception) -> ModelError:
    return ModelError(
        f"the model {name!r} could not be loaded ({first_line(error)}); delete {str(folder)!r}, and it is made again"
    )
