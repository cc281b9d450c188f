"""Examples that the manuals print, and their rules that CSL cannot express.

The lines are examples of the manuals: APA 7 ("Common references" and chapter 10), the citation guide of Chicago 18,
MLA 9 (chapter 5), Cite Them Right 12. Italics are between stars.
"""

import pytest

from corpus.citing.styles import Mention, format_citations
from corpus.citing.styles.records import clean_pages
from corpus.model import Locator, Reference


def on(*parts):
    return {"date-parts": [list(parts)]}


def people(*names):
    """Return people from `Family, Given`. A name without a comma is a body."""
    listed = []
    for name in names:
        family, _, given = name.partition(", ")
        listed.append({"family": family, "given": given} if given else {"literal": name})
    return listed


def work(type, title, author=(), issued=(), kind="", **csl):
    named = {name.replace("_", "-"): value for name, value in csl.items()}
    fields = {"type": type, "title": title, "author": people(*author), **named}
    if issued:
        fields["issued"] = on(*issued)
    return Reference("a-key", fields, kind, "descriptive")


def styled(reference, style):
    """Return the line of a work, with italics between stars."""
    (line,) = format_citations([Mention(reference)], style).references
    return "".join(f"*{run.text}*" if run.fonts else run.text for run in line.runs)


MCCAULEY = work(
    "article-journal",
    "Language learning as language use: a crosslinguistic model of child language development",
    ["McCauley, Stewart M.", "Christiansen, Morten H."],
    (2019,),
    container_title="Psychological Review",
    volume="126",
    issue="1",
    page="1-51",
    DOI="10.1037/rev0000126",
)
JERRENTRUP = work(
    "article-journal",
    'Teaching medicine with the help of "Dr. House"',
    ["Jerrentrup, Andreas"],
    (2018,),
    container_title="PLoS ONE",
    volume="13",
    issue="3",
    page="e0193972",
    DOI="10.1371/journal.pone.0193972",
)
GUARINO = work(
    "article-newspaper",
    "How will humanity react to alien life? Psychologists have some predictions",
    ["Guarino, Ben"],
    (2017, 12, 4),
    container_title="The Washington Post",
    URL="https://wp.example/aliens",
)
BALSAM = work(
    "chapter",
    "Affirmative cognitive behavior therapy with sexual and gender minority people",
    ["Balsam, Kimberly F.", "Martell, Christopher R."],
    (2019,),
    page="287-314",
    edition="2",
    editor=people("Iwamasa, Gayle Y.", "Hays, Pamela A."),
    publisher="American Psychological Association",
    container_title="Culturally responsive cognitive behavior therapy: Practice and supervision",
)
NCI = work(
    "report",
    "Facing forward: Life after cancer treatment",
    ["National Cancer Institute"],
    (2018,),
    genre="NIH Publication",
    number="18-2424",
    publisher="National Institutes of Health",
)
KABIR = work(
    "thesis",
    "Factors influencing customer satisfaction",
    ["Kabir, J. M."],
    (2016,),
    number="10169573",
    genre="Doctoral dissertation",
    publisher="Wilmington University",
    archive="ProQuest Dissertations & Theses Global",
)
HOUSAND = work(
    "speech",
    "Game on! Integrating games and simulations in the classroom",
    ["Housand, Brian"],
    (2016,),
    genre="PowerPoint slides",
    publisher="SlideShare",
    URL="https://slides.example/x",
)
EVANS = work(
    "speech",
    "Gun violence: An event on the power of community",
    ["Evans, A. C."],
    event_title="APA 2019 Convention",
    event_place="Chicago, IL, United States",
    issued=(),
)
EVANS.csl["issued"] = {"date-parts": [[2019, 8, 8], [2019, 8, 11]]}
SCHATZ = work(
    "review-book",
    "Learning by text or context?",
    ["Schatz, Bruce R."],
    (2000,),
    volume="290",
    page="1304",
    container_title="Science",
    reviewed_title="The social life of information",
    reviewed_author=people("Brown, John Seely", "Duguid, Paul"),
)
CDC = work(
    "webpage",
    "People at high risk of developing flu-related complications",
    ["Centers for Disease Control and Prevention"],
    (2018, 1, 23),
    URL="https://www.cdc.gov/flu/about/disease/high_risk.htm",
)
OXFORD = work(
    "motion_picture",
    "How do geckos walk on water?",
    ["University of Oxford"],
    (2018, 12, 6),
    genre="Video",
    publisher="YouTube",
    URL="https://www.youtube.com/watch?v=qm1xGfOZJc8",
)
BINDER = work(
    "book",
    "The channels of student activism: how the left and right are winning (and losing) in campus politics today",
    ["Binder, Amy J.", "Kidder, Jeffrey L."],
    (2022,),
    publisher="University of Chicago Press",
)
DITTMAR = work(
    "article-journal",
    "Temporal variation in selection influences microgeographic local adaptation",
    ["Dittmar, Emily L.", "Schemske, Douglas W."],
    (2023, 10),
    container_title="American Naturalist",
    volume="202",
    issue="4",
    page="471-485",
    DOI="10.1086/725865",
)
KWON = work(
    "article-journal",
    "Inclusion work: children of immigrants claiming membership in everyday life",
    ["Kwon, Hyeyoung"],
    (2022,),
    container_title="American Journal of Sociology",
    volume="127",
    issue="6",
    page="1818-59",
)
GARZA = work(
    "thesis",
    "A house is not a home: citizenship and belonging in contemporary democracies",
    ["Blajer de la Garza, Yuna"],
    (2019,),
    genre="PhD diss.",
    publisher="University of Chicago",
    archive="ProQuest",
    number="13865986",
)
JACOBS = work(
    "review-book",
    "The muchness of Madonna",
    ["Jacobs, Alexandra"],
    (2023, 10, 8),
    reviewed_title="Madonna: a rebel life",
    reviewed_author=people("Gabriel, Mary"),
    container_title="New York Times",
)
BARON = work(
    "article-journal",
    "Redefining reading: the impact of digital communication media",
    ["Baron, Naomi S."],
    (2013, 1),
    container_title="PMLA",
    volume="128",
    issue="1",
    page="193-200",
)
CHEN = work(
    "article-journal",
    "Addressing uncertainties through improved reserve product design",
    ["Chen, Y."],
    (2023,),
    container_title="IEEE Transactions on Power Systems",
    volume="38",
    issue="4",
    page="3911-3923",
)

EXAMPLES = [
    ("apa", MCCAULEY, "McCauley, S. M., & Christiansen, M. H. (2019). Language learning as language use: A"
     " crosslinguistic"
     " model of child language development. *Psychological Review*, *126*(1), 1–51."
     " https://doi.org/10.1037/rev0000126"),
    ("apa", JERRENTRUP, "Jerrentrup, A. (2018). Teaching medicine with the help of “Dr. House.” *PLoS ONE*, *13*(3),"
     " Article"
     " e0193972. https://doi.org/10.1371/journal.pone.0193972"),
    ("apa", GUARINO, "Guarino, B. (2017, December 4). How will humanity react to alien life? Psychologists have some"
     " predictions. *The Washington Post*. https://wp.example/aliens"),
    ("apa", BALSAM, "Balsam, K. F., & Martell, C. R. (2019). Affirmative cognitive behavior therapy with sexual and"
     " gender"
     " minority people. In G. Y. Iwamasa & P. A. Hays (Eds.), *Culturally responsive cognitive behavior therapy:"
     " Practice"
     " and supervision* (2nd ed., pp. 287–314). American Psychological Association."),
    ("apa", NCI, "National Cancer Institute. (2018). *Facing forward: Life after cancer treatment* (NIH Publication No."
     " 18-2424). National Institutes of Health."),
    ("apa", KABIR, "Kabir, J. M. (2016). *Factors influencing customer satisfaction* (Publication No. 10169573)"
     " [Doctoral"
     " dissertation, Wilmington University]. ProQuest Dissertations & Theses Global."),
    ("apa", HOUSAND, "Housand, B. (2016). *Game on! Integrating games and simulations in the classroom* [PowerPoint"
     " slides]."
     " SlideShare. https://slides.example/x"),
    ("apa", EVANS, "Evans, A. C. (2019, August 8–11). *Gun violence: An event on the power of community* [Conference"
     " presentation]. APA 2019 Convention, Chicago, IL, United States."),
    ("apa", SCHATZ, "Schatz, B. R. (2000). Learning by text or context? [Review of the book *The social life of"
     " information*,"
     " by J. S. Brown & P. Duguid]. *Science*, *290*, 1304."),
    ("apa", CDC, "Centers for Disease Control and Prevention. (2018, January 23). *People at high risk of developing"
     " flu-related complications*. https://www.cdc.gov/flu/about/disease/high_risk.htm"),
    ("apa", OXFORD, "University of Oxford. (2018, December 6). *How do geckos walk on water?* [Video]. YouTube."
     " https://www.youtube.com/watch?v=qm1xGfOZJc8"),
    ("chicago-author-date", BINDER, "Binder, Amy J., and Jeffrey L. Kidder. 2022. *The Channels of Student Activism:"
     " How the"
     " Left and Right Are Winning (and Losing) in Campus Politics Today*. University of Chicago Press."),
    ("chicago-author-date", DITTMAR, "Dittmar, Emily L., and Douglas W. Schemske. 2023. “Temporal Variation in"
     " Selection"
     " Influences Microgeographic Local Adaptation.” *American Naturalist* 202 (4): 471–85."
     " https://doi.org/10.1086/725865."),
    ("chicago-author-date", KWON, "Kwon, Hyeyoung. 2022. “Inclusion Work: Children of Immigrants Claiming Membership in"
     " Everyday Life.” *American Journal of Sociology* 127 (6): 1818–59."),
    ("chicago-author-date", GARZA, "Blajer de la Garza, Yuna. 2019. “A House Is Not a Home: Citizenship and Belonging"
     " in"
     " Contemporary Democracies.” PhD diss., University of Chicago. ProQuest (13865986)."),
    ("chicago-author-date", JACOBS, "Jacobs, Alexandra. 2023. “The Muchness of Madonna.” Review of *Madonna: A Rebel"
     " Life*,"
     " by Mary Gabriel. *New York Times*, October 8."),
    ("chicago-notes", GARZA, "Blajer de la Garza, Yuna. “A House Is Not a Home: Citizenship and Belonging in"
     " Contemporary"
     " Democracies.” PhD diss., University of Chicago, 2019. ProQuest (13865986)."),
    ("chicago-notes", OXFORD, "University of Oxford. *How Do Geckos Walk on Water?* Video. YouTube, December 6, 2018."
     " https://www.youtube.com/watch?v=qm1xGfOZJc8."),
    ("mla", BARON, "Baron, Naomi S. “Redefining Reading: The Impact of Digital Communication Media.” *PMLA*, vol."
     " 128, no. 1,"
     " Jan. 2013, pp. 193–200."),
    ("mla", BINDER, "Binder, Amy J., and Jeffrey L. Kidder. *The Channels of Student Activism: How the Left and Right"
     " Are"
     " Winning (and Losing) in Campus Politics Today*. U of Chicago P, 2022."),
    ("mla", SCHATZ, "Schatz, Bruce R. “Learning by Text or Context?” Review of *The Social Life of Information*, by"
     " John Seely"
     " Brown and Paul Duguid. *Science*, vol. 290, 2000, p. 1304."),
    ("mla", EVANS, "Evans, A. C. “Gun Violence: An Event on the Power of Community.” APA 2019 Convention, 8–11 Aug."
     " 2019,"
     " Chicago, IL, United States."),
    ("harvard", CHEN, "Chen, Y. (2023) ‘Addressing uncertainties through improved reserve product design’, *IEEE"
     " Transactions"
     " on Power Systems*, 38(4), pp. 3911–3923."),
    ("harvard", SCHATZ, "Schatz, B.R. (2000) ‘Learning by text or context?’, *Science*, 290, p. 1304."),
    ("harvard", JERRENTRUP, "Jerrentrup, A. (2018) ‘Teaching medicine with the help of “Dr. House”’, *PLoS ONE*, 13(3),"
     " e0193972. Available at: https://doi.org/10.1371/journal.pone.0193972."),
    ("vancouver", HOUSAND, "1. Housand B. Game on! Integrating games and simulations in the classroom [PowerPoint"
     " slides]"
     " [Internet]. SlideShare; 2016. Available from: https://slides.example/x"),
]  # fmt: skip


@pytest.mark.parametrize(("style", "reference", "line"), EXAMPLES)
def test_an_example_of_the_manual(style, reference, line):
    """An example of a manual is written as the manual prints it, with its italics."""
    assert styled(reference, style) == line


ABLE = {"author": ["Able, Ann"], "issued": (2019,)}


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        (work("report", "Case study: quays", genre="Case study", **ABLE), "Able, A. (2019). *Case study: Quays*."),
        (work("report", "Case study", genre="Case study", **ABLE), "Able, A. (2019). *Case study*."),
        (work("report", "Case studying", genre="Case study", **ABLE), "Able, A. (2019). *Case studying* [Case study]."),
        (work("report", "Brief 7: quays", genre="Brief", number="7", **ABLE), "Able, A. (2019). *Brief 7: Quays*"
        " (Brief No. 7)."),
        (work("thesis", "PhD thesis lives", genre="PhD thesis", publisher="U", **ABLE), "Able, A. (2019). *PhD thesis"
        " lives* [PhD thesis]. U."),
        (work("speech", "Quays", kind="slides", **ABLE), "Able, A. (2019). *Quays* [Slides]."),
        (work("review-book", "Review of Quays", container_title="Q", **ABLE), "Able, A. (2019). [Review of the book"
        " *Quays*]. *Q*."),
        (work("review-book", "Book review: Quays", container_title="Q", **ABLE), "Able, A. (2019). [Review of the"
        " book *Quays*]. *Q*."),
        (work("review-book", "Reviewing quays", container_title="Q", **ABLE), "Able, A. (2019). Reviewing quays. *Q*."),
    ],
)  # fmt: skip
def test_a_genre_or_a_review_is_not_said_twice(reference, line):
    """What the title says is not repeated, and a review's own title is not printed as the title of a book."""
    assert styled(reference, "apa") == line


@pytest.mark.parametrize(
    ("pages", "whole"),
    [
        ("1123-37", "1123-1137"),
        ("1123–1137", "1123-1137"),
        ("1123--37", "1123-1137"),
        ("471 - 85", "471-485"),
        ("S12-9", "S12-S19"),
        ("397", "397"),
        ("397-397", "397"),
        ("397-", "397"),
        ("1-20", "1-20"),
        ("98-102", "98-102"),
        ("98-2", "98-2"),
        ("xii-xv", "xii-xv"),
        ("A1, B3-B7", "A1, B3-B7"),
        ("1, 30-4", "1, 30-34"),
        ("e0193972", "e0193972"),
        ("10-1-10-12", "10-1-10-12"),
    ],
)
def test_pages_are_whole(pages, whole):
    """A last page has all its digits; a range from a page to itself is one page."""
    assert clean_pages(pages) == whole


@pytest.mark.parametrize(
    ("style", "pages", "printed"),
    [
        ("apa", "1123-37", "1123–1137"),
        ("harvard", "1123-37", "pp. 1123–1137"),
        ("chicago-author-date", "1123-1137", "1123–37"),
        ("mla", "1123-1137", "pp. 1123–37"),
        ("mla", "397-", "p. 397"),
        ("mla", "397-397", "p. 397"),
        ("harvard", "397", "p. 397"),
    ],
)
def test_pages_in_a_style(style, pages, printed):
    """A range has the digits that the manual asks for, and a lone page is not a range."""
    reference = work("article-journal", "Quays", container_title="Q", volume="3", page=pages, **ABLE)
    assert printed in styled(reference, style)
    assert printed.startswith("pp.") or "pp." not in styled(reference, style)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [("2-1", "2-1", "p. 2-1"), ("A-3", "A-3", "p. A-3"), ("2-1", "2-2", "pp. 2-1–2-2"), ("xi", "xii", "pp. xi–xii")],
)
def test_a_page_with_a_hyphen_is_one_page(first, last, text):
    """A printed page number with a hyphen is one page."""
    ends = [Locator("page", index, label) for index, label in enumerate((first, last), start=5)]
    if first == last:
        ends = ends[:1]
    (cited,) = format_citations([Mention(work("book", "Quays", **ABLE), *ends)], "apa").in_text
    assert cited.plain == f"(Able, 2019, {text})"


def order(style, *works):
    """Return the first word of each title (or body) in the order of a style's list."""
    references = [Reference(f"key-{number}", each.csl, "", "") for number, each in enumerate(works)]
    lines = format_citations([Mention(reference) for reference in references], style).references
    return [line.plain for line in lines]


@pytest.mark.parametrize("style", ["apa", "chicago-author-date", "chicago-notes", "mla", "harvard"])
def test_articles_and_quotation_marks_do_not_count_in_sorting(style):
    """A title is sorted by its first word that is not an article, with or without quotation marks."""
    titles = ["The zebra", "A yak", '"The xenops" and others', "An owl", "Monkeys", "El lobo", "Theirs", "Anna"]
    works = [work("book", title, publisher="P", issued=(2019,), language="es" if title.startswith("El") else "en")
             for title in titles]  # fmt: skip
    found = [next(title for title in titles if title.split()[-1] in line.lower() or title in line)
             for line in order(style, *works)]  # fmt: skip
    assert found == ["Anna", "El lobo", "Monkeys", "An owl", "Theirs", '"The xenops" and others', "A yak", "The zebra"]


def test_a_body_is_sorted_without_its_article_and_a_person_by_the_whole_name():
    """The article of a body does not count. A family name that looks like an article counts."""
    works = [
        work("book", "T", [name], (2019,), publisher="P") for name in ("The Zoo", "An, Li", "Baker, Bo", "The Aquarium")
    ]
    assert [line.split(".")[0] for line in order("apa", *works)] == ["An, L", "The Aquarium", "Baker, B", "The Zoo"]
