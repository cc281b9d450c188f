"""Identifiers: finding them in text, and their comparable forms."""

import pytest

from corpus.works.identifiers import bare_doi, bare_isbn, bare_url, find_doi, find_isbns, is_doi, isbn_stem


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("See https://doi.org/10.1080/ABC.1).", "10.1080/abc.1"),
        ("doi:10.4073/csr.2013.1; 10.1000/2", "10.4073/csr.2013.1"),
        ("version 3.10.1080/1", None),
        ("10.12/1 has a prefix of two digits", None),
        ("", None),
    ],
)
def test_find_doi(text, doi):
    """The first DOI is found in lower case, without the punctuation after it."""
    assert find_doi(text) == doi


def test_find_isbns():
    """Only numbers after the word "ISBN" are found, as printed."""
    assert find_isbns("ISBN: 978-1-932582-71-0, tel. 978-1-932582-71-0, isbn 0306406152") == (
        "978-1-932582-71-0",
        "0306406152",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [("10.1080/1", True), ("doi:10.1080/1", False), ("10.1080/1 2", False), ("10.1080", False), ("", False)],
)
def test_is_doi(text, expected):
    """A DOI has a prefix and a suffix, and nothing around it."""
    assert is_doi(text) is expected


@pytest.mark.parametrize("text", ["10.1/A", " https://doi.org/10.1/A", "http://dx.doi.org/10.1/A", "DOI: 10.1/A"])
def test_bare_doi(text):
    """Resolver, label and white space are removed; the case is kept."""
    assert bare_doi(text) == "10.1/A"


def test_isbns_are_compared_by_nine_digits():
    """The ten-digit and the thirteen-digit form of an ISBN have the same stem. Without an ISBN the stem is empty."""
    assert bare_isbn("ISBN 0-306-40615-X") == "030640615X"
    assert isbn_stem("0-306-40615-2") == isbn_stem("978-0-306-40615-7") == "030640615"
    assert isbn_stem("") == ""


@pytest.mark.parametrize("url", ["https://www.Example.org/a/", "http://example.org/a?b=1", "example.org/a#c"])
def test_bare_url(url):
    """Scheme, `www.`, case, query, fragment and final slashes do not distinguish URLs."""
    assert bare_url(url) == "example.org/a"
