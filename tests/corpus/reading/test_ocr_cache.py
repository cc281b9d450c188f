from corpus.reading.ocr_cache import OcrCache


def test_a_kill_costs_the_line_in_work(tmp_path):
    """This test ensures that what was put down before is there again, that a line cut short costs itself alone, and
    that what is put down after it stands.
    """
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
