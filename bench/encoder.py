"""How fast the encoder is, compared with other ways to run the same model.

    python -m bench.encoder ../shared/data/ir/scifact

For each way this prints:

* the CPU time of a passage of 200 tokens and of a query of 12 to 18 tokens, and its ratio to the program's own way;
* the cosine to the vectors in 32 bits;
* the CPU-seconds and MB that a new process takes to load the model and encode one query.

Then it prints the share of the processor's peak that the int8 and the 32-bit model reach. The other forms of the model
are made from `fp32.onnx` in a temporary folder and deleted.

    --documents 1000    also nDCG@10 over so many documents of the folder, by vectors only (100 seconds a form)
    --openvino          also OpenVINO, called directly. Only this needs the package `openvino`.

Ways take turns, round by round. A ratio is the median over rounds of a way's time divided by the first way's time in
the same round, since other work on the machine slows both. Times are those of all threads, user and system.

Multiply-adds of n tokens, with d = 384 and 12 layers: n x 12 x (4 d d for queries, keys, values and their mixture,
8 d d for the feed-forward part, 2 n d for attention). This is 4.62 billion for n = 200. **The peak** is measured: what
ONNX Runtime reaches in one thread for a single matrix, the best of `MATRIX_SHAPES`.
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
from index.models.graph import Precision
from index.models.loading import open_tokenizer
from index.protocols import FloatMatrix

Tokens = list[int]
Run = Callable[[Sequence[Tokens]], FloatMatrix]
"""Encodes texts in one run of the model."""

PASSAGE_TOKENS = 200
"""About the length of the passages of a library."""

QUERY_TOKENS = range(12, 19)

PASSAGES = 24
"""Passages of a round: about a second. The cosine is measured on them too."""

QUERIES = 32
"""Queries of a round."""

CALIBRATION_PASSAGES = 64
"""Passages that a statically quantized form is fitted to."""

DOCUMENTS_READ = 600
"""Documents of the folder that passages are taken from."""

ROUNDS = 5
COLD_STARTS = 5
RANK_CUTOFF = 10
PADDING_TOKEN = 1
PEAK_OPERATIONS = 4e9
"""Multiply-adds of one measurement of the peak, about."""

MATRIX_SHAPES = (
    (PASSAGE_TOKENS, DIMENSIONS, DIMENSIONS),
    (PASSAGE_TOKENS, DIMENSIONS, FEED_FORWARD_UNITS),
    (PASSAGE_TOKENS, FEED_FORWARD_UNITS, DIMENSIONS),
    (1024, 1024, 1024),
    (2048, 2048, 2048),
)
"""Rows, depth and columns: the shapes of the layers, and two large ones."""

COLD_START = """
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
    """Open a graph in ONNX Runtime. The defaults are those of `index.models.loading.open_session`."""
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

    def run(rows: Sequence[Tokens]) -> FloatMatrix:
        vectors: FloatMatrix = session.run(None, {"tokens": padded(rows)})[0]
        return vectors

    return run


def openvino_run(path: Path, precision: str = "f32") -> Run:
    """Open a graph in OpenVINO, in one thread."""
    try:
        import openvino
    except ModuleNotFoundError:
        sys.exit("--openvino needs the package 'openvino': run 'pip install openvino'")
    core = openvino.Core()
    options = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": precision}
    request = core.compile_model(core.read_model(str(path)), "CPU", options).create_infer_request()

    def run(rows: Sequence[Tokens]) -> FloatMatrix:
        vectors: FloatMatrix = request.infer({"tokens": padded(rows)})[0].copy()
        return vectors

    return run


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
    def is_one_by_one(self) -> bool:
        """Whether one text runs at a time."""
        return self.texts == self.workers == 1


@dataclass(frozen=True, slots=True)
class Forms:
    """The files of the model: int8, 32 bits, and the folder of the other forms, which `make_forms` writes."""

    int8: Path
    fp32: Path
    made: Path


def padded(rows: Sequence[Tokens]) -> Any:
    """Return rows as one array. There is no mask, so the vectors are only right if all rows are equally long."""
    longest = max(map(len, rows))
    padded_rows = []
    for row in rows:
        padding = [PADDING_TOKEN] * (longest - len(row))
        padded_rows.append(row + padding)
    return np.array(padded_rows)


def ways(forms: Forms, openvino: bool) -> list[Way]:
    """Return the ways to compare. The first is the program's own."""
    int8, made = forms.int8, forms.made
    optimized = {"level": "ENABLE_ALL"}
    no_spinning = {"session.intra_op.allow_spinning": "0"}
    no_denormals = {"session.set_denormal_as_zero": "1"}
    found = [
        Way("int8, as the program runs it", int8),
        Way("fp32", forms.fp32),
        Way("int8, two runs side by side", int8, workers=2),
        Way("int8, 2 threads a run", int8, options={"threads": 2}),
        Way("int8, 2 threads a run, no spinning", int8, options={"threads": 2, "entries": no_spinning}),
        Way("int8, arena", int8, options={"arena": True}),
        Way("int8, denormals as zero", int8, options={"entries": no_denormals}),
        Way("int8, optimized as it loads", int8, options=optimized),
        Way("int8, .ort, optimized before", made / "int8.ort"),
        Way("int8, 4 texts a run", int8, texts=4),
        Way("int8, 8 texts a run", int8, texts=8),
        Way("int8, 32 texts a run", int8, texts=32),
        Way("dynamic int8 of quantize_dynamic", made / "dynamic.onnx", options=optimized),
        Way("static QDQ, activations QUInt8", made / "QUInt8.onnx", options=optimized),
        Way("static QDQ, activations QInt8", made / "QInt8.onnx", options=optimized),
        Way("static QDQ, activations QUInt16", made / "QUInt16.onnx", options=optimized),
    ]
    if openvino:
        files = {"fp32": forms.fp32, "our int8": int8, "static QDQ": made / "QUInt8.onnx"}
        for name, path in files.items():
            for precision in ("f32", "bf16"):
                found.append(Way(f"OpenVINO, {name}, {precision}", path, "openvino", {"precision": precision}))
    return found


def make_forms(forms: Forms, calibration: Sequence[Tokens]) -> None:
    """Write the other forms of the model: optimized, dynamically quantized, and statically in three kinds."""
    import onnx
    from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_dynamic, quantize_static

    options = SessionOptions()
    options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_ALL
    options.optimized_model_filepath = str(forms.made / "int8.ort")
    options.log_severity_level = 3
    InferenceSession(str(forms.int8), options)

    typed = forms.made / "fp32.onnx"
    shutil.copyfile(forms.fp32.with_suffix(".bin"), typed.with_suffix(".bin"))  # not a link: `onnx` refuses links
    model = onnx.load(forms.fp32, load_external_data=False)
    word = onnx.helper.make_tensor_value_info("word", onnx.TensorProto.FLOAT, ["texts", "length", DIMENSIONS])
    model.graph.value_info.append(word)  # the output of an operator that `onnx` does not know
    onnx.save(onnx.shape_inference.infer_shapes(model), typed)
    common: dict[str, Any] = {"op_types_to_quantize": ["MatMul"], "per_channel": True, "use_external_data_format": True}
    extra = {"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT}
    dynamic = forms.made / "dynamic.onnx"
    quantize_dynamic(typed, dynamic, weight_type=QuantType.QInt8, extra_options=extra, **common)
    for kind in (QuantType.QUInt8, QuantType.QInt8, QuantType.QUInt16):
        quantize_static(
            typed,
            forms.made / f"{kind.name}.onnx",
            Calibration(calibration),
            quant_format=QuantFormat.QDQ,
            activation_type=kind,
            weight_type=QuantType.QInt8,
            extra_options=extra | {"ActivationSymmetric": kind is QuantType.QInt8},
            **common,
        )


class Calibration:
    """The texts for `quantize_static`, which asks for one after another."""

    def __init__(self, texts: Sequence[Tokens]) -> None:
        self._texts = iter(texts)

    def get_next(self) -> dict[str, Any] | None:
        """Return the next text, or None after the last."""
        tokens = next(self._texts, None)
        if tokens is None:
            return None
        return {"tokens": np.array([tokens])}


def times(runs: Mapping[Way, Run], texts: Sequence[Tokens]) -> dict[Way, list[float]]:
    """Return the CPU-milliseconds a text, for each way and round. A round before the first is not counted."""
    taken: dict[Way, list[float]] = {way: [] for way in runs}
    for round_number in range(ROUNDS + 1):
        for way, run in runs.items():
            batches = [texts[start : start + way.texts] for start in range(0, len(texts), way.texts)]
            with ThreadPoolExecutor(way.workers) as pool:
                began = time.process_time()
                list(pool.map(run, batches))
                seconds = time.process_time() - began
            if round_number:
                taken[way].append(1000 * seconds / len(texts))
    return taken


def ratio(taken: Sequence[float], first: Sequence[float]) -> float:
    """Return the median over rounds of one way's time divided by the first way's."""
    return median(own / reference for own, reference in zip(taken, first, strict=True))


def peak(precision: Precision) -> float:
    """Return the multiply-adds a CPU-second of one matrix product in one thread, the best of `MATRIX_SHAPES`."""
    return max(_product_speed(precision, *shape) for shape in MATRIX_SHAPES)


def _product_speed(precision: Precision, rows: int, depth: int, columns: int) -> float:
    """Return the multiply-adds a CPU-second of one matrix product, the best of several rounds."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    operator, state_type, matrix_type, result_type = {
        "int8": ("MatMulInteger", np.uint8, np.int8, TensorProto.INT32),
        "fp32": ("MatMul", np.float32, np.float32, TensorProto.FLOAT),
    }[precision]
    state = np.random.default_rng(0).integers(0, 100, (rows, depth)).astype(state_type)
    matrix = np.random.default_rng(1).integers(-64, 65, (depth, columns)).astype(matrix_type)
    graph = helper.make_graph(
        [helper.make_node(operator, ["state", "matrix"], ["product"])],
        "peak",
        [helper.make_tensor_value_info("state", helper.np_dtype_to_tensor_dtype(state.dtype), state.shape)],
        [helper.make_tensor_value_info("product", result_type, [rows, columns])],
        [numpy_helper.from_array(matrix, "matrix")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    operations = rows * depth * columns
    repeats = 1 + int(PEAK_OPERATIONS / operations)
    best = 0.0
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(repeats):
            session.run(None, {"state": state})
        best = max(best, repeats * operations / (time.process_time() - began))
    return best


def multiply_adds(length: int) -> int:
    """Return the multiply-adds of one text in matrix products. The lookup of the embeddings is not counted."""
    matrices = 4 * DIMENSIONS * DIMENSIONS + 2 * DIMENSIONS * FEED_FORWARD_UNITS
    return length * LAYERS * (matrices + 2 * length * DIMENSIONS)


def cold_start(way: Way, tokenizer: Path) -> str:
    """Return the minimum of CPU-seconds and the peak of MB, with mapped pages, of a process that encodes one query."""
    command = (sys.executable, "-c", COLD_START, str(tokenizer), way.engine, str(way.path), json.dumps(way.options))
    costs = [measure(*command) for _ in range(COLD_STARTS)]
    seconds = min(cost.cpu for cost in costs)
    megabytes = int(costs[0].output) / 1024
    return f"{seconds:5.2f} {megabytes:5.0f}"


class Texts:
    """The folder's texts as tokens: whole to measure nDCG, cut to one length to measure time."""

    def __init__(self, folder: Path, tokenizer: Path, documents: int) -> None:
        from bench.beir import read_beir
        from bench.beir_sets import reduced

        self._tokenizer = open_tokenizer(tokenizer, NAME, tokenizer.parents[1])
        everything = read_beir(folder)
        self.collection = reduced(everything, documents)
        self.documents = self._tokens("passage", [f"{each.title}\n\n{each.text}" for each in self.collection.documents])
        self.queries = self._tokens("query", list(self.collection.queries.values()))
        read = everything.documents[:DOCUMENTS_READ]
        rows = self._tokens("passage", [f"{each.title} {each.text}" for each in read])
        long_rows = [cut(row, PASSAGE_TOKENS) for row in rows if len(row) >= PASSAGE_TOKENS]
        self.timed_passages = long_rows[:PASSAGES]
        self.calibration = long_rows[PASSAGES : PASSAGES + CALIBRATION_PASSAGES]
        self.timed_queries = [row for row in self.queries if len(row) in QUERY_TOKENS][:QUERIES]

    def _tokens(self, kind: str, texts: Sequence[str]) -> list[Tokens]:
        return [cut(self._tokenizer.encode(PROMPTS[kind] + text).ids, MAX_TOKENS) for text in texts]

    def ndcg(self, run: Run) -> float:
        """Return nDCG@10 of the folder's queries over the kept documents, by vectors only."""
        document_vectors = one_by_one(run, self.documents)
        query_vectors = one_by_one(run, self.queries)
        ids = [document.id for document in self.collection.documents]
        values = []
        for key, vector in zip(self.collection.queries, query_vectors, strict=True):
            order = np.argsort(-(document_vectors @ vector))
            ranking = [ids[place] for place in order[:RANK_CUTOFF]]
            values.append(ndcg(ranking, self.collection.qrels[key], RANK_CUTOFF))
        return float(np.mean(values))


def one_by_one(run: Run, texts: Sequence[Tokens]) -> FloatMatrix:
    """Return the vectors of texts that are encoded one at a time."""
    return np.concatenate([run([text]) for text in texts])


def cut(tokens: Tokens, length: int) -> Tokens:
    """Return at most `length` tokens. The last of them is `</s>`."""
    if len(tokens) <= length:
        return tokens
    return [*tokens[: length - 1], tokens[-1]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a BEIR folder")
    parser.add_argument("--documents", type=int, default=0, help="how many for nDCG@10; by default it is not measured")
    parser.add_argument("--openvino", action="store_true", help="also OpenVINO")
    arguments = parser.parse_args()
    onnx = default_model() / "onnx"
    texts = Texts(arguments.folder, onnx / "tokenizer.json", arguments.documents)
    with TemporaryDirectory() as folder:
        forms = Forms(onnx / "int8.onnx", reference_model() / "onnx" / "fp32.onnx", Path(folder))
        make_forms(forms, texts.calibration)
        runs = {}
        for way in ways(forms, arguments.openvino):
            runs[way] = ENGINES[way.engine](way.path, **way.options)
        report(runs, texts, onnx / "tokenizer.json")


def report(runs: Mapping[Way, Run], texts: Texts, tokenizer: Path) -> None:
    """Measure every way and print a line for each, then the shares of the peak."""
    passage_times = times(runs, texts.timed_passages)
    query_times = times(runs, texts.timed_queries)
    own, fp32 = list(runs)[:2]
    exact = one_by_one(runs[fp32], texts.timed_passages)
    ndcg_of: dict[bytes, float] = {}  # by the vectors: ways with the same vectors are measured once
    print(f"{'':36}passage, ms   x    query, ms   x    cosine  cold s    MB  nDCG@10")
    for way, run in runs.items():
        cells = []
        for taken in (passage_times, query_times):
            cells.append(f"{min(taken[way]):8.2f} {ratio(taken[way], taken[own]):5.2f}")
        if way.is_one_by_one:
            vectors = one_by_one(run, texts.timed_passages)
            cosine = (vectors * exact).sum(axis=1).mean()
            cells.append(f"{cosine:8.5f}")
            cells.append(cold_start(way, tokenizer))
            if texts.documents:
                key = vectors.tobytes()
                if key not in ndcg_of:
                    ndcg_of[key] = texts.ndcg(run)
                cells.append(f"{ndcg_of[key]:.4f}")
        print(f"{way.name:36}{'   '.join(cells)}", flush=True)
    _report_peak("int8", min(passage_times[own]))
    _report_peak("fp32", min(passage_times[fp32]))


def _report_peak(precision: Precision, passage_milliseconds: float) -> None:
    """Print the peak of a precision, and the share of it that a passage of `PASSAGE_TOKENS` reaches."""
    most = peak(precision)
    share = 1000 * multiply_adds(PASSAGE_TOKENS) / passage_milliseconds / most
    print(f"{precision}: peak {most / 1e9:.0f} billion multiply-adds a CPU-second, reached {share:.2f} of it")


if __name__ == "__main__":
    main()
