"""The reading list, fetched from a web on this machine; every record ends as it should."""

import os
import signal
import textwrap
from io import StringIO
from threading import Thread
from time import monotonic, sleep

import pytest

from assistant.assistant import _seed
from assistant.fetching import Fetching, check_online, choose, full_texts
from assistant.progress import Progress
from assistant.render import fetch_text
from corpus.catalogue import starter
from corpus.errors import Offline, UnknownKey
from corpus.model import Reference
from corpus.obtain import expected_pages
from corpus.store import Corpus
from index.build import Builder
from tests.corpus.pdfs import Text, paragraph, write
from tests.encoders import WordEncoder
from tests.web import FakeWeb, Page, broken_off, dripping, in_turn, moved, pdf

ENTRIES = {entry.reference.key: entry for entry in starter()}
ARCHIVE = "https://web.archive.org/web"


@pytest.fixture
def fake():
    with FakeWeb() as fake:
        yield fake


@pytest.fixture
def corpus(tmp_path):
    with Corpus.create(tmp_path / "library", seed=_seed) as made:
        yield made


@pytest.fixture
def work(tmp_path):
    """Gives a PDF of a work: a title page with its title and authors, and as many pages as the record knows of."""

    def make(key, title=None):
        entry = ENTRIES[key]
        csl = entry.reference.csl
        people = [
            " ".join(filter(None, (a.get("given"), a.get("family"), a.get("literal")))) for a in csl.get("author", [])
        ]
        heading = textwrap.wrap(title or entry.titles[0], 40)
        front = [Text(line, y=700 - 24 * n, size=18) for n, line in enumerate(heading)]
        front += paragraph(["By " + ", ".join(people), str(entry.reference.year)], 500)
        pages = expected_pages(choose_one(entry.reference)) or 3
        body = [paragraph([f"Page {n} of {key} tells what was done and what came of it."]) for n in range(2, pages + 1)]
        return write(tmp_path / f"{key}.pdf", [front, *body]).read_bytes()

    return make


def choose_one(reference):
    from corpus.addresses import wanted

    return wanted(reference)


def article(title):
    """Gives a web page with a title and the text of an article."""
    text = "".join(
        f"<p>Paragraph {n} says that the officers walked the hills of the city every evening, spoke with the people"
        f" who lived there, and that shootings fell by {n} in the hundred within the year that followed.</p>"
        for n in range(2, 12)
    )
    return Page(
        f"<!doctype html><html lang='en'><head><title>{title}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<main><article><h1>{title}</h1>{text}</article></main></body></html>".encode()
    )


def links(*hrefs):
    """Gives a web page with these links, (address, text)."""
    body = "".join(f"<p><a href='{href}'>{text}</a></p>" for href, text in hrefs)
    return Page(f"<!doctype html><html><body>{body}</body></html>".encode())


def stating(href):
    """Gives a web page that states which file its work is."""
    return Page(f"<!doctype html><html><head><meta name='citation_pdf_url' content='{href}'></head></html>".encode())


def the_web(fake, work):
    """Puts up the 26 works where they are open, moved, gone, walled in or out of reach."""
    brookings = "https://www.brookings.edu/wp-content/uploads/2016/06"
    usaid = "www.usaid.gov/sites/default/files/USAID-2016-What-Works-in-Reducing-Community-Violence-Final-Report.pdf"
    iep = "visionofhumanity.org/app/uploads/2017/04/The-Economic-Cost-of-Violence-Containment.pdf"
    reform = "www.reform.uk/wp-content/uploads/2014/11/Preventative_criminal_justice_in_Glasgow_Scotland.pdf"
    hoeffler = "www.copenhagenconsensus.com/sites/default/files/conflict_assessment_-_hoeffler_and_fearon_0.pdf"
    consensus = "http://www.copenhagenconsensus.com"
    crisis = "https://www.crisisgroup.org/latin-america-caribbean/central-america"
    making = work("muggah-2016", ENTRIES["muggah-2016"].titles[1])
    guides = [(f"/guides/{n}.pdf", f"Guide {n}") for n in range(9)]
    pinata = work("felbab-brown-2013-pinata")
    fake.pages |= {
        # A record page with the file behind a query.
        "https://www.hsdl.org/?abstract&did=754789": links(("?view&did=754789", "open pdf - 7MB")),
        "https://www.hsdl.org/?view&did=754789": pdf(work("nnsc-gvi-guide-2013")),
        # The publisher's page is gone; its list of guides names the guide.
        "https://old.nnscommunities.org/our-work/all-guides": links(
            *guides, ("/uploads/cn.pdf", ENTRIES["nnsc-custom-notifications-2014"].reference.title)
        ),
        "https://old.nnscommunities.org/uploads/cn.pdf": pdf(work("nnsc-custom-notifications-2014")),
        # A web page that is the document.
        "https://www.csmonitor.com/2000/1108/p1s3.html": article(ENTRIES["downie-2000"].reference.title),
        # A DOI that leads to a page which states its file; a cookie is wanted on the way.
        "https://doi.org/10.18235/0000170": moved("https://publications.iadb.org/en/welfare-costs"),
        "https://publications.iadb.org/en/welfare-costs": stating("/document.cfm?id=1"),
        "https://publications.iadb.org/document.cfm?id=1": _wall(pdf(work("jaitman-2015"))),
        # The address is dead, the list does not name the work, and the archive has a copy.
        "https://www.visionofhumanity.org/resources/": links(*guides),
        f"{ARCHIVE}/2018id_/http://{iep}": moved(f"{ARCHIVE}/20170706000000id_/http://{iep}"),
        f"{ARCHIVE}/20170706000000id_/http://{iep}": pdf(work("iep-2014")),
        # A chapter that breaks off at first.
        "https://press-files.anu.edu.au/downloads/press/n2304/pdf/ch27.pdf": broken_off(
            work("karstedt-2017"), 4000, tag='"ch27"'
        ),
        # A server that is busy at first.
        f"{brookings}/mexico-new-security-policy-felbabbrown.pdf": in_turn(
            Page(status=429, headers={"Retry-After": "0"}), pdf(pinata)
        ),
        f"{crisis}/62-mafia-poor-gang-violence-and-extortion-central-america": links(
            ("/fr/mafia.pdf", "Version française"),
            ("https://d2071.example.net/062-mafia-of-the-poor.pdf", "Download PDF"),
        ),
        "https://www.crisisgroup.org/fr/mafia.pdf": pdf(work("icg-2017", "Le salaire de la peur au centre")),
        "https://d2071.example.net/062-mafia-of-the-poor.pdf": pdf(work("icg-2017")),
        "https://doi.org/10.4073/csr.2013.1": moved("https://onlinelibrary.example.com/csr.2013.1"),
        "https://onlinelibrary.example.com/csr.2013.1": Page(status=403),
        "https://www.campbellcollaboration.org/library/legitimacy-in-policing-a-systematic-review.html": links(
            ("/media/k2/attachments/Mazerolle_Legitimacy_Review.pdf", "Review")
        ),
        "https://www.campbellcollaboration.org/media/k2/attachments/Mazerolle_Legitimacy_Review.pdf": pdf(
            work("mazerolle-2013")
        ),
        # An error page served as the PDF; the page of the work has another file.
        f"http://{hoeffler}": Page(b"<html><body>Page not found</body></html>", "application/pdf"),
        f"{consensus}/publication/post-2015-consensus-conflict-and-violence-assessment-hoeffler-fearon": links(
            ("/files/assessment.pdf", "Assessment paper")
        ),
        f"{consensus}/files/assessment.pdf": pdf(work("fearon-hoeffler-2014")),
        "https://scholarlycommons.law.northwestern.edu/jclc/vol102/iss2/3": stating(
            "https://scholarlycommons.law.northwestern.edu/cgi/viewcontent.cgi?article=7423&amp;context=jclc"
        ),
        "https://scholarlycommons.law.northwestern.edu/cgi/viewcontent.cgi?article=7423&context=jclc": pdf(
            work("papachristos-2012")
        ),
        # The host is gone.
        f"{ARCHIVE}/2017id_/https://{usaid}": pdf(work("abt-winship-2016")),
        # Nobody has it: the file is gone, and the archive never had it.
        f"http://{reform}": Page(status=404),
        f"{ARCHIVE}/2017id_/http://{reform}": Page(status=404),
        # Only an edition in another language can be had.
        "https://eccnetwork.net/download/making-cities-safer-citizen-security-innovations-latin-america/": links(),
        "https://publications.iadb.org/es/publicacion/17141/haciendo-de-las-ciudades-lugares-mas-seguros-innovaciones"
        "-sobre-seguridad": links(("/publications/spanish/document/Haciendo.pdf", "Descargar")),
        "https://publications.iadb.org/publications/spanish/document/Haciendo.pdf": pdf(making),
        f"{brookings}/drug-law-enforcement-felbabbrown.pdf": pdf(work("felbab-brown-2013-idpc")),
        ENTRIES["thacher-2016"].links[0].url: moved("https://legal-forum.uchicago.edu/loop"),
        "https://legal-forum.uchicago.edu/loop": moved("https://legal-forum.uchicago.edu/loop"),
        "https://chicagounbound.uchicago.edu/uclf/vol2016/iss1/13": links(("viewcontent.cgi?article=1563", "Download")),
        "https://chicagounbound.uchicago.edu/uclf/vol2016/iss1/viewcontent.cgi?article=1563": pdf(work("thacher-2016")),
        "https://nnscommunities.org/guides/el-salvador-feasibility-study": links(
            ("/up/el-salvador.pdf", "Read the PDF")
        ),
        "https://nnscommunities.org/up/el-salvador.pdf": pdf(work("nnsc-el-salvador-2018")),
        "https://old.nnscommunities.org/our-work/commentary/violence-can-be-prevented": article(
            "Violence Can Be Prevented"
        ),
        "https://old.nnscommunities.org/our-work/strategy/international": article("International Initiatives"),
    }


def _wall(page):
    """Sends whoever comes without a cookie away and back, with one."""

    def answer(handler):
        if "passed=1" in handler.headers.get("Cookie", ""):
            page(handler)
        else:
            moved(handler.path, **{"Set-Cookie": "passed=1; Path=/"})(handler)

    return answer


def fetch(corpus, web, *keys, progress=None):
    works = choose(corpus, keys)
    check_online(web, works, full_texts(corpus))
    builder = Builder(corpus.folder, WordEncoder())
    return Fetching(corpus, lambda: builder, progress or Progress(), web).run(works)


PEOPLE = {
    "nnsc-2017-non-us-panel-video": "video on a web page; no transcript known",
    "wilson-center-2016-what-works-video": "video on a web page; no transcript known",
    "kleiman-2011": "paywalled",
    "maguire-king-2013": "paywalled",
    "densley-jones-2016": "paywalled; abstract open",
    "braga-2017": "paywalled; summary open",
    "guardian-2017": "no address of it is known",
    "vru-glasgow-2014": "nothing is there (404 Not Found); 1 more tried",
}


def test_the_reading_list_ends_as_it_should(fake, corpus, work):
    """This test ensures that of the 26 works those that are open are held in full text, from the right address, that
    the rest say why they take a person, that hosts were spared, and that a second run asks nobody for anything.
    """
    the_web(fake, work)
    progress = Progress()
    report = fetch(corpus, fake.web(corpus.folder), progress=progress)
    ended = {one.key: one for one in report.works}
    assert list(ended) == list(ENTRIES)
    assert {key: one.reason for key, one in ended.items() if one.status == "needs a person"} == PEOPLE
    fetched = {key for key, one in ended.items() if one.status == "fetched"}
    assert fetched == set(ENTRIES) - set(PEOPLE)
    assert {h.reference.key for h in corpus.holdings() if h.status == "full text"} == fetched
    origins = full_texts(corpus)
    assert {key: ended[key].url for key in fetched} == origins
    assert origins["iep-2014"].startswith(f"{ARCHIVE}/20170706000000id_/http://visionofhumanity.org/")
    assert origins["muggah-2016"].endswith("/Haciendo.pdf")
    assert origins["icg-2017"] == "https://d2071.example.net/062-mafia-of-the-poor.pdf"
    kinds = {s.reference: s.media_type for s in corpus.sources().values() if s.kind == "full text"}
    assert {key for key, kind in kinds.items() if kind == "text/html"} == {
        "downie-2000", "locke-2016", "nnsc-international-page"
    }  # fmt: skip
    assert set(fake.most_at_once.values()) == {1}
    assert not any(url.startswith("https://www.foreignaffairs.com") for url, _ in fake.asked)
    assert not (corpus.folder / "downloads").exists()
    assert (progress.files, progress.received) == (progress.files_total, progress.expected)
    assert report.failed

    fake.asked.clear()
    again = fetch(corpus, fake.web(corpus.folder), *fetched)
    assert {one.status for one in again.works} == {"already here"}
    assert (again.failed, fake.asked) == (False, [])


def test_another_works_file_leaves_the_record_as_it_was(fake, corpus, work):
    """This test ensures that a file which does not name the work is not added, and that what it says is told."""
    url = ENTRIES["felbab-brown-2013-idpc"].links[0].url
    fake.pages[url] = pdf(work("felbab-brown-2013-pinata"))
    (one,) = fetch(corpus, fake.web(corpus.folder), "felbab-brown-2013-idpc").works
    assert one.status == "needs a person"
    assert one.reason.startswith("the file does not name the work (it says 'Peña Nieto’s Piñata")
    assert f"at {url}" in one.reason
    assert one.url == ENTRIES["felbab-brown-2013-idpc"].links[1].url
    assert not full_texts(corpus)


def test_a_file_held_as_another_work_is_not_taken_from_it(fake, corpus, work):
    """This test ensures that bytes which are another work's are told and left to a person."""
    url = ENTRIES["felbab-brown-2013-idpc"].links[0].url
    fake.pages[url] = pdf(work("felbab-brown-2013-idpc"))
    fetch(corpus, fake.web(corpus.folder), "felbab-brown-2013-idpc")
    csl = {"type": "report", "title": ENTRIES["felbab-brown-2013-idpc"].reference.title, "URL": url}
    corpus.put([Reference("twin", csl, "report", "guide")])
    (one,) = fetch(corpus, fake.web(corpus.folder), "twin").works
    assert (one.status, one.reason) == ("already here", "the same file is held as felbab-brown-2013-idpc")
    assert set(full_texts(corpus)) == {"felbab-brown-2013-idpc"}


def test_an_imported_reference_is_fetched_by_its_doi(fake, corpus, tmp_path):
    """This test ensures that a work that no list knows is fetched by default, by its DOI."""
    csl = {"type": "article-journal", "title": "Quiet Streets in Nine Cities", "DOI": "10.1000/quiet"}
    corpus.put([Reference("field-2020", csl, "article", "descriptive")])
    fake.pages["https://doi.org/10.1000/quiet"] = moved("https://journal.example/quiet")
    fake.pages["https://journal.example/quiet"] = stating("quiet.pdf")
    content = write(tmp_path / "q.pdf", [[Text("Quiet Streets in Nine Cities", size=18)], paragraph(["It is quiet."])])
    fake.pages["https://journal.example/quiet.pdf"] = pdf(content.read_bytes())
    assert "field-2020" in [one.reference.key for one in choose(corpus, ())]
    (one,) = fetch(corpus, fake.web(corpus.folder), "field-2020").works
    assert (one.status, one.pages, one.url) == ("fetched", 2, "https://journal.example/quiet.pdf")
    assert "field-2020" not in [one.reference.key for one in choose(corpus, ())]


def test_stopped_it_keeps_what_was_finished(fake, corpus, work):
    """This test ensures that a person who stops it by Ctrl-C loses nothing that was finished, and is told the rest."""
    first, second = "felbab-brown-2013-pinata", "karstedt-2017"
    fake.pages[ENTRIES[first].links[0].url] = pdf(work(first))
    fake.pages[ENTRIES[second].links[1].url] = dripping(work(second), 0.02)
    web = fake.web(corpus.folder, read=5.0)

    def stop():
        until = monotonic() + 5
        while first not in full_texts(reader) and monotonic() < until:
            sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    with Corpus.open(corpus.folder) as reader:
        thread = Thread(target=stop)
        thread.start()
        report = fetch(corpus, web, first, second)
        thread.join()
    assert report.stopped
    assert [one.status for one in report.works] == ["fetched", "needs a person"]
    assert "stopped before it was fetched" in report.works[1].reason
    assert report.works[1].again
    assert set(full_texts(corpus)) == {first}


def test_offline_nothing_is_done(corpus, fake):
    """This test ensures that no network is told before anything is begun, and only where one is needed."""
    with pytest.raises(Offline):
        fetch(corpus, fake.web(corpus.folder))
    (one,) = fetch(corpus, fake.web(corpus.folder), "kleiman-2011").works
    assert one.status == "needs a person"
    with pytest.raises(UnknownKey):
        choose(corpus, ["kleimann-2011"])


def test_the_table_says_what_a_person_can_do(fake, corpus, work):
    """This test ensures that the table has a row for each work, with the page to look at and the command to give, and
    that nothing in it can act on a terminal.
    """
    from rich.console import Console

    url = ENTRIES["felbab-brown-2013-idpc"].links[0].url
    fake.pages[url] = pdf(work("felbab-brown-2013-pinata", "Evil [bold]\x1b[31m Title"))
    report = fetch(corpus, fake.web(corpus.folder), "felbab-brown-2013-idpc", "kleiman-2011")
    console = Console(width=300, record=True, file=StringIO())
    console.print(fetch_text(report), markup=False, emoji=False, highlight=False)
    shown = console.export_text()
    assert "needs a person  kleiman-2011" in shown
    assert "https://www.foreignaffairs.com/articles/mexico/2011-08-16/surgical-strikes-drug-wars" in shown
    assert "evidence add FILE --key kleiman-2011" in shown
    assert "0 fetched, 0 already here, 2 needs a person" in shown
    assert "\x1b[31m" not in shown
