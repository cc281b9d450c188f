"""The costs of processes, how they grow, and the table of them."""

import json
import os
import sys
from pathlib import Path

import pytest

from bench import generated_library, scale
from bench.process_costs import CommandFailedError, Cost, lowest, measure
from bench.scale import copied, cost_rows, growth, merge, projected, size_name, storage_rows, table
from tests.bench.test_generated import LongWordEncoder

pytestmark = pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="needs /proc/PID/io, which is Linux's")

MB = 1_000_000


def run_python(code, *arguments, **settings):
    return measure([sys.executable, "-S", "-E", "-c", code, *map(str, arguments)], **settings)


def difference(code, *arguments):
    """Return the cost of a program less the cost of the empty one."""
    cost, empty = run_python(code, *arguments)[0], run_python("")[0]
    return Cost(*(getattr(cost, name) - getattr(empty, name) for name in ("cpu", "wall", "read", "written", "memory")))


READ = "import sys; open(sys.argv[1], 'rb', buffering=0).read()"
WRITE = "import sys; open(sys.argv[1], 'wb', buffering=0).write(bytes(20_000_000))"
CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', *sys.argv[1:]], check=True)"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(bytes(20 * MB))
    return path


@pytest.mark.parametrize("arguments", [(READ,), (CHILD, READ)], ids=["itself", "its child"])
def test_bytes_read(file, arguments):
    """20 MB that a process or its child reads are counted once, and they are in memory."""
    cost = difference(*arguments, file)
    assert cost.read == pytest.approx(20, abs=3)  # a second interpreter reads some itself
    assert cost.memory == pytest.approx(20, abs=8)


@pytest.mark.parametrize("arguments", [(WRITE,), (CHILD, WRITE)], ids=["itself", "its child"])
def test_bytes_written(tmp_path, arguments):
    """20 MB that a process or its child writes are counted once."""
    assert difference(*arguments, tmp_path / "new").written == pytest.approx(20, abs=0.5)


def test_the_memory_of_the_bench_does_not_count():
    """A process that does nothing is small, however large the process that measures it."""
    ballast = bytearray(300 * MB)
    ballast[::4096] = bytes(len(ballast[::4096]))
    assert run_python("")[0].memory < 40


def test_processor_time_of_a_child_counts():
    """A child that works for half a CPU-second costs that, and a child that sleeps costs nothing."""
    work = "import time\nwhile time.process_time() < 0.5: pass"
    assert difference(CHILD, work).cpu > 0.45
    assert difference(CHILD, "import time; time.sleep(0.2)").cpu < 0.4


def test_a_failed_command_is_an_error_with_its_output():
    """The output of a command that failed is in the message."""
    with pytest.raises(CommandFailedError, match="the disk is full"):
        run_python("import sys; sys.exit('the disk is full')", allowed={0})
    _, output = run_python("print('nothing found'); raise SystemExit(1)")
    assert output == "nothing found\n"


def test_the_lowest_of_several_runs():
    """Each quantity is the lowest by itself."""
    assert lowest([Cost(1, 5, 3, 0, 9), Cost(2, 4, 3, 1, 8)]) == Cost(1, 4, 3, 0, 8)


@pytest.mark.parametrize(
    ("low", "high", "exponent"),
    [(2, 20, 1), (2, 2, 0), (3, 300, 2), (0.5, 0.5 * 10**0.5, 0.5), (4, 0.4, -1), (0, 5, None), (5, 0, None)],
)
def test_growth_by_hand(low, high, exponent):
    """From 100 to 1,000: tenfold is 1, the same is 0, a hundredfold is 2; nothing is said about a cost of 0."""
    found = growth(100, low, 1000, high)
    assert found is None if exponent is None else found == pytest.approx(exponent)


def test_names_of_sizes():
    """Sizes have short names."""
    assert [size_name(size) for size in (2_500, 10_000, 1_000_000, 10**9)] == ["2.5k", "10k", "1m", "1b"]


def test_the_table():
    """A line for each command and program in the order of the commands, with the growth of the two largest sizes."""

    def cost(cpu):
        return {"cpu": cpu, "read": 0.0, "written": 0.0, "memory": 1.0}

    costs = {
        "before": {"list": {"1000": cost(1), "10000": cost(10)}},
        "now": {"list": {"1000": cost(0.25), "10000": cost(0.25)}, "cold ask": {"10000": cost(1234.5)}},
    }
    rows = cost_rows(costs, "cpu")
    assert table("CPU-seconds", rows, [100_000]).splitlines() == [
        f"{'CPU-seconds':42}{'1k':>12}{'10k':>12}{'growth':>12}{'~100k':>12}",
        f"{'cold ask, now':42}{'':>12}{'1,234':>12}",
        f"{'list, before':42}{'1.00':>12}{'10.0':>12}{'1.00':>12}{'100':>12}",
        f"{'list, now':42}{'0.25':>12}{'0.25':>12}{'0.00':>12}{'0.25':>12}",
    ]


@pytest.mark.parametrize(
    ("by_size", "size", "cost"),
    [
        ({10: 9, 100: 1, 200: 2}, 1000, 10),  # 1 for each hundred; the smallest size does not count
        ({100: 5, 200: 6}, 1000, 14),  # a fixed part of 4
        ({100: 5, 200: 5}, 1000, 5),
        ({100: 5, 200: 4}, 1000, 4),  # noise: a cost does not fall below the largest library's
    ],
)
def test_projections_by_hand(by_size, size, cost):
    """A cost is projected on the line through its two largest sizes."""
    assert projected(by_size, size) == pytest.approx(cost)


def test_files_of_libraries(library):
    """The files of a library are counted by part; a library that is not there is left out."""
    rows = storage_rows(library.folder.parent, [200, 10_000])
    assert {size for by_size in rows.values() for size in by_size} == {200}
    held = [path for path in library.folder.rglob("*") if path.is_file() and path.parent.name != "index"]
    listed_files = [path for path in held if path.name == "corpus.sqlite" or "index" in path.parts]
    megabytes = sum(path.stat().st_size for path in listed_files) / MB
    assert sum(by_size[200] for by_size in rows.values()) == pytest.approx(megabytes)


def test_new_costs_replace_old_ones():
    """Costs of other commands, sizes and programs stay."""
    old = {"now": {"list": {"1": {"cpu": 1}, "2": {"cpu": 2}}, "show": {"1": {"cpu": 3}}}}
    new = {"now": {"list": {"2": {"cpu": 9}}}, "before": {"list": {"1": {"cpu": 7}}}}
    assert merge(old, new) == {
        "now": {"list": {"1": {"cpu": 1}, "2": {"cpu": 9}}, "show": {"1": {"cpu": 3}}},
        "before": {"list": {"1": {"cpu": 7}}},
    }


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A library of 2 works and 200 passages."""
    folder = tmp_path_factory.mktemp("scale") / "0.2k"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generated_library, "load", lambda model: LongWordEncoder())
        generated_library.build(folder, 200)
    return scale.open_library(folder, 200)


def test_commands_run_on_a_library(library, tmp_path):
    """Commands without a model run on the library and on its copy. The library itself does not change."""
    program = scale.Program("now", scale.ROOT)
    before = (library.folder / "corpus.sqlite").read_bytes()
    for name in ("list", "show"):
        cost = scale.READING[name](program, library, tmp_path)
        assert cost.cpu > 0.05
        assert cost.read > 1
    assert scale.key_of_number(library, 1) in listed(library.folder)
    with copied(library, tmp_path) as copy:
        assert listed(copy.folder) == listed(library.folder)
        (copy.folder / "corpus.sqlite").write_bytes(b"")
    assert (library.folder / "corpus.sqlite").read_bytes() == before
    assert not copy.folder.exists()


def listed(folder):
    _, output = measure([sys.executable, "-m", "assistant", "list", "-L", str(folder)])
    return output


def test_a_file_of_the_index_that_was_changed_in_place_is_an_error(library, tmp_path):
    """The copy shares the files of the index, so a program that writes into one of them is told."""
    with pytest.raises(AssertionError, match="changed in place"), copied(library, tmp_path) as copy:
        changed = next(path for path in (copy.folder / "index").rglob("manifest.json"))
        os.utime(changed, (1, 1))


def test_costs_are_kept_and_printed_again(tmp_path, monkeypatch, capsys):
    """With no runs, the table is printed from the file of an earlier run."""
    costs = {"now": {"list": {"1000": {"cpu": 0.5, "wall": 1, "read": 2, "written": 3, "memory": 4}}}}
    out = tmp_path / "costs.json"
    out.write_text(json.dumps(costs), "utf-8")
    monkeypatch.setattr(sys, "argv", ["scale", str(tmp_path), "--runs", "0", "--out", str(out)])
    scale.main()
    printed = capsys.readouterr().out
    assert [title in printed for title in scale.QUANTITIES.values()] == [True] * 4
    assert "0.50" in printed


def test_a_new_library_is_measured_while_it_is_made(library, monkeypatch):
    """Nothing is made of a library that is there. Otherwise the corpus is made first, then the index is measured."""
    parts = []
    monkeypatch.setattr(scale.Program, "build", lambda self, folder, passages, part: parts.append(part) or part)
    program = scale.Program("now", scale.ROOT)
    assert scale.build(program, library.folder, 200) is None
    assert scale.build(program, library.folder / "none", 200) == "index"
    assert parts == ["corpus", "index"]


def test_two_programs_are_measured_in_turn(library, monkeypatch):
    """Each run of a command is made by both programs before the next one. What is not asked for is not run."""
    costs = iter(range(1, 100))
    runs = []

    def run(program, library, folder):
        runs.append((program.name, library.folder))
        return Cost(*[next(costs)] * 5)

    folder = library.folder.parent
    monkeypatch.setattr(scale, "READING", {"list": run, "show": lambda *_: pytest.fail("it was not asked for")})
    monkeypatch.setattr(scale, "WRITING", {"add a report": run})
    monkeypatch.setattr(scale, "build", lambda program, folder, passages: None)
    monkeypatch.setattr(scale, "library_folder", lambda folder, program, passages: library.folder)
    programs = [scale.Program("before", folder), scale.Program("now", folder)]
    measured = [*scale.measure_size(folder, 200, programs, ["list", "add a report"], 2)]
    assert [name for name, _ in runs] == ["before", "now", "before", "now", "before", "before", "now", "now"]
    assert [place == library.folder for _, place in runs] == [True] * 4 + [False] * 4
    found = [(each.program, each.command, each.passages, each.cost.cpu) for each in measured]
    assert found == [
        ("before", "list", 200, 1),  # of 1 and 3
        ("now", "list", 200, 2),  # of 2 and 4
        ("before", "add a report", 200, 5),
        ("now", "add a report", 200, 7),
    ]


def test_another_version_has_its_own_libraries(tmp_path):
    """The other version may write another format."""
    for name, place in (("now", tmp_path / "10k"), ("before", tmp_path / "before" / "10k")):
        assert scale.library_folder(tmp_path, scale.Program(name, tmp_path), 10_000) == place
