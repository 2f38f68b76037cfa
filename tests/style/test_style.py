"""The style guide as far as a machine can hold it: shape, floors, clock, numbers, words, documents."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from sources import PACKAGE, REPOSITORY, Module, committed_files, constants, dotted, functions, modules, modules_of

from licet.facts.countries import COUNTRIES

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
VAGUE_NAMES = {"utils.py", "util.py", "common.py", "misc.py"}

ENGINE = ("base", "language", "backends", "decide", "printed", "parties", "ask")
EXACT = ("base", "language", "facts", "law", "decide", "backends")
FLOAT_MARK = "float:"
"""A comment that begins so, on the line of a float, says why it decides nothing."""


def none_of(found: list[str]) -> None:
    assert not found, "\n" + "\n".join(sorted(found))


# Shape


def test_files_and_functions_are_short() -> None:
    found = []
    for module in modules():
        lines = module.text.count("\n")
        if lines > FILE_LINES_MAX:
            found.append(f"src/licet/{module.name} has {lines} lines, {FILE_LINES_MAX} are allowed")
        for function in functions(module.tree):
            length = (function.end_lineno or 0) - function.lineno + 1
            if length > FUNCTION_LINES_MAX:
                found.append(f"{module.at(function)} {function.name} has {length} lines, {FUNCTION_LINES_MAX} are allowed")
    none_of(found)


def test_files_are_named_after_what_they_hold() -> None:
    none_of([str(path.relative_to(REPOSITORY)) for path in committed_files() if path.name in VAGUE_NAMES])


def test_every_folder_has_a_page() -> None:
    folders = {module.path.parent for module in modules()}
    found = [f"{folder.relative_to(REPOSITORY)}/README.md" for folder in folders if not (folder / "README.md").exists()]
    none_of([page for page in found if page != "src/licet/README.md"])


# Legal constants

NOT_LAW_MARK = "not law:"
"""A comment that begins so says why a number that the law has too is another one here."""
DAY = re.compile(r"\b(19|20)\d\d-[01]\d-[0-3]\d\b")
ENTRY = re.compile(r"[0-9][A-E][0-9]{3}")
PARAGRAPH = re.compile(r"\b7[3-7]\d\.\d+|\b[0-9][A-E][0-9]{3}\b|\bEAR99\b")


@cache
def thresholds() -> frozenset[Decimal]:
    """Numbers that only the law can mean, from the law itself: fractions, and 1000 and more; also as counted in thousandths."""
    printed = {
        Decimal(ast.get_source_segment(module.text, node) or "0")
        for module in modules_of("law")
        for node in constants(module)
        if isinstance(node.value, int | float) and not isinstance(node.value, bool)
    }
    tables = tomllib.loads((PACKAGE / "law" / "us_ear" / "parameters.toml").read_text(encoding="utf-8"))
    printed |= {Decimal(row["value"]) for rows in tables.values() for row in rows if "value" in row}
    told_apart = {number for number in printed if number >= 1000 or number % 1}
    return frozenset(told_apart | {number * 1000 for number in told_apart})


def is_threshold(value: object) -> bool:
    """Whether a number, or a text that is one, stands in the law."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    if isinstance(value, str) and ENTRY.fullmatch(value):
        return False  # 3E003 is technology, and no three thousand
    try:
        return Decimal(str(value)) in thresholds()
    except InvalidOperation:
        return False


def countries_in(text: str) -> bool:
    """Three or more country codes in a row: a list in a text."""
    words = re.split(r"[\s,|]+", text.strip())
    return len(words) > 2 and all(word in COUNTRIES for word in words)


def legal_constants(module: Module) -> Iterator[str]:
    for constant in constants(module):
        value = constant.value
        legal = is_threshold(value)
        if isinstance(value, str):
            legal = legal or bool(DAY.search(value) or PARAGRAPH.search(value)) or countries_in(value)
        if legal and not module.marked(constant, NOT_LAW_MARK):
            yield f"{module.at(constant)} {value!r} belongs under src/licet/law"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Set | ast.List | ast.Tuple | ast.Dict):
            members = node.keys if isinstance(node, ast.Dict) else node.elts
            if len(members) > 1 and all(isinstance(one, ast.Constant) and one.value in COUNTRIES for one in members):
                yield f"{module.at(node)} a set of countries belongs under src/licet/law"
        if isinstance(node, ast.Compare):
            sides = (node.left, *node.comparators)
            codes = [side.value for side in sides if isinstance(side, ast.Constant) and isinstance(side.value, str)]
            if any(code in COUNTRIES for code in codes):
                yield f"{module.at(node)} a country named in engine code belongs under src/licet/law"
        if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in {"date", "datetime"} and is_past(node):
            yield f"{module.at(node)} a day belongs under src/licet/law"


def is_past(call: ast.Call) -> bool:
    """A day that is written out, other than the first of the calendar that computers count from."""
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) and isinstance(first.value, int) and first.value > 1970


def test_legal_constants_stand_in_the_law_alone() -> None:
    none_of([found for module in modules_of(*ENGINE) for found in legal_constants(module)])


def test_the_facts_hold_no_threshold_and_no_day() -> None:
    """Names of countries, chips and the questions of the vocabulary may stand there."""
    none_of(
        [
            f"{module.at(node)} {node.value!r} belongs under src/licet/law"
            for module in modules_of("facts")
            for node in constants(module)
            if (is_threshold(node.value) or (isinstance(node.value, str) and DAY.search(node.value)))
            and not module.marked(node, NOT_LAW_MARK)
        ]
    )


# Clock and numbers

CLOCK_CALLS = re.compile(
    r"\b(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime|ctime|strftime))$"
)  # fmt: skip


def test_only_the_clock_reads_the_clock() -> None:
    none_of(
        [
            f"{module.at(node)} {dotted(node)}: take the time through a parameter"
            for module in modules()
            if module.name != "base/clock.py"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Attribute) and CLOCK_CALLS.search(dotted(node))
        ]
    )


def test_only_faces_measure_time() -> None:
    none_of(
        [
            f"{module.at(node)} imports time"
            for module in modules()
            if module.floor != "faces" and module.name != "base/clock.py"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Import | ast.ImportFrom) and "time" in imported(node)
        ]
    )


def floats(module: Module) -> Iterator[ast.AST]:
    """Calls of float and binary literals; the law's own literals are read from their text and never become floats."""
    nearness = {
        id(keyword.value)
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and dotted(call.func).endswith("get_close_matches")
        for keyword in call.keywords
        if keyword.arg == "cutoff"
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and dotted(node.func) == "float":
            yield node
        is_law = module.name.startswith("law/us_ear/")
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and id(node) not in nearness and not is_law:
            yield node


def test_no_float_takes_part_in_a_decision() -> None:
    none_of(
        [
            f"{module.at(node)} a float: use an integer, a Fraction or a Decimal, or say why it decides nothing: # {FLOAT_MARK} ..."
            for module in modules_of(*EXACT)
            for node in floats(module)
            if not module.marked(node, FLOAT_MARK)
        ]
    )


# Floors

MAY_USE = {
    "polars": ("backends", "batch", "lake", "report", "faces"),
    "pyspark": ("lake",),
    "py4j": ("lake",),
    "numpy": ("backends", "batch", "parties"),
    "duckdb": ("lake",),
    "fastexcel": ("batch",),
    "xlsxwriter": ("batch", "report"),
    "typer": ("faces", "__main__.py"),
    "click": ("faces", "__main__.py"),
    "defusedxml": ("printed", "parties"),
    "sqlalchemy": ("ledger",),
    "msgspec": ("ledger",),
    "psycopg": ("ledger",),
    "cryptography": ("ledger",),
    "z3": ("prove", "faces"),
    "licet_checker": ("faces",),
    "rich": ("report", "faces", "__main__.py"),
    "rapidfuzz": ("parties",),
    "anyascii": ("parties",),
}
WITHOUT_COLUMNS = ("backends/scalar.py", "backends/sheet.py", "backends/sql.py")


def imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    """First parts of the names of what is imported; imports of our own are absolute."""
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    return {name.split(".")[0] for name in names}


def test_other_peoples_code_stays_on_its_floors() -> None:
    found = []
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for name in imported(node) - sys.stdlib_module_names - {"licet"}:
                    if module.floor not in MAY_USE.get(name, ()) or module.name in WITHOUT_COLUMNS:
                        found.append(f"{module.at(node)} imports {name}")
    none_of(found)


def test_imports_point_down() -> None:
    linter = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert linter, "import-linter is not installed beside this Python: run make setup"
    command = [linter, "--no-cache"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# Words

# In pieces, so that this file does not hold what it looks for.
def any_of(*words: str) -> str:
    return "|".join(words)


BANNED = {
    "a place on one machine": any_of("/" + "work/", "/opt/" + "pypi", "/opt/" + "wheels", "/tmp/" + "brief"),
    "a host of packages": any_of("py" + r"pi\.org", "python" + r"hosted\.org", "crates" + r"\.io", "npm" + r"js\.(com|org)"),
    "unfinished work": any_of(r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b"),
    "a tool of the workshop": any_of(r"\bfind_" + r"(string|repos|files)\b", "str_replace_" + "based", r"\bgive_" + r"back\b"),
}
PROSE_BANNED = {"a word of the workshop": r"(?i)\b(" + any_of("hel" + "per", "sess" + "ion", "ag" + "ent", "iss" + "ue") + r")s?\b"}
PROSE = {".md", ".cff", ".toml", ".yaml", ".py", ".sh", ""}
LEGAL_TEXTS = {"LICENSE"}


def test_committed_words() -> None:
    found = []
    for path in committed_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        patterns = BANNED
        if path.suffix in PROSE and path.name not in LEGAL_TEXTS and "law" not in path.parts:
            patterns = BANNED | PROSE_BANNED
        for what, pattern in patterns.items():
            for match in re.finditer(pattern, text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{path.relative_to(REPOSITORY)}:{line} {what}: {match.group()}")
    none_of(found)


# Documents


def error_codes() -> ModuleType:
    specification = importlib.util.spec_from_file_location("error_codes", REPOSITORY / "tools" / "error_codes.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules["error_codes"] = module
    specification.loader.exec_module(module)
    return module


def test_every_error_code_is_documented() -> None:
    tool = error_codes()
    assert tool.PAGE.exists(), "run make errors"
    page = tool.PAGE.read_text(encoding="utf-8")
    assert set(tool.CODE.findall(page)) == tool.codes_in_source(), "run make errors"


def test_every_code_belongs_to_a_kind() -> None:
    tool = error_codes()
    assert {code[4] for code in tool.codes_in_source()} <= set(tool.KINDS)


# These tests bite

BAD = '''
"""4800 and 740.29 and 2025-01-13 in a docstring are fine."""
import time
FLOOR = 4800
FLOOR_IN_GRAINS = 5920
DENSITY = 5.92
SECTION = "740.29(d)"
DAY = "2025-01-13"
CHINA = {"CN", "HK", "MO"}
LIST = "CN HK MO"
if destination == "CN":
    begun = date(2025, 1, 13)
'''


@pytest.fixture
def bad() -> Module:
    return Module(PACKAGE / "base" / "bad.py", BAD, ast.parse(BAD))


def test_a_legal_constant_is_found(bad: Module) -> None:
    lines = {int(found.split(":")[1].split()[0]) for found in legal_constants(bad)}
    assert lines == {4, 5, 6, 7, 8, 9, 10, 11, 12}


def test_a_float_is_found(bad: Module) -> None:
    assert [getattr(node, "lineno", 0) for node in floats(bad)] == [6]
