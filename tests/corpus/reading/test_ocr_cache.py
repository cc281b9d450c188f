from corpus.reading.ocr_cache import Readings


def test_a_kill_costs_the_line_in_work(tmp_path):
    """This test ensures that what was put down before is there again, that a line cut short costs itself alone, and
    that what is put down after it stands.
    """
    Readings(tmp_path, "ab")[1] = {"seen": "ñ"}
    (path,) = (tmp_path / "readings").iterdir()
    with path.open("ab") as file:
        file.write(b'\n[2, {"seen": "ha')
    again = Readings(tmp_path, "ab")
    assert again == {1: {"seen": "ñ"}}
    again[3] = "three"
    assert Readings(tmp_path, "ab") == {1: {"seen": "ñ"}, 3: "three"}
    assert Readings(tmp_path, "cd") == {}
    again.forget()
    assert Readings(tmp_path, "ab") == {}
    Readings(tmp_path, "ab").forget()
