"""The indexes of LanceDB: of words, vectors, ids and names. Searches find the same without them, slowly."""

from typing import Any

from index.published.tables import FIELD_COLUMNS, Tables
from index.published.target import is_conflict, reaching

MIN_CODED_PASSAGES = 50_000
"""From so many passages on, vectors are searched by their codes, and the nearest compared exactly."""

MAX_UNINDEXED_SHARE = 0.02
"""New rows are searched without an index. With more than this share of them, the indexes are brought up to date."""

NAMES = (("passage", "id"), ("passage", "source"), ("page", "source"), ("heading", "source"), ("word", "term"))
"""The tables and columns whose rows are looked up by a value."""


def bring_up_to_date(tables: Tables) -> None:
    """Make the indexes that are missing, and add new rows to the others if there are many."""
    from lancedb.index import FTS, BTree, IvfRq

    exact_terms = FTS(
        with_position=True,
        base_tokenizer="whitespace",
        max_token_length=None,
        lower_case=False,
        stem=False,
        remove_stop_words=False,
        ascii_folding=False,
    )
    for table, column in NAMES:
        _bring_up_to_date(tables, table, column, BTree())
    for column in FIELD_COLUMNS.values():
        _bring_up_to_date(tables, "passage", column, exact_terms)
    if tables.count("passage") >= MIN_CODED_PASSAGES:
        # One partition: questions lie off the passages, so their nearest passages are in partitions far away.
        _bring_up_to_date(tables, "passage", "vector", IvfRq(distance_type="dot", num_partitions=1))


def _bring_up_to_date(tables: Tables, table: str, column: str, config: Any) -> None:
    """Bring an index up to date. If another process changes the table meanwhile, leave it to the next run."""
    with reaching(tables.place):
        opened = tables.table(table)
        opened.checkout_latest()
        try:
            if column not in _indexed(opened):
                if opened.count_rows():
                    opened.create_index(column, config=config)
            elif _share_of_new_rows(opened, _indexed(opened)[column]) > MAX_UNINDEXED_SHARE:
                opened.optimize()
        except RuntimeError as error:
            if not is_conflict(error):
                raise


def _indexed(table: Any) -> dict[str, str]:
    """Return the names of the indexes by their columns."""
    return {index.columns[0]: index.name for index in table.list_indices()}


def _share_of_new_rows(table: Any, index: str) -> float:
    """Return the share of the rows that an index does not have."""
    statistics = table.index_stats(index)
    rows = statistics.num_indexed_rows + statistics.num_unindexed_rows
    return float(statistics.num_unindexed_rows / max(rows, 1))
