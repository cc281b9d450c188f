"""Inputs of public bug reports, B01 to B20 of ../shared/data/reported/EXPECTED.md, with the values that it expects.

Each input is read, adopted by an empty library and cited, as `evidence import` and `evidence cite` do.
"""

import json

import pytest

from corpus.citing.styles import STYLES, Mention, format_citations
from corpus.exchange import read, write
from corpus.exchange.attachments import locate
from corpus.exchange.matching import KnownWorks

# File, key ("" for the works of the whole file, in their order), style, and the right-hand side of EXPECTED.md.
EXPECTED = [
    ("b01_keyless.bib", "tides", "apa", "Lindqvist, M. (2014). Tides of the Northern Quay. Quay Press."),
    ("b02_accent_after_and.bib", "acc1", "apa", "Holm, J., Świątek, I., & Öztürk, D. (2001). Accents after and. Q."),
    ("b03_day_range.bib", "conf1", "apa",
     "Holm, J. (2011, September 5–8). Days of silt. Proceedings of the Quay Meeting."),
    ("b04_two_editorials.bib", "edi1", "apa", "Holm, J. (2004). Editorial. Quay Studies, 4, 1–2."),
    ("b04_two_editorials.bib", "edi2", "apa", "Holm, J. (2004). Editorial. Quay Studies, 5, 101–102."),
    ("b04_two_editorials.bib", "svy1", "apa", "Port Statistics Office. (2015). National Survey of Quay Users. PSO."),
    ("b04_two_editorials.bib", "svy2", "apa",
     "Port Statistics Office. (2015). National Survey of Quay Users: Technical Documentation. PSO."),
    ("b06_entities.bib", "amp", "apa", "Holm, J. (2003). Quays with Mytilus at p < 0.05. Ports & Quays."),
    ("b06_less.bib", "less", "apa", "Holm, J. (2002). A count of Mytilus at quays. Q."),
    ("b07_and_others.bib", "oth1", "apa", "Lindqvist, M., Oyelaran, T., et al. (2014). Tides and others. P."),
    ("b08_extended_names.bib", "ext1", "apa", "Holm, J. P., & van der Beek, A. (2017). Extended names. Q."),
    ("b09_m3_doi.ris", "", "apa",
     "Celebi, M. E. (2015). Toward a reading of quay images. In Quay Image Reading (pp. 1–22). Quay Press."
     " https://doi.org/10.1201/b19107-2"),
    ("b10_tight_tags.ris", "", "apa",
     "Loose, T. (2004). A space after the hyphen. Quay Studies.\n"
     "Tight, T. (2003). No space after the hyphen. Quay Studies."),
    ("b11_book_bt.ris", "", "apa", "Hale, R. (1999). The Book of Quays. Quay Press."),
    ("b12_small_given.bib", "hooks", "apa", "hooks, b., & Hale, R. (2010). Names in small letters. P."),
    ("b13_thesis.bib", "th1", "apa", "Holm, J. (2010). A thesis on moles [PhD thesis]. University of Quays."),
    ("b14_fields.bib", "eid1", "apa", "Holm, J. (2009). Article number. Quay Studies, 4(2), Article e1000097."),
    ("b14_fields.bib", "tim1", "apa", "Hale, R. (2004, April 25). Time stamps. Quay News."),
    ("b14_fields.bib", "how1", "apa", "Beek, K. (2012). How it is. https://example.org/how_to"),
    ("b14_fields.bib", "sec1", "apa", "Okafor, A. (2004). Liability under 42 U.S.C. § 1983."),
    ("b14_fields.bib", "typ1", "apa", "Amadi, K. (2011). Typed report (Technical report No. 7). Inst."),
    ("b15_issued_string.json", "is1", "apa", "Holm, J. (2016). String date. P."),
    ("b16_edition_word.bib", "edw1", "apa", "Holm, J. (2005). Edition in words (2nd ed.). P."),
    ("b17_mixed_bytes.bib", "mx1", "apa", "Müller, Z. (2010). Qu’ais – côté. Revue."),
    ("b17_mixed_bytes.bib", "mx2", "apa", "André, B. (2011). One entry in another code. Revue."),
    ("b19_particle.json", "pa1", "apa", "d'Alembert, J. (2011). A particle that touches. P."),
    ("b20_circa.json", "ci1", "apa", "Holm, J. (ca. 1890). An old book. P."),
]  # fmt: skip


@pytest.fixture
def imported(shared_data):
    """A function that returns the references that an empty library gets from a file, by key."""

    def adopt(name):
        known = KnownWorks([])
        export = read(shared_data / "reported" / name)
        assert not export.problems
        adopted = [known.adopt(entry) for entry in export.entries]
        assert {work.status for work in adopted} == {"new"}
        return {work.reference.key: work.reference for work in adopted}

    return adopt


def cited(references, style):
    formatted = format_citations([Mention(each) for each in references], style)
    return "\n".join(map(str, formatted.references))


@pytest.mark.parametrize(("name", "key", "style", "line"), EXPECTED)
def test_reported_references(imported, name, key, style, line):
    """Each input is cited as EXPECTED.md says."""
    references = imported(name)
    chosen = [references[key]] if key else list(references.values())
    assert cited(chosen, style) == line


def test_b03_in_chicago(imported):
    """A range of days ends no style in a traceback."""
    assert "2011" in cited(imported("b03_day_range.bib").values(), "chicago-author-date")


def test_b05(imported):
    """The DOI has the characters that its macros mean."""
    text = write(list(imported("b05_doi_macros.bib").values()), "csl-json")
    assert json.loads(text)[0]["DOI"] == "10.1002/(SICI)1097-0010(199903)79:3<345::AID-JSFA251>3.0.CO;2-8"


def test_b07_everywhere(imported):
    """Nobody is called "others" in any style or export."""
    references = list(imported("b07_and_others.bib").values())
    for style in STYLES:
        assert "others" not in cited(references, style).replace("ides and others", "").replace("ides and Others", "")
    assert "Oyelaran, Tunde and others}" in write(references, "bibtex")
    assert "AU  - others" not in write(references, "ris")
    (item,) = json.loads(write(references, "csl-json"))
    assert item["author"] == [{"family": "Lindqvist", "given": "Mara"}, {"family": "Oyelaran", "given": "Tunde"}]


def test_b18(shared_data):
    """The name of an attached file may be TeX."""
    folder = shared_data / "reported" / "b18_tex_file"
    (entry,) = read(folder / "lib.bib").entries
    assert locate(entry.files[0], [folder]).name == "Müller - 2010.txt"
