"""A new user adds a folder of journal articles, looks them up, and cites them: whole programs, on this machine.

A server plays Crossref. The expected references are written by hand from the APA manual (7th edition, 10.1).
"""

import json

import pytest

from tests.corpus.pdfs import Text, paragraph, write
from tests.crossref import CrossrefServer, article
from tests.web import HERE

BODY = [
    "Officers walked the hills of the city every evening and spoke with the people who lived there.",
    "Shootings fell within the year that followed, and the fall was larger where officers walked more often.",
]


def journal_article(path, title_lines, by_line, head, foot):
    """Write a PDF as journals print their articles: a running head, a large title, a by-line, an abstract, a foot."""
    first = [Text(head, y=760, size=8)]
    first += [Text(line, y=690 - 22 * number, size=18, bold=True) for number, line in enumerate(title_lines)]
    first += [Text(by_line, y=630, size=11), Text("Abstract", y=590, size=11, bold=True), *paragraph(BODY, 570)]
    first.append(Text(foot, y=40, size=8))
    pages = [first]
    for number in range(2, 5):
        words = f"This is what was seen in part {number} of the study of the city, and this is how it was counted."
        pages.append([Text(head, y=760, size=8), *paragraph([words, *BODY], 700), Text(str(number), y=40, size=8)])
    write(path, pages)


ARTICLES = {
    "rossi.pdf": (
        ["Quiet streets in nine cities of the coast"],
        "Anna Rossi and Carlo Verdi",
        "J Quiet Streets 42 (2014) 12-25",
        "https://doi.org/10.1000/jqs.2014.12",
    ),
    "download(3).pdf": (
        ["Harbour patrols after the strike of the dockers"],
        "Ada Bianchi",
        "Policing & Harbours 7 (2016) 101-119",
        "doi:10.1000/ph.2016.101",
    ),
    "garcia.pdf": (
        ["Homicidios y lluvia en cuatro ciudades del sur"],
        "José García Núñez",
        "Revista del Sur 3 (2019) 1-20",
        "Copyright 2019 Revista del Sur",
    ),
}
RECORDS = [
    article(
        "10.1000/JQS.2014.12",
        "Quiet Streets in Nine Cities of the Coast",
        "Rossi, Anna",
        "Verdi, Carlo",
        publisher="Elsevier BV",
    ),
    article(
        "10.1000/ph.2016.101",
        "RETRACTED: Harbour patrols after the strike of the dockers",
        "Bianchi, A.",
        year=2016,
        volume="7",
        issue="2",
        page="101-119",
        **{
            "container-title": ["Policing &amp; Harbours"],
            "updated-by": [{"DOI": "10.1000/n", "type": "retraction", "updated": {"date-parts": [[2019, 7, 26]]}}],
        },
    ),
    article(
        "10.1000/rs.2019.1",
        "Homicidios y lluvia en cuatro ciudades del sur",
        "García Núñez, José",
        year=2019,
        volume="3",
        issue="1",
        page="1-20",
        **{"container-title": ["Revista del Sur"]},
    ),
]
APA = [
    "Bianchi, A. (2016). Harbour patrols after the strike of the dockers. Policing & Harbours, 7(2), 101–119."
    " https://doi.org/10.1000/ph.2016.101 [RETRACTED on 2019-07-26, see https://doi.org/10.1000/n]",
    "García Núñez, J. (2019). Homicidios y lluvia en cuatro ciudades del sur. Revista del Sur, 3(1), 1–20."
    " https://doi.org/10.1000/rs.2019.1",
    "Rossi, A., & Verdi, C. (2014). Quiet streets in nine cities of the coast. Journal of Quiet Streets, 42(3), 12–25."
    " https://doi.org/10.1000/jqs.2014.12",
]


@pytest.fixture
def server(fake, monkeypatch):
    """A server that plays Crossref, which the environment names."""
    playing = fake.hosts[HERE] = CrossrefServer(*RECORDS)
    monkeypatch.setenv("EVIDENCE_CROSSREF", f"http://{HERE}:{fake.ports[80]}")
    return playing


def test_a_folder_of_articles_is_cited_after_one_lookup(evidence, server, starter_library, tmp_path):
    """`add`, `lookup --yes` and `cite` give references that need no edit. A second look-up asks nothing."""
    library = tmp_path / "library"
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, parts in ARTICLES.items():
        journal_article(folder / name, *parts)
    added = evidence("add", folder, "--json", library=library)
    assert added.returncode == 0, added.stderr
    keys = [outcome["key"] for outcome in json.loads(added.stdout)]

    preview = evidence("lookup", *keys, library=library)
    assert preview.returncode == 0, preview.stderr
    assert "evidence lookup --yes" in preview.stderr
    assert "RETRACTED on 2019-07-26, see https://doi.org/10.1000/n" in preview.stdout
    asked = len(server.asked)

    done = evidence("lookup", *keys, "--yes", library=library)
    assert (done.returncode, len(server.asked)) == (0, asked), done.stderr
    assert "changed 3 works" in done.stderr

    cited = evidence("cite", "--all", "--style", "apa", library=library)
    assert cited.returncode == 0, cited.stderr
    assert [line for line in cited.stdout.splitlines() if "10.1000/" in line] == APA
    assert ": RETRACTED on 2019-07-26" in cited.stderr
    italic = evidence("cite", *keys, "--style", "apa", "--format", "markdown", library=library).stdout
    assert "*Journal of Quiet Streets*, *42*(3), 12–25." in italic
    exported = evidence("cite", *keys, "--format", "bibtex", library=library).stdout
    assert "RETRACTED on 2019-07-26" in exported
    found = json.loads(evidence("search", "harbour patrols strike", "--json", library=library).stdout)
    assert found["hits"][0]["notices"][0]["kind"] == "retraction"
    assert "RETRACTED on 2019-07-26" in evidence("search", "harbour patrols strike", library=library).stdout
    assert evidence("verify", library=library).returncode == 0
