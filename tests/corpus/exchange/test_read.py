"""Files as other programs write them. Their meaning is from the formats' descriptions and from Zotero's exports."""

from contextlib import suppress
from time import process_time

import pytest

from corpus.errors import InputError
from corpus.exchange import MAX_FILE_BYTES, read
from corpus.exchange.parsing import parse

# As Zotero writes it with "Export Files": tabs, a capital's braces, a `file` of title, path and type.
ZOTERO = r"""
@techreport{muggah_making_2016,
	address = {Rio de Janeiro},
	type = {Strategic {Paper}},
	title = {Making {Cities} {Safer}: {Citizen} {Security} {Innovations} from {Latin} {America}},
	url = {https://igarape.org.br/making_cities-safer/?a=1\&b=2},
	language = {en},
	number = {20},
	urldate = {2020-03-01},
	institution = {Igarap{\'e} Institute},
	author = {Muggah, Robert and Szab{\'o} de Carvalho, Ilona and {World Economic Forum}},
	month = jun,
	year = {2016},
	file = {Full Text PDF:files/12/Muggah\: et al.pdf:application/pdf;Snapshot:files/13/x.html:text/html},
}

@incollection{braga_focused_2018,
	title = {Focused deterrence},
	booktitle = {Handbook of policing},
	editor = {van Dijk, Jan and King, Jr., Martin Luther},
	author = {Ludwig van Beethoven},
	pages = {1--23},
	date = {2018-05},
	doi = {https://doi.org/10.1000/ABC},
	file = {files/14/Name.pdf},
}
"""


def entries(tmp_path, text, name="x.bib", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return parse(path.read_bytes(), path.name)


def test_bibtex_as_zotero_writes_it(tmp_path):
    """Types, names, particles, dates, addresses and files are read as Zotero means them."""
    export = entries(tmp_path, ZOTERO)
    report, chapter = export.entries
    assert not export.problems
    assert (report.key, report.line, chapter.line) == ("muggah_making_2016", 2, 17)
    assert report.csl == {
        "type": "report",
        "title": "Making Cities Safer: Citizen Security Innovations from Latin America",
        "genre": "Strategic Paper",
        "publisher": "Igarapé Institute",
        "publisher-place": "Rio de Janeiro",
        "number": "20",
        "author": [
            {"family": "Muggah", "given": "Robert"},
            {"family": "Szabó de Carvalho", "given": "Ilona"},
            {"literal": "World Economic Forum"},
        ],
        "issued": {"date-parts": [[2016, 6]]},
        "accessed": {"date-parts": [[2020, 3, 1]]},
        "URL": "https://igarape.org.br/making_cities-safer/?a=1&b=2",
        "language": "en",
    }
    assert report.files == ("files/12/Muggah: et al.pdf", "files/13/x.html")
    assert chapter.csl["author"] == [{"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}]
    assert chapter.csl["editor"] == [
        {"family": "Dijk", "given": "Jan", "non-dropping-particle": "van"},
        {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
    ]
    assert chapter.csl["container-title"] == "Handbook of policing"
    assert chapter.csl["page"] == "1-23"
    assert chapter.csl["DOI"] == "10.1000/ABC"
    assert chapter.files == ("files/14/Name.pdf",)


def test_bibtex_of_other_programs(tmp_path):
    """Macros, joined pieces, quotation marks, comments, preambles and a crossref are understood."""
    export = entries(
        tmp_path,
        '@comment{jabref-meta: x}\n@preamble{"\\newcommand"}\n@string{ci = "Crime and " # {Justice}}\n'
        '@ARTICLE(a, Title = "On {""} things", journal = ci, month = "22~" # feb, year = 2016, number = 3)\n'
        "@inproceedings{b, title = {Talk}, crossref = {conf}, pages = {7}}\n"
        "@proceedings{conf, title = {Meeting}, editor = {Ana Ruiz}, year = 2015, publisher = {P}}\n"
        "@phdthesis{c, title = {T}, school = {S}, year = {n.d.}}\n"
        "@misc{d, title = {W}, howpublished = {\\url{https://a.org/b}}, year = {2013--2014}}\n"
        "@misc{e, title = {V}, year = {in press}, author = {Doe, J. and others}}\n",
    )
    assert not export.problems
    a, b, conf, c, d, e = (entry.csl for entry in export.entries)
    assert a["container-title"] == "Crime and Justice"
    assert a["issued"] == {"date-parts": [[2016, 2, 22]]}
    assert (a["type"], a["issue"]) == ("article-journal", "3")
    assert (b["container-title"], b["editor"], b["publisher"]) == ("Meeting", [{"family": "Ruiz", "given": "Ana"}], "P")
    assert (conf["type"], conf["title"]) == ("book", "Meeting")
    assert (c["genre"], c["publisher"], "issued" in c) == ("PhD thesis", "S", False)
    assert (d["URL"], d["issued"]) == ("https://a.org/b", {"date-parts": [[2013], [2014]]})
    assert (e["issued"], e["author"][1]) == ({"literal": "in press"}, {"literal": "others"})


def test_a_broken_entry_is_named_and_the_rest_read(tmp_path):
    """An open brace makes one entry unreadable, and the problem has its line."""
    export = entries(
        tmp_path, "@book{a, title = {A}}\n\n@book{b, title = {B\n@book{c, title = {C}}\n@book{d}\n@book{a, title = {Z}}"
    )
    assert [entry.key for entry in export.entries] == ["a", "c", "a"]
    assert [(p.line, p.reason) for p in export.problems] == [
        (3, "'b' is broken: a brace or quotation mark is not closed"),
        (5, "no title, and nothing else that says which work it is"),
    ]


RIS = """\ufeff1.
TY  - RPRT
TI  - Making Cities Safer
AU  - van der Berg, Jan
AU  - World Bank
A1  - Unit,, Scotland
T2  - Strategic Paper
M1  - 20
SN  - IDB-MG-354
SN  - 978-1-932582-71-0
SP  - 53
DA  - 2016/06/03/
PY  - 2016
Y2  - 2020/03/01/
L1  - files/12/Name.pdf
L1  - https://example.org/full.pdf
N2  - An abstract
that goes on
KW  - one
KW  - two
ER  -

TY  - NEWS
T1  - Taking Boston's lead
JF  - The Monitor
Y1  - 2000/11//
SP  - 1
EP  - 3
TY  - CHAP
TI  - A chapter
A2  - Drahos, Peter
T2  - Regulatory Theory
PY  - 2017
ER  -
AU  - Stray, Ann
"""


def test_ris(tmp_path):
    """A tag is read as its type requires, and a tag outside an entry is a problem."""
    export = entries(tmp_path, RIS, "x.ris")
    report, news, chapter = export.entries
    assert report.csl == {
        "type": "report",
        "title": "Making Cities Safer",
        "author": [
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
            {"literal": "World Bank"},
            {"literal": "Unit, Scotland"},
        ],
        "collection-title": "Strategic Paper",
        "collection-number": "20",
        "number": "IDB-MG-354",
        "ISBN": "978-1-932582-71-0",
        "number-of-pages": "53",
        "issued": {"date-parts": [[2016, 6, 3]]},
        "accessed": {"date-parts": [[2020, 3, 1]]},
        "abstract": "An abstract that goes on",
        "keyword": "one, two",
        "URL": "https://example.org/full.pdf",
    }
    assert report.files == ("files/12/Name.pdf",)
    assert news.csl == {
        "type": "article-newspaper",
        "title": "Taking Boston's lead",
        "container-title": "The Monitor",
        "issued": {"date-parts": [[2000, 11]]},
        "page": "1-3",
    }
    assert chapter.csl["editor"] == [{"family": "Drahos", "given": "Peter"}]
    assert [(p.line, p.reason[:26]) for p in export.problems] == [(35, "AU is outside an entry: TY")]


def test_csl_json_as_zotero_writes_it(tmp_path):
    """Years as strings, raw dates and both kinds of keys are read. Values of a wrong type are left out."""
    export = entries(
        tmp_path,
        '[\n{"id": "http://zotero.org/users/1/items/ABC", "type": "book", "title": "A", "volume": 2,'
        ' "issued": {"date-parts": [["2016", 2, "22"]]}, "author": 7, "editor": [{"family": 3}, "Bank"]},\n'
        '{"id": "x", "citation-key": "abt2016", "title": "B", "issued": {"raw": "22 de febrero de 2016"},'
        ' "type": "report", "custom": {"kind": "guide", "other": 1}},\n7,\n{"id": ',
        "x.json",
    )
    first, second = export.entries
    assert first.csl == {
        "type": "book",
        "title": "A",
        "volume": "2",
        "issued": {"date-parts": [[2016, 2, 22]]},
        "editor": [{"literal": "Bank"}],
    }
    assert (second.key, second.own, second.csl["custom"]) == ("abt2016", {"kind": "guide"}, {"other": 1})
    assert second.csl["issued"] == {"date-parts": [[2016, 2, 22]]}
    assert [problem.line for problem in export.problems] == [4, 5]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path, encoding):
    """Byte order marks, Windows line ends and code page 1252 are read."""
    (entry,) = entries(tmp_path, "@book{a,\r\n title = {Año – “x”}}", encoding=encoding).entries
    assert entry.csl["title"] == "Año – “x”"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\xef\xbb\xbf", "is neither"),
        (b"%PDF-1.7\n1 0 obj", "is a PDF"),
        (b"PK\x03\x04\x00\x00", "neither BibTeX nor RIS nor CSL-JSON"),
        (b"[]", "holds no reference"),
        (b"@comment{nothing}", "holds no reference"),
    ],
)
def test_files_that_hold_no_references(tmp_path, content, reason):
    """A wrong file is refused with one line that says what it is."""
    with pytest.raises(InputError, match=reason):
        entries(tmp_path, content)


def test_files_that_cannot_be_read(tmp_path):
    """A missing file, a folder and a file that is too large are refused."""
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "none.bib")
    with pytest.raises(InputError, match="is not a file"):
        read(tmp_path)
    with (tmp_path / "large.bib").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(InputError, match="export it in parts"):
        read(tmp_path / "large.bib")


@pytest.mark.parametrize("text", ["[" * 100_000, "@book{a, title = {" + "{" * 50_000, '[{"a": ' * 20_000, "@" * 9000])
def test_hostile_nesting(tmp_path, text):
    """Endless nesting is a problem or an error, not a crash."""
    with suppress(InputError):
        assert entries(tmp_path, text).problems


@pytest.mark.parametrize("value", ["$" + "_" * 90_000, "\\'" * 40_000, "-" * 90_000, "{" * 45_000 + "}" * 45_000])
def test_hostile_tex_is_read_quickly(tmp_path, value):
    """A long field of characters that TeX gives a meaning to is read in less than 5 s."""
    began = process_time()
    entries(tmp_path, f"@book{{a, title = {{T}}, note = {{{value}}}}}")
    assert process_time() - began < 5


def test_a_field_that_is_too_long(tmp_path):
    """An entry with a field that is too long is a problem and is not kept."""
    for name, text in (("x.bib", "@book{{a, title = {{{}}}}}"), ("x.ris", "TY  - BOOK\nTI  - {}\nER  -")):
        assert not entries(tmp_path, text.format("x" * 100_001), name).entries


@pytest.mark.parametrize("join", ["a # a", "a # {x} # a # a", '"y" # a # a'])
def test_macros_that_double(tmp_path, join):
    """Macros that double each other's text 60 times are refused at once, and the other entries are read."""
    macros = "@string{a = {0123456789}}\n" + f"@string{{a = {join}}}\n" * 60
    found = entries(tmp_path, f"{macros}@book{{b, title = a}}\n@book{{c, title = {{C}}}}")
    assert [entry.key for entry in found.entries] == ["c"]
    assert [problem.reason for problem in found.problems] == ["its title has more than 100,000 characters"]


def test_a_number_that_is_too_long(tmp_path):
    """The year of a date is read beside a number that Python refuses to convert."""
    text = f"TY  - BOOK\nTI  - T\nPY  - 2012\nDA  - {'1' * 5_000} March\nER  -"
    (entry,) = entries(tmp_path, text, "x.ris").entries
    assert entry.csl["issued"] == {"date-parts": [[2012, 3]]}


def test_tex_reads_no_files(tmp_path):
    """A title cannot read a file with TeX's \\input."""
    (tmp_path / "secret.tex").write_text("secret")
    text = f"@book{{a, title = {{x \\input{{{tmp_path}/secret.tex}} \\include{{secret}}}}}}"
    (entry,) = entries(tmp_path, text).entries
    assert "secret" not in entry.csl["title"].replace("secret.tex", "").replace("include{secret", "")
