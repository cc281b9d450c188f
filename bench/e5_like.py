"""Vectors like those of the default encoder, without encoding: for libraries of any size and for tests of stores.

    cloud = Cloud.load()
    rows = cloud.passages(100_000, np.random.default_rng(1))
    questions, targets = cloud.questions(rows, 500, np.random.default_rng(2))

A model of what `multilingual-e5-small` does with reports, articles and filings (23,373 passages, 318 questions):

* All passages point almost the same way: their mean has a length of 0.90. So two of them have a product of 0.82.
* What is left is the topic of a work, the work, the section and the passage. Each has its spectrum. Some passages and
  some works vary more than others: reports have pages that say little, and pages of their own.
* Questions have another mean. The two means are 0.24 apart, as far as a passage is from the others of its section.
  A question has a part of the deviation of the passage that answers it, and much that no passage has. So the nearest
  passages of a question lie in many cells of an inverted file: IVF finds few of them.

The parameters are in `e5_like.json`. `tests/bench/test_e5_like.py` compares the vectors with figures of real ones. This
command fits the parameters again, prints the figures of the real vectors and those of the model:

    python -m bench.e5_like LIBRARY... --questions questions.jsonl... [--write]
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

PARAMETERS = Path(__file__).with_name("e5_like.json")

PASSAGES_PER_WORK = 100
"""The reports of the development set have 102 on average."""

DIGITS = 4
"""Significant digits of a parameter in the file."""

Generator = np.random.Generator
Numbers = NDArray[np.float64]
FloatMatrix = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """How the variance of passages is shared, and how questions differ; chosen so that the figures agree.

    Attributes:
        section: the share of the variance inside a work that the passages of a section have in common.
        section_passages: the mean length of a section.
        topic: the share of the variance between works that the works of a topic have in common.
        topic_works: the mean number of works of a topic.
        passage_spread: how much the variance of a passage varies (standard deviation; the mean is 1).
        work_spread: how much the variance inside a work varies.
        question_gain: a factor to the fitted gain, which is too low: the nearest passage is not always the answer.
        question_noise: a factor to the fitted variance of questions.
        question_shift: the standard deviation of questions towards the mean of the passages: some are near to all.
    """

    section: float = 0.4
    section_passages: int = 8
    topic: float = 0.5
    topic_works: int = 12
    passage_spread: float = 0.45
    work_spread: float = 0.3
    question_gain: float = 1.3
    question_noise: float = 0.88
    question_shift: float = 0.045


@dataclass(frozen=True)
class Parameters:
    """What was fitted. All but the two means are by the principal directions of passages, the strongest first.

    Attributes:
        passage_mean: the mean of passages in the encoder's own coordinates.
        question_mean: the mean of questions, likewise.
        mean: the mean of passages by principal direction.
        asked: the mean of questions by principal direction.
        inside: the variance of passages inside their works.
        between: the variance of the means of works.
        gain: the share of a passage's deviation that its question has.
        noise: the variance of questions that no passage explains.
    """

    passage_mean: list[float]
    question_mean: list[float]
    mean: list[float]
    asked: list[float]
    inside: list[float]
    between: list[float]
    gain: list[float]
    noise: list[float]


class Cloud:
    """Draws passages and questions."""

    def __init__(self, parameters: Parameters, shape: Shape | None = None) -> None:
        self.shape = shape or Shape()
        self._parameters = parameters
        self._mean = np.array(parameters.mean, dtype=np.float32)
        self._inside = np.sqrt(parameters.inside, dtype=np.float32)
        self._between = np.sqrt(parameters.between, dtype=np.float32)
        self.dimensions = len(parameters.mean)

    @classmethod
    def load(cls) -> Self:
        """Return the model of the default encoder."""
        return cls(Parameters(**json.loads(PARAMETERS.read_text("utf-8"))))

    def passages(self, count: int, generator: Generator, per_work: int = PASSAGES_PER_WORK) -> FloatMatrix:
        """Return unit vectors of passages, shape (count, dimensions). `per_work` rows in a row are of one work."""
        return np.concatenate([*self.works(-(-count // per_work), generator, per_work)])[:count]

    def works(self, count: int, generator: Generator, per_work: int = PASSAGES_PER_WORK) -> Iterator[FloatMatrix]:
        """Yield the vectors of the passages of each work, shape (per_work, dimensions)."""
        shape = self.shape
        topics = max(1, count // shape.topic_works)
        topic_centres = self._draw(generator, topics) * self._between * np.sqrt(shape.topic)
        for _ in range(count):
            own = self._draw(generator, 1)[0] * self._between * np.sqrt(1 - shape.topic)
            centre = self._mean + topic_centres[generator.integers(topics)] + own
            rows = centre + self._inside_of_work(generator, per_work)
            yield self._unit(rows)

    def questions(
        self, passages: FloatMatrix, count: int, generator: Generator
    ) -> tuple[FloatMatrix, NDArray[np.int64]]:
        """Return unit vectors of questions and, for each, the row of the passage that answers it."""
        shape, parameters = self.shape, self._parameters
        targets = generator.integers(len(passages), size=count)
        deviations = passages[targets] @ self._rotation.T - self._mean
        noise = self._draw(generator, count) * np.sqrt(np.array(parameters.noise) * shape.question_noise)
        towards = self._mean / np.linalg.norm(self._mean)
        shift = generator.standard_normal((count, 1)) * shape.question_shift * towards
        gain = np.array(parameters.gain) * shape.question_gain
        return self._unit(np.array(parameters.asked) + gain * deviations + noise + shift), targets

    def _inside_of_work(self, generator: Generator, count: int) -> Numbers:
        shape = self.shape
        begins_section = generator.random(count) < 1 / shape.section_passages
        section = np.cumsum(begins_section)
        sections = self._draw(generator, int(section[-1]) + 1) * np.sqrt(shape.section)
        own = self._draw(generator, count) * np.sqrt(1 - shape.section)
        own *= _varied(generator, shape.passage_spread, count)[:, np.newaxis]
        rows: Numbers = (sections[section] + own) * self._inside * _varied(generator, shape.work_spread, 1)
        return rows

    def _draw(self, generator: Generator, count: int) -> FloatMatrix:
        return generator.standard_normal((count, self.dimensions), dtype=np.float32)

    def _unit(self, rows: Numbers) -> FloatMatrix:
        """Return rows of principal directions as unit vectors in the encoder's coordinates."""
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rotated: FloatMatrix = (rows / lengths).astype(np.float32) @ self._rotation
        return rotated

    @cached_property
    def _rotation(self) -> FloatMatrix:
        """A rotation that brings both means to where the encoder has them. All other directions are arbitrary.

        So the vectors of real questions are as far from these passages as from real ones, but know nothing of them.
        """
        filler = np.random.default_rng(0).standard_normal((self.dimensions - 2, self.dimensions))
        parameters = self._parameters
        here = _orthonormal([parameters.mean, parameters.asked], filler)
        there = _orthonormal([parameters.passage_mean, parameters.question_mean], filler)
        return np.ascontiguousarray(here.T @ there, dtype=np.float32)


def _varied(generator: Generator, spread: float, count: int) -> Numbers:
    """Return factors to standard deviations, so that variances have a mean of 1 and this standard deviation."""
    variances = generator.gamma(1 / spread**2, spread**2, count)
    return np.sqrt(variances)


def _orthonormal(first: Sequence[Sequence[float]], filler: Numbers) -> Numbers:
    """Return orthonormal rows. The first two span the first two vectors, the second one on the side of its vector."""
    columns, upper = np.linalg.qr(np.concatenate([np.array(first), filler]).T)
    return (columns * np.sign(np.diag(upper))).T


# --- figures -------------------------------------------------------------------------------------------------------


def figures(passages: FloatMatrix, questions: FloatMatrix) -> dict[str, float]:
    """Return what a search meets: products with the nearest passages, and how many of them an inverted file finds."""
    some = passages[np.random.default_rng(0).choice(len(passages), min(1000, len(passages)), replace=False)]
    found = _figures_of("question", passages, questions, itself=0)
    found.update(_figures_of("passage", passages, some, itself=1))
    return found


def _figures_of(name: str, passages: FloatMatrix, asked: FloatMatrix, itself: int) -> dict[str, float]:
    """Return the figures of some vectors. The nearest `itself` passages are the asked ones themselves."""
    products = asked @ passages.T
    found = {f"{name}: mean product": float(products.mean())}
    nearest = -np.partition(-products, range(101), axis=1)[:, itself:101]
    for rank in (1, 10, 100):
        found[f"{name}: product at rank {rank}"] = float(np.median(nearest[:, rank - 1]))
    for probes in (1, 8, 32):
        found[f"{name}: IVF recall@10, {probes} probes"] = ivf_recall(passages, asked, probes)
    return found


def ivf_recall(passages: FloatMatrix, questions: FloatMatrix, probes: int) -> float:
    """Return the share of the 10 nearest passages in the nearest cells of 4 sqrt(n)."""
    import faiss

    dimensions = passages.shape[1]
    flat = faiss.IndexFlatIP(dimensions)
    flat.add(passages)
    cells = int(4 * np.sqrt(len(passages)))
    inverted = faiss.IndexIVFFlat(faiss.IndexFlatIP(dimensions), dimensions, cells, faiss.METRIC_INNER_PRODUCT)
    inverted.cp.niter = 8
    inverted.cp.min_points_per_centroid = 1
    inverted.train(passages)
    inverted.add(passages)
    inverted.nprobe = probes
    exact, found = flat.search(questions, 10)[1], inverted.search(questions, 10)[1]
    shared = [len(set(one) & set(other)) for one, other in zip(exact.tolist(), found.tolist(), strict=True)]
    return sum(shared) / exact.size


# --- fitting -------------------------------------------------------------------------------------------------------


def fit(passages: FloatMatrix, works: NDArray[np.int64], questions: FloatMatrix) -> Parameters:
    """Return the parameters of real vectors.

    Args:
        passages: unit vectors.
        works: the number of the work of each passage, from 0.
        questions: unit vectors of questions about these works. The nearest passage counts as the answer.
    """
    mean, asked = passages.mean(axis=0), questions.mean(axis=0)
    inside, between = _covariances(passages, works)
    _, directions = np.linalg.eigh(inside + between)
    directions = directions[:, ::-1]
    answers = (passages[(questions @ passages.T).argmax(axis=1)] - mean) @ directions
    deviations = (questions - asked) @ directions
    gain = (answers * deviations).sum(axis=0) / (answers**2).sum(axis=0).clip(1e-9)
    noise = (deviations - answers * gain).var(axis=0)
    return Parameters(
        passage_mean=_rounded(mean),
        question_mean=_rounded(asked),
        mean=_rounded(mean @ directions),
        asked=_rounded(asked @ directions),
        inside=_rounded(np.diag(directions.T @ inside @ directions).clip(0)),
        between=_rounded(np.diag(directions.T @ between @ directions).clip(0)),
        gain=_rounded(gain),
        noise=_rounded(noise),
    )


def _covariances(passages: FloatMatrix, works: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """Return the covariance inside the works, and between their means, each work counted by its passages."""
    sizes = np.bincount(works)
    centres = np.zeros((len(sizes), passages.shape[1]))
    np.add.at(centres, works, passages)
    centres /= sizes[:, np.newaxis]
    rest = passages - centres[works]
    deviations = centres[works] - passages.mean(axis=0)
    return rest.T @ rest / len(passages), deviations.T @ deviations / len(passages)


def _rounded(values: Numbers) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in values]


def read_libraries(folders: Sequence[Path]) -> tuple[FloatMatrix, NDArray[np.int64]]:
    """Return the vectors of the passages of libraries, and the number of the source of each."""
    from corpus.store.corpus import Corpus
    from index.search import Index

    rows = []
    sources: list[str] = []
    for folder in folders:
        index = Index.open(folder)
        assert index, f"{folder} has no index"
        ids = index.vectors.ids()
        rows.append(index.vectors.vectors(ids))
        with Corpus.open(folder) as corpus:
            passages = corpus.passages(ids.tolist())
        sources += [f"{folder} {passages[passage].source}" for passage in ids.tolist()]
    _, numbers = np.unique(sources, return_inverse=True)
    return np.concatenate(rows), numbers


def read_questions(files: Sequence[Path]) -> FloatMatrix:
    """Return the vectors of the questions of question files, by the default encoder."""
    from index.models.encoders import load

    texts = []
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            texts.append(json.loads(line)["question"])
    return load().encode_queries(texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("libraries", nargs="+", type=Path, metavar="LIBRARY", help="with an index of the default model")
    parser.add_argument("--questions", nargs="+", type=Path, required=True, metavar="FILE", help="about the libraries")
    parser.add_argument("--write", action="store_true", help=f"write {PARAMETERS.name}")
    arguments = parser.parse_args()
    passages, works = read_libraries(arguments.libraries)
    questions = read_questions(arguments.questions)
    parameters = fit(passages, works, questions)
    print_figures(parameters, passages, questions)
    if arguments.write:
        PARAMETERS.write_text(_as_json(asdict(parameters)), "utf-8")


def print_figures(parameters: Parameters, passages: FloatMatrix, questions: FloatMatrix) -> None:
    cloud, generator = Cloud(parameters), np.random.default_rng(1)
    drawn = cloud.passages(len(passages), generator)
    drawn_questions, _ = cloud.questions(drawn, max(len(questions), 500), generator)
    real, modelled = figures(passages, questions), figures(drawn, drawn_questions)
    print(f"{'':40}{'real':>8}{'model':>8}")
    for name, value in real.items():
        print(f"{name:40}{value:8.3f}{modelled[name]:8.3f}")


def _as_json(parameters: Mapping[str, Any]) -> str:
    lines = [f"{json.dumps(name)}: {json.dumps(values)}" for name, values in parameters.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    main()
