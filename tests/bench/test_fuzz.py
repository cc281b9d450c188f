"""The fuzzer runs for ten seconds and finds nothing."""

from bench.fuzz import SEEDS, fuzz
from corpus.exchange.parsing import parse
from corpus.reading.limits import ReadingLimits
from corpus.reading.sandbox import Extractor


def test_valid_files_are_read(tmp_path):
    """The fuzzer mutates a valid document of each format."""
    with Extractor() as extractor:
        for kind, make in SEEDS.items():
            path = tmp_path / f"a.{kind}"
            path.write_bytes(make())
            if kind in ("bib", "ris", "json"):
                assert len(parse(path.read_bytes(), path.name).entries) >= 2, kind
                assert not parse(path.read_bytes(), path.name).problems, kind
            else:
                assert "Boston by half, from 64 to 31 a year." in extractor.extract(path).text, kind


def test_ten_seconds():
    """No mutated file gets past the sandbox, takes too long, or fills the memory."""
    tally = fuzz(10, seed=20261124)
    assert tally.escaped == []
    assert tally.late == 0
    assert tally.peak * 2**20 < ReadingLimits().memory_bytes
    assert sum(tally.files.values()) > 50
