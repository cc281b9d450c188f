"""All errors that this program raises on purpose.

    EvidenceError                 base class; `str(error)` is one line for a person
    ├── InputError                the request cannot be carried out: an empty question, an invalid option
    │   ├── NothingSelected       a filter, or one of its values, selects nothing
    │   └── UnknownKey            no work, source or passage has this name
    ├── UnreadableFile            one file or page cannot be read; the other files are still processed
    ├── NetworkError              the web did not return what was requested
    │   ├── Offline               there is no network
    │   └── NotFetched            one address returned no document; the next address is tried
    ├── OutputFailed              standard output is full or closed
    ├── LibraryError              the library folder cannot be used
    │   ├── LibraryMissing        there is no library in the folder
    │   ├── LibraryReadOnly       the library is published: it can be read, and not changed
    │   ├── LibraryTooNew         a later version of this program wrote the library
    │   ├── LibraryBusy           another process is writing to the library
    │   ├── LibraryDamaged        a file of the library does not have the expected content
    │   └── StorageFull           the disk or quota has no room, or writing is not permitted
    └── ModelError                the files of a model are missing or changed, or cannot be loaded
        └── MissingExtra          an optional package is not installed

A message says what was asked, what was found and what to do next. The command line prints it to stderr and exits with
status 2, or with 1 if only some inputs failed. A traceback means a bug.
"""


class EvidenceError(Exception):
    """Base class of all errors raised on purpose. `str(error)` is one line for a person."""


class InputError(EvidenceError):
    """Raised when a request cannot be carried out as given."""


class NothingSelected(InputError):
    """Raised when a filter, or one of its values, selects nothing. The message says what there is."""


class UnknownKey(InputError):
    """Raised when no work, source or passage has the given name."""


class UnreadableFile(EvidenceError):
    """Raised when one file cannot be read. The message says why."""


class NetworkError(EvidenceError):
    """Raised when the web did not return what was requested."""


class Offline(NetworkError):
    """Raised when there is no network."""


class NotFetched(NetworkError):
    """Raised when one address returned no document.

    Attributes:
        gone: the address no longer works, so an archived copy is worth a try.
        again: a later attempt may succeed.
        wait_seconds: how long to wait before the next attempt, if the server said so.
        other_work: a file arrived, but it is the file of another work or only a part of this one.
        nothing_there: the server answered that it has nothing at the address.
    """

    def __init__(
        self,
        reason: str,
        *,
        gone: bool = False,
        again: bool = False,
        wait_seconds: float | None = None,
        other_work: bool = False,
        nothing_there: bool = False,
    ) -> None:
        super().__init__(reason)
        self.gone = gone
        self.again = again
        self.wait_seconds = wait_seconds
        self.other_work = other_work
        self.nothing_there = nothing_there


class OutputFailed(EvidenceError):
    """Raised when standard output cannot be written."""


class LibraryError(EvidenceError):
    """Raised when the library folder cannot be used.

    Attributes:
        finished: the files and addresses that the job had added before the error. They are in the library.
    """

    finished: tuple[str, ...] = ()


class LibraryMissing(LibraryError):
    """Raised when there is no library in the folder."""


class LibraryReadOnly(LibraryError):
    """Raised when a published library would have to be changed."""


class LibraryTooNew(LibraryError):
    """Raised when a later version of this program wrote the library."""


class LibraryBusy(LibraryError):
    """Raised when another process is writing to the library."""


class LibraryDamaged(LibraryError):
    """Raised when a file of the library does not have the expected content."""


class StorageFull(LibraryError):
    """Raised when the disk or quota has no room, or writing is not permitted."""


class ModelError(EvidenceError):
    """Raised when the files of a model are missing or changed, or cannot be loaded."""


class MissingExtra(ModelError):
    """Raised when an optional package is needed and not installed."""


def error_reason(error: Exception) -> str:
    """Return what went wrong: the system's words for an `OSError`, without its number and file name."""
    reason = getattr(error, "strerror", None) or str(error)
    return reason[:1].lower() + reason[1:]
