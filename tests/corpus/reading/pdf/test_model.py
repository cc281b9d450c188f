from corpus.reading.pdf.model import Line, count_characters, rows_from_top, usual_size


def test_usual_size():
    """The usual size is the size of most characters, not of most lines."""
    lines = [Line("a", size=14), Line("b", size=14), Line("a long line", size=10)]
    assert usual_size(lines) == 10
    assert usual_size([]) == 0
    assert count_characters(lines) == 13


def test_rows_from_top():
    """Lines of one height are one row. Rows run from the top to the bottom of the page."""
    foot, left, right = Line("1", 0, 0, 40, 9), Line("a", 72, 80, 700.2, 9), Line("b", 300, 310, 699.9, 9)
    without_position = Line("c")
    assert rows_from_top([foot, left, without_position, right]) == [[1, 3], [0]]
    assert rows_from_top([without_position, without_position]) == [[0], [1]]
    assert rows_from_top([]) == []
