"""What `cite` gives: works in a list of references, and what stands in the text for a passage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.show import find
from corpus.citing.styles import Cite, cite
from corpus.model import Passage, Reference
from corpus.store.corpus import Corpus


@dataclass(frozen=True, slots=True)
class Citing:
    """A list of `references`, and what stands in the text for each passage, by its id as it was given.

    `remarks` are what a person should know before printing them, a line each.
    """

    references: tuple[str, ...]
    in_text: Mapping[str, str]
    remarks: tuple[str, ...]


def citing(corpus: Corpus, targets: Sequence[str], style: str) -> Citing:
    """Gives works, by their keys, and passages, by the beginning of their ids, cited in a style.

    Raises:
        UnknownKey: there is no such work or passage.
        InputError: there is no such style, or its file cannot be used.
    """
    references, sources = corpus.references(), corpus.sources()
    found = {target: None if target in references else find(corpus, target) for target in targets}
    notes = {t: p for t, p in found.items() if p is not None and sources[p.source].kind == "note"}
    cites = []
    for target, passage in found.items():
        work = references[sources[passage.source].key if passage else target]
        cites.append(Cite(work) if passage is None or target in notes else Cite(work, passage.first, passage.last))
    cited = cite(cites, style)
    in_text = {target: text for target, text in zip(found, cited.in_text, strict=True) if found[target] is not None}
    remarks = [f"{target}: a passage of this library's note on the work, so no page can be cited" for target in notes]
    remarks += [f"{t}: a page by its place in the file, none being printed" for t, p in found.items() if _unprinted(p)]
    return Citing(cited.references, in_text, tuple(remarks))


def _unprinted(passage: Passage | None) -> bool:
    return passage is not None and passage.first.kind == "page" and not (passage.first.label and passage.last.label)


def works(corpus: Corpus, targets: Sequence[str]) -> list[Reference]:
    """Gives the works of these keys and passages, each once, in order.

    Raises:
        UnknownKey: there is no such work or passage.
    """
    references, sources = corpus.references(), corpus.sources()
    found = [(target, None if target in references else find(corpus, target)) for target in targets]
    keys = [sources[passage.source].key if passage else target for target, passage in found]
    return [references[key] for key in dict.fromkeys(keys)]
