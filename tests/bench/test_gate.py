"""The quality gate: plain fusion, the table, floors, and what is measured."""

import json
import math
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from assistant.model import Answer, Evidence
from assistant.question_files import Question
from bench import beir_sets, gate, page_sets
from bench.beir import Collection, Document
from bench.measured import Measured, below, difference, floors_of, raised, read_measured, table
from bench.plain import Fusion, reciprocal_ranks, reranked, split
from bench.setup import Bench
from bench.vectors import KeptEncoder
from index.models.encoders import load
from tests.encoders import WordEncoder
from tests.reports import write_pdf

PLAIN = {
    "plain, blind": {"MRR": {"a": 0.5, "b": 0.5, "c": 0.0}},
    "plain, aware": {"MRR": {"a": 0.5, "b": 0.5, "c": 0.5}},
}
MEASURED = Measured(
    mark="m",
    rows={"single": ("a", "b"), "unanswerable": ("d",), "all": ("a", "b", "c", "d")},
    values={
        "MRR": {"a": 1.0, "b": 0.5, "c": 1.0},
        "quoted": {"a": 1.0},
        "refused": {"d": 1.0},
        "rightly": {"b": 0.0, "d": 1.0},
    },
    plain=PLAIN,
    seconds={"ours": 1.0, "plain": 0.0},
)


def cells(line: str) -> dict[int, str]:
    """Return the text of each column of a table line, by the column's number from 0, without empty columns."""
    columns = line[len("unanswerable (1)") + 2 + 12 :]
    return {n: text for n in range(4) if (text := columns[11 * n : 11 * n + 11].strip())}


# --- plain fusion ----------------------------------------------------------------------------------------------


def test_reciprocal_ranks_by_hand():
    """Items are ranked by sums of 1 / (60 + rank); equal sums stay in order of appearance.

    3: 1/62 + 1/61, 7: 1/61, 9: 1/62, 5: 1/63.
    """
    assert reciprocal_ranks([[7, 3, 5], [3, 9]]) == [3, 7, 9, 5]
    assert reciprocal_ranks([[1, 2], [2, 1]]) == [1, 2]
    assert reciprocal_ranks([[], []]) == []
    # 5, counted twice, has 2/63 = 0.0317, behind 3 (0.0325) and before 7 (0.0164).
    assert reciprocal_ranks([[7, 3, 5], [3, 9]], twice={5}) == [3, 5, 7, 9]


class LengthReranker:
    """Scores a text by its length, and remembers how many texts it read."""

    read = 0

    def score(self, question, texts):
        self.read += len(texts)
        return [float(len(text)) for text in texts]


def test_the_first_windows_are_reranked():
    """The first 20 windows are ordered by the cross-encoder, equal scores as before; the others keep their places."""
    texts = ["x" * (number % 3) for number in range(30)]
    reranker = LengthReranker()
    found = reranked("?", list(range(25)), texts, reranker)
    assert found == [*range(2, 20, 3), *range(1, 20, 3), *range(0, 20, 3), *range(20, 25)]
    assert reranker.read == 20


def test_windows_by_hand():
    """A window has at most 180 words and does not cross a page."""
    pages = ["w " * 400, "", "one\ntwo"]
    assert [(page, len(text.split())) for page, text in split(pages)] == [(1, 180), (1, 180), (1, 40), (3, 2)]
    assert list(split(pages))[-1] == (3, "one two")


TEXTS = [
    "The homicide rate in Mexico fell in the year that the police changed.",
    "La tasa de homicidio en Mexico bajo cuando la policia cambio en el mismo ano.",
    "Mexico 12 Colombia 14 Brasil 17",
]


@pytest.mark.parametrize(
    ("aware", "ranking"),
    [
        # Vectors say 0, 1, 2. Blind, BM25 says 1 (tasa, homicidio, Mexico), 2 (Mexico, in few words), 0.
        # 0: 1/61 + 1/63 = 0.03227, 1: 1/62 + 1/61 = 0.03252, 2: 1/63 + 1/62 = 0.03200.
        (False, [1, 0, 2]),
        # Aware, 0 is English and not searched; 2, whose language cannot be told, is. 0: 2/61 = 0.03279.
        (True, [0, 1, 2]),
    ],
)
def test_plain_fusion_by_hand(aware, ranking):
    """Both rankings are fused. Aware of language, term search is restricted to the question's language."""
    vectors = np.array([[1.0, 0.0], [0.8, 0.6], [0.6, 0.8]], np.float32)
    question = "¿Cuál es la tasa de homicidio en Mexico?"
    assert Fusion(TEXTS, vectors).search(question, np.array([1.0, 0.0], np.float32), aware) == ranking


@pytest.mark.parametrize("question", ['a "quoted AND (bad: -query', "NOT", "???", "title:homicide^2"])
def test_plain_fusion_takes_any_question(question):
    """Punctuation and operators in a question are words or nothing, never an error."""
    vectors = np.eye(3, dtype=np.float32)
    assert sorted(Fusion(TEXTS, vectors).search(question, vectors[0], aware=False)) == [0, 1, 2]


# --- the table -------------------------------------------------------------------------------------------------


def test_the_table_by_hand():
    """A cell is the mean over the questions of a row that the measure applies to."""
    lines = table(MEASURED, PLAIN, {"single": {"MRR": 0.25}}).splitlines()
    assert lines[0].split() == ["MRR", "quoted", "refused", "rightly"]
    assert lines[1].split() == ["single", "(2)", "ours", "0.750", "1.000", "0.000"]
    assert cells(lines[1]) == {0: "0.750", 1: "1.000", 3: "0.000"}
    assert cells(lines[2]) == cells(lines[3]) == {0: "0.500"}
    # To the last of the others: +0.5 for a, 0 for b. Draws of two have mean 0, 0.25 or 0.5, each end a quarter of them.
    assert [cells(line)[0] for line in lines[4:7]] == ["+0.250", "+0.000", "+0.500"]
    assert lines[7].split() == ["floor", "0.250"]
    assert lines[8].split() == ["unanswerable", "(1)", "ours", "1.000", "1.000"]
    assert lines[9].split()[:4] == ["all", "(4)", "ours", "0.833"]
    assert [cells(line)[0] for line in lines[10:12]] == ["0.333", "0.500"]


def test_a_difference_needs_the_same_questions():
    """Runs over different questions are not compared as pairs."""
    assert difference({"a": 0.0}, {"b": 1.0}) is None
    assert difference({}, {}) is None
    assert difference({"a": 0.25, "b": 0.25}, {"a": 0.5, "b": 0.5}) == (0.25, 0.25, 0.25)


def test_a_run_is_kept_and_read(tmp_path):
    """--against reads what --out writes, and a run equals itself."""
    gate.write_run(tmp_path / "run.json", {"reports": MEASURED})
    read = gate.read_run(tmp_path / "run.json")["reports"]
    assert table(read, {"before": read.values}, {}) == table(MEASURED, {"before": MEASURED.values}, {})
    assert read_measured(json.loads(json.dumps(asdict(MEASURED)))) == read


# --- floors ----------------------------------------------------------------------------------------------------


def test_floors_by_hand():
    """A floor is one question below the measured figure, or 0.005 if a question is worth less.

    All: (1 + 0.5 + 1) / 3 - 1/3 = 0.5. Of 1,000 questions: 0.9 - 0.005. `rightly` follows from the others.
    """
    assert floors_of(MEASURED) == {
        "single": {"MRR": 0.25, "quoted": 0.0},
        "unanswerable": {"refused": 0.0},
        "all": {"MRR": 0.5, "quoted": 0.0, "refused": 0.0},
    }
    many = {str(n): 1.0 if n < 900 else 0.0 for n in range(1000)}
    big = Measured("m", {"all": tuple(many)}, {"nDCG@10": many}, {}, {})
    assert floors_of(big)["all"]["nDCG@10"] == pytest.approx(0.895)


@pytest.mark.parametrize(
    ("floors", "fallen"),
    [
        ({"all": {"MRR": 0.833}}, []),
        ({"single": {"MRR": 0.75}}, []),
        ({"single": {"MRR": 0.751, "quoted": 1.0}}, ["single, MRR: 0.7500 < 0.751"]),
        ({"all": {"MAP": 0.5}}, ["all, MAP: not measured, and its floor is 0.500"]),
        ({"keyword": {"MRR": 0.5}}, ["keyword, MRR: not measured, and its floor is 0.500"]),
    ],
)
def test_what_fell_is_named(floors, fallen):
    """Each figure below its floor is named with both numbers. A figure that was not measured is named too."""
    assert below(MEASURED, floors) == fallen


def test_floors_only_rise():
    """Setting floors again keeps the higher floor, and the floors of figures that were not measured."""
    old = {"all": {"MRR": 0.7, "MAP": 0.1}, "keyword": {"MRR": 0.9}}
    new = {"all": {"MRR": 0.6, "quoted": 0.5}, "single": {"MRR": 0.4}}
    assert raised(old, new) == {
        "all": {"MRR": 0.7, "MAP": 0.1, "quoted": 0.5},
        "keyword": {"MRR": 0.9},
        "single": {"MRR": 0.4},
    }


def test_floors_are_of_the_questions_they_were_set_on():
    """Floors for other questions are a failure and stay, unless `lower` is set."""
    old = {"reports": {"mark": "other", "floors": {"all": {"MRR": 0.9}}}}
    now = {"reports": MEASURED}
    assert len(gate.fallen_figures(now, old)) == 1
    assert gate.new_floors(now, old, lower=False) == {}
    assert gate.new_floors(now, old, lower=True)["reports"] == {"mark": "m", "floors": floors_of(MEASURED)}


def test_committed_floors_can_be_read():
    """bench/floors.json names known sets and has figures from 0 to 1."""
    for section in json.loads(gate.FLOORS.read_text("utf-8")).values():
        for name, known in section.items():
            assert name in gate.ALL_SETS
            assert known["mark"]
            floors = [floor for row in known["floors"].values() for floor in row.values()]
            assert floors
            assert all(0 <= floor <= 1 for floor in floors)


# --- what is measured ------------------------------------------------------------------------------------------


def question(number: str, *files: str) -> Question:
    gold = tuple((file, 1) for file in files)
    return Question(number, "single", "en", f"{number}?", bool(files), gold, (gold,), "")


def test_the_small_size_by_hand():
    """The shortest files that fit are kept, and the questions whose gold files are among them."""
    pages = {Path("r/long.pdf"): 50, Path("r/b.pdf"): 3, Path("r/crs/a.pdf"): 4, Path("r/c.pdf"): 3}
    kept = page_sets.shortest(pages, 9)
    assert kept == [Path("r/b.pdf"), Path("r/c.pdf")]
    assert page_sets.shortest(pages, 10) == [Path("r/b.pdf"), Path("r/c.pdf"), Path("r/crs/a.pdf")]
    asked = [question("1", "b.pdf"), question("2", "b.pdf", "long.pdf"), question("3"), question("4", "rb.pdf")]
    assert [each.id for each in page_sets.answered_by(asked, [file.as_posix() for file in kept])] == ["1", "3"]


def _documents(names, language):
    return tuple(Document(name, "", f"{name} in {language}") for name in names)


def test_collections_are_mixed_place_by_place():
    """Each document comes from one collection in turn. Collections of different lengths are refused."""
    english = Collection(_documents("abc", "en"), {"q": "en"}, {"q": {"a": 1}})
    spanish = Collection(_documents("abc", "es"), {"q": "es"}, {"q": {"a": 1}})
    found = beir_sets.mixed([english, spanish])
    assert [document.text for document in found.documents] == ["a in en", "b in es", "c in en"]
    assert (found.queries, found.qrels) == (english.queries, english.qrels)
    assert beir_sets.mixed([english]) == english
    with pytest.raises(ValueError, match="shorter"):
        beir_sets.mixed([english, Collection(spanish.documents[:2], {}, {})])


def test_a_collection_is_reduced_around_what_is_judged():
    """Judged documents stay, the first others fill the rest, and all keep their order."""
    documents = tuple(Document(name, "", name) for name in "abcdef")
    collection = Collection(documents, {"q": "?"}, {"q": {"e": 1, "c": 0}})
    assert [document.id for document in beir_sets.reduced(collection, 4).documents] == ["a", "b", "c", "e"]
    assert beir_sets.reduced(collection, 10) == collection


SENTENCE = "The lease of the port runs for ninety-nine years and ends in 2114."


def piece(text, start=0, end=None):
    """Return evidence that quotes a part of this text; it has no other fields."""
    passage = SimpleNamespace(text=text)
    span = (start, len(text) if end is None else end)
    return Evidence(SimpleNamespace(passage=passage), None, (span,), ())


def answered(*shown, **fields):
    return Answer("?", "en", shown, (), 0.9, None, None, **fields)


def refused(*closest, **fields):
    return Answer("?", "en", (), closest, 0.1, "too far", None, **fields)


def test_abstaining_by_hand():
    """`refused` and `told` are over the unanswerable questions, `rightly` over the refused questions."""
    asked = [question("1", "a.pdf"), question("2", "a.pdf"), *map(question, "34567")]
    answers = {
        "1": refused(),
        "2": answered(piece("x"), missing=("2022",)),
        "3": refused(),
        "4": answered(piece("x")),
        "5": answered(piece("x"), missing=("2022",)),
        "6": answered(piece("x"), missing_in=(("Recife", (1,)),)),
        "7": refused(missing=("2022",)),
    }
    assert page_sets.refusals(asked, answers) == {
        "answered": {"1": 0.0, "2": 1.0},
        "refused": {"3": 1.0, "4": 0.0, "5": 0.0, "6": 0.0, "7": 1.0},
        "told": {"3": 1.0, "4": 0.0, "5": 1.0, "6": 1.0, "7": 1.0},
        "rightly": {"1": 0.0, "3": 1.0, "7": 1.0},
    }


@pytest.mark.parametrize(
    ("answer", "first", "of_three", "holding", "shown"),
    [
        (answered(piece(SENTENCE)), 1.0, 1.0, 1.0, 1),
        # The text holds the sentence; the quotation is another one.
        (answered(piece(f"Ships come. {SENTENCE}", end=11)), 0.0, 0.0, 1.0, 1),
        (answered(piece("Ships come."), piece("Nothing."), piece(SENTENCE)), 0.0, 1.0, 1 / 3, 3),
        (answered(piece("a"), piece("b"), piece("c"), piece(SENTENCE)), 0.0, 0.0, 1 / 4, 4),
        (refused(piece(SENTENCE), piece("Ships come.")), 1.0, 1.0, 1 / 2, 2),
        (refused(), 0.0, 0.0, 0.0, 0),
        # The quote has 14 words, "ninety" and "nine" among them: 9 are 0.643, 8 are 0.571.
        (answered(piece("the port the lease of runs for years and")), 1.0, 1.0, 1.0, 1),
        (answered(piece("the port the lease of runs for years")), 0.0, 0.0, 0.0, 1),
        # 80 words between spaces are the most; the sentence has 13.
        (answered(piece("so " * 67 + SENTENCE)), 1.0, 1.0, 1.0, 1),
        (answered(piece("so " * 68 + SENTENCE)), 0.0, 0.0, 1.0, 1),
    ],
)
def test_quotations_by_hand(answer, first, of_three, holding, shown):
    """A quotation is right if it has 0.6 of the words and is short; what a refusal shows is measured too."""
    asked = replace(question("1", "a.pdf"), quote=SENTENCE)
    assert page_sets.quotations([asked], {"1": answer}) == {
        "quote@1": {"1": first},
        "quote@3": {"1": of_three},
        "holding": {"1": pytest.approx(holding)},
    }
    assert page_sets.mean_shown([asked], {"1": answer}) == shown


def test_only_a_quote_can_be_quoted():
    """Questions without a `quote`, and unanswerable ones, have no values; passages are counted for answerable ones."""
    asked = [question("1", "a.pdf"), replace(question("2"), quote=SENTENCE), question("3", "a.pdf")]
    answers = {"1": answered(piece("x"), piece("y")), "2": answered(piece("x")), "3": refused(piece("x"))}
    assert page_sets.quotations(asked, answers) == {"quote@1": {}, "quote@3": {}, "holding": {}}
    assert page_sets.mean_shown(asked, answers) == 1.5


class Recorder(WordEncoder):
    """An encoder that records the texts it encodes."""

    def __init__(self):
        self.asked = []

    def encode_passages(self, texts):
        self.asked += texts
        return super().encode_passages(texts)


def test_a_text_is_encoded_once(tmp_path):
    """Rows are in the order of the texts, from the file if they are kept, with repetitions."""
    first, second = Recorder(), Recorder()
    texts = [f"text number {n}" for n in range(130)] + ["text number 7"]
    plain = WordEncoder().encode_passages(texts)
    assert (KeptEncoder(first, tmp_path).encode_passages(texts) == plain).all()
    assert len(first.asked) == 130
    again = KeptEncoder(second, tmp_path)
    assert (again.encode_passages([*texts[::-1], "new"])[:-1] == plain[::-1]).all()
    assert second.asked == ["new"]
    assert again.encode_passages([]).shape == (0, 256)


def test_questions_are_kept_apart_from_passages(tmp_path):
    """A text has one vector as a query and another as a passage."""

    class Turned(WordEncoder):
        def encode_queries(self, texts):
            return -super().encode_passages(texts)

    kept = KeptEncoder(Turned(), tmp_path)
    assert math.isclose(float(kept.encode_queries(["one"])[0] @ kept.encode_passages(["one"])[0]), -1.0, abs_tol=1e-6)


def test_a_small_gate_from_end_to_end(tmp_path, monkeypatch):
    """Folder, question file and vectors work together, for ours and for plain fusion, also a second time."""
    reports = tmp_path / "data" / "reports"
    write_pdf(_folder(reports / "crs") / "a.pdf", ["Nothing on this page.", "The lease of the port runs for 99 years."])
    write_pdf(reports / "b.pdf", ["The police of Boston told the gangs that shooting has to stop."])
    lines = [
        {"question": "How long is the lease of the port?", "gold": [{"file": "crs/a.pdf", "page": 2}]},
        {"question": "What did the police tell the gangs of Boston?", "gold": [{"file": "b.pdf", "page": 1}]},
    ]
    fixed = {"kind": "single", "language": "en", "answerable": True, "quote": "runs for 99 years"}
    (reports / "questions.jsonl").write_text(
        "".join(json.dumps({"id": f"q{n}", **fixed, **each}) + "\n" for n, each in enumerate(lines)), "utf-8"
    )
    encoder = KeptEncoder(load(None), tmp_path / "cache")
    bench = Bench(tmp_path / "data", tmp_path / "cache", encoder, lambda _: None, {}, False, True, False)
    measured = page_sets.measure_page_set(bench, "reports")
    assert measured.values["MRR"] == {"q0": 1.0, "q1": 1.0}
    assert measured.values["quoted"] == {"q0": 1.0, "q1": 0.0}
    assert measured.values["quote@1"] == {"q0": 1.0, "q1": 0.0}
    assert measured.shown >= 1
    assert " passages shown\n" in gate._tables("reports", measured, None, {})
    assert list(measured.plain) == ["plain, blind", "plain, aware", "plain, rerank"]
    assert measured.plain["plain, aware"]["MRR"] == {"q0": 1.0, "q1": 1.0}
    assert measured.plain["plain, rerank"]["MRR"] == {"q0": 1.0, "q1": 1.0}
    again = page_sets.measure_page_set(bench, "reports")
    assert (again.mark, again.values, again.plain) == (measured.mark, measured.values, measured.plain)


def _folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path
