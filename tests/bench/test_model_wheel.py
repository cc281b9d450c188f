"""The package of model files: built, installed by pip, and used."""

import base64
import csv
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from bench.model_wheel import build
from tests.conftest import ROOT

FIND = """
from index.models import cross_encoder, e5
from index.models.data import find_data
for package in (e5.PACKAGE, cross_encoder.PACKAGE):
    print(*find_data(package, "", ""), sep="\\n")
print(cross_encoder.default_model())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dist"))


def test_the_record_is_right(wheel):
    """RECORD has every file with its SHA-256 and size, and itself without them."""
    with ZipFile(wheel) as zipped:
        (record,) = [name for name in zipped.namelist() if name.endswith("RECORD")]
        rows = {name: rest for name, *rest in csv.reader(zipped.read(record).decode().splitlines())}
        assert rows.pop(record) == ["", ""]
        assert set(rows) == set(zipped.namelist()) - {record}
        for name, (digest, size) in rows.items():
            content = zipped.read(name)
            assert base64.urlsafe_b64decode(digest.removeprefix("sha256=") + "=") == sha256(content).digest()
            assert int(size) == len(content)


def test_pip_installs_it_and_models_are_made_of_it(wheel, tmp_path):
    """Where it is installed, its files come before those of other packages, and the index is not asked."""
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--target", str(tmp_path / "site"), wheel]
    subprocess.run(install, check=True, capture_output=True)
    environment = os.environ | {"EVIDENCE_CACHE": str(tmp_path / "cache"), "PIP_NO_INDEX": "1"}
    environment |= {"PYTHONPATH": f"{tmp_path / 'site'}{os.pathsep}{ROOT}", "EVIDENCE_MODEL_FILES": ""}
    run = subprocess.run([sys.executable, "-c", FIND], capture_output=True, text=True, check=True, env=environment)
    *found, model = run.stdout.splitlines()
    package = tmp_path / "site" / "evidence_assistant_models"
    names = ["e5-small-q4.bin", "ms-marco-MiniLM-L-12-v2.onnx", "ms-marco-MiniLM-L-12-v2-tokenizer.json"]
    assert found == [str(package / name) for name in names]
    assert Path(model).is_dir()
    assert Path(model).parent == tmp_path / "cache" / "models"
