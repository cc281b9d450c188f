"""Files that a browser sends: how many, how large, under which names, and the folder that they lie in for a while."""

import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from starlette.datastructures import UploadFile

from assistant.opening import safe_name
from corpus.errors import InputError

MAX_REQUEST_BYTES = 2_000_000_000
"""All files of one request. Chosen: the temporary folder of most systems has room for them twice."""

MAX_FILE_BYTES = 500_000_000
"""One file. That is the maximum of an e-book or a Word file, too (`corpus.reading.archive`)."""

MAX_FILES = 1000
"""Files of one request. Chosen: a folder of reports, which a person drops on the page."""

MAX_FIELDS = 10
MAX_FIELD_BYTES = 100_000
"""A field that is not a file: addresses, one a line. Chosen."""

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}")


class TooLarge(InputError):
    """Raised when a file is larger than what is taken."""


def keep_for_job(files: Sequence[UploadFile]) -> Path:
    """Copy files to a new temporary folder, each to a folder of its own, `1/report.pdf`. Return the folder.

    Raises:
        TooLarge: a file is larger than `MAX_FILE_BYTES`. Nothing is kept.
    """
    for file in files:
        if (file.size or 0) > MAX_FILE_BYTES:
            name = name_of_upload(file.filename or "")
            raise TooLarge(
                f"{name!r} has more than {MAX_FILE_BYTES / 1e6:g} MB, so nothing was added."
                " Send the files without it, or use `evidence add` in a terminal"
            )
    folder = Path(tempfile.mkdtemp(prefix="evidence-"))
    try:
        for number, file in enumerate(files, start=1):
            place = folder / str(number)
            place.mkdir()
            with (place / name_of_upload(file.filename or "")).open("xb") as copy:
                shutil.copyfileobj(file.file, copy)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def name_of_upload(name: str) -> str:
    """Return the name under which a file is kept: the last part of what the browser says, of harmless letters alone."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    found = _SUFFIX.search(last, max(last.rfind("."), 0))
    suffix = found[0].lower() if found and found.end() == len(last) else "."
    return safe_name(last, (suffix,)).rstrip(".")
