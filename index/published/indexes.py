"""The indexes of LanceDB: of words, vectors, ids and names. Searches find the same without them, slowly."""

from typing import Any

from index.published.tables import FIELD_COLUMNS, Tables
from index.published.target import reaching

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
    with reaching(tables.place):
        opened = tables.table(table)
        names = {index.columns[0]: index.name for index in opened.list_indices()}
        if column not in names:
            if opened.count_rows():
                opened.create_index(column, config=config)
            return
        statistics = opened.index_stats(names[column])
        rows = statistics.num_indexed_rows + statistics.num_unindexed_rows
        if statistics.num_unindexed_rows > MAX_UNINDEXED_SHARE * rows:
            opened.optimize()
