"""The repository as the style tests read it: committed files, parsed modules, the texts and numbers in them."""

from __future__ import annotations

import ast
import io
import subprocess
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "src" / "licet"
GENERATED = {"__pycache__", ".git", ".venv", ".bench", "demo", "build", "dist"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, eq=False)
class Module:
    """One Python file of the package: its floor is the folder under src/licet that it stands in."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def floor(self) -> str:
        return self.name.split("/")[0]

    def at(self, node: ast.AST) -> str:
        return f"src/licet/{self.name}:{getattr(node, 'lineno', 1)}"

    def marked(self, node: ast.AST, mark: str) -> bool:
        """Whether a comment on one of the node's lines begins with the mark."""
        lines = range(getattr(node, "lineno", 0), getattr(node, "end_lineno", 0) + 1)
        return any(comment.startswith(mark) for line, comment in comments(self.text) if line in lines)


@cache
def modules() -> tuple[Module, ...]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Module(path, text, ast.parse(text, filename=str(path))))
    return tuple(found)


def modules_of(*floors: str) -> Iterator[Module]:
    return (module for module in modules() if module.floor in floors)


@cache
def comments(text: str) -> tuple[tuple[int, str], ...]:
    """Line and words of every comment."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return tuple((token.start[0], token.string.lstrip("# ")) for token in tokens if token.type == tokenize.COMMENT)


@cache
def committed_files() -> tuple[Path, ...]:
    """Files that are, or would be, committed; every file that nothing made, where git is not there to ask."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
        paths = [REPOSITORY / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for path in REPOSITORY.rglob("*") if not GENERATED.intersection(path.relative_to(REPOSITORY).parts)]
    return tuple(sorted(path for path in set(paths) if path.is_file()))


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


@cache
def docstrings(module: Module) -> frozenset[int]:
    """Identities of the texts that document: a lone text as a statement."""
    statements = (node for node in ast.walk(module.tree) if isinstance(node, ast.Expr))
    return frozenset(id(node.value) for node in statements if isinstance(node.value, ast.Constant))


def constants(module: Module) -> Iterator[ast.Constant]:
    """Texts and numbers that take part in the program."""
    documented = docstrings(module)
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Constant) and id(node) not in documented)


def dotted(node: ast.AST) -> str:
    """`datetime.now` of a name or an attribute, else nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return ""
