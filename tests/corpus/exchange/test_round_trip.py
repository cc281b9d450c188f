"""CSL to a format and back changes nothing that the format can hold. `docs/references.md` lists what each can hold."""

import json
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.exchange import read, write
from corpus.exchange.csl_names import PARTICLES
from corpus.exchange.editions import clean_edition
from corpus.model import FieldOrigin, Reference
from corpus.works.starter import starter

SUFFIXES = {"bibtex": "bib", "ris": "ris", "csl-json": "json"}
FORMATS = tuple(SUFFIXES)


def there_and_back(folder, item, format):
    """Write one reference and return the CSL that is read from the file."""
    path = folder / f"one.{SUFFIXES[format]}"
    path.write_text(write([Reference("a-key", {"id": "a-key", **item}, "report", "guide", True)], format), "utf-8")
    export = read(path)
    assert not export.problems
    (entry,) = export.entries
    assert entry.key == "a-key"
    return dict(entry.csl)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("exchange")


def one_line(text):
    return " ".join(text.split())


# All characters except controls and characters that turn the direction of text: no format should carry these.
SAFE = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\u061c\u200e\u200f"
    + "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])))  # fmt: skip
TEXT = st.text(SAFE, min_size=1, max_size=40).map(one_line).filter(bool)
TRICKY = st.text("aB {}\\$%&#_~^\"'`-,;:@=<>|!?()[]é中", min_size=1, max_size=25).map(one_line).filter(bool)
# A text such as "&gt;" is read as ">" from every format, because publishers and reference managers leave such escapes.
ANY = (TEXT | TRICKY).filter(lambda text: unescape(text) == text)
DIGITS = st.integers(1, 999).map(str)

WORD = st.text(st.characters(categories=["Ll", "Lo"]), min_size=1, max_size=8)
NAME = st.builds(lambda first, rest: first + rest, st.sampled_from("ABÉÑÖŁ李"), WORD)
PARTICLE = st.sampled_from(sorted(PARTICLES))
PERSON = st.fixed_dictionaries(
    {"family": NAME | st.builds("{} {}".format, NAME, NAME) | st.builds("{}-{}".format, NAME, NAME), "given": NAME},
    optional={"suffix": st.just("Jr."), "non-dropping-particle": PARTICLE, "dropping-particle": PARTICLE},
)
BODY = st.builds("{} {}".format, NAME, ANY).map(lambda text: {"literal": text})
PEOPLE = st.lists(PERSON | BODY, min_size=1, max_size=4)

YEARS = st.integers(1, 9999)
PARTS = st.one_of(
    st.tuples(YEARS),
    st.tuples(YEARS, st.integers(1, 12)),
    st.tuples(YEARS, st.integers(1, 12), st.integers(1, 28)),
).map(list)
DATE = st.one_of(
    st.builds(lambda part: {"date-parts": [part]}, PARTS),
    st.builds(lambda part: {"date-parts": [part], "circa": True}, PARTS),
    st.builds(lambda year, season: {"date-parts": [[year]], "season": season}, YEARS, st.integers(1, 4)),
    st.builds(lambda one, other: {"date-parts": [one, other]}, PARTS, PARTS),
    st.sampled_from(["forthcoming", "in press", "submitted"]).map(lambda text: {"literal": text}),
)
PAGES = DIGITS | st.builds("{}-{}".format, st.integers(1, 99), st.integers(100, 999)) | st.sampled_from(
    ["1-3, 7", "S1-S9", "xii", "e1234", "89–101", "A-1-A-10"]
)  # fmt: skip
DOI = st.from_regex(r"10\.[1-9]\d{3}/[a-z0-9._()<>;:/-]{1,20}", fullmatch=True)
URL = st.from_regex(r"https://[a-z]{1,8}\.org/[A-Za-z0-9._~%&=?#+,;@-]{0,20}", fullmatch=True)

COMMON = {
    "title": ANY,
    "title-short": ANY,
    "author": PEOPLE,
    "translator": PEOPLE,
    "issued": DATE,
    "accessed": st.builds(lambda part: {"date-parts": [part]}, PARTS),
    "publisher": ANY,
    "publisher-place": ANY,
    "edition": ANY.map(clean_edition),  # "1o" is edition 1
    "genre": NAME,
    "abstract": ANY,
    "note": ANY,
    "language": st.sampled_from(["en", "es", "pt", "pt-BR", "en-GB", "fr", "sw", "zh-Hant"]),
    "DOI": DOI,
    "URL": URL,
    "ISBN": st.sampled_from(["978-1-932582-71-0", "0-306-40615-2"]),
    "keyword": st.lists(NAME, min_size=1, max_size=3).map(", ".join),
}
OF_TYPE = {
    "report": {"editor": PEOPLE, "collection-title": ANY, "collection-number": DIGITS, "number-of-pages": DIGITS},
    "book": {"collection-title": ANY, "collection-number": DIGITS, "volume": DIGITS, "number-of-pages": DIGITS},
    "chapter": {"editor": PEOPLE, "container-title": ANY, "collection-title": ANY, "page": PAGES, "volume": DIGITS},
    "article-journal": {"container-title": ANY, "volume": ANY, "issue": ANY, "page": PAGES, "editor": PEOPLE},
    "article-newspaper": {"container-title": ANY, "page": PAGES, "issue": DIGITS},
    "article-magazine": {"container-title": ANY, "page": PAGES, "volume": DIGITS, "issue": DIGITS},
    "paper-conference": {"editor": PEOPLE, "container-title": ANY, "event-title": ANY, "page": PAGES},
    "entry-encyclopedia": {"editor": PEOPLE, "container-title": ANY, "volume": DIGITS, "page": PAGES},
    "webpage": {"container-title": ANY},
    "motion_picture": {"container-title": ANY},
    "document": {"number": NAME},
    "thesis": {},
}


@st.composite
def items(draw, kind):
    """Draw a work of this type. It has a number in a series only if it has a series."""
    optional = {field: strategy for field, strategy in (COMMON | OF_TYPE[kind]).items() if field != "title"}
    item = draw(st.fixed_dictionaries({"type": st.just(kind), "title": ANY}, optional=optional))
    return item if "collection-title" in item else {f: v for f, v in item.items() if f != "collection-number"}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", OF_TYPE)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_work_comes_back_unchanged(folder, format, kind, data):
    """Titles with any characters, names, dates, numbers and pages survive each format."""
    item = data.draw(items(kind))
    assert there_and_back(folder, item, format) == item


@pytest.mark.parametrize("format", FORMATS)
def test_the_reading_list_comes_back(folder, format):
    """26 real works survive, except the event of a video, for which RIS has no field."""
    for entry in starter():
        item = {field: value for field, value in entry.reference.csl.items() if field != "id"}
        if format == "ris":
            item.pop("event-title", None)
        assert there_and_back(folder, item, format) == item


def test_csl_json_keeps_line_breaks_and_our_fields(folder):
    """Kind, design, whether the design is a guess, and where fields came from come back from our own export."""
    origins = {"title": FieldOrigin("printed", is_sure=False)}
    reference = Reference(
        "k", {"id": "k", "type": "report", "title": "T", "abstract": "a\n\nb"}, "guide", "guide", True, origins
    )
    (folder / "own.json").write_text(write([reference], "csl-json"))
    (entry,) = read(folder / "own.json").entries
    written = {"title": {"by": "printed", "is_sure": False}}
    assert entry.own == {"kind": "guide", "design": "guide", "guessed": True, "origins": written}
    assert entry.csl == {"type": "report", "title": "T", "abstract": "a\n\nb"}
    assert json.loads((folder / "own.json").read_text())[0]["id"] == "k"


@given(family=st.lists(NAME | PARTICLE | st.sampled_from(["and", "And,", "others"]), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_bibtex_does_not_split_family_names(folder, family):
    """A family name stays whole, even if its words are particles, "and" or end in a comma."""
    item = {"type": "book", "title": "T", "author": [{"family": " ".join(family), "given": "Ana de"}] * 2}
    assert there_and_back(folder, item, "bibtex") == item


@pytest.mark.parametrize(
    ("format", "went", "came"),
    [
        *((format, kind, kind) for format in FORMATS for kind in
          "report book chapter thesis webpage dataset software song graphic patent standard legislation legal_case "
          "personal_communication manuscript document article-journal article-magazine article-newspaper".split()),
        *(("ris", kind, kind) for kind in "entry-dictionary post-weblog speech article bill hearing map".split()),
        ("bibtex", "entry-dictionary", "entry-encyclopedia"),
        ("bibtex", "post-weblog", "webpage"),
        ("bibtex", "speech", "manuscript"),
        ("bibtex", "broadcast", "motion_picture"),
        ("ris", "broadcast", "motion_picture"),
        ("ris", "periodical", "document"),
    ],
)  # fmt: skip
def test_types(folder, format, went, came):
    """A type comes back as docs/references.md says."""
    assert there_and_back(folder, {"type": went, "title": "T"}, format) == {"type": came, "title": "T"}


PEOPLE_OF_ONE = [{"family": "Ruiz", "given": "Ana"}]


@pytest.mark.parametrize(
    ("format", "item"),
    [
        ("bibtex", {"type": "chapter", "container-author": PEOPLE_OF_ONE, "chapter-number": "3"}),
        ("bibtex", {"type": "motion_picture", "event-title": "A Conference", "event-place": "Oslo", "medium": "DVD"}),
        ("bibtex", {"type": "book", "original-date": {"date-parts": [[1999]]}, "number-of-volumes": "2"}),
        ("bibtex", {"type": "report", "number": "IDB-354", "collection-title": "IDB", "collection-number": "354"}),
        ("bibtex", {"type": "report", "number": "7", "collection-title": "Series"}),
        ("ris", {"type": "chapter", "collection-editor": PEOPLE_OF_ONE}),
        ("ris", {"type": "book", "author": PEOPLE_OF_ONE, "collection-editor": PEOPLE_OF_ONE, "page": "12"}),
        ("ris", {"type": "report", "number": "IDB-354", "collection-title": "IDB", "collection-number": "354"}),
        ("ris", {"type": "paper-conference", "event-title": "A Conference", "event-place": "Oslo"}),
        ("ris", {"type": "report", "call-number": "H 1", "archive": "A", "archive_location": "B", "source": "C"}),
        ("ris", {"type": "article-newspaper", "section": "World", "container-title-short": "CSM"}),
    ],
)
def test_further_fields(folder, format, item):
    """Fields that only one format has, or only some types have, come back."""
    item = {"title": "T", **item}
    assert there_and_back(folder, item, format) == item


def test_a_director_is_written_as_author(folder):
    """The director of a film without an author is written as its author, as in Zotero's exports."""
    for format in ("bibtex", "ris"):
        found = there_and_back(folder, {"type": "motion_picture", "title": "T", "director": PEOPLE_OF_ONE}, format)
        assert found["author"] == PEOPLE_OF_ONE
