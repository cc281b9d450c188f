"""The language bias of a model, measured and removed."""

import numpy as np
import pytest

from corpus.errors import LibraryDamaged
from corpus.text.language import detect
from index.language_bias import load, measure_leanings, save, subtract_leanings
from index.models.encoders import OnnxEncoder
from tests.encoders import PARALLEL, LeaningEncoder, WordEncoder


@pytest.mark.parametrize("each", PARALLEL, ids=lambda each: each["en"].split(".")[0][:40])
def test_parallel_texts_are_in_their_languages(each):
    """Each text is in all three languages, and its language is detected."""
    assert list(each) == ["en", "es", "pt"]
    for language, text in each.items():
        assert detect(text) == language


def test_the_axis_of_a_language_is_found():
    """A leaning is the difference between a language and English. English has none.

    Each text is 0.5 on the axis of its language: es is -3, pt -2, en -1.
    """
    found = measure_leanings(LeaningEncoder())
    expected = np.zeros((2, LeaningEncoder.dimensions), dtype=np.float32)
    expected[0, -3] = expected[1, -2] = 0.5
    expected[:, -1] = -0.5
    assert list(found) == ["es", "pt"]
    np.testing.assert_allclose([found["es"], found["pt"]], expected, atol=1e-6)


@pytest.mark.parametrize(("confused", "languages"), [(3, ["es", "pt"]), (4, [])])
def test_a_language_that_a_model_does_not_understand_has_no_leaning(confused, languages):
    """It is enough to find nine of twelve texts by their English text. Eight are not enough."""
    assert list(measure_leanings(LeaningEncoder(confused))) == languages


def test_a_model_of_words_understands_no_other_language():
    """A model that only knows shared words has no leanings."""
    assert measure_leanings(WordEncoder()) == {}


def test_leanings_are_subtracted_by_language():
    """Rows in languages without a leaning stay the same. The given array is not changed."""
    rows = np.array([[1, 2], [3, 4], [5, 6], [7, 8]], dtype=np.float32)
    found = {"es": np.array([0.5, 0], dtype=np.float32), "pt": np.array([0, 1], dtype=np.float32)}
    result = subtract_leanings(rows, ["en", "es", "pt", "und"], found)
    np.testing.assert_array_equal(result, [[1, 2], [2.5, 4], [5, 5], [7, 8]])
    np.testing.assert_array_equal(rows, [[1, 2], [3, 4], [5, 6], [7, 8]])
    assert result.dtype == np.float32
    assert subtract_leanings(rows[:0], [], found).shape == (0, 2)


def test_with_the_default_model_content_ranks_before_language(model_folder):
    """A Spanish query finds the English passage that answers before a Spanish one that does not.

    Without subtracting the leanings it is the reverse.
    """
    encoder = OnnxEncoder(model_folder, threads=2)
    answer = "Witnesses have their travel and lodging covered by the ministry of justice."
    unrelated = "Los turistas pagan la entrada del museo en efectivo."
    query = encoder.encode_queries(["¿Quién paga los gastos de los testigos?"])[0]
    rows = encoder.encode_passages([answer, unrelated])
    before = rows @ query
    after = subtract_leanings(rows, ["en", "es"], measure_leanings(encoder)) @ query
    assert before[0] < before[1] - 0.01
    assert after[0] > after[1] + 0.01
    assert after[0] == before[0]


def test_leanings_are_read_as_they_were_written(tmp_path):
    """A file holds the leaning to each language. It may also hold none."""
    found = {"es": np.array([0.5, -1.0], np.float32), "pt": np.array([0.0, 2.0], np.float32)}
    for kept in (found, {}):
        save(kept, tmp_path / "leanings.json")
        read = load(tmp_path / "leanings.json")
        assert {language: row.tolist() for language, row in read.items()} == {
            language: row.tolist() for language, row in kept.items()
        }


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 cut off", b"[0.5, -1.0]"])
def test_a_damaged_file_is_reported(tmp_path, content):
    """A missing, empty, truncated or other file raises LibraryDamaged, and `evidence index --rebuild` repairs it."""
    path = tmp_path / "leanings.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LibraryDamaged, match="leanings"):
        load(path)
