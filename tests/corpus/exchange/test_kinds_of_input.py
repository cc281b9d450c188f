"""Inputs of the kinds that public bug reports are about, each with what its author meant. `test_reported.py` has more.

The meanings are from the BibTeX and biblatex manuals, the RIS specification, the CSL-JSON schema and Crossref's API.
"""

import pytest

from corpus.exchange.editions import clean_edition
from corpus.exchange.markup import without_markup
from corpus.exchange.parsing import parse


def read_text(tmp_path, text, name="x.bib"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return parse(path.read_bytes(), path.name)


def items(tmp_path, text, name="x.bib"):
    export = read_text(tmp_path, text, name)
    assert not export.problems
    return [entry.csl for entry in export.entries]


def names(csl, field="author"):
    return [" ".join(name.values()) for name in csl[field]]


KEYLESS = [
    ("@article{, title={A}, journal={J}}\n@book{b, title={B}, crossref={}}", {}),
    ("@article{title={A}, journal={J}}\n@book{b, title={B}}", {}),
    ("@ARTICLE(\n title={A}, journal={J})\n@book{b, title={B}, xdata={}}", {}),
    ("@xdata{, journal={J}}\n@book{b, title={B}, xdata={,}}", {}),
]


@pytest.mark.parametrize(("text", "more"), KEYLESS)
def test_entries_without_keys(tmp_path, text, more):
    """An entry without a key is read and lends its fields to nobody."""
    *_, last = items(tmp_path, text)
    assert last == {"type": "book", "title": "B", **more}


@pytest.mark.parametrize(
    "fields",
    [
        "title={T {x} = 1} year=2001 publisher={P}",
        'title="T {x} = 1"\n publisher="P"\n year={2001}',
        "publisher={P} title = {T } # {{x} = 1}, year=2001",
    ],
)
def test_commas_that_are_missing(tmp_path, fields):
    """A field without a comma after it does not swallow the next one."""
    (csl,) = items(tmp_path, f"@book{{a, {fields}}}")
    assert csl == {"type": "book", "title": "T x = 1", "publisher": "P", "issued": {"date-parts": [[2001]]}}


def test_lenders(tmp_path):
    """Fields come from xdata entries, from a crossref with its own xdata, and from one field of an xdata entry."""
    text = """@xdata{town, location={Oslo}}
    @xdata{press, xdata={town}, publisher={Quay Press}}
    @xdata{loop, xdata={loop}, note={N}}
    @proceedings{meeting, title={Meeting}, xdata={press}, year={2001}}
    @book{a, title={A}, xdata={press, loop}}
    @inproceedings{b, title={B}, crossref={meeting}, publisher={Own Press}}
    @book{c, title={C}, publisher={xdata=press-publisher}, location={xdata=nobody-location}}"""
    _, a, b, c = items(tmp_path, text)
    assert a == {"type": "book", "title": "A", "publisher": "Quay Press", "publisher-place": "Oslo", "note": "N"}
    assert (b["container-title"], b["publisher"], b["publisher-place"]) == ("Meeting", "Own Press", "Oslo")
    assert c == {"type": "book", "title": "C", "publisher": "Quay Press"}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (r"Holm, J. and \'{S}wi\k{a}tek, I. and \"Ozt\"urk, D.", ["Holm J.", "Świątek I.", "Öztürk D."]),
        (r"{\O}re, A. and \AA{}kesson, B.", ["Øre A.", "Åkesson B."]),
        ("Holm, J.\n and\t\\c{C}elik, C.", ["Holm J.", "Çelik C."]),
        (r"Holm, J. AND {Department of Ports and Quays} and \L{}ubin, A.",
         ["Holm J.", "Department of Ports and Quays", "Łubin A."]),
        ("Holm, J.; Hale, R.; Beek, A.", ["Holm J.", "Hale R.", "Beek A."]),
        ("hooks, bell and e. e. cummings and danah boyd", ["hooks bell", "cummings e. e.", "boyd danah"]),
        ("ludwig van beethoven and Jean d'Alembert", ["beethoven ludwig van", "Alembert Jean d'"]),
        ("de l'Orme, Anne and d’Arc, Jeanne", ["Orme Anne de l'", "Arc Jeanne d’"]),
        ("family=Beek, given=Anna, prefix=van der, useprefix=false", ["Beek Anna van der"]),
        ('"family={King}, given={Martin, L.}, suffix=Jr." and Hale, Rosa', ["King Martin, L. Jr.", "Hale Rosa"]),
        ("given = Rosa, family = Hale and family={World Bank}", ["Hale Rosa", "World Bank"]),
        ("Holm, J. and others", ["Holm J.", "others"]),
        ("Holm, J. and Hale, R. et al.", ["Holm J.", "Hale R.", "others"]),
        ("{others} and Brothers, Mo", ["others", "Brothers Mo"]),
    ],
)  # fmt: skip
def test_names_in_bibtex(tmp_path, field, expected):
    """Accents, extended names, small letters, particles and "and others" are read as the manuals say."""
    (csl,) = items(tmp_path, f"@book{{a, title={{T}}, author={{{field}}}}}")
    assert names(csl) == expected


@pytest.mark.parametrize(
    ("doi", "expected"),
    [
        (r"10.1002/a{\textless}b::c{\textgreater}3", "10.1002/a<b::c>3"),
        (r"10.1002/a$<$b$>$3", "10.1002/a<b>3"),
        (r"10.1002/a\_b\%c{\_}d\textunderscore e", "10.1002/a_b%c_d_e"),
        ("https://doi.org/10.1002/a%3Cb%3E3", "10.1002/a<b>3"),
        ("10.1002/a&lt;b&gt;3", "10.1002/a<b>3"),
        (r"\href{https://doi.org/10.1002/ab}{click}", "10.1002/ab"),
        (r"\url{http://dx.doi.org/10.1002/ab}", "10.1002/ab"),
        ("DOI: 10.1002/ab", "10.1002/ab"),
    ],
)
def test_dois_in_bibtex(tmp_path, doi, expected):
    """A DOI has no macros, entities, percent codes or resolver."""
    (csl,) = items(tmp_path, f"@article{{a, title={{T}}, doi={{{doi}}}}}")
    assert csl["DOI"] == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (r"url={https://a.org/\string~me}", {"URL": "https://a.org/~me"}),
        (r"url={https://a.org/{\textasciitilde}me\#x}", {"URL": "https://a.org/~me#x"}),
        (r"url={Available at: https://a.org/x.}", {"URL": "https://a.org/x"}),
        (r"url={https://doi.org/10.1000/x}", {"URL": "https://doi.org/10.1000/x", "DOI": "10.1000/x"}),
        (r"howpublished={Online: \href{https://a.org/x}{here}}", {"URL": "https://a.org/x"}),
        (r"howpublished={Disponible en https://a.org/b\_c}", {"URL": "https://a.org/b_c"}),
        (r"howpublished={Blog post, \url{https://a.org/x}}", {"URL": "https://a.org/x", "medium": "Blog post"}),
        (r"howpublished={Leaflet}", {"medium": "Leaflet"}),
        (r"note={Draft, \url{https://a.org/x}}", {"URL": "https://a.org/x", "note": "Draft, https://a.org/x"}),
        (r"eprint={2001.00001}, archiveprefix={arXiv}", {"URL": "https://arxiv.org/abs/2001.00001"}),
        (r"eprint={12345}, eprinttype={jstor}", {"URL": "https://www.jstor.org/stable/12345"}),
        (r"pubstate={inpress}", {"issued": {"literal": "in press"}}),
        (r"date={2001}, pubstate={inpress}", {"issued": {"date-parts": [[2001]]}}),
        (r"date={2001-02-03T04:05:06Z}", {"issued": {"date-parts": [[2001, 2, 3]]}}),
        (r"date={2001/2002}", {"issued": {"date-parts": [[2001], [2002]]}}),
        (r"year={2001--02}", {"issued": {"date-parts": [[2001], [2002]]}}),
        (r"year={c. 1890}", {"issued": {"date-parts": [[1890]], "circa": True}}),
        (r"year={1998}, month={Spring}", {"issued": {"date-parts": [[1998]], "season": 1}}),
        (r"urldate={2020-01-02}", {"accessed": {"date-parts": [[2020, 1, 2]]}}),
        (r"lastaccessed={3 May 2020}", {"accessed": {"date-parts": [[2020, 5, 3]]}}),
        (r"edition={Third}", {"edition": "3"}),
        (r"edition={2nd}", {"edition": "2"}),
        (r"title={T}, subtitle={{\S} 5 and {\copyright} \euro 7}", {"title": "T: § 5 and © €7"}),
        (r"type={resreport}", {"genre": "Research report"}),
    ],
)
def test_fields_of_biblatex(tmp_path, fields, expected):
    """Addresses lose the words before them; biblatex's fields and keywords have the meaning of its manual."""
    (csl,) = items(tmp_path, f"@misc{{a, {fields}, title={{T}}}}")
    assert {"type": "document", "title": "T", **expected} == csl


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("@phdthesis{a, title={T}, school={U}}", ("PhD thesis", "U")),
        ("@mastersthesis{a, title={T}, university={U}}", ("Master's thesis", "U")),
        ("@thesis{a, title={T}, institution={U}, type={phdthesis}}", ("PhD thesis", "U")),
        ("@thesis{a, title={T}, institution={U}, type={Licentiate thesis}}", ("Licentiate thesis", "U")),
        ("@phdthesis{a, title={T}, school={U}, type={Habilitation}}", ("Habilitation", "U")),
    ],
)
def test_theses(tmp_path, entry, expected):
    """The type of a thesis is its own, or what biblatex prints for its entry type."""
    (csl,) = items(tmp_path, entry)
    assert (csl["type"], csl["genre"], csl["publisher"]) == ("thesis", *expected)


def test_article_numbers(tmp_path):
    """An `eid` is the number of an article without pages."""
    with_pages, without = items(
        tmp_path, "@article{a, title={A}, eid={e7}, pages={1--9}}\n@article{b, title={B}, eid={e7}, number={2}}"
    )
    assert "number" not in with_pages
    assert (without["number"], without["issue"]) == ("e7", "2")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Quays with <i>Mytilus</i> at p &lt; 0.05", "Quays with Mytilus at p < 0.05"),
        ("&lt;i&gt;Mytilus&lt;/i&gt; &amp;amp; more", "Mytilus & more"),
        ("H<sub>2</sub>O, 10<sup>5</sup>, 1<sup>st</sup>", "H2O, 10⁵, 1st"),
        ("if a <b and c> d", "if a <b and c> d"),
        ("The <b> tag; R&D; AT&T; &unknown;", "The <b> tag; R&D; AT&T; &unknown;"),
        ("Garc&iacute;a &#8211; &#x2013;", "García – –"),
        ("<scp>USAID</scp> <I><b>x</b></I>", "USAID x"),
        ("<mml:math><mml:mi>x</mml:mi></mml:math>", "x"),
        ('<span class="nocase">van</span>', "van"),
    ],
)
def test_markup(text, plain):
    """Entities and pairs of tags go; `<`, `>` and `&` keep their own meaning."""
    assert without_markup(text) == plain


def test_markup_of_abstracts(tmp_path):
    """Paragraphs of JATS become paragraphs apart, in each format."""
    abstract = "<jats:p>One.</jats:p><jats:p>Two<br/>three.</jats:p>"
    (bibtex,) = items(tmp_path, f"@book{{a, title={{T}}, abstract={{{abstract}}}}}")
    (ris,) = items(tmp_path, f"TY  - BOOK\nTI  - T\nAB  - {abstract}\nER  - \n", "x.ris")
    assert bibtex["abstract"] == ris["abstract"] == "One. Two three."


def test_hostile_markup_is_read_quickly():
    """Tags that never end cost no more than their length."""
    assert without_markup("<i>" * 30_000) == "<i>" * 30_000
    assert without_markup("<i " * 30_000) == "<i " * 30_000


@pytest.mark.parametrize(
    ("written", "edition"),
    [
        ("Second", "2"), ("2nd", "2"), ("2nd ed.", "2"), ("Third edition", "3"), ("Twelfth", "12"), ("2. Aufl.", "2"),
        ("Segunda edición", "2"), ("3ª ed.", "3"), ("Quinta edição", "5"), ("7", "7"),
        ("Revised", "Revised"), ("2nd revised ed.", "2nd revised ed."), ("2005", "2005"), ("ed.", "ed."),
    ],
)  # fmt: skip
def test_editions(written, edition):
    """An edition that is only a number becomes that number. Any other edition stays as it is."""
    assert clean_edition(written) == edition


def ris(kind, *lines):
    return "".join(f"{line}\n" for line in (f"TY  - {kind}", *lines, "ER  - "))


@pytest.mark.parametrize(
    ("kind", "lines", "expected"),
    [
        ("JOUR", ["PY  - 2014", "DA  - 2013/11/05"], {"issued": {"date-parts": [[2014]]}}),
        ("JOUR", ["PY  - 2014", "DA  - 2014/11/05"], {"issued": {"date-parts": [[2014, 11, 5]]}}),
        ("JOUR", ["PY  - 2014/11/05", "DA  - 2014"], {"issued": {"date-parts": [[2014, 11, 5]]}}),
        ("JOUR", ["PY  - 2014", "DA  - 5 Nov"], {"issued": {"date-parts": [[2014, 11, 5]]}}),
        ("JOUR", ["Y1  - 2014///Spring"], {"issued": {"date-parts": [[2014]], "season": 1}}),
        ("JOUR", ["DA  - 2014-11-05T10:00:00Z"], {"issued": {"date-parts": [[2014, 11, 5]]}}),
        ("JOUR", ["T2  - Special section", "JF  - Quay Studies"], {"container-title": "Quay Studies"}),
        ("JOUR", ["T2  - Quay Studies", "JF  - Quay Stud."], {"container-title": "Quay Studies"}),
        ("JOUR", ["T2  - Quay Studies", "JO  - QS"], {"container-title": "Quay Studies"}),
        ("JOUR", ["M3  - https://doi.org/10.1000/x"], {"DOI": "10.1000/x"}),
        ("JOUR", ["M3  - doi:10.1000/y", "DO  - 10.1000/x"], {"DOI": "10.1000/x"}),
        ("JOUR", ["L3  - 10.1000/x"], {"DOI": "10.1000/x"}),
        ("JOUR", ["N1  - doi: 10.1000/x"], {"DOI": "10.1000/x"}),
        ("JOUR", ["UR  - https://doi.org/10.1000/x"], {"DOI": "10.1000/x", "URL": "https://doi.org/10.1000/x"}),
        ("JOUR", ["M3  - Journal Article"], {}),
        ("THES", ["M3  - PhD thesis", "PB  - U"], {"genre": "PhD thesis", "publisher": "U"}),
        ("BOOK", ["ET  - 2nd ed."], {"edition": "2"}),
        ("BOOK", ["AU  - Holm, J.", "AU  - et al."], {"author": [{"family": "Holm", "given": "J."},
                                                                  {"literal": "others"}]}),
        ("BOOK", ["AU  - d'Alembert, Jean"], {"author": [{"family": "Alembert", "given": "Jean",
                                                           "non-dropping-particle": "d'"}]}),
    ],
)  # fmt: skip
def test_tags_of_ris(tmp_path, kind, lines, expected):
    """Years are PY's, journals are JF's, and a DOI is found in the tags where programs put it."""
    (csl,) = items(tmp_path, ris(kind, "TI  - T", *lines), "x.ris")
    assert {field: value for field, value in csl.items() if field not in ("type", "title")} == expected


@pytest.mark.parametrize(
    ("kind", "lines", "expected"),
    [
        ("EBOOK", ["BT  - The Book"], ("The Book", None)),
        ("EDBOOK", ["BT  - The Book", "T2  - A Series"], ("The Book", "A Series")),
        ("BOOK", ["TI  - Own", "T2  - A Series"], ("Own", "A Series")),
        ("CHAP", ["TI  - Own", "BT  - The Book"], ("Own", "The Book")),
    ],
)
def test_titles_of_books_in_ris(tmp_path, kind, lines, expected):
    """`BT` is the title of a book, and of the book that a chapter is in."""
    (csl,) = items(tmp_path, ris(kind, *lines), "x.ris")
    assert (csl["title"], csl.get("collection-title") or csl.get("container-title")) == expected


@pytest.mark.parametrize("tag", ["{}  -{}", "{}-{}", "{} - {}", "{}  -  {}", "{}\t-\t{}", "{}  – {}", "  {}  - {}"])
def test_tight_tags(tmp_path, tag):
    """Tags with other spaces are read, and a line of an abstract that begins like a tag is not one."""
    entry = [("TY", "JOUR"), ("TI", "First"), ("AB", "Ports of the\nUS-China trade\nXX-rays"), ("ER", "")]
    text = "".join(tag.format(*line) + "\n" for line in entry) + ris("JOUR", "TI  - Second")
    first, second = items(tmp_path, text, "x.ris")
    assert (first["title"], second["title"]) == ("First", "Second")
    assert first["abstract"] == "Ports of the US-China trade XX-rays"


JSON = '[{{"id": "a", "title": "T", {}}}]'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (JSON.format('"issued": "2016-02"'), {"issued": {"date-parts": [[2016, 2]]}}),
        (JSON.format('"issued": 2016'), {"issued": {"date-parts": [[2016]]}}),
        (JSON.format('"year": "2016", "issued": null'), {"issued": {"date-parts": [[2016]]}}),
        ('{"title": "T", "published-print": {"date-parts": [[2016, 2]]}}', {"issued": {"date-parts": [[2016, 2]]}}),
        (JSON.format('"author": "Holm, J.; Hale, R."'),
         {"author": [{"family": "Holm", "given": "J."}, {"family": "Hale", "given": "R."}]}),
        (JSON.format('"author": ["Holm, J.", "World Bank"]'),
         {"author": [{"family": "Holm", "given": "J."}, {"literal": "World Bank"}]}),
        (JSON.format('"doi": "https://doi.org/10.1000/x", "ISSN": ["1234-5678", "2"]'),
         {"DOI": "10.1000/x", "ISSN": "1234-5678"}),
        ('{"a": {"title": "T", "volume": 7}}', {"volume": "7"}),
        ('{"message": {"items": [{"title": ["T"], "type": "journal-article"}]}}', {"type": "article-journal"}),
        ('{"message": {"title": ["T"], "author": [{"name": "World Bank"}]}}', {"author": [{"literal": "World Bank"}]}),
        (JSON.format('"type": "bookSection", "volume": 4.0, "page": 12'),
         {"type": "chapter", "volume": "4", "page": "12"}),
        ('{"title": "T", "subject": ["a", "b"]}', {"keyword": "a, b"}),
    ],
)  # fmt: skip
def test_json_of_other_shapes(tmp_path, text, expected):
    """Dates, names, lists and wrappers of other programs are understood."""
    (csl,) = items(tmp_path, text, "x.json")
    assert csl == {"title": "T", **expected}


def test_lines_of_json(tmp_path):
    """A file may have an item in each line."""
    assert [csl["title"] for csl in items(tmp_path, '{"title": "A"}\n{"title": "B"}\n', "x.json")] == ["A", "B"]


def test_a_date_that_cannot_be_read_is_said(tmp_path):
    """A date of an unknown shape is a problem, and its work is read."""
    export = read_text(tmp_path, '[{"title": "A", "issued": {"when": 2016}}, {"title": "B", "issued": {}}]', "x.json")
    assert [entry.csl for entry in export.entries] == [{"title": "A"}, {"title": "B"}]
    (problem,) = export.problems
    assert "2016" in problem.reason


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("@book{a, title={Müller} # { – }}".encode() + b"\n@book{b, title={Andr\xe9}}", "André"),
        ("TY  - BOOK\nTI  - Müller –\nER  - \n".encode() + b"TY  - BOOK\nTI  - Andr\xe9 \x93x\x94\nER  - \n",
         "André “x”"),
        ('[{"title": "Müller –"},'.encode() + b'{"title": "Andr\xe9 \x81"}]', "André"),
    ],
)  # fmt: skip
def test_foreign_bytes(tmp_path, content, title):
    """Bytes of another code cost no letter elsewhere in the file."""
    first, second = items(tmp_path, content, "x")
    assert first["title"] == "Müller –"
    assert second["title"] == title


@pytest.mark.parametrize(
    ("field", "path"),
    [
        (r':files/1/M{\"{u}}ller.pdf:pdf', "files/1/Müller.pdf"),
        (r"files/1/{\'E}tude {\&} more.pdf", "files/1/Étude & more.pdf"),
        (r"T:C\:\\Papers\\Name.pdf:application/pdf", "C:\\Papers\\Name.pdf"),
        (r":C$\backslash$:/Papers/Jos\'e.pdf:pdf", "C:/Papers/José.pdf"),
        ("files/1/plain {braces}.pdf", "files/1/plain {braces}.pdf"),
    ],
)  # fmt: skip
def test_names_of_files(tmp_path, field, path):
    """The name of an attached file may be TeX; otherwise its characters are its own."""
    (entry,) = read_text(tmp_path, f"@book{{a, title={{T}}, file={{{field}}}}}").entries
    assert entry.files == (path,)
