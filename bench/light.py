"""Print the dependencies that asking and adding need. The others only run models that a person names.

    python -m bench.light > docs/light.txt

It reads `pyproject.toml`. `docs/light.txt` is for the light install of the README. A test keeps it up to date.
"""

import tomllib
from pathlib import Path

from index.models.loading import TRANSFORMERS

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def light_list() -> list[str]:
    """Return the requirements of the light install, in the order of pyproject.toml.

    What it leaves out brings most of the size of a full install.
    """
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    return [requirement for requirement in project["dependencies"] if requirement not in TRANSFORMERS]


if __name__ == "__main__":
    print("# For the light install: everything that asking and adding need. `python -m bench.light` writes this list.")
    print(*light_list(), sep="\n")
