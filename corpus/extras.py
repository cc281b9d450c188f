"""Optional packages: whether the packages of an extra are installed."""

from importlib.util import find_spec

from corpus.errors import MissingExtra


def require_office(what_needs: str, module: str) -> None:
    """Do nothing if a module of the extra `office` is installed. Nothing is imported for it.

    Raises:
        MissingExtra: it is not. `what_needs` begins the message: "comments need".
    """
    if find_spec(module) is None:
        raise MissingExtra(f"{what_needs} the extra: pip install 'evidence-assistant[office]'")


def require_feeds() -> None:
    """Do nothing if the extra `feeds` is installed. Nothing is imported for it.

    Raises:
        MissingExtra: it is not.
    """
    if find_spec("feedparser") is None:
        raise MissingExtra("feeds need the extra: pip install 'evidence-assistant[feeds]'")


def require_lance() -> None:
    """Do nothing if the extra `lance` is installed. Nothing is imported for it.

    Raises:
        MissingExtra: it is not.
    """
    if find_spec("lancedb") is None:
        raise MissingExtra("a published library needs the extra: pip install 'evidence-assistant[lance]'")
