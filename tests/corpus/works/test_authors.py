"""Authors: names in the metadata, in a byline, at the end of a document; and the body that prepared it."""

import pytest

from tests.corpus.documents import front_matter as front


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Kristin Finklea, Lisa N. Sacco", [("Finklea", "Kristin"), ("Sacco", "Lisa N.")]),
        ("Ana Muñoz y Luis Pérez", [("Muñoz", "Ana"), ("Pérez", "Luis")]),
        ("Finklea, Kristin; Sacco, Lisa N.", [("Finklea", "Kristin"), ("Sacco", "Lisa N.")]),
        ("Rebecca Thompson.", [("Thompson", "Rebecca")]),
        ("Office of Personnel Management", None),
        ("Harbour Works Inc.", None),
        ("jsmith", []),
        ("Adobe InDesign", []),
        ("a@example.org", []),
        ("", []),
    ],
)
def test_authors(author, names):
    """People are split into family and given name, bodies are kept whole, and log-in names are left out."""
    expected = [{"literal": author}] if names is None else [{"family": f, "given": g} for f, g in names]
    assert front(f"A Title\n\n{author}", author=author).authors == expected


def test_an_author_who_is_not_printed_is_left_out():
    """An author in the metadata who is not printed (a typist, a service that makes PDFs) does not count."""
    pages = ["A Title", "Text.", "Text.", "Text.", "Written by Lisa Sacco, analyst"]
    assert front(*pages, author="Lisa N. Sacco").authors == [{"family": "Sacco", "given": "Lisa N."}]
    assert front(*pages, author="Mary Finklea").authors == []
    assert front(*pages, author="Online Forms, a division of Paper & Sons").authors == []


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("A Title\n\nBy Kristin Finklea and Lisa N. Sacco", ["Finklea", "Sacco"]),
        ("A Title\n\nPrimary Author\nJoda Thongnopnua", ["Thongnopnua"]),
        ("Un título\n\nAutores: Ana Muñoz y Luis Pérez", ["Muñoz", "Pérez"]),
        ("A Title\n\nBy the end of the year", []),
        ("A Title\n\nPrepared by\nHarbour Agency", []),
    ],
)
def test_bylines(text, families):
    """Without an author in the metadata, people are found in a line that names only people."""
    assert [name["family"] for name in front(text).authors] == families


@pytest.mark.parametrize(
    ("end", "families"),
    [
        ("Lisa N. Sacco, Specialist in Ports", ["Sacco"]),
        ("Author Information\n\nLisa Sacco\nAnalyst in Ports\nBo M’Bai\n\nSenior Research Analyst", ["Sacco", "M’Bai"]),
        ("Lisa Sacco, Mayor of Genoa, opened the harbour.", []),
        ("Lisa Sacco, Specialist in Ports, told the committee that no ship had called at the harbour since then.", []),
    ],
)
def test_signatures_on_the_last_page(end, families):
    """People who sign with their role are authors; people in a sentence are not."""
    assert [name["family"] for name in front("Port Security", "Text.", end).authors] == families


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("This document was prepared by the Harbour Research Service (HRS).", "Harbour Research Service"),
        ("Este informe fue elaborado por la Secretaría de Marina y Puertos.", "Secretaría de Marina y Puertos"),
        ("Este relatório foi publicado pelo Instituto do Mar.", "Instituto do Mar"),
        ("The plan was prepared by the Office of Ports.", None),
        ("This report was prepared by Lisa N. Sacco.", None),
    ],
)
def test_the_body_that_prepared_a_work(text, publisher):
    """A body is the publisher if a sentence says that it prepared this work."""
    assert front("Port Security", text).publisher == publisher
