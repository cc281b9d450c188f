"""How dense the code is, one row per package.

    python -m bench.house            corpus, index, assistant and bench
    python -m bench.house corpus     the rooms of corpus

Each row has files, lines that are not blank, AST nodes per simple statement (median and 90th percentile),
comprehensions and conditional expressions per 100 lines, and functions with a cyclomatic complexity above 10. The goals
are 6 / 13, at most 4, and at most 15 such functions in all. This fails nothing: it shows where a reader would stumble.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("corpus", "index", "assistant", "bench")

MAX_COMPLEXITY = 10

SIMPLE_STATEMENTS = (
    ast.Assign,
    ast.AnnAssign,
    ast.AugAssign,
    ast.Assert,
    ast.Delete,
    ast.Expr,
    ast.Raise,
    ast.Return,
)
SYNTAX = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.Constant)
"""Nodes that are not counted: literals, and nodes that only say what another node does."""

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
BRANCHES = (
    ast.If,
    ast.For,
    ast.While,
    ast.IfExp,
    ast.ExceptHandler,
    ast.BoolOp,
    ast.comprehension,
    ast.match_case,
    ast.Assert,
)
"""Nodes that add a path through a function (McCabe 1976, "A Complexity Measure")."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function: where it is defined, and its cyclomatic complexity."""

    place: str
    complexity: int


@dataclass(frozen=True, slots=True)
class Measures:
    """What a set of files holds. `lines` are not blank. `statement_sizes` are AST nodes per simple statement."""

    files: int
    lines: int
    statement_sizes: list[int]
    condensed: int
    functions: list[Function]

    def row(self, name: str) -> str:
        """Return a row of the table."""
        sizes = sorted(self.statement_sizes) or [0]
        median = sizes[len(sizes) // 2]
        tail = sizes[len(sizes) * 9 // 10]
        per_hundred = 100 * self.condensed / max(self.lines, 1)
        return f"{name:24}{self.files:7}{self.lines:8}{median:8} / {tail:<4}{per_hundred:9.1f}{len(self.complex()):9}"

    def complex(self) -> list[Function]:
        """Return the functions above `MAX_COMPLEXITY`, most complex first."""
        found = [function for function in self.functions if function.complexity > MAX_COMPLEXITY]
        return sorted(found, key=lambda function: -function.complexity)


def measure(paths: list[Path]) -> Measures:
    """Return the measures of Python files."""
    lines, condensed = 0, 0
    sizes: list[int] = []
    functions: list[Function] = []
    for path in paths:
        text = path.read_text("utf-8")
        lines += sum(bool(line.strip()) for line in text.splitlines())
        tree = ast.parse(text)
        for node in ast.walk(tree):
            condensed += isinstance(node, (*COMPREHENSIONS, ast.IfExp))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                place = f"{path.relative_to(ROOT).as_posix()}:{node.lineno} {node.name}"
                functions.append(Function(place, _complexity(node)))
            if isinstance(node, SIMPLE_STATEMENTS) and not _is_docstring(node):
                sizes.append(_nodes(node))
    return Measures(len(paths), lines, sizes, condensed, functions)


def _complexity(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    nodes = [node for statement in function.body for node in ast.walk(statement)]
    return 1 + sum(isinstance(node, BRANCHES) for node in nodes)


def _nodes(statement: ast.stmt) -> int:
    return sum(not isinstance(node, SYNTAX) for node in ast.walk(statement))


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _rooms(names: list[str]) -> Iterator[tuple[str, list[Path]]]:
    """Yield the name and the files of each row: packages, or the rooms of the named packages."""
    if not names:
        for package in PACKAGES:
            yield package, sorted((ROOT / package).rglob("*.py"))
        return
    for name in names:
        folders = [folder for folder in sorted((ROOT / name).rglob("*")) if folder.is_dir()]
        for folder in [ROOT / name, *folders]:
            files = sorted(folder.glob("*.py"))
            if files:
                yield folder.relative_to(ROOT).as_posix(), files


def main() -> None:
    """Print the table, and the functions that are too complex."""
    print(f"{'package':24}{'files':>7}{'lines':>8}{'nodes':>8}  p90{'condensed':>11}{'complex':>9}")
    everything: list[Path] = []
    for name, paths in _rooms(sys.argv[1:]):
        everything += paths
        print(measure(paths).row(name))
    whole = measure(everything)
    print(whole.row("all"))
    rows = [f"{function.complexity:5}  {function.place}" for function in whole.complex()]
    print("\n".join(rows))


if __name__ == "__main__":
    main()
