"""OCR results kept on disk."""

from corpus.reading.ocr_cache import OcrCache


def test_a_kill_costs_one_line(tmp_path):
    """Results are kept on disk. A line that a kill cut short is lost alone, and later results are kept."""
    OcrCache(tmp_path, "ab")[1] = {"seen": "ñ"}
    (path,) = (tmp_path / "readings").iterdir()
    with path.open("ab") as file:
        file.write(b'\n[2, {"seen": "ha')
    again = OcrCache(tmp_path, "ab")
    assert again == {1: {"seen": "ñ"}}
    again[3] = "three"
    assert OcrCache(tmp_path, "ab") == {1: {"seen": "ñ"}, 3: "three"}
    assert OcrCache(tmp_path, "cd") == {}
    again.forget()
    assert OcrCache(tmp_path, "ab") == {}
    OcrCache(tmp_path, "ab").forget()
