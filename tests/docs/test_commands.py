"""Every command and every piece of Python in the documents runs."""

from __future__ import annotations

import doctest
import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from documents import SHELL, Block, Command, blocks, commands

REPOSITORY = Path(__file__).resolve().parents[2]
README = REPOSITORY / "README.md"
DOCUMENTS = [README, *sorted((REPOSITORY / "docs").glob("*.md"))]
SCRIPTS = Path(sys.executable).parent
SECONDS_MAX = 120
ANSWERED = {0, 1, 3}
"""Clear, findings, undetermined: the question made sense."""
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(REPOSITORY).as_posix())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, from which the bundled examples are found as they are from the repository."""
    (tmp_path / "src").symlink_to(REPOSITORY / "src", target_is_directory=True)
    (tmp_path / "demo").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(command: Command, folder: Path) -> str:
    """Run one command as a reader would; say what went wrong, or nothing."""
    environment = os.environ | {"PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
    try:
        done = subprocess.run(
            ["bash", "-c", command.text],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"line {command.line}: {command.text}\n  took longer than {SECONDS_MAX} seconds"
    allowed = ANSWERED if command.exit_code is None else {command.exit_code}
    if done.returncode in allowed:
        return ""
    return f"line {command.line}: {command.text}\n  exit code {done.returncode}\n{done.stdout[-1000:]}{done.stderr[-2000:]}"


@each_document
def test_commands_run(document: Path, desk: Path) -> None:
    asked = [command for block in blocks(document) if block.language in SHELL for command in commands(block)]
    if not asked:
        return
    assert (SCRIPTS / "licet").exists(), "licet is not installed beside this Python: run make setup"
    failures = [failure for command in asked if (failure := run(command, desk))]
    assert not failures, "\n".join(failures)


def run_python(block: Block, names: dict[str, object], title: str) -> str:
    """Run a block, as a dialogue where it is written as one; say what went wrong, or nothing."""
    if ">>>" not in block.body:
        try:
            exec(compile("\n" * (block.line - 1) + block.body, title, "exec"), names)
        except Exception:
            return f"line {block.line}:\n{traceback.format_exc()}"
        return ""
    said: list[str] = []
    test = doctest.DocTestParser().get_doctest(block.body, names, title, title, block.line - 1)
    doctest.DocTestRunner(optionflags=FLAGS, verbose=False).run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    return "".join(said)


@each_document
def test_python_runs(document: Path, desk: Path) -> None:
    names: dict[str, object] = {"__name__": "__document__"}
    failures = [run_python(block, names, str(document)) for block in blocks(document) if block.language == "python"]
    assert not any(failures), "\n".join(failures)


# These tests bite

EXAMPLE = """
# Title

```sh
$ licet check a.csv \\
>     --out b.csv
make demo
licet check nothing.csv  # exit 2
```

1. In a list:

   ```console
   $ licet facts
   line_id
   ```

```python
>>> 1 + 1
3
```
"""


def test_commands_are_found(tmp_path: Path) -> None:
    document = tmp_path / "example.md"
    document.write_text(EXAMPLE, encoding="utf-8")
    found = [command for block in blocks(document) if block.language in SHELL for command in commands(block)]
    assert [(one.text, one.line, one.exit_code) for one in found] == [
        ("licet check a.csv     --out b.csv", 5, None),
        ("licet check nothing.csv  # exit 2", 8, 2),
        ("licet facts", 14, None),
    ]


def test_wrong_python_is_found(tmp_path: Path) -> None:
    document = tmp_path / "example.md"
    document.write_text(EXAMPLE, encoding="utf-8")
    (block,) = [block for block in blocks(document) if block.language == "python"]
    assert "Expected:" in run_python(block, {}, "example.md")


def test_a_failing_command_is_found(tmp_path: Path) -> None:
    assert run(Command("exit 4", 1, None), tmp_path)
    assert not run(Command("exit 3", 1, None), tmp_path)
    assert run(Command("exit 0", 1, 2), tmp_path)
