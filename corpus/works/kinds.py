"""Kinds of works: our plain names for groups of CSL types. A person sets one of the two, and the other follows."""

from collections.abc import Mapping

CSL_TYPES = tuple(
    """article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
    document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
    manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
    personal_communication post post-weblog regulation report review review-book software song speech standard thesis
    treaty webpage""".split()
)
"""The types of CSL 1.0.2, appendix III."""

_TYPES_OF_KIND = {
    "article": "article-journal article-magazine article-newspaper article",
    "book": "book",
    "book review": "review-book",
    "chapter": "chapter entry entry-dictionary entry-encyclopedia",
    "conference paper": "paper-conference",
    "guide": "report book pamphlet webpage",
    "news": "article-newspaper article-magazine",
    "report": "report",
    "slides": "speech",
    "thesis": "thesis",
    "video": "motion_picture broadcast",
    "web page": "webpage post post-weblog",
    "working paper": "report article",
}
_KIND_OF_TYPE = {
    "article-newspaper": "news",
    "broadcast": "video",
    "motion_picture": "video",
    "paper-conference": "conference paper",
    "post": "web page",
    "post-weblog": "web page",
    "review-book": "book review",
    "webpage": "web page",
}


def kind_of(csl_type: str) -> str:
    """Return the kind of works of a CSL type. A type without a name of ours goes by its name without an addition."""
    return _KIND_OF_TYPE.get(csl_type) or csl_type.split("-", maxsplit=1)[0].replace("_", " ")


def _kinds() -> dict[str, tuple[str, ...]]:
    kinds = {kind: tuple(types.split()) for kind, types in _TYPES_OF_KIND.items()}
    for csl_type in CSL_TYPES:
        types = kinds.get(kind_of(csl_type), ())
        if csl_type not in types:
            kinds[kind_of(csl_type)] = (*types, csl_type)
    return dict(sorted(kinds.items()))


KINDS: Mapping[str, tuple[str, ...]] = _kinds()
"""The CSL types that works of each kind may have. The first is the type of a work whose kind is all that is known."""
