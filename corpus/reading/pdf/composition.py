"""The lines of pages -> a document with page labels, headings and paragraphs, and without furniture.

Pure functions: no I/O, no PDF library.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.model import PAGE_BREAK, Document, FrontLine, Heading, Locator, Page, PageMethod
from corpus.reading.pdf import headings
from corpus.reading.pdf.characters import GAP, LOST
from corpus.reading.pdf.drawing_order import downwards, sentences_together
from corpus.reading.pdf.edges import Edges, page_edges
from corpus.reading.pdf.furniture import furniture
from corpus.reading.pdf.hyphens import Vocabulary
from corpus.reading.pdf.model import MAX_FRONT_LINES, Line, PageLines
from corpus.reading.pdf.page_labels import page_labels, printed_numbers
from corpus.reading.pdf.paragraphs import blocks, flow, titles_first
from corpus.reading.pdf.structure import MAX_METADATA_CHARACTERS, Structure
from corpus.reading.pdf.watermarks import find_watermarks, without_watermarks

FRONT_PAGES = 3
"""The first pages whose lines are kept as set: a cover sheet, a title page, a running head."""

MAX_TITLE_PAGE = 3
"""The title is looked for on the first page with text, up to this page."""

PARAGRAPH_BREAK = "\n\n"


def compose(pages: Sequence[PageLines], structure: Structure, warnings: Sequence[str]) -> Document:
    """Return the document: with page labels, without furniture, and with headings and paragraphs.

    Args:
        pages: the lines of each page.
        structure: the file's own labels, outline and metadata. They need not agree with the pages.
        warnings: what went wrong so far.
    """
    pages = _without_watermarks(pages)
    lines_of_pages = [page.lines for page in pages]
    edges = page_edges(lines_of_pages)
    printed = printed_numbers(lines_of_pages, edges)
    labels = page_labels(structure.labels, printed)
    metadata = dict(structure.metadata)
    title = _title(lines_of_pages)
    if 0 < len(title) <= MAX_METADATA_CHARACTERS:  # a longer one: all of the page is set alike
        metadata["page1_title"] = title
    bodies = _bodies(lines_of_pages, edges, printed)
    vocabulary = Vocabulary(bodies)
    body = headings.body_style(bodies)
    heading_levels = headings.find_headings(bodies, structure.outline, body)
    made: list[Page] = []
    found: list[Heading] = []
    page_start = 0
    for index, page in enumerate(pages):
        paragraphs = _paragraphs(bodies[index], heading_levels[index], vocabulary)
        start = page_start
        for paragraph in paragraphs:
            if paragraph.level:
                found.append(Heading(start, paragraph.text, paragraph.level))
            start += len(paragraph.text) + len(PARAGRAPH_BREAK)
        text = PARAGRAPH_BREAK.join(paragraph.text for paragraph in paragraphs)
        locator = Locator("page", index + 1, labels[index], page.confidence)
        made.append(Page(locator, text, page.method))
        page_start += len(text) + len(PAGE_BREAK)
    warnings = (*warnings, *_missing_text(made))
    return Document(tuple(made), tuple(found), metadata, warnings, front=_front(pages, body.size))


def _without_watermarks(pages: Sequence[PageLines]) -> list[PageLines]:
    watermarks = find_watermarks([page.lines for page in pages])
    if not watermarks:
        return list(pages)
    found = []
    for page in pages:
        lines = without_watermarks(page.lines, watermarks)
        found.append(replace(page, lines=lines, front=without_watermarks(page.front, watermarks)))
    return found


def _front(pages: Sequence[PageLines], body_size: float) -> tuple[FrontLine, ...]:
    """Return the lines of the first pages and of the last page as they are set."""
    last = len(pages)
    found = []
    for number, page in enumerate(pages, start=1):
        if number > FRONT_PAGES and number != last:
            continue
        for line in page.front or page.lines[:MAX_FRONT_LINES]:
            size = round(line.size / (body_size or 1.0), 2)
            found.append(FrontLine(number, line.text, size, line.bold, round(line.left), round(line.baseline)))
    return tuple(found)


def _title(pages: Sequence[Sequence[Line]]) -> str:
    """Return the text in the largest type of the first page with text."""
    for lines in pages[:MAX_TITLE_PAGE]:
        if lines:
            title = " ".join(lines[index].text for index in headings.largest_type(lines))
            return title.replace(GAP, " ")
    return ""


def _bodies(pages: Sequence[Sequence[Line]], edges: Sequence[Edges], printed: Sequence[str | None]) -> list[list[Line]]:
    """Return the lines of each page without running heads, feet and page numbers; titles come first."""
    kept = []
    for lines, removed in zip(pages, furniture(pages, edges, printed), strict=True):
        kept.append([line for index, line in enumerate(lines) if index not in removed])
    display_size = headings.MIN_DISPLAY_RATIO * headings.body_style(kept).size
    return [sentences_together(titles_first(downwards(lines), display_size)) for lines in kept]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The text of a paragraph, list item, table or heading. `level` is 0 if it is not a heading."""

    text: str
    level: int


def _paragraphs(lines: Sequence[Line], heading_levels: Mapping[int, int], vocabulary: Vocabulary) -> list[_Paragraph]:
    """Return the paragraphs of a page. `heading_levels` has the level of each line of a heading, by its index."""
    paragraphs = []
    for block in blocks(lines, heading_levels.keys()):
        text = flow(block, vocabulary)
        level = heading_levels.get(block.first, 0)
        if level and not any(map(str.isalpha, text)):
            level = 0
        paragraphs.append(_Paragraph(text, level))
    return paragraphs


def _missing_text(pages: Sequence[Page]) -> list[str]:
    """Return warnings about pages without text, and pages with letters that were lost."""
    broken, without_text, covers, empty_pictures = [], [], [], []
    for page in pages:
        number = page.locator.index
        if LOST in page.text:
            broken.append(number)
        if page.method == PageMethod.NONE and page.text:
            covers.append(number)
        elif page.method == PageMethod.NONE:
            without_text.append(number)
        elif page.method == PageMethod.OCR and not page.text:
            empty_pictures.append(number)
    kinds = (
        ("letters or signs are missing on {}, as a font does not name them: {}", broken),
        ("no text on {}: {}", without_text),
        ("no text but a line on a picture on {}: {}", covers),
        ("nothing to read was seen on {}: {}", empty_pictures),
    )
    warnings = []
    for warning, numbers in kinds:
        if numbers:
            warnings.append(warning.format(f"{len(numbers)} of {len(pages)} pages", _ranges(numbers)))
    return warnings


def _ranges(numbers: Sequence[int]) -> str:
    """Write ascending numbers as a person does: 1-3, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    written = []
    for run in runs:
        if len(run) == 1:
            written.append(str(run[0]))
        else:
            written.append(f"{run[0]}-{run[-1]}")
    return ", ".join(written)
