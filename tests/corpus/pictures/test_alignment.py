"""The letters of a clean text are found in the raw text that it was made from."""

import random

import pytest

from corpus.pictures.alignment import UNKNOWN, align, letters_of


def found(clean, raw):
    """Return the raw text that each word of a clean text was found as; "" for a word that was not."""
    clean_letters, raw_letters = letters_of(clean), letters_of(raw)
    places = align(clean_letters.text, raw_letters.text)
    words = []
    start = 0
    for word in clean.split():
        begin = clean.index(word, start)
        start = begin + len(word)
        offsets = []
        for place, offset in zip(places, clean_letters.offsets, strict=True):
            if begin <= offset < start and place != UNKNOWN:
                offsets.append(raw_letters.offsets[place])
        words.append(raw[min(offsets) : max(offsets) + 1] if offsets else "")
    return words


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("The rate, 12.5 %", "therate125"),
        ("Ação é ñandú", "acaoenandu"),
        ("Ac\u0327a\u0303o", "acao"),
        ("eﬃcient", "efficient"),
        ("x² H₂O", "x2h2o"),
        ("ı\u0301", "i"),
        ("“—” \u00ad\ufffe\x02", ""),
        ("\uf741", "a"),  # a small capital of Adobe's glyph list
        ("Straße", "strasse"),
    ],
)
def test_letters(text, letters):
    """Only letters and digits count, without accents, case and ligatures."""
    assert letters_of(text).text == letters


def test_a_ligature_is_one_character():
    """All letters of a ligature have its offset, so it is marked whole."""
    assert letters_of("aﬃb").offsets == [0, 1, 1, 1, 2]


@pytest.mark.parametrize(
    ("clean", "raw"),
    [
        # a hyphen at the end of a line, and a word broken by it
        ("the prevention of violence in cities", "the preven-\r\ntion of vio-\r\nlence in cities"),
        # the mark of a note, which the clean text lacks or writes in another way
        ("violence fell by a third in a year", "violence12 fell by a third1,2 in a year"),
        ("the area of 12 m² was searched twice", "the area of 12 m2 was searched twice"),
        # a running head between two pieces of a paragraph
        (
            "it was found that calls came from here",
            "it was found that calls\r\nANNALS 77\r\ncame from here",
        ),
        # accents that are drawn after their letters
        ("a prevenção da violência é possível", "a prevenc¸a˜o da viole^ncia e´ possı´vel"),
    ],
)
def test_small_differences(clean, raw):
    """Marks, hyphens, heads and accents that the clean text lacks do not stop the alignment."""
    words = found(clean, raw)
    for word, raw_word in zip(clean.split(), words, strict=True):
        assert letters_of(raw_word).text == letters_of(word).text


def test_repaired_letters():
    """A letter that the reader has repaired costs the letters around it, and not the words after it."""
    words = found("official figures of the office are final", "oAcial figures of the oAce are final")
    assert words == ["cial", "figures", "of", "the", "oAce", "are", "final"]


def test_columns_in_another_order():
    """Text that is drawn in another order than it is read is found in pieces."""
    first = "Police officers talked to the families of the victims."
    second = "Hospitals counted the wounds that knives had made."
    third = "Courts then heard fewer cases than in any year before."
    assert (
        found(f"{first} {second} {third}", f"{third}\n{first}\n{second}")
        == f"{first} {second} {third}".replace(".", "").split()
    )


def test_a_short_line_that_was_moved():
    """A line of the foot that the clean text has after the title is found at the foot."""
    title, foot = "Author Information", "VERSION 12 NEW"
    body = "Marc Labonte is an economist who writes about banks and the money that they lend to each other."
    clean, raw = f"{title} {foot} {body}", f"{foot} {title} {body}"
    assert found(clean, raw) == clean.rstrip(".").split()


def test_a_repeated_sentence():
    """Of equal sentences each is found at its own place, whatever is between them."""
    same = "the number of homicides fell in all districts"
    clean = f"In the north {same}. In the south {same}. Elsewhere {same}."
    clean_letters = letters_of(clean)
    raw_letters = letters_of(clean.replace(" ", "\n"))
    assert align(clean_letters.text, raw_letters.text) == list(range(len(clean_letters.text)))


def test_a_repeated_sentence_that_is_drawn_elsewhere():
    """A sentence that comes twice, and was drawn before the rest, is still found twice."""
    box = "homicides fell by a third in ten years of work"
    body = "Nobody expected it when the programme began in two districts of the city"
    words = found(f"{body} {box} {box}", f"{box}\n{body}\n{box}")
    assert words == f"{body} {box} {box}".split()


def test_other_text_is_not_found():
    """A text that the page does not have is found nowhere, apart from a word or two that it happens to have."""
    words = found("Nothing of this sentence was ever printed there", "Knives and guns were collected at the station")
    assert sum(map(bool, words)) <= 1


def test_nothing():
    """Empty texts have no places."""
    assert align("", "") == []
    assert align("abc", "") == [UNKNOWN] * 3
    assert align("", "abc") == []


def test_hostile_texts_take_no_more_time():
    """Repeated letters, and texts that have nothing in common, are read in time that grows with their length.

    Comparing all places with each other would take hours for them.
    """
    same = "a" * 100_000
    assert align(same, same) == list(range(100_000))
    words = "".join(random.Random(1).choices("ab", k=100_000))
    other = "".join(random.Random(2).choices("ab", k=100_000))
    assert len(align(words, other)) == 100_000
    assert set(align("c" * 100_000, same)) == {UNKNOWN}
