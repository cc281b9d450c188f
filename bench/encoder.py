"""How fast the encoder is beside other ways to run the same model: python -m bench.encoder ../shared/data/ir/scifact

Prints, for each way, the processor time of a passage of 200 tokens and of a question of 12 to 18 beside the way that
the program uses; the cosine to 32 bits; what a new process takes to load it and read one question, in CPU-seconds and
MB; and the share of the processor's peak. Other forms are made of `fp32.onnx` in a temporary folder and deleted.

    --documents 1000    also nDCG@10 over so many documents of the folder, by vectors alone (100 seconds a form)
    --openvino          also OpenVINO, called directly; the package `openvino` is needed for that alone

Ways take turns, round by round, and a ratio is the median over rounds of a way's time by that of the first way in the
same round: neighbours on the machine then slow both. The time is that of all threads, user and system.

Multiply-adds of n tokens, with d = 384 and 12 layers: n x 12 x (4 d d for queries, keys, values and their mixture,
8 d d for the feed-forward part, 2 n d for attention); 4.62 billion for n = 200. **The peak** is what ONNX Runtime
reaches in one thread for one matrix alone, the best of `SHAPES`: what can be had here, not a data sheet's.
"""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from bench.measures import ndcg
from bench.speed import measure
from index.models.bert import DIMENSIONS, FEED_FORWARD_UNITS, LAYERS, MAX_TOKENS
from index.models.e5 import NAME, PROMPTS, default_model, reference_model
from index.models.loading import open_tokenizer
from index.protocols import FloatMatrix

Tokens = list[int]
Run = Callable[[Sequence[Tokens]], FloatMatrix]

LENGTH = 200
"""Tokens of a passage: what the passages of a library have, near enough."""

PASSAGES, CALIBRATION, QUESTIONS = 24, 64, 32
"""Texts of a round, a second of passages, which also give the cosine; and those that a static form is fitted to."""

ROUNDS, COLD_STARTS = 5, 5
PAD = 1

SHAPES = (
    (LENGTH, DIMENSIONS, DIMENSIONS),
    (LENGTH, DIMENSIONS, FEED_FORWARD_UNITS),
    (LENGTH, FEED_FORWARD_UNITS, DIMENSIONS),
    (1024, 1024, 1024),
    (2048, 2048, 2048),
)
"""Rows, depth and columns: the layers' own, and two large ones."""

COLD = """
import json, sys
from pathlib import Path
from tokenizers import Tokenizer
from bench.encoder import ENGINES
tokenizer, engine, path, options = sys.argv[1:]
tokens = Tokenizer.from_file(tokenizer).encode("query: What is a custom notification?").ids
ENGINES[engine](Path(path), **json.loads(options))([tokens])
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


def onnxruntime_run(
    path: Path,
    level: str = "DISABLE_ALL",
    arena: bool = False,
    threads: int = 1,
    entries: Mapping[str, str] | None = None,
) -> Run:
    """Opens a graph in ONNX Runtime; by default as `index.models.loading.open_session` does."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, f"ORT_{level}")
    options.enable_cpu_mem_arena = arena
    options.log_severity_level = 3
    for key, value in (entries or {}).items():
        options.add_session_config_entry(key, value)
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda rows: session.run(None, {"tokens": padded(rows)})[0]


def openvino_run(path: Path, precision: str = "f32") -> Run:
    """Opens a graph in OpenVINO, in one thread."""
    try:
        import openvino
    except ModuleNotFoundError:
        sys.exit("--openvino needs the package 'openvino': run 'pip install openvino'")
    core = openvino.Core()
    options = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": precision}
    request = core.compile_model(core.read_model(str(path)), "CPU", options).create_infer_request()
    return lambda rows: request.infer({"tokens": padded(rows)})[0].copy()


ENGINES: Mapping[str, Callable[..., Run]] = {"onnxruntime": onnxruntime_run, "openvino": openvino_run}


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A way to run the model: a file, an engine with its options, texts a run, and runs side by side."""

    name: str
    path: Path
    engine: str = "onnxruntime"
    options: Mapping[str, Any] = field(default_factory=dict)
    texts: int = 1
    workers: int = 1

    @property
    def alone(self) -> bool:
        """Whether it runs one text at a time."""
        return self.texts == self.workers == 1


def padded(rows: Sequence[Tokens]) -> Any:
    """Gives rows as one array; there is no mask, so only rows of one length give vectors that mean something."""
    longest = max(map(len, rows))
    return np.array([[*row, *[PAD] * (longest - len(row))] for row in rows])


def ways(fast: Path, exact: Path, made: Path, openvino: bool) -> list[Way]:
    """Gives what is compared, the program's own way first."""
    int8, fp32 = fast / "int8.onnx", exact / "fp32.onnx"
    optimised = {"level": "ENABLE_ALL"}
    quiet = {"session.intra_op.allow_spinning": "0"}
    found = [
        Way("int8, as the program runs it", int8),
        Way("fp32", fp32),
        Way("int8, two runs side by side", int8, workers=2),
        Way("int8, 2 threads a run", int8, options={"threads": 2}),
        Way("int8, 2 threads a run, no spinning", int8, options={"threads": 2, "entries": quiet}),
        Way("int8, arena", int8, options={"arena": True}),
        Way("int8, denormals as zero", int8, options={"entries": {"session.set_denormal_as_zero": "1"}}),
        Way("int8, optimised as it loads", int8, options=optimised),
        Way("int8, .ort, optimised before", made / "int8.ort"),
        *(Way(f"int8, {count} texts a run", int8, texts=count) for count in (4, 8, 32)),
        Way("dynamic int8 of quantize_dynamic", made / "dynamic.onnx", options=optimised),
        *(
            Way(f"static QDQ, activations {kind}", made / f"{kind}.onnx", options=optimised)
            for kind in ("QUInt8", "QInt8", "QUInt16")
        ),
    ]
    if openvino:
        found += [
            Way(f"OpenVINO, {name}, {precision}", path, "openvino", {"precision": precision})
            for name, path in (("fp32", fp32), ("our int8", int8), ("static QDQ", made / "QUInt8.onnx"))
            for precision in ("f32", "bf16")
        ]
    return found


def make_forms(fast: Path, exact: Path, made: Path, calibration: Sequence[Tokens]) -> None:
    """Writes the other forms of the model: optimised, dynamically quantised, and static in three kinds."""
    import onnx
    from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_dynamic, quantize_static

    options = SessionOptions()
    options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_ALL
    options.optimized_model_filepath = str(made / "int8.ort")
    options.log_severity_level = 3
    InferenceSession(str(fast / "int8.onnx"), options)

    typed = made / "fp32.onnx"
    shutil.copyfile(exact / "fp32.bin", made / "fp32.bin")  # no link: `onnx` refuses one
    model = onnx.load(exact / "fp32.onnx", load_external_data=False)
    unknown = onnx.helper.make_tensor_value_info("word", onnx.TensorProto.FLOAT, ["texts", "length", DIMENSIONS])
    model.graph.value_info.append(unknown)  # of an operator that `onnx` knows nothing of
    onnx.save(onnx.shape_inference.infer_shapes(model), typed)
    common: dict[str, Any] = {"op_types_to_quantize": ["MatMul"], "per_channel": True, "use_external_data_format": True}
    extra = {"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT}
    quantize_dynamic(typed, made / "dynamic.onnx", weight_type=QuantType.QInt8, extra_options=extra, **common)
    for kind in (QuantType.QUInt8, QuantType.QInt8, QuantType.QUInt16):
        quantize_static(
            typed,
            made / f"{kind.name}.onnx",
            Calibration(calibration),
            quant_format=QuantFormat.QDQ,
            activation_type=kind,
            weight_type=QuantType.QInt8,
            extra_options=extra | {"ActivationSymmetric": kind is QuantType.QInt8},
            **common,
        )


class Calibration:
    """Feeds texts to `quantize_static`, which asks for one after another until there is none."""

    def __init__(self, texts: Sequence[Tokens]) -> None:
        self._texts = iter(texts)

    def get_next(self) -> dict[str, Any] | None:
        """Gives the next text, None after the last."""
        tokens = next(self._texts, None)
        return None if tokens is None else {"tokens": np.array([tokens])}


def times(runs: Mapping[Way, Run], texts: Sequence[Tokens]) -> dict[Way, list[float]]:
    """Gives CPU-milliseconds a text, of each round; each way reads one batch before, which is not counted."""
    taken: dict[Way, list[float]] = {way: [] for way in runs}
    for round_number in range(ROUNDS + 1):
        for way, run in runs.items():
            batches = [texts[start : start + way.texts] for start in range(0, len(texts), way.texts)]
            with ThreadPoolExecutor(way.workers) as pool:
                began = time.process_time()
                list(pool.map(run, batches))
                if round_number:
                    taken[way].append(1000 * (time.process_time() - began) / len(texts))
    return taken


def ratio(taken: Sequence[float], first: Sequence[float]) -> float:
    """Gives the median over rounds of one way's time by the first's."""
    return median(each / beside for each, beside in zip(taken, first, strict=True))


def peak(kind: str) -> float:
    """Gives the multiply-adds a CPU-second of one product of matrices in one thread, the best of `SHAPES`."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    operator, left, right, result = {
        "int8": ("MatMulInteger", np.uint8, np.int8, TensorProto.INT32),
        "fp32": ("MatMul", np.float32, np.float32, TensorProto.FLOAT),
    }[kind]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    best = 0.0
    for rows, depth, columns in SHAPES:
        state = np.random.default_rng(0).integers(0, 100, (rows, depth)).astype(left)
        matrix = np.random.default_rng(1).integers(-64, 65, (depth, columns)).astype(right)
        graph = helper.make_graph(
            [helper.make_node(operator, ["state", "matrix"], ["product"])],
            "peak",
            [helper.make_tensor_value_info("state", helper.np_dtype_to_tensor_dtype(state.dtype), state.shape)],
            [helper.make_tensor_value_info("product", result, [rows, columns])],
            [numpy_helper.from_array(matrix, "matrix")],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
        session = onnxruntime.InferenceSession(model.SerializeToString(), options)
        work = rows * depth * columns
        repeats = 1 + int(4e9 / work)
        for _ in range(ROUNDS):
            began = time.process_time()
            for _ in range(repeats):
                session.run(None, {"state": state})
            best = max(best, repeats * work / (time.process_time() - began))
    return best


def multiply_adds(length: int) -> int:
    """Gives those of one text, the embedding's lookup and all that is no product aside."""
    matrices = 4 * DIMENSIONS * DIMENSIONS + 2 * DIMENSIONS * FEED_FORWARD_UNITS
    return length * LAYERS * (matrices + 2 * length * DIMENSIONS)


def cold(way: Way, tokenizer: Path) -> str:
    """Gives the least CPU-seconds, and the MB at the peak with mapped pages, of a process that reads one question."""
    command = (sys.executable, "-c", COLD, str(tokenizer), way.engine, str(way.path), json.dumps(way.options))
    costs = [measure(*command) for _ in range(COLD_STARTS)]
    return f"{min(cost.cpu for cost in costs):5.2f} {int(costs[0].output) / 1024:5.0f}"


class Texts:
    """The folder's texts as tokens: whole for what is found, cut to one length for what it takes."""

    def __init__(self, folder: Path, fast: Path, documents: int) -> None:
        from bench.beir import read_beir
        from bench.beir_sets import reduced

        self._tokenizer = open_tokenizer(fast / "tokenizer.json", NAME, fast.parent)
        everything = read_beir(folder)
        self.collection = reduced(everything, documents)
        self.documents = self._tokens("passage", [f"{each.title}\n\n{each.text}" for each in self.collection.documents])
        self.queries = self._tokens("query", list(self.collection.queries.values()))
        some = self._tokens("passage", [f"{each.title} {each.text}" for each in everything.documents[:600]])
        even = [cut(row, LENGTH) for row in some if len(row) >= LENGTH]
        self.passages, self.calibration = even[:PASSAGES], even[PASSAGES:][:CALIBRATION]
        self.questions = [row for row in self.queries if 12 <= len(row) <= 18][:QUESTIONS]

    def _tokens(self, kind: str, texts: Sequence[str]) -> list[Tokens]:
        return [cut(self._tokenizer.encode(PROMPTS[kind] + text).ids, MAX_TOKENS) for text in texts]

    def ndcg(self, run: Run) -> float:
        """Gives nDCG@10 of the folder's queries over the documents kept, by vectors alone."""
        vectors, asked = (np.concatenate([run([row]) for row in rows]) for rows in (self.documents, self.queries))
        ids = [document.id for document in self.collection.documents]
        best = [[ids[place] for place in row[:10]] for row in np.argsort(-(asked @ vectors.T), axis=1)]
        judged = [self.collection.qrels[query] for query in self.collection.queries]
        return float(np.mean([ndcg(*pair, 10) for pair in zip(best, judged, strict=True)]))


def cut(tokens: Tokens, length: int) -> Tokens:
    """Gives at most so many tokens, the last of them `</s>`."""
    return tokens if len(tokens) <= length else [*tokens[: length - 1], tokens[-1]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a BEIR folder")
    parser.add_argument("--documents", type=int, default=0, help="how many for nDCG@10; none: not measured")
    parser.add_argument("--openvino", action="store_true", help="also OpenVINO")
    arguments = parser.parse_args()
    fast, exact = default_model() / "onnx", reference_model() / "onnx"
    texts = Texts(arguments.folder, fast, arguments.documents)
    with TemporaryDirectory() as folder:
        make_forms(fast, exact, Path(folder), texts.calibration)
        runs = {
            way: ENGINES[way.engine](way.path, **way.options)
            for way in ways(fast, exact, Path(folder), arguments.openvino)
        }
        report(runs, texts, fast / "tokenizer.json")


def report(runs: Mapping[Way, Run], texts: Texts, tokenizer: Path) -> None:
    """Measures every way and prints a line for each, then the shares of the peak."""
    passages, questions = times(runs, texts.passages), times(runs, texts.questions)
    ours, fp32 = list(runs)[:2]
    exact = np.concatenate([runs[fp32]([row]) for row in texts.passages])
    known: dict[bytes, float] = {}
    print(f"{'':36}passage, ms   x  question, ms   x    cosine  cold s    MB  nDCG@10")
    for way, run in runs.items():
        cells = [f"{min(taken[way]):8.2f} {ratio(taken[way], taken[ours]):5.2f}" for taken in (passages, questions)]
        if way.alone:
            vectors = np.concatenate([run([row]) for row in texts.passages])
            cells += [f"{(vectors * exact).sum(axis=1).mean():8.5f}", cold(way, tokenizer)]
            if texts.documents:  # once for ways that give the same vectors
                key = vectors.tobytes()
                known[key] = known.get(key) or texts.ndcg(run)
                cells.append(f"{known[key]:.4f}")
        print(f"{way.name:36}{'   '.join(cells)}", flush=True)
    for way, kind in ((ours, "int8"), (fp32, "fp32")):
        most, reached = peak(kind), 1000 * multiply_adds(LENGTH) / min(passages[way])
        print(f"{kind}: peak {most / 1e9:.0f} billion multiply-adds a CPU-second, reached {reached / most:.2f} of it")


if __name__ == "__main__":
    main()
