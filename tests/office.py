"""Files that LibreOffice writes and shows, by its command without a window."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice)")

SECONDS = 300
"""Time for a conversion. One page takes two seconds."""

_FILTERS = {
    "docx": "docx:MS Word 2007 XML",
    "odt": "odt:writer8",
    "pdf": "pdf",
    "pdf with comments": 'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"true"}}',
}


def convert(paths: Sequence[Path], format: str, folder: Path) -> list[Path]:
    """Write files in another format into a folder: "docx", "odt", "pdf" or "pdf with comments"."""
    assert SOFFICE
    with TemporaryDirectory() as profile:
        home = f"-env:UserInstallation={Path(profile).as_uri()}"
        command = [SOFFICE, home, "--headless", "--convert-to", _FILTERS[format], "--outdir", str(folder)]
        subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=SECONDS)
    written = [folder / f"{path.stem}.{format.split(maxsplit=1)[0]}" for path in paths]
    assert all(path.is_file() for path in written)
    return written


def comments_of(pdf: Path) -> list[str]:
    """Return the texts of the comments in a PDF, in the order of its pages."""
    texts = []
    document = pdfium.PdfDocument(pdf)
    for page in document:
        for number in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
            annotation = pdfium_c.FPDFPage_GetAnnot(page, number)
            if pdfium_c.FPDFAnnot_GetSubtype(annotation) == pdfium_c.FPDF_ANNOT_TEXT:
                texts.append(_contents(annotation))
            pdfium_c.FPDFPage_CloseAnnot(annotation)
    document.close()
    return texts


def _contents(annotation: Any) -> str:
    length = pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    buffer = (pdfium_c.FPDF_WCHAR * (length // 2))()
    pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, length)
    return bytes(buffer)[: length - 2].decode("utf-16-le")


def text_of(pdf: Path) -> str:
    """Return the text of a PDF, without white space."""
    document = pdfium.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return "".join(text.split())
