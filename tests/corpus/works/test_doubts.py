"""What is doubtful about a reference, and how to settle it."""

from dataclasses import replace

import pytest

from corpus.model import CrossrefRecord, FieldOrigin, Lookup
from corpus.works.doubts import is_of_earlier_version, missing, uncertain, way_to_settle
from tests.corpus.documents import reference

PRINTED = FieldOrigin("printed", is_sure=True)
DOUBT = FieldOrigin("file", is_sure=False)
PERSON = FieldOrigin("person", is_sure=True)
AUTHOR = [{"family": "Souza", "given": "Ana"}]
ISSUED = {"date-parts": [[2016]]}
ARTICLE = {"type": "article-journal", "author": AUTHOR, "issued": ISSUED, "container-title": "J", "volume": "3"}


def work(csl, **origins):
    names = {name.replace("_", "-"): origin for name, origin in origins.items()}
    return replace(reference("work", **csl), origins={"title": PRINTED, **names}, guessed=True)


@pytest.mark.parametrize(
    ("found", "unsure", "gaps", "command"),
    [
        (work({"author": AUTHOR, "issued": ISSUED}), (), (), ""),
        (work({"author": AUTHOR, "issued": ISSUED}, issued=DOUBT), ("year",), (), "evidence edit work year=..."),
        (work({}), (), ("authors", "year"), "evidence edit work authors=... year=..."),
        (work({"editor": AUTHOR}), (), ("year",), "evidence edit work year=..."),
        (work({"type": "webpage", "issued": ISSUED}), (), (), ""),
        (work({"author": AUTHOR}, issued=PERSON), (), (), ""),
        (work(ARTICLE), (), ("pages",), "evidence lookup work"),
        (work({**ARTICLE, "page": "1-2"}, volume=DOUBT, container_title=DOUBT), ("volume", "journal"), (),
         "evidence lookup work"),
        (work({"author": AUTHOR, "DOI": "10.1/2"}), (), ("year",), "evidence lookup work"),
        (work({"type": "report", "author": AUTHOR, "issued": ISSUED}, type=DOUBT), ("type",), (),
         "evidence edit work type=..."),
    ],
)  # fmt: skip
def test_doubts_and_the_way_to_settle_them(found, unsure, gaps, command):
    """What Crossref may know is looked up, and the rest is typed. A field that a person emptied is not missing."""
    assert (uncertain(found), missing(found), way_to_settle(found)) == (unsure, gaps, command)


@pytest.mark.parametrize(
    ("record", "command"),
    [
        (None, "evidence edit work pages=..."),
        (CrossrefRecord({"volume": "3"}), "evidence edit work pages=..."),
        (CrossrefRecord({"page": "1-2"}), "evidence lookup work"),
    ],
)
def test_a_work_that_crossref_does_not_have_is_not_looked_up_again(record, command):
    """After a look-up, a person types what Crossref does not know."""
    assert way_to_settle(work(ARTICLE), Lookup("work", "10.1/2", record, "")) == command


def test_works_of_an_earlier_version_are_identified_again():
    """Without origins there are no doubts, but a work that a program identified can be identified again."""
    old = replace(reference("work"), guessed=True)
    assert (uncertain(old), missing(old), is_of_earlier_version(old)) == ((), (), True)
    assert way_to_settle(old) == "evidence edit --reidentify work"
    assert is_of_earlier_version(replace(old, origins={"title": PERSON}))
    assert way_to_settle(reference("work")) == ""


def test_a_work_that_a_person_described_is_not_of_an_earlier_version():
    """If every field has an origin, all doubts are known."""
    described = replace(reference("work"), guessed=True, origins=dict.fromkeys(["type", "title"], PERSON))
    assert not is_of_earlier_version(described)
