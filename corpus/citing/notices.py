"""The announcements about a work, in words: `RETRACTED on 2019-07-26, see https://doi.org/10.1021/acsami.9b11759`.

The kinds are those of Crossref and of Retraction Watch, whose data Crossref has
(https://www.crossref.org/documentation/register-maintain-records/maintaining-your-metadata/registering-updates/).
"""

from collections.abc import Iterable

from corpus.model import Notice, Reference

SERIOUS = {
    "retraction": "RETRACTED",
    "partial_retraction": "PARTLY RETRACTED",
    "withdrawal": "WITHDRAWN",
    "removal": "REMOVED",
    "expression_of_concern": "EXPRESSION OF CONCERN",
}
"""The kinds after which a work should not be cited as it was, in the words that are shown."""

_OTHER = {
    "addendum": "Addendum",
    "clarification": "Clarified",
    "correction": "Corrected",
    "corrigendum": "Corrected",
    "erratum": "Corrected",
    "new_edition": "New edition",
    "new_version": "New version",
    "reinstatement": "Reinstated",
}


NOTICE_ABOUT = "about_"
"""The beginning of the kind if the work is itself a notice, such as a retraction, about the work with this DOI."""


def notice_text(notice: Notice) -> str:
    """Return a notice in words: what happened, when, and the DOI of the notice, as far as they are known."""
    if notice.kind.startswith(NOTICE_ABOUT):
        words = notice.kind.removeprefix(NOTICE_ABOUT).replace("_", " ")
        if words.startswith("new "):
            return f"This is a {words} of https://doi.org/{notice.doi}"
        return f"This is a notice ({words}) about https://doi.org/{notice.doi}"
    text = SERIOUS.get(notice.kind) or _OTHER.get(notice.kind) or f"Updated ({notice.kind.replace('_', ' ')})"
    if len(notice.date) > len("2019-07"):
        text += f" on {notice.date}"
    elif notice.date:
        text += f" in {notice.date}"
    return f"{text}, see https://doi.org/{notice.doi}" if notice.doi else text


def notices_text(notices: Iterable[Notice]) -> str:
    """Return notices in words, serious ones first, with semicolons between them; "" for none."""
    in_order = sorted(notices, key=lambda notice: notice.kind not in SERIOUS)
    return "; ".join(notice_text(notice) for notice in in_order)


def serious_notices(reference: Reference) -> tuple[Notice, ...]:
    """Return the notices after which a work should not be cited as it was."""
    return tuple(notice for notice in reference.notices if notice.kind in SERIOUS)
