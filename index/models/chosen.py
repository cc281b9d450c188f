"""The models that a person chose on this machine, by the fingerprint of their encoder.

The index of a library names its model. The library may come from a stranger, and a name is enough to make
sentence-transformers ask a server for the model, or load any folder. So a library's name is never used: its fingerprint
is looked up here, and the name is then what a person of this machine gave.
"""

import json
from pathlib import Path

from corpus.files import write_file
from index.models.cache import models_folder

CHOSEN = "chosen.json"
"""The file in the models folder with the name or folder of each chosen model by its fingerprint."""


def remember(fingerprint: str, model: str) -> None:
    """Note that a person chose a model. A folder is noted with its whole path.

    Raises:
        OSError: the models folder cannot be written.
    """
    path = Path(model).expanduser()
    name = str(path.resolve()) if path.is_dir() else model
    chosen = _read()
    if chosen.get(fingerprint) == name:
        return
    folder = models_folder()
    folder.mkdir(parents=True, exist_ok=True)
    chosen[fingerprint] = name
    write_file(folder / CHOSEN, json.dumps(chosen, indent=1).encode() + b"\n")


def find(fingerprint: str) -> str | None:
    """Return the name or folder of the chosen model with a fingerprint, or None if nobody chose it on this machine."""
    return _read().get(fingerprint)


def _read() -> dict[str, str]:
    try:
        stored = json.loads((models_folder() / CHOSEN).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(stored, dict):
        return {}
    return {str(fingerprint): str(model) for fingerprint, model in stored.items()}
