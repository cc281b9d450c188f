"""The file of an address that a person wants to add."""

from typing import TYPE_CHECKING

from assistant.progress import JobProgress

if TYPE_CHECKING:
    from corpus.web.client import Web
    from corpus.web.download import Download


def download_address(web: "Web", url: str, progress: JobProgress) -> "Download":
    """Download the file at an address. Call `discard` on it after use.

    Raises:
        NetworkError: there is no file, with the reason.
    """
    from corpus.web.work_file import download

    with web.visit("", progress.receive) as visit:
        return download(visit, url)
