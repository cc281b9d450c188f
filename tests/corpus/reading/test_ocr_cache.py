"""OCR results kept on disk."""

import pytest

from corpus.errors import LibraryDamaged
from corpus.reading.ocr_cache import OcrCache


def test_a_kill_costs_one_line(tmp_path):
    """Results are kept on disk. A line that a kill cut short is lost alone, and later results are kept."""
    OcrCache(tmp_path, "ab")[1] = [[{"text": "ñ"}], 0.9]
    (path,) = (tmp_path / "readings").iterdir()
    with path.open("ab") as file:
        file.write(b'\n[2, {"seen": "ha')
    again = OcrCache(tmp_path, "ab")
    assert again == {1: [[{"text": "ñ"}], 0.9]}
    again[3] = [[], 1.0]
    assert OcrCache(tmp_path, "ab") == {1: [[{"text": "ñ"}], 0.9], 3: [[], 1.0]}
    assert OcrCache(tmp_path, "cd") == {}
    again.forget()
    assert OcrCache(tmp_path, "ab") == {}
    OcrCache(tmp_path, "ab").forget()


@pytest.mark.parametrize(
    "line",
    [
        b"5",
        b"null",
        b'{"a": 1}',
        b'["1", [[], 1.0]]',
        b"[1, 5]",
        b"[1, [[], []]]",
        b'[1, [[{"text": 5}], 1.0]]',
        b'[1, [[{"text": "a", "other": 5}], 1.0]]',
        b'[1, [[{"text": "a", "left": "x"}], 1.0]]',
        b"[" * 100_000,
    ],
)
def test_lines_of_a_stranger(tmp_path, line):
    """A result that this program did not write is left out."""
    (tmp_path / "readings").mkdir()
    (tmp_path / "readings" / "ab-1.jsonl").write_bytes(line + b"\n[2, [[], 1.0]]")
    assert OcrCache(tmp_path, "ab") == {2: [[], 1.0]}


def test_a_link_is_not_followed(tmp_path):
    """A link in the place of the results is neither read nor written."""
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "readings").mkdir()
    (tmp_path / "readings" / "ab-1.jsonl").symlink_to(tmp_path / "mine")
    with pytest.raises(LibraryDamaged, match="is a link"):
        OcrCache(tmp_path, "ab")
    assert (tmp_path / "mine").read_text() == "mine"
