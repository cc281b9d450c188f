"""`Correcting`: the records of works are corrected: by a person, by Crossref, and by what their files say."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.library import Library
from corpus.model import Reference
from corpus.store.corpus import Corpus

if TYPE_CHECKING:
    from assistant.lookups import LookupReport, Lookups
    from assistant.reidentifying import ReidentifyReport
    from corpus.web.client import Web


class Correcting(Library):
    """Corrects the records of the works of a library."""

    def edit(
        self, key: str, changes: Sequence[str], *, lookup: bool = False, web: "Web | None" = None
    ) -> tuple[Reference, list[tuple[str, str, str]]]:
        """Correct a work's reference. Return it as it is then, and the fields on which Crossref disagrees.

        Such a field is (field, our value, Crossref's value); there are none without `lookup`.

        Args:
            key: the work.
            changes: each `FIELD=VALUE` (`corpus.works.edit`). Without changes and `lookup`, nothing is written.
            lookup: ask Crossref about the work as it is then, and take over what it adds and corrects.
            web: what asks Crossref; None for the default.

        Raises:
            UnknownKey: there is no such work.
            InputError: a change is not valid.
            Offline, NotFetched: Crossref cannot be reached, or does not have the work. After any of these errors
                nothing has changed.
        """
        from corpus.works.edit import apply_changes

        with Corpus.open(self.folder) as corpus:
            before = corpus.reference(key)
        reference = apply_changes(before, changes)
        disputed: list[tuple[str, str, str]] = []
        if reference == before and not lookup:
            return reference, disputed
        with self._open_for_writing() as corpus, corpus.job("edit"):
            if lookup:
                outcome = self._lookups(corpus, web).look_up(reference)
                reference = outcome.after
                disputed = [(each.field, each.here, each.there) for each in outcome.kept]
            corpus.put([reference])
        return reference, disputed

    def merge(self, key: str, other: str) -> Reference:
        """Make two works one. Return the record of the first one, with what only the other one's record had.

        The texts of the other work become texts of the first one, and its key names the first one from now on.

        Raises:
            UnknownKey: one of the keys is not in the library.
            InputError: the keys name one work.
        """
        from corpus.works.edit import merged_reference

        with self._open_for_writing() as corpus, corpus.job("edit"):
            merged = merged_reference(corpus.reference(key), corpus.reference(other))
            corpus.merge(merged, corpus.reference(other).key)
            return merged

    def look_up(self, *keys: str, again: bool = False, web: "Web | None" = None) -> "LookupReport":
        """Ask Crossref about works. Return what it says about each; `apply` makes the changes.

        The answers are kept in the library, and so are retractions and corrections that Crossref reports.

        Args:
            keys: the works; none for all works.
            again: ask about works too that were looked up before.
            web: what asks Crossref; None for the default.

        Raises:
            UnknownKey: one of the keys is not in the library.
            LibraryBusy, StorageFull: see `corpus.errors`.
        """
        with self._open_for_writing() as corpus:
            if keys:
                references = [corpus.reference(key) for key in dict.fromkeys(keys)]
            else:
                references = list(corpus.references().values())
            return self._lookups(corpus, web).run(references, again)

    def apply(self, report: "LookupReport") -> list[str]:
        """Make the changes of a look-up, all or none. Return the keys of the works that were changed.

        A work that was edited or removed in the meantime stays as it is.
        """
        from assistant.lookups import apply_lookups

        with self._open_for_writing() as corpus, corpus.job("lookup"):
            return apply_lookups(corpus, report)

    def _lookups(self, corpus: Corpus, web: "Web | None") -> "Lookups":
        from assistant.lookups import Lookups

        return Lookups(corpus, lambda: self._crossref(web), self.progress)

    def reidentify(self, *keys: str) -> "ReidentifyReport":
        """Read the files of works again and return what they say now. Nothing changes: see `apply_identities`.

        Args:
            keys: the works; none for all whose record a program made.

        Raises:
            UnknownKey: one of the keys is not in the library.
        """
        from assistant.reidentifying import identify_works_again

        with Corpus.open(self.folder) as corpus:
            return identify_works_again(corpus, keys, self.progress)

    def apply_identities(self, report: "ReidentifyReport") -> list[str]:
        """Make the changes of a report of `reidentify`. Return the keys of the works that were changed.

        Raises:
            LibraryBusy, StorageFull: see `corpus.errors`.
        """
        from assistant.reidentifying import apply_identities

        with self._open_for_writing() as corpus, corpus.job("reidentify"):
            return apply_identities(corpus, report)
