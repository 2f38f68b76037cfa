"""List every error code of licet with the messages it carries, from source, and keep docs/errors.md in step.

python tools/error_codes.py             print the page
python tools/error_codes.py --write     write docs/errors.md
python tools/error_codes.py --check     exit 1 if docs/errors.md is not what would be written
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SOURCE = REPOSITORY / "src" / "licet"
PAGE = REPOSITORY / "docs" / "errors.md"
CODE = re.compile(r"LIC-[A-Z][0-9]{3}")
MADE_OF_SLOTS = re.compile(r"^[\W_]*(…[\W_]*)+$")

KINDS = {
    "F": ("Facts", "a fact that came in cannot be used"),
    "R": ("Files", "a file cannot be read or written"),
    "V": ("Validated data centers", "a company file cannot be used"),
    "U": ("Questions", "a question that cannot be asked this way"),
    "L": ("The law's source", "it does not load; it ships with licet, so this happens to people who change it"),
    "C": ("The printed law", "an eCFR file that cannot be read, or the account of what is covered does not load"),
    "P": ("Packages", "an application package that makes no sense"),
    "M": ("Counts of training", "what is stated of a model cannot be counted"),
    "Q": ("The ledger", "a ledger cannot do what is asked; nothing was changed"),
    "T": ("Proofs", "a claim about the law cannot be read"),
    "S": ("Screening", "lists, names, owners and releases"),
    "I": ("Integrity", "stored bytes are not what they were"),
    "B": ("Bugs", "a promise of licet's own is broken: please report it"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """One place in the source that makes an error: its code, its message, the file."""

    code: str
    message: str
    file: str


def codes_in_source() -> set[str]:
    """Every code that stands anywhere in the source, also in a table or a docstring."""
    return {code for path in SOURCE.rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}


def uses() -> list[Use]:
    """Every call that makes an error, in the order of codes."""
    found: set[tuple[str, str, str]] = set()
    for path in sorted(SOURCE.rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        file = path.relative_to(REPOSITORY).as_posix()
        for scope, call in _calls(module):
            for code, message in _code_and_messages(call, scope):
                found.add((code, message, file))
    return [Use(*one) for one in sorted(found)]


def _calls(module: ast.Module) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Each call with the innermost function around it, where names get their values."""
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inner = {id(child): function for function in functions for child in ast.walk(function)}
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield inner.get(id(node), module), node


def _code_and_messages(call: ast.Call, scope: ast.AST) -> Iterator[tuple[str, str]]:
    """The code among the arguments, and what follows it."""
    for code, what in zip(call.args, call.args[1:], strict=False):
        if isinstance(code, ast.Constant) and isinstance(code.value, str) and CODE.fullmatch(code.value):
            for message in _texts(what, scope):
                yield code.value, message


def _texts(node: ast.expr, scope: ast.AST) -> Iterator[str]:
    """The texts an expression can have; slots are shown as an ellipsis."""
    match node:
        case ast.Constant(str() as text):
            yield text
        case ast.JoinedStr(parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
        case ast.BinOp(left, ast.Add(), right):
            yield from (one + two for one in _texts(left, scope) for two in _texts(right, scope))
        case ast.IfExp(_, left, right) | ast.BoolOp(_, [left, right]):
            yield from _texts(left, scope)
            yield from _texts(right, scope)
        case ast.Name(name) if values := _values_of(name, scope):
            for value in values:
                yield from _texts(value, scope)
        case _:
            yield "…"


def _values_of(name: str, scope: ast.AST) -> list[ast.expr]:
    """What is assigned to a name within a function, unless it is made of itself."""
    values = [
        node.value
        for node in ast.walk(scope)
        if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
    ]
    return [value for value in values if not any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(value))]


def page() -> str:
    """docs/errors.md as it should be."""
    by_code: dict[str, list[Use]] = {code: [] for code in sorted(codes_in_source())}
    for use in uses():
        by_code[use.code].append(use)
    lines = [
        "# Error codes",
        "",
        "Every complaint of licet has a code that keeps its meaning, says what happened and where, and what to do next.",
        "A complaint about one line of a file stands beside that line; the other lines are answered. `…` stands for what",
        "is filled in.",
        "",
        "This page is made from the source by `make errors`; a test holds the two to the same codes.",
    ]
    for letter, (title, meaning) in KINDS.items():
        of_kind = {code: found for code, found in by_code.items() if code[4] == letter}
        if of_kind:
            lines += ["", f"## {title}: LIC-{letter}", "", f"{meaning[0].upper()}{meaning[1:]}.", ""]
            lines += ["| code | says | in |", "|---|---|---|"]
            lines += [_row(code, found) for code, found in of_kind.items()]
    return "\n".join(lines) + "\n"


def _row(code: str, found: list[Use]) -> str:
    spoken = dict.fromkeys(_tidy(use.message) for use in found if not MADE_OF_SLOTS.match(use.message))
    if not spoken:
        spoken = dict.fromkeys(_documented(code))
    files = dict.fromkeys(use.file.removeprefix("src/licet/") for use in found)
    messages = "<br>".join(message.replace("|", "\\|").replace("<", "&lt;") for message in spoken)
    return f"| `{code}` | {messages} | {', '.join(f'`{file}`' for file in files)} |"


def _tidy(message: str) -> str:
    return re.sub("…+[.]?$", "…", re.sub("…+", "…", message))


def _documented(code: str) -> list[str]:
    """What docstrings say of a code whose message is made entirely elsewhere."""
    said = re.compile(rf"{code}(?:  | for | when )(.+?)(?=  |[.,]|$)", re.MULTILINE)
    return [words for path in sorted(SOURCE.rglob("*.py")) for words in said.findall(path.read_text(encoding="utf-8"))][:1]


if __name__ == "__main__":
    from generated import print_write_or_check

    raise SystemExit(print_write_or_check(__doc__, PAGE, page))
