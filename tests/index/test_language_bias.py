"""What a language adds to vectors, and taking it away."""

import numpy as np
import pytest

from corpus.errors import LibraryDamaged
from corpus.text.language import detect
from index.language_bias import leanings, level, load, save
from index.models.encoders import OnnxEncoder
from tests.encoders import PARALLEL, LeaningEncoder, WordEncoder


@pytest.mark.parametrize("each", PARALLEL, ids=lambda each: each["en"].split(".")[0][:40])
def test_parallel_texts_are_in_the_languages_they_are_said_to_be(each):
    """This test ensures that each says something in each language, and that it is read as that language."""
    assert list(each) == ["en", "es", "pt"]
    assert {language: detect(text) for language, text in each.items()} == {language: language for language in each}


def test_the_axis_of_a_language_is_found():
    """This test ensures that a leaning is from English to the language, and that English has none.

    Each text has half on its language's axis: es is -3, pt -2, en -1.
    """
    found = leanings(LeaningEncoder())
    expected = np.zeros((2, LeaningEncoder.dimensions), dtype=np.float32)
    expected[0, -3] = expected[1, -2] = 0.5
    expected[:, -1] = -0.5
    assert list(found) == ["es", "pt"]
    np.testing.assert_allclose([found["es"], found["pt"]], expected, atol=1e-6)


@pytest.mark.parametrize(("confused", "read"), [(3, ["es", "pt"]), (4, [])])
def test_a_language_that_a_model_does_not_read_has_none(confused, read):
    """This test ensures that nine of twelve texts found are enough, and eight are not."""
    assert list(leanings(LeaningEncoder(confused))) == read


def test_a_model_of_words_reads_no_other_language():
    """This test ensures that a model that knows shared words alone gets its vectors back as they were."""
    assert leanings(WordEncoder()) == {}


def test_levelling_takes_from_each_row_what_its_language_adds():
    """This test ensures that rows in languages without a leaning stay, and that what was given is not changed."""
    rows = np.array([[1, 2], [3, 4], [5, 6], [7, 8]], dtype=np.float32)
    found = {"es": np.array([0.5, 0], dtype=np.float32), "pt": np.array([0, 1], dtype=np.float32)}
    levelled = level(rows, ["en", "es", "pt", "und"], found)
    np.testing.assert_array_equal(levelled, [[1, 2], [2.5, 4], [5, 5], [7, 8]])
    np.testing.assert_array_equal(rows, [[1, 2], [3, 4], [5, 6], [7, 8]])
    assert levelled.dtype == np.float32
    assert level(rows[:0], [], found).shape == (0, 2)


def test_with_the_default_model_what_is_said_comes_before_how(model_folder):
    """This test ensures that a Spanish question finds the English passage that answers before a Spanish one that does
    not, which it does only once the vectors are level.
    """
    encoder = OnnxEncoder(model_folder, threads=2)
    answer = "Witnesses have their travel and lodging covered by the ministry of justice."
    unrelated = "Los turistas pagan la entrada del museo en efectivo."
    asked = encoder.encode_queries(["¿Quién paga los gastos de los testigos?"])[0]
    rows = encoder.encode_passages([answer, unrelated])
    before, after = rows @ asked, level(rows, ["en", "es"], leanings(encoder)) @ asked
    assert before[0] < before[1] - 0.01
    assert after[0] > after[1] + 0.01
    assert after[0] == before[0]


def test_leanings_come_back_as_they_were_written(tmp_path):
    """This test ensures that a file holds each language's, and that none at all can be kept as well."""
    found = {"es": np.array([0.5, -1.0], np.float32), "pt": np.array([0.0, 2.0], np.float32)}
    for kept in (found, {}):
        save(kept, tmp_path / "leanings.json")
        read = load(tmp_path / "leanings.json")
        assert {language: row.tolist() for language, row in read.items()} == {
            language: row.tolist() for language, row in kept.items()
        }


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 cut off", b"[0.5, -1.0]"])
def test_a_damaged_file_of_leanings_is_said_to_be_damaged(tmp_path, content):
    """This test ensures that a missing, empty, cut or other file raises what `evidence index --rebuild` mends."""
    path = tmp_path / "leanings.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LibraryDamaged, match="leanings"):
        load(path)
