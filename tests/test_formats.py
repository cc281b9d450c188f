"""Files of every format, through the command line with the real model: their text is found and cited by place."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.corpus.documents import mhtml, part, row, rtf, write_text
from tests.corpus.reading import test_html, test_transcript
from tests.corpus.reading.archives import docx, epub, odt, p

VIDEO = "wilson-center-2016-what-works-video"


QUESTIONS = [
    ("report.docx", "¿Qué enseñó la prevención en Bogotá?", "Resultados"),
    ("report.odt", "O que mudou no Rio com a prevenção?", "Métodos"),
    ("book.epub", "Who came when the detectives asked for witnesses?", "2 It's a Monster"),
    ("memo.md", "How many outreach workers does the programme pay?", "Staff"),
    ("memo.txt", "How often do the partners meet?", "paragraph 2"),
    ("boston.html", "What did the city count of homicides in Boston and Lowell?", "Results"),
    ("lowell.mhtml", "What did the harbour board count on the quays?", "Results"),
    ("memo.rtf", "What did the survey of the harbour wardens ask?", "The survey"),
    ("talk.vtt", "Were the groups met face to face?", "00:00:01 (David Kennedy)"),
]


@pytest.fixture(scope="module")
def read(evidence, starter_library, tmp_path_factory):
    """A library with a file of each format, one of them the transcript of a video of the reading list."""
    folder = tmp_path_factory.mktemp("formats")
    library = folder / "library"
    subprocess.run(["cp", "-r", starter_library, library], check=True)
    transcript = write_text(folder / "talk.vtt", test_transcript.VTT)
    assert evidence("add", transcript, "--key", VIDEO, library=library).returncode == 0
    word = p("Prevención", "Ttulo1") + p("Resultados", "H2") + p("La prevención en Bogotá enseñó a oír a los jóvenes.")
    text = "<text:h>Prevenção</text:h><text:p>Um relato.</text:p>"
    text += '<text:h text:outline-level="2">Métodos</text:h>'
    text += "<text:p>No Rio a prevenção mudou a forma de ouvir os jovens.</text:p>"
    book = "<h1>2 It's a Monster</h1><p>When the detectives asked for witnesses, only two mothers came.</p>"
    memo = "# Memo\n\n## Staff\n\nThe programme pays nine outreach workers, all of whom live in the district.\n"
    saved = test_html.PAGE.replace("Boston", "Lowell").replace("homicide", "theft").replace("Homicide", "Theft")
    saved = saved.replace("The table has them", "The harbour board counted thirty thefts on the quays")
    rich = (
        r"\pard\s3 A memo on the wardens\par\pard\s2 The survey\par"
        r"\pard The survey asked the harbour wardens whom they\'a0had met at night.\par"
        + row("Warden", "Met", before=r"\trhdr")
        + row("First", "Nobody")
    )
    files = [
        write_text(folder / "boston.html", test_html.PAGE),
        mhtml(folder / "lowell.mhtml", part(saved.encode(), encoding="8bit")),
        rtf(folder / "memo.rtf", rich),
        docx(folder / "report.docx", word),
        odt(folder / "report.odt", text),
        epub(folder / "book.epub", "<p>It was a plague of quiet streets.</p>", book),
        write_text(folder / "memo.md", memo),
        write_text(
            folder / "memo.txt", "A memo on the meetings.\n\nThe partners meet on the first Monday of each month.\n"
        ),
    ]
    run = evidence("add", *files, library=library)
    assert run.returncode == 0, run.stderr
    return library


@pytest.mark.parametrize(("file", "question", "place"), QUESTIONS, ids=[case[0] for case in QUESTIONS])
def test_found_and_cited(evidence, read, file, question, place):
    """A query about a file of any format finds its passage, cited by a place that a person can find."""
    found = json.loads(evidence("search", question, "--json", "--file", file, library=read).stdout)["hits"][0]
    assert found["citation"].endswith(f", {place}")
    assert found["quote"] in found["text"]
    assert found["page"] is None
    assert Path(found["url"].removeprefix("file://")).suffix == Path(file).suffix


def test_a_transcript_takes_the_place_of_its_note(evidence, read):
    """A transcript is the full text of a video of the reading list, and is cited by the second."""
    (listed,) = json.loads(evidence("list", "--key", VIDEO, "--json", library=read).stdout)
    assert (listed["status"], listed["pages"], listed["file"]) == ("full text", 0, "talk.vtt")
    asked = evidence("ask", "Were the groups met face to face?", "--key", VIDEO, "--json", library=read)
    found = json.loads(asked.stdout)
    first = (found["evidence"] or found["closest"])[0]
    assert (first["key"], first["kind"], first["seconds"], first["speaker"]) == (VIDEO, "video", 1, "David Kennedy")
    assert "We met the groups face to face." in evidence("show", VIDEO, "-p", "2", library=read).stdout


def test_the_library_is_whole(evidence, read):
    """Passages of texts without pages are verbatim, and are in the place that they name."""
    run = evidence("verify", library=read)
    assert run.returncode == 0, run.stdout
