"""How models are opened, whatever they are for: ONNX files that this program made, and models by name or folder."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus.errors import ModelError

SAFE = {"use_safetensors": True}


def open_tokenizer(path: Path, name: str, made: Path) -> Any:
    """Opens a tokenizer.json.

    Args:
        path: the file.
        name: of the model, for the error.
        made: the folder to delete so that the model is made again.

    Raises:
        ModelError: it cannot be read.
    """
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises no narrower class
        raise _unloadable(name, made, error) from error


def open_session(path: Path, name: str, made: Path) -> Any:
    """Opens a graph as it was written: fusing Add into LayerNormalization, as optimising would, costs 15 % of speed.

    One thread a run, since texts run side by side; and no arena, which keeps memory for the longest text so far and
    gains nothing where a run is one text. Arguments and errors are those of `open_tokenizer`.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3  # errors only: its warnings about the machine are not for our users
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library has a class for each kind of damage, with no base of their own
        raise _unloadable(name, made, error) from error


def load_transformer(
    load: Callable[..., Any], model: str, hub_name: str, unusable: Callable[[str, Exception], ModelError]
) -> Any:
    """Gives a model of sentence-transformers from a folder or the copy at hand, and only then from the hub.

    Weights are read from safetensors alone: the older files, of pickles, can run code.
    The hub is asked once whether it has that name: left to itself the library tries for 80 seconds without a network.

    Args:
        load: the library's class for such models.
        model: a name or folder.
        hub_name: what the hub calls it.
        unusable: the error for a model that cannot be loaded, and why.

    Raises:
        ModelError: it cannot be found or loaded.
    """
    from huggingface_hub import HfApi
    from transformers.utils import logging

    logging.disable_progress_bar()  # it would be drawn on stderr even where that is not a terminal
    try:
        return load(model, local_files_only=True, model_kwargs=SAFE)
    except Exception as error:  # of transformers, safetensors, torch: no common base
        if Path(model).exists():
            raise unusable(model, error) from error
    try:
        HfApi().model_info(hub_name, timeout=10)
        return load(model, model_kwargs=SAFE)
    except Exception as error:  # these, and those of the hub and of the network
        raise unusable(model, error) from error


def speakable(text: str) -> str:
    """Gives the text with `?` for what UTF-8 cannot hold: a command line with broken bytes gives half surrogates."""
    return text.encode("utf-8", "replace").decode()


def first_line(error: Exception) -> str:
    """Gives the first line of what an error says, or its class where it says nothing."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def usable_processors() -> int:
    """Gives how many processors this process may use; where the platform does not say, how many there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _unloadable(name: str, made: Path, error: Exception) -> ModelError:
    return ModelError(
        f"the model {name!r} could not be loaded ({first_line(error)}); delete {str(made)!r} to have it made again"
    )
