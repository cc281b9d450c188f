"""Identifiers of works: finding DOIs and ISBNs in a document, and writing each identifier in one form.

This is where a DOI or an ISBN is found in a PDF. `corpus.works.publication` decides which of them is the
DOI of the document: a DOI in a footnote is the DOI of another work.
"""

import re

_DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.I)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_DOI_IN_TEXT = re.compile(r"(?<![\d.])10\.\d{4,9}/[^\s\"<>]*[^\s\"<>.,;:)\]}]")
_ISBN_IN_TEXT = re.compile(
    r"ISBN(?:-1[03])?(?: ?\([^)\n]*\))?:? ?((?:97[89][-‐-– ]?)?\d(?:[-‐-– ]?\d){8}[-‐-– ]?[\dX])(?!\d)", re.I
)
_ISSN_IN_TEXT = re.compile(r"\bISSN(?: ?\([^)\n]*\))?:? ?(\d{4}-\d{3}[\dX])(?!\d)|\b(\d{4}-\d{3}[\dX])/\$", re.I)
_NOT_IN_ISBN = re.compile(r"[^\dXx]")
_VARIABLE_IN_URL = re.compile(r"^https?://(?:www\.)?|[?#].*|/+$")


def find_doi(text: str) -> str | None:
    """Return the first DOI in a text in lower case, without the punctuation after it, or None."""
    match = _DOI_IN_TEXT.search(text)
    if match is None:
        return None
    return match[0].lower()


def find_isbns(text: str) -> tuple[str, ...]:
    """Return the ISBNs in a text as printed. Only numbers after the word "ISBN" are found."""
    return tuple(match[1] for match in _ISBN_IN_TEXT.finditer(text))


def find_issn(text: str) -> str | None:
    """Return the first ISSN in a text, or None. It follows the word "ISSN", or a price follows it: `0277-9536/$`."""
    match = _ISSN_IN_TEXT.search(re.sub("[‐-–]", "-", text))
    if match is None:
        return None
    return (match[1] or match[2]).upper()


def is_doi(text: str) -> bool:
    """Return whether a text is a DOI and nothing else."""
    return _DOI.fullmatch(text) is not None


def bare_doi(doi: str) -> str:
    """Return a DOI without its resolver or label: `https://doi.org/10.18235/0000170` becomes `10.18235/0000170`."""
    return _DOI_PREFIX.sub("", doi.strip())


def bare_isbn(isbn: str) -> str:
    """Return an ISBN without hyphens, spaces and labels: `0-306-40615-2` becomes `0306406152`."""
    return _NOT_IN_ISBN.sub("", isbn)


def isbn_stem(isbn: str) -> str:
    """Return the nine digits that an ISBN has in its ten-digit and in its thirteen-digit form; "" if it has none.

    `0-306-40615-2` and `978-0-306-40615-7` both become `030640615`.
    """
    return bare_isbn(isbn)[-10:-1]


def bare_url(url: str) -> str:
    """Return a URL in lower case without scheme, `www.`, query, fragment and slashes at its end."""
    return _VARIABLE_IN_URL.sub("", url.lower())
