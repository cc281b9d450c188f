"""51 real papers, briefs, slides and statistics pages of ../shared/data: each is identified by what it prints."""

import json
import subprocess
import sys

import pytest

from corpus.reading.formats import extract
from corpus.works.identify import identify

MIN_RIGHT = {
    "title": 48, "authors": 42, "year": 45, "container": 29, "volume": 27, "issue": 19, "pages": 19, "doi": 25,
    "type": 46,
}  # fmt: skip
"""How many works must have each field right. 51 print a title, 48 a year, 33 a journal, 30 a volume, 22 pages."""


@pytest.fixture(scope="module")
def counts(shared_data, tmp_path_factory):
    """What the script beside the papers counts: by field, its verdicts and how often each was given."""
    folder = tmp_path_factory.mktemp("articles")
    references = []
    works = []
    for path in sorted((shared_data / "articles" / "pdfs").glob("*.pdf")):
        held = {reference.key for reference in references}
        reference = identify(extract(path), path.name, references, held).reference
        references.append(reference)
        works.append({"key": reference.key, "file": path.name})
    (folder / "list.json").write_text(json.dumps(works))
    (folder / "csl.json").write_text(json.dumps([dict(reference.csl) for reference in references]))
    script = shared_data / "articles" / "score.py"
    command = [sys.executable, script, "--list", folder / "list.json", "--csl", folder / "csl.json"]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    verdicts = table[1].split()[1:8]
    found = {}
    for row in table[2:11]:
        field, *numbers = row.split()
        found[field] = dict(zip(verdicts, map(int, numbers[:7]), strict=True))
    return found


@pytest.mark.parametrize("field", MIN_RIGHT)
def test_fields_are_as_printed(counts, field):
    """Most fields are what the document prints. A main title without its subtitle counts."""
    assert counts[field]["right"] + counts[field]["close"] >= MIN_RIGHT[field]


@pytest.mark.parametrize(("field", "most"), [("doi", 0), ("authors", 2), ("container", 1), ("year", 0), ("title", 0)])
def test_hardly_any_field_is_wrong(counts, field, most):
    """A field that is not known is left empty: a wrong one would be pasted."""
    assert counts[field]["wrong"] <= most
