"""Print the dependencies that asking and adding need. The others only run models that a person names.

    python -m bench.light > docs/light.txt

It reads `pyproject.toml`. `docs/light.txt` is for the light install of the README. A test keeps it up to date.
"""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"

LEFT_OUT = ("sentence-transformers", "torch")
"""They bring most of the size of a full install. Only a model named by --model or --rerank runs in them."""


def light_list() -> list[str]:
    """Return the requirements of the light install, in the order of pyproject.toml."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    return [requirement for requirement in project["dependencies"] if distribution(requirement) not in LEFT_OUT]


def distribution(requirement: str) -> str:
    """Return the name of the package that a requirement names: "torch==2.13.0" -> "torch"."""
    return re.split(r"[^\w-]", requirement, maxsplit=1)[0]


if __name__ == "__main__":
    print("# For the light install: everything that asking and adding need. `python -m bench.light` writes this list.")
    print(*light_list(), sep="\n")
