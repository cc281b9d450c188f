"""Reference lists: the references of works, and the in-text citations of passages, in a citation style."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.show import find_passage
from corpus.citing.styles import Mention, format_citations
from corpus.model import Passage, Reference
from corpus.store.corpus import Corpus


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """Works and passages in a citation style.

    `references` are the entries of the list, in the order of the style. `in_text` is the citation of each passage, by
    the id that was asked for. `remarks` are warnings to read before the list is printed, one line each.
    """

    references: tuple[str, ...]
    in_text: Mapping[str, str]
    remarks: tuple[str, ...]


def reference_list(corpus: Corpus, targets: Sequence[str], style: str) -> ReferenceList:
    """Return works and passages in a citation style.

    Args:
        corpus: the library.
        targets: keys of works, and beginnings of the ids of passages.
        style: the name of a style, or the path of a CSL file.

    Raises:
        UnknownKey: there is no such work or passage.
        InputError: there is no such style, or its file cannot be used.
    """
    references, sources = corpus.references(), corpus.sources()
    passages = _passages(corpus, targets)
    mentions = []
    note_remarks = []
    page_remarks = []
    for target, passage in passages.items():
        if passage is None:
            mentions.append(Mention(references[target]))
            continue
        source = sources[passage.source]
        work = references[source.key]
        if source.kind == "note":
            mentions.append(Mention(work))
            note_remarks.append(f"{target}: this passage is from the library's note on the work, so it has no page")
        else:
            mentions.append(Mention(work, passage.first, passage.last))
        if _has_unprinted_page(passage):
            page_remarks.append(f"{target}: no page number is printed, so the page in the file is cited")
    formatted = format_citations(mentions, style)
    in_text = {}
    for (target, passage), citation in zip(passages.items(), formatted.in_text, strict=True):
        if passage is not None:
            in_text[target] = citation
    return ReferenceList(formatted.references, in_text, (*note_remarks, *page_remarks))


def cited_works(corpus: Corpus, targets: Sequence[str]) -> list[Reference]:
    """Return the works of keys and passages, each once, in the order of the targets.

    Raises:
        UnknownKey: there is no such work or passage.
    """
    references, sources = corpus.references(), corpus.sources()
    works = {}
    for target, passage in _passages(corpus, targets).items():
        key = target if passage is None else sources[passage.source].key
        works[key] = references[key]
    return list(works.values())


def _passages(corpus: Corpus, targets: Sequence[str]) -> dict[str, Passage | None]:
    """Return the passage of each target, or None if the target is the key of a work."""
    keys = corpus.references()
    passages = {}
    for target in targets:
        passages[target] = None if target in keys else find_passage(corpus, target)
    return passages


def _has_unprinted_page(passage: Passage) -> bool:
    """Return whether the passage begins or ends on a page without a printed number."""
    if passage.first.kind != "page":
        return False
    return not (passage.first.label and passage.last.label)
