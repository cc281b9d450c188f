"""A web with the 26 works of the reading list: some are open, some have moved or gone, some are behind walls."""

import textwrap

from corpus.web.links import wanted_work
from corpus.web.work_file import expected_pages
from corpus.works.starter import starter
from tests.corpus.pdfs import Text, paragraph, write
from tests.web import Page, broken_off, in_turn, moved, pdf

ENTRIES = {entry.reference.key: entry for entry in starter()}
ARCHIVE = "https://web.archive.org/web"


def work_pdf(folder, key, title=None):
    """Return a PDF of a work: a title page with title and authors, and as many pages as the record says."""
    entry = ENTRIES[key]
    csl = entry.reference.csl
    people = []
    for author in csl.get("author", []):
        names = [author[part] for part in ("given", "family", "literal") if author.get(part)]
        people.append(" ".join(names))
    heading = textwrap.wrap(title or entry.titles[0], 40)
    front = [Text(line, y=700 - 24 * n, size=18) for n, line in enumerate(heading)]
    front += paragraph(["By " + ", ".join(people), str(entry.reference.year)], 500)
    pages = expected_pages(wanted_work(entry.reference)) or 3
    body = [paragraph([f"Page {n} of {key} tells what was done and what came of it."]) for n in range(2, pages + 1)]
    return write(folder / f"{key}.pdf", [front, *body]).read_bytes()


def article(title):
    """Return a web page with a title and the text of an article."""
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
    """Return a web page with these links, each (address, text)."""
    body = "".join(f"<p><a href='{href}'>{text}</a></p>" for href, text in hrefs)
    return Page(f"<!doctype html><html><body>{body}</body></html>".encode())


def stating(href):
    """Return a web page that states the file of its work."""
    return Page(f"<!doctype html><html><head><meta name='citation_pdf_url' content='{href}'></head></html>".encode())


def the_web(fake, work):
    """Add the 26 works to a web: open, moved, gone, behind a wall or out of reach."""
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
        # A record page that links to the file by a query.
        "https://www.hsdl.org/?abstract&did=754789": links(("?view&did=754789", "open pdf - 7MB")),
        "https://www.hsdl.org/?view&did=754789": pdf(work("nnsc-gvi-guide-2013")),
        # The publisher's page is gone, but its list of guides names the guide.
        "https://old.nnscommunities.org/our-work/all-guides": links(
            *guides, ("/uploads/cn.pdf", ENTRIES["nnsc-custom-notifications-2014"].reference.title)
        ),
        "https://old.nnscommunities.org/uploads/cn.pdf": pdf(work("nnsc-custom-notifications-2014")),
        # A web page that is the document.
        "https://www.csmonitor.com/2000/1108/p1s3.html": article(ENTRIES["downie-2000"].reference.title),
        # A DOI leads to a page that states its file. The file needs a cookie.
        "https://doi.org/10.18235/0000170": moved("https://publications.iadb.org/en/welfare-costs"),
        "https://publications.iadb.org/en/welfare-costs": stating("/document.cfm?id=1"),
        "https://publications.iadb.org/document.cfm?id=1": _wall(pdf(work("jaitman-2015"))),
        # The address is dead and the list does not name the work, but the archive has a copy.
        "https://www.visionofhumanity.org/resources/": links(*guides),
        f"{ARCHIVE}/2018id_/http://{iep}": moved(f"{ARCHIVE}/20170706000000id_/http://{iep}"),
        f"{ARCHIVE}/20170706000000id_/http://{iep}": pdf(work("iep-2014")),
        # The download of a chapter breaks off the first time.
        "https://press-files.anu.edu.au/downloads/press/n2304/pdf/ch27.pdf": broken_off(
            work("karstedt-2017"), 4000, tag='"ch27"'
        ),
        # The server is busy the first time.
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
        # The file is gone, and the archive has no copy.
        f"http://{reform}": Page(status=404),
        f"{ARCHIVE}/2017id_/http://{reform}": Page(status=404),
        # Only an edition in another language is available.
        "https://eccnetwork.net/download/making-cities-safer-citizen-security-innovations-latin-america/": links(),
        "https://publications.iadb.org/es/publicacion/17141/haciendo-de-las-ciudades-lugares-mas-seguros-innovaciones"
        "-sobre-seguridad": links(("/publications/spanish/document/Haciendo.pdf", "Descargar")),
        "https://publications.iadb.org/publications/spanish/document/Haciendo.pdf": pdf(making),
        f"{brookings}/drug-law-enforcement-felbabbrown.pdf": pdf(work("felbab-brown-2013-idpc")),
        ENTRIES["thacher-2016"].urls[0]: moved("https://legal-forum.uchicago.edu/loop"),
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
    """Return an answer that sends a client without a cookie back to the same address with a cookie."""

    def answer(handler):
        if "passed=1" in handler.headers.get("Cookie", ""):
            page(handler)
        else:
            moved(handler.path, **{"Set-Cookie": "passed=1; Path=/"})(handler)

    return answer
