"""The zone of a passage, by its headings and by its text."""

import pytest

from corpus.passages.report_parts import heading_zone, passage_zone

BODY = "The partnership met the groups and told them that shootings would bring attention to all of their members."
LIST = (
    "Braga, A. A. (2008). Pulling levers. Journal of Criminal Justice, vol. 36, pp. 332. https://doi.org/10.1016/x. "
    "Kennedy, D. (2011). Do not shoot. Bloomsbury, pp. 12. Papachristos, A. et al. (2007). Attention felons, vol. 4, "
    "no. 2, pp. 223. Retrieved 2012. https://example.org"
)


@pytest.mark.parametrize(
    ("heading", "zone"),
    [
        ("Table of Contents", "contents"),
        ("CONTENIDO", "contents"),
        ("Sumário", "contents"),
        ("List of figures and tables", "contents"),
        ("References", "references"),
        ("7. Referencias bibliográficas", "references"),
        ("Bibliografia", "references"),
        ("Acknowledgements", "front matter"),
        ("Index", "index"),
        ("References to the police", None),
        ("Contents of the programme", None),
        ("The index crime", None),
    ],
)
def test_headings(heading, zone):
    """A heading opens a zone only if it says nothing else."""
    assert heading_zone(heading) == zone


@pytest.mark.parametrize(
    ("text", "headings", "place", "zone"),
    [
        (BODY, (), 0.5, "body"),
        (BODY, ("References",), 0.9, "references"),
        (BODY, ("Part I", "Contents"), 0.0, "contents"),
        (BODY, ("Contents", "Findings"), 0.1, "body"),
        (BODY, ("Contents",), 0.5, "body"),
        (BODY, ("References", "A"), 0.9, "references"),
        (BODY, ("Index",), 0.5, "body"),
        (BODY, ("Index",), 0.95, "index"),
        ("Summary ........ 1\nThe problem ........ 12\nThe response ........ xiv", (), 0.02, "contents"),
        (LIST, (), 0.8, "references"),
        ("© 2013 The Centre. All rights reserved. ISBN 978-1-932582-71-0", (), 0.01, "front matter"),
        ("The ISBN of the report stands on its cover.", (), 0.5, "body"),
    ],
)
def test_zones(text, headings, place, zone):
    """Headings decide first, then the look of the text."""
    assert passage_zone(text, headings, place) == zone


def test_a_single_page_has_no_front_matter():
    """An ISBN does not make an article of one page front matter."""
    text = "The guide tells how to hold a call-in. A revision has the same ISBN."
    assert passage_zone(text, (), 0.0, has_pages=False) == "body"
