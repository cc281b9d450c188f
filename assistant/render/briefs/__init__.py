"""A brief as a document: quotations with footnotes, a table of the sources, and the references in a citation style.

Every text is untrusted: each module escapes it. A new format is one module with `render`, and one line in
`BRIEF_FORMATS`.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Literal, cast

from assistant.briefs.model import Brief
from assistant.render.briefs.document import brief_document
from corpus.errors import InputError
from corpus.store.corpus import Corpus
from corpus.text.near import choose_from

BriefFormat = Literal["markdown", "html", "docx"]

BRIEF_FORMATS: Mapping[BriefFormat, str] = {
    "markdown": "Markdown",
    "html": "a web page",
    "docx": "a Word document",
}
"""The formats, in words. The module of a format has its name, after `as_`."""


def render_brief(corpus: Corpus, brief: Brief, format: BriefFormat, style: str, language: str) -> bytes:
    """Return a brief as a file of one of `BRIEF_FORMATS`.

    Args:
        corpus: the library.
        brief: the brief.
        format: of the file.
        style: the citation style.
        language: of the words that the program adds: one of `assistant.desk.words.LANGUAGES`.

    Raises:
        InputError: there is no such format or style.
        MissingExtra: the format needs the extra `office`.
    """
    if format not in BRIEF_FORMATS:
        raise InputError(f"{format!r} is not a format. {choose_from(format, BRIEF_FORMATS)}")
    module = import_module(f"assistant.render.briefs.as_{format}")
    return cast(bytes, module.render(brief_document(corpus, brief, style, language)))
