"""Lists of references and citations in the text, compared with lines written by hand from the manuals.

The lines in `golden/` were written from APA 7, Chicago 18, MLA 9, Cite Them Right 12 and Citing Medicine 2 before the
program printed any. If the CSL project's own file of a style differs from the manual, the line follows the file, and
docs/citing.md says where and why.
"""

from pathlib import Path

import pytest

from corpus.citing.styles import STYLES, Mention, format_citations
from corpus.citing.styles.styled_text import Run, StyledText
from corpus.errors import InputError
from corpus.model import Locator, Reference
from corpus.works.starter import sentence_case, starter

GOLDEN = Path(__file__).parent / "golden"
WORKS = {entry.reference.key: entry.reference for entry in starter()}
LINES = [
    (path.stem, *line.split("\t")) for path in sorted(GOLDEN.glob("*.txt")) for line in path.read_text().splitlines()
]


def work(key="a-key", **csl):
    fields = {"type": "book", "title": "Small title", "publisher": "Press", "issued": on(2019), **csl}
    return Reference(key, {name: value for name, value in fields.items() if value}, "report", "descriptive")


def on(*parts):
    return {"date-parts": [list(parts)]}


def people(*names):
    return [dict(zip(("given", "family"), name.rsplit(" ", 1), strict=True)) for name in names]


def page(index, label=None):
    return Locator("page", index, label)


def listed(reference, style="apa"):
    (line,) = format_citations([Mention(reference)], style).references
    return line.plain


def in_text(reference, *places, style="apa"):
    (text,) = format_citations([Mention(reference, *places)], style).in_text
    return text.plain


@pytest.mark.parametrize(("style", "key", "line"), LINES, ids=[f"{style} {key}" for style, key, _ in LINES])
def test_the_reading_list_is_cited_by_the_manual(style, key, line):
    """Each work of the reading list has the reference that the manual asks for."""
    assert listed(WORKS[key], style) == line


def test_every_style_has_its_lines():
    """All 26 works have lines in APA and Chicago, and each type of work has a line in every style."""
    kinds = {reference.csl["type"] for reference in WORKS.values()}
    for style in STYLES:
        keys = [key for name, key, _ in LINES if name == style]
        assert {WORKS[key].csl["type"] for key in keys} == kinds
        assert style not in ("apa", "chicago-author-date") or keys == list(WORKS)


VAN_DIJK = [{"family": "Dijk", "non-dropping-particle": "van", "given": "Jan J. M."}]
DE_LA_TORRE = [{"family": "Torre", "non-dropping-particle": "de la", "given": "Ana María"}]
KING = [{"family": "King", "given": "Martin Luther", "suffix": "Jr."}]
THREE = people("Ann Able", "Bob Baker", "Cy Cole")
MANY = people(*(f"{letter} {letter}x" for letter in "ABCDEFGHIJKLMNOPQRSTUV"))
CHAPTER = {"type": "chapter", "title": "A part", "container-title": "The whole", "page": "98-102"}
PROCEEDINGS = {
    "type": "paper-conference",
    "title": "A part",
    "container-title": "Proceedings of the Quay Meeting",
    "publisher": None,
    "issued": {"date-parts": [[2011, 9, 5], [2011, 9, 8]]},
}
SPEECH = {
    "type": "speech",
    "genre": "Paper presentation",
    "event-title": "The Meeting",
    "event-place": "New Orleans, LA",
    "publisher": None,
}
MARCH_TO_APRIL = {"issued": {"date-parts": [[2016, 3, 30], [2016, 4, 2]]}}
JOURNAL = {
    "type": "article-journal",
    "title": "A piece",
    "container-title": "Quay Studies",
    "volume": "4",
    "page": "7-9",
    "publisher": None,
    "issued": on(1990),
}
REVIEWED = {"reviewed-title": "The whole", "reviewed-author": THREE[1:]}

# By hand: APA 7, chapters 9 (names, dates, publishers) and 10 (examples); Chicago 18, chapter 13; MLA 9, chapter 5;
# Citing Medicine 2, chapter 2.
RECORDS = [
    ("apa", "particle", work(author=VAN_DIJK), "van Dijk, J. J. M. (2019). Small title. Press."),
    ("apa", "two particles", work(author=DE_LA_TORRE), "de la Torre, A. M. (2019). Small title. Press."),
    ("apa", "suffix", work(author=KING), "King, M. L., Jr. (2019). Small title. Press."),
    ("apa", "hyphen", work(author=people("Jean-Luc Nancy")), "Nancy, J.-L. (2019). Small title. Press."),
    ("apa", "accents", work(author=people("Élodie Ångström")), "Ångström, É. (2019). Small title. Press."),
    ("apa", "two", work(author=THREE[:2]), "Able, A., & Baker, B. (2019). Small title. Press."),
    ("apa", "three", work(author=THREE), "Able, A., Baker, B., & Cole, C. (2019). Small title. Press."),
    ("apa", "22 authors", work(author=MANY),
     "Ax, A., Bx, B., Cx, C., Dx, D., Ex, E., Fx, F., Gx, G., Hx, H., Ix, I., Jx, J., Kx, K., Lx, L., Mx, M., Nx, N.,"
     " Ox, O., Px, P., Qx, Q., Rx, R., Sx, S., … Vx, V. (2019). Small title. Press."),
    ("apa", "editors only", work(editor=THREE[:2]), "Able, A., & Baker, B. (Eds.). (2019). Small title. Press."),
    ("apa", "nobody", work(), "Small title. (2019). Press."),
    ("apa", "no date", work(author=THREE[:1], issued=None), "Able, A. (n.d.). Small title. Press."),
    ("apa", "publisher is author", work(author=[{"literal": "World Bank"}], publisher="World Bank"),
     "World Bank. (2019). Small title."),
    ("apa", "publisher begins as author", work(author=[{"literal": "World Bank"}], publisher="World Bank Group"),
     "World Bank. (2019). Small title. World Bank Group."),
    ("apa", "a question", work(author=THREE[:1], title="Does it work?"), "Able, A. (2019). Does it work? Press."),
    ("apa", "subtitle", work(author=THREE[:1], title="Gangs: a review"), "Able, A. (2019). Gangs: A review. Press."),
    ("apa", "chapter", work(author=THREE[:1], editor=THREE, **CHAPTER),
     "Able, A. (2019). A part. In A. Able, B. Baker, & C. Cole (Eds.), The whole (pp. 98–102). Press."),
    ("apa", "newspaper", work(**{"type": "article-newspaper", "author": THREE[:1], "container-title": "The Guardian",
                                 "issued": on(2017, 12, 7), "publisher": None, "URL": "https://x.org/a"}),
     "Able, A. (2017, December 7). Small title. The Guardian. https://x.org/a"),
    ("apa", "report", work(**{"type": "report", "author": THREE[:1], "collection-title": "Research Report",
                              "collection-number": "7"}),
     "Able, A. (2019). Small title (Research Report No. 7). Press."),
    ("apa", "video", work(type="motion_picture", author=THREE[:1], genre="Video", issued=on(2019, 5, 2)),
     "Able, A. (2019, May 2). Small title [Video]. Press."),
    ("apa", "range of dates", work(author=THREE[:1], issued={"date-parts": [[2018], [2019]]}),
     "Able, A. (2018–2019). Small title. Press."),
    ("apa", "days", work(author=THREE[:1], **PROCEEDINGS),
     "Able, A. (2011, September 5–8). A part. Proceedings of the Quay Meeting."),
    ("apa", "days of two months", work(**SPEECH | MARCH_TO_APRIL, author=THREE[:1]),
     "Able, A. (2016, March 30–April 2). Small title [Paper presentation]. The Meeting, New Orleans, LA."),
    ("chicago-author-date", "days", work(author=THREE[:1], **PROCEEDINGS),
     "Able, Ann. 2011. “A Part.” Proceedings of the Quay Meeting, September 5–8."),
    ("chicago-notes", "days", work(author=THREE[:1], **PROCEEDINGS),
     "Able, Ann. “A Part.” Proceedings of the Quay Meeting, September 5–8, 2011."),
    ("harvard", "days", work(author=THREE[:1], **PROCEEDINGS),
     "Able, A. (2011) ‘A part’, Proceedings of the Quay Meeting."),
    ("apa", "circa", work(author=THREE[:1], issued=on(1890) | {"circa": True}),
     "Able, A. (ca. 1890). Small title. Press."),
    ("chicago-notes", "season", work(author=THREE[:1], **JOURNAL | {"issued": on(1990) | {"season": 1}}),
     "Able, Ann. “A Piece.” Quay Studies 4 (Spring 1990): 7–9."),
    ("apa", "and others", work(author=[*THREE[:2], {"literal": "others"}]),
     "Able, A., Baker, B., et al. (2019). Small title. Press."),
    ("apa", "22 and others", work(author=[*MANY, {"literal": "others"}]),
     "Ax, A., Bx, B., Cx, C., Dx, D., Ex, E., Fx, F., Gx, G., Hx, H., Ix, I., Jx, J., Kx, K., Lx, L., Mx, M., Nx, N.,"
     " Ox, O., Px, P., Qx, Q., Rx, R., Sx, S., et al. (2019). Small title. Press."),
    ("mla", "and others", work(author=[*THREE[:1], {"literal": "others"}]),
     "Able, Ann, et al. Small Title. Press, 2019."),
    ("vancouver", "and others", work(author=[*THREE[:2], {"literal": "others"}]),
     "1. Able A, Baker B, et al. Small title. Press; 2019."),
    ("apa", "only others", work(author=[{"literal": "others"}]), "Small title. (2019). Press."),
    ("apa", "thesis", work(type="thesis", author=THREE[:1], genre="PhD thesis", publisher="University of Quays"),
     "Able, A. (2019). Small title [PhD thesis]. University of Quays."),
    ("apa", "thesis with a number",
     work(type="thesis", author=THREE[:1], genre="Doctoral dissertation", publisher="University of Quays",
          archive="ProQuest Dissertations & Theses Global", number="10169573"),
     "Able, A. (2019). Small title (Publication No. 10169573) [Doctoral dissertation, University of Quays]."
     " ProQuest Dissertations & Theses Global."),
    ("apa", "book review", work(**{**JOURNAL, "type": "review-book"}, **REVIEWED, author=THREE[:1]),
     "Able, A. (1990). A piece [Review of the book The whole, by B. Baker & C. Cole]. Quay Studies, 4, 7–9."),
    ("chicago-author-date", "22 authors", work(author=MANY), "Ax, A, B Bx, C Cx, et al. 2019. Small Title. Press."),
    ("chicago-author-date", "suffix", work(author=KING), "King, Martin Luther, Jr. 2019. Small Title. Press."),
    ("chicago-author-date", "editors only", work(editor=THREE[:2]),
     "Able, Ann, and Bob Baker, eds. 2019. Small Title. Press."),
    ("chicago-author-date", "chapter", work(author=THREE[:1], editor=THREE[1:], **CHAPTER),
     "Able, Ann. 2019. “A Part.” In The Whole, edited by Bob Baker and Cy Cole. Press."),
    ("chicago-author-date", "no date", work(author=THREE[:1], issued=None), "Able, Ann. n.d. Small Title. Press."),
    ("chicago-author-date", "quotes in quotes", work(author=THREE[:1], **CHAPTER | {"title": "On “broken windows”"}),
     "Able, Ann. 2019. “On ‘Broken Windows.’” In The Whole. Press."),
    ("chicago-author-date", "title case", work(author=THREE[:1], title="What don't we know of iPads they look to?"),
     "Able, Ann. 2019. What Don’t We Know of iPads They Look To? Press."),
    ("mla", "small words with capitals", work(author=THREE[:1], title="Care In The City: The IN Of Up-To-Date Aid For"),
     "Able, Ann. Care in the City: The IN of Up-To-Date Aid For. Press, 2019."),
    ("mla", "short range", work(author=THREE[:1], **CHAPTER),
     "Able, Ann. “A Part.” The Whole, Press, 2019, pp. 98–102."),
    ("mla", "three", work(author=THREE), "Able, Ann, et al. Small Title. Press, 2019."),
    ("harvard", "three", work(author=THREE), "Able, A., Baker, B. and Cole, C. (2019) Small title. Press."),
    ("vancouver", "seven", work(author=MANY[:7]),
     "1. Ax A, Bx B, Cx C, Dx D, Ex E, Fx F, et al. Small title. Press; 2019."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("style", "reference", "line"), [(s, r, line) for s, _, r, line in RECORDS], ids=[f"{r[0]} {r[1]}" for r in RECORDS]
)
def test_names_dates_and_kinds(style, reference, line):
    """Uncommon names, dates and types are written as the manual of the style asks."""
    assert listed(reference, style) == line


ABT = WORKS["abt-winship-2016"]
GUIDE = WORKS["nnsc-gvi-guide-2013"]
PLACES = [
    ("apa", ABT, (), "(Abt & Winship, 2016)"),
    ("apa", ABT, (page(18, "12"),), "(Abt & Winship, 2016, p. 12)"),
    ("apa", ABT, (page(18, "12"), page(19, "13")), "(Abt & Winship, 2016, pp. 12–13)"),
    ("apa", ABT, (page(4, "iv"), page(5, "v")), "(Abt & Winship, 2016, pp. iv–v)"),
    ("apa", ABT, (page(18),), "(Abt & Winship, 2016, p. 18)"),
    ("apa", ABT, (page(4), page(5, "1")), "(Abt & Winship, 2016, pp. 4–5)"),
    ("apa", ABT, (page(18, "A-3"),), "(Abt & Winship, 2016, p. A-3)"),
    ("apa", ABT, (Locator("seconds", 845, None),), "(Abt & Winship, 2016, 00:14:05)"),
    ("apa", ABT, (Locator("section", 2, "Follow-up"),), "(Abt & Winship, 2016, “Follow-up”)"),
    ("apa", WORKS["muggah-2016"], (page(3, "3"),), "(Muggah et al., 2016, p. 3)"),
    ("apa", work(author=VAN_DIJK), (page(3, "3"),), "(van Dijk, 2019, p. 3)"),
    ("apa", WORKS["nnsc-international-page"], (), "(National Network for Safe Communities, n.d.)"),
    ("chicago-author-date", ABT, (page(18, "12"), page(19, "13")), "(Abt and Winship 2016, 12–13)"),
    ("mla", ABT, (page(18, "12"),), "(Abt and Winship 12)"),
    ("mla", WORKS["icg-2017"], (page(3, "3"),),
     "(Mafia of the Poor: Gang Violence and Extortion in Central America 3)"),
    ("harvard", ABT, (page(18, "12"), page(19, "13")), "(Abt and Winship, 2016, pp. 12–13)"),
    ("vancouver", ABT, (page(18, "12"),), "(1, p. 12)"),
    ("vancouver", ABT, (), "(1)"),
    ("chicago-notes", GUIDE, (page(20, "12"),),
     "National Network for Safe Communities, Group Violence Intervention: An Implementation Guide (U.S. Department of"
     " Justice, Office of Community Oriented Policing Services, 2013), 12, https://www.hsdl.org/?abstract&did=754789."),
    ("chicago-notes", WORKS["densley-jones-2016"], (page(2, "12"), page(3, "13")),
     "James A. Densley and David Squier Jones, “Pulling Levers on Gang Violence in London and St. Paul,” in Gang"
     " Transitions and Transformations in an International Context, ed. Cheryl L. Maxson and Finn-Aage Esbensen"
     " (Springer, 2016), 12–13, https://doi.org/10.1007/978-3-319-29602-9_16."),
]  # fmt: skip


@pytest.mark.parametrize(("style", "reference", "places", "text"), PLACES)
def test_a_place_is_cited(style, reference, places, text):
    """A citation in the text has the page, the time or the heading, in the form of the style."""
    assert in_text(reference, *places, style=style) == text


@pytest.mark.parametrize(
    ("title", "container", "language", "printed"),
    [
        ("Homicidios y lluvia en el sur", "Revista del Sur", None, "Homicidios y lluvia en el sur.” Revista del Sur"),
        ("Polícia e violência nas cidades", "Revista de Segurança", None, "nas cidades.” Revista de Segurança"),
        (
            "Rain and murder in the south",
            "Journal of the south",
            None,
            "Rain and Murder in the South.” Journal of the South",
        ),
        ("Lluvia", "Sur de la tierra", "es", "Lluvia.” Sur de la tierra"),
    ],
)
def test_only_english_titles_are_put_in_title_case(title, container, language, printed):
    """A title in another language keeps its capitals, also if the record does not name the language."""
    csl = {"title": title, "container-title": container, "type": "article-journal"}
    if language:
        csl["language"] = language
    work = Reference("work", csl, "article", "descriptive")
    assert printed in str(format_citations([Mention(work)], "mla").references[0])


def test_works_that_look_alike_get_letters():
    """Two works of one author and year have letters in the list and in the text (APA 8.19)."""
    two = [WORKS["felbab-brown-2013-pinata"], WORKS["felbab-brown-2013-idpc"]]
    cited = format_citations([Mention(two[0], page(3, "3")), Mention(two[1]), Mention(two[0])], "apa")
    assert tuple(map(str, cited.in_text)) == (
        "(Felbab-Brown, 2013b, p. 3)",
        "(Felbab-Brown, 2013a)",
        "(Felbab-Brown, 2013b)",
    )
    assert [line.plain[:40] for line in cited.references] == [
        "Felbab-Brown, V. (2013a). Focused deterr",
        "Felbab-Brown, V. (2013b). Peña Nieto’s p",
    ]


@pytest.mark.parametrize("style", STYLES)
def test_a_list_of_nothing_is_empty(style):
    """No mentions make a list without entries."""
    formatted = format_citations([], style)
    assert (formatted.references, formatted.in_text) == ((), ())


def test_a_list_is_in_the_order_of_its_style():
    """Authors are sorted without regard to accents; numbers follow the order of the text."""
    works = [work(name, author=people(f"A {name}")) for name in ("Zuñiga", "Álvarez", "Baker")]
    apa, vancouver = (format_citations([Mention(each) for each in works], style) for style in ("apa", "vancouver"))
    assert [line.plain.split(",")[0] for line in apa.references] == ["Álvarez", "Baker", "Zuñiga"]
    assert [line.plain.split()[1] for line in vancouver.references] == ["Zuñiga", "Álvarez", "Baker"]
    assert tuple(map(str, vancouver.in_text)) == ("(1)", "(2)", "(3)")


@pytest.mark.parametrize("style", STYLES)
def test_a_record_is_taken_literally(style):
    """Markup in a record is printed as it is, and fields with wrong types are ignored."""
    marked = work(title='<b>Bold</b> & <span class="nocase">iPod</span>', author=[{"literal": "A <i>B</i>"}])
    assert "A <i>B</i>" in listed(marked, style)
    assert '<b>bold</b> & <span class="nocase">ipod</span>' in listed(marked, style).lower()
    broken = {"title": ["x"], "author": "Able", "issued": {"date-parts": [["soon"], [2013, 13, 40]]}, "page": 7}
    assert "7" in listed(Reference("k", {**broken, "type": "article-journal"}, "", ""), style)
    assert listed(Reference("k", broken, "", ""), style)


def test_a_style_can_be_given_by_its_file(tmp_path):
    """A CSL file can be given by its path."""
    path = tmp_path / "mine.csl"
    path.write_bytes((Path(__file__).parents[3] / "corpus" / "citing" / "styles" / "apa.csl").read_bytes())
    mentions = [Mention(ABT, page(18, "12"))]
    assert format_citations(mentions, str(path)) == format_citations(mentions, "apa")


CSL = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info><id>x</id></info>{}</style>'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("turabian", None, "apa, chicago-author-date, chicago-notes, mla, harvard, vancouver"),
        ("nowhere.csl", None, "cannot be read"),
        ("text.csl", "APA", "cannot be read"),
        ("page.csl", "<html/>", "cannot be read"),
        ("dependent.csl", CSL.format(""), "refers to another style"),
        ("broken.csl", CSL.format('<citation><layout><text macro="gone"/></layout></citation>'), "cannot be used"),
    ],
)
def test_an_unusable_style_is_an_error(tmp_path, name, content, message):
    """A style that does not exist or cannot be used is an error of one line."""
    path = tmp_path / name
    if content:
        path.write_text(content)
    with pytest.raises(InputError, match=message) as caught:
        format_citations([Mention(ABT)], str(path) if name.endswith(".csl") else name)
    assert "\n" not in str(caught.value)


def test_a_style_without_a_list_gives_its_citations(tmp_path):
    """A style without a list of references lists its citations."""
    path = tmp_path / "short.csl"
    path.write_text(CSL.format('<citation><layout><text variable="title"/></layout></citation>'))
    assert format_citations([Mention(work())], str(path)).references == (StyledText((Run("Small title"),)),)


def test_a_style_may_change_the_case_of_names_and_labels(tmp_path):
    """The case of names of people and bodies and of labels follows the style."""
    path = tmp_path / "loud.csl"
    parts = '<name-part name="family" text-case="uppercase" suffix="!"/><name-part name="given" text-case="lowercase"/>'
    label = '<label variable="locator" prefix=" " text-case="capitalize-first"/><text variable="locator" prefix=" "/>'
    names = f'<names variable="author"><name name-as-sort-order="all">{parts}</name></names>'
    path.write_text(CSL.format(f"<citation><layout>{names}{label}</layout></citation>"))
    two = work(author=[{"literal": "World Bank"}, *THREE[:1]])
    assert in_text(two, page(12, "xi"), page(13, "xii"), style=str(path)) == "WORLD BANK!, ABLE!, ann Pages xi–xii"


def test_titles_of_the_reading_list_are_known_in_sentence_case():
    """The titles in sentence case are the titles of the reading list and of the books around its chapters."""
    csl = [reference.csl for reference in WORKS.values()]
    books = [each["container-title"] for each in csl if each["type"] in ("chapter", "entry-encyclopedia")]
    titles = [*(each["title"] for each in csl), *books]
    lines = (
        (Path(__file__).parents[3] / "corpus" / "works" / "starter" / "sentence-case.txt")
        .read_text("utf-8")
        .splitlines()
    )
    assert sorted(line.casefold() for line in lines) == sorted(title.casefold() for title in titles)
    assert sentence_case("A Title of Nobody's List") == "A Title of Nobody's List"
