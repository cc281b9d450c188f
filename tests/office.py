"""Files that LibreOffice writes and shows, by its command without a window."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice)")

SECONDS = 300
"""Time for a conversion. One page takes two seconds."""

_FILTERS = {
    "docx": "docx:MS Word 2007 XML",
    "odt": "odt:writer8",
    "pdf": "pdf",
    "pdf with comments": 'pdf:writer_pdf_Export:{"ExportNotesInMargin":{"type":"boolean","value":"true"}}',
}


def convert(paths: Sequence[Path], format: str, folder: Path) -> list[Path]:
    """Write files in another format into a folder: "docx", "odt", "pdf" or "pdf with comments" in the margin."""
    assert SOFFICE
    with TemporaryDirectory() as profile:
        home = f"-env:UserInstallation={Path(profile).as_uri()}"
        command = [SOFFICE, home, "--headless", "--convert-to", _FILTERS[format], "--outdir", str(folder)]
        subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=SECONDS)
    suffix = format.split(maxsplit=1)[0]
    written = [folder / f"{path.stem}.{suffix}" for path in paths]
    assert all(path.is_file() for path in written)
    return written
