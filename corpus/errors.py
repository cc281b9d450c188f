"""Every error this project raises on purpose.

    EvidenceError                 one line for a person; `str(error)` is that line
    ├── InputError                what was asked cannot be done: an empty question, an unknown key
    │   └── UnknownKey            no source or passage of that name
    ├── UnreadableFile            one file (or page) could not be read; the batch goes on
    ├── NetworkError              the web did not give what was asked of it
    │   ├── Offline               there is no network
    │   └── NotFetched            one address gave no document; the next one is tried
    ├── LibraryError              the library folder itself
    │   ├── LibraryMissing        no library there
    │   ├── LibraryTooNew         written by a later version of this program
    │   ├── LibraryBusy           another process is writing
    │   ├── LibraryDamaged        a file of the library is not what it should be
    │   └── StorageFull           the disk (or quota) has no room, or refuses writing
    └── ModelError                the model's files are missing, altered or cannot be loaded
        └── MissingExtra          an optional package is not installed

Each message says what was asked, what was found and what to do next. The command line prints it on stderr and
exits 2 (1 where only some inputs failed); a traceback means a bug.
"""


class EvidenceError(Exception):
    """The base of every error raised on purpose; `str(error)` is one line for a person."""


class InputError(EvidenceError):
    """What was asked cannot be done as asked."""


class UnknownKey(InputError):
    """No source, reference or passage has this name."""


class UnreadableFile(EvidenceError):
    """One file could not be read; its reason is in the message."""


class NetworkError(EvidenceError):
    """The web did not give what was asked of it."""


class Offline(NetworkError):
    """There is no network."""


class NotFetched(NetworkError):
    """One address gave no document.

    `gone` says that nothing is there any more, so that an archived copy is worth a try; `again` that a later try may
    succeed, after `after` seconds if the server said so; `mistaken` that a file came which is another work's.
    """

    def __init__(
        self,
        reason: str,
        *,
        gone: bool = False,
        again: bool = False,
        after: float | None = None,
        mistaken: bool = False,
    ) -> None:
        super().__init__(reason)
        self.gone, self.again, self.after, self.mistaken = gone, again, after, mistaken


class LibraryError(EvidenceError):
    """The library folder cannot be used."""


class LibraryMissing(LibraryError):
    """There is no library in that folder."""


class LibraryTooNew(LibraryError):
    """The library was written by a later version of this program."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class LibraryDamaged(LibraryError):
    """A file of the library is not what it should be."""


class StorageFull(LibraryError):
    """The disk has no room, or refuses to be written."""


class ModelError(EvidenceError):
    """The model's files are missing, altered or cannot be loaded."""


class MissingExtra(ModelError):
    """An optional package is needed and not installed."""
