"""Packages that carry data files of models: their releases, their archives and the SHA-256 of everything.

None of these packages is imported. `index.models.data` finds the files.
"""

from collections.abc import Callable
from dataclasses import dataclass

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
