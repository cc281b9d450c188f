"""The pictures of the desk in `docs/desk/`. To make them again:

EVIDENCE_SCREENSHOTS=1 python -m pytest tests/assistant/desk/test_screenshots.py
"""

import io
import os
import shutil
from pathlib import Path

import pytest

from tests.assistant.desk.browsing import NARROW, WIDE
from tests.assistant.desk.pages import parse_page, select
from tests.assistant.desk.serving import running_desk
from tests.conftest import ROOT
from tests.reports import write_paper

FOLDER = ROOT / "docs" / "desk"

MAX_BYTES = 150_000

TITLE = "Street Lamps and Burglary in Twelve Districts"
SENTENCES = [
    "The city replaced the street lamps of twelve districts in two years.",
    "Six districts, chosen by lot, got the new lamps a year before the others.",
    "The police counted every burglary of a home in both groups of districts.",
    "In the districts with new lamps, burglaries of homes fell by 14 percent in the first year.",
    "In the other districts they fell by 2 percent in the same time.",
    "Burglaries by day did not change in either group.",
    "People who were asked said that they went out more often after dark.",
    "Each lamp cost 310 euros and used half as much power as the old one.",
]
QUESTION = "By how much did burglaries fall in the districts with new lamps?"
UNANSWERED = "Which vaccine did the moon colony use?"

SHOTS = {
    "answer-wide": {"address": f"/ask?q={QUESTION}&read=1", "width": WIDE, "height": 900},
    "answer-narrow": {"address": f"/ask?q={QUESTION}", "width": NARROW, "height": 800},
    "page-narrow": {"address": f"/ask?q={QUESTION}&read=1#reader", "width": NARROW, "height": 800},
    "basket-narrow": {"address": "/basket/evidence", "width": NARROW, "height": 640},
    "works-wide": {"address": "/works?sort=year", "width": WIDE, "height": 700},
    "refusal-wide": {
        "address": f"/ask?q={UNANSWERED}",
        "width": WIDE,
        "height": 700,
        "dark": True,
    },
}
"""The pages that are shown in the documents. `dark` and `language` are those of `Tabs`."""


@pytest.fixture
def sample_desk(desk_library, evidence, tmp_path):
    """A desk on a library with a report that was made up for the pictures."""
    library = Path(shutil.copytree(desk_library, tmp_path / "library"))
    paper = write_paper(tmp_path / "street-lamps.pdf", TITLE, "Ana Souza and Rui Neves", SENTENCES)
    assert evidence("add", paper, library=library).returncode == 0
    with running_desk(library) as desk:
        answer = parse_page(desk.client.get("/ask", params={"q": QUESTION}).text)
        for piece in select(answer, "article.piece")[:1]:
            fields = {each.get("name"): each.get("value") for each in select(piece, "form input")}
            desk.client.post("/basket", data={**fields, "note": "For the chapter on costs"})
        yield desk


@pytest.mark.skipif("EVIDENCE_SCREENSHOTS" not in os.environ, reason="EVIDENCE_SCREENSHOTS is not set")
def test_make_the_pictures(sample_desk, tabs):
    image = pytest.importorskip("PIL.Image", reason="needs Pillow, which writes the pictures")
    for name, shot in SHOTS.items():
        options = {key: value for key, value in shot.items() if key not in ("address", "height")}
        page = tabs(**options, device_scale_factor=1)
        page.context.add_cookies(sample_desk.cookies)
        page.set_viewport_size({"width": shot["width"], "height": shot["height"]})
        page.goto(sample_desk.url + shot["address"])
        page.wait_for_load_state("networkidle")
        picture = image.open(io.BytesIO(page.screenshot()))
        FOLDER.mkdir(exist_ok=True)
        picture.save(FOLDER / f"{name}.webp", quality=80, method=6)


@pytest.mark.parametrize("name", SHOTS)
def test_the_documents_have_a_small_picture(name):
    path = FOLDER / f"{name}.webp"
    assert path.stat().st_size < MAX_BYTES
    assert f"desk/{name}.webp" in (ROOT / "docs" / "desk.md").read_text("utf-8")
