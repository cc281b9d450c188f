"""Written files. The expected texts were made by hand from the descriptions of the formats."""

import json

from corpus.exchange import write
from corpus.model import Reference

REPORT = Reference(
    "muggah-2016",
    {
        "id": "muggah-2016",
        "type": "report",
        "author": [
            {"family": "Muggah", "given": "Robert"},
            {"family": "Szabó de Carvalho", "given": "Ilona"},
            {"family": "Dijk", "given": "Jan", "non-dropping-particle": "van"},
            {"literal": "Violence Reduction Unit, Scotland"},
        ],
        "title": "Making Cities Safer & 20% of USAID_costs",
        "collection-title": "Strategic Paper",
        "collection-number": "20",
        "publisher": "Igarapé Institute",
        "publisher-place": "Rio de Janeiro",
        "issued": {"date-parts": [[2016, 6, 3]]},
        "ISBN": "978-1-932582-71-0",
        "URL": "https://example.org/a_b?c={d}",
        "language": "pt-BR",
    },
    "report",
    "descriptive",
)


def test_a_report_in_bibtex():
    """Names, TeX's characters, series, number and dates have the form that BibTeX needs."""
    assert write([REPORT], "bibtex") == (
        "@techreport{muggah-2016,\n"
        "  author = {Muggah, Robert and {Szabó de Carvalho}, Ilona and van Dijk, Jan"
        " and {Violence Reduction Unit, Scotland}},\n"
        "  title = {Making Cities Safer \\& 20\\% of {USAID\\_costs}},\n"
        "  institution = {Igarapé Institute},\n"
        "  series = {Strategic Paper},\n"
        "  address = {Rio de Janeiro},\n"
        "  isbn = {978-1-932582-71-0},\n"
        "  volume = {20},\n"
        "  number = {20},\n"
        "  year = {2016},\n"
        "  month = jun,\n"
        "  date = {2016-06-03},\n"
        "  url = {https://example.org/a_b?c=%7Bd%7D},\n"
        "  langid = {brazilian},\n"
        "}\n"
    )


def test_a_report_in_ris():
    """Each value has the tag from which Zotero reads it."""
    assert write([REPORT], "ris").splitlines() == [
        "TY  - RPRT",
        "ID  - muggah-2016",
        "AU  - Muggah, Robert",
        "AU  - Szabó de Carvalho, Ilona",
        "AU  - van Dijk, Jan",
        "AU  - Violence Reduction Unit,, Scotland",
        "TI  - Making Cities Safer & 20% of USAID_costs",
        "PB  - Igarapé Institute",
        "CY  - Rio de Janeiro",
        "UR  - https://example.org/a_b?c={d}",
        "LA  - pt-BR",
        "T2  - Strategic Paper",
        "SN  - 978-1-932582-71-0",
        "M1  - 20",
        "PY  - 2016",
        "DA  - 2016/06/03/",
        "ER  - ",
    ]


def test_csl_json_has_our_fields_under_custom():
    """An item is written whole, with kind and design under `custom`."""
    (item,) = json.loads(write([REPORT], "csl-json"))
    assert item.pop("custom") == {"kind": "report", "design": "descriptive"}
    assert item == REPORT.csl


def test_no_references_are_an_empty_file():
    """Without references there are no entries."""
    assert [write([], format) for format in ("bibtex", "ris", "csl-json")] == ["", "", "[]\n"]


def test_poisoned_text_stays_in_its_field():
    """A title cannot close its field, begin an entry or a tag, or act on a terminal."""
    title = "x}},\n@book{evil,\ttitle = {y\nER  - \nTY  - BOOK\x1b[31m\x9b2J\u202e \\input{/etc/passwd}"
    poisoned = Reference("work", {"type": "report", "title": title, "DOI": "10.1/a}\n@b{"}, "report", "descriptive")
    bibtex, ris, csl = (write([poisoned], format) for format in ("bibtex", "ris", "csl-json"))
    assert bibtex.count("{") == bibtex.count("}")
    assert [line for line in bibtex.splitlines() if line.startswith("@")] == ["@techreport{work,"]
    assert "\\input" not in bibtex
    assert [line[:6] for line in ris.splitlines()] == ["TY  - ", "ID  - ", "TI  - ", "DO  - ", "ER  - "]
    for text in (bibtex, ris, csl):
        assert not {"\x1b", "\x9b", "\u202e", "\t"} & set(text)
    assert json.loads(csl)[0]["title"] == title
