"""What a document asks a reader to type: commands and Python, block by block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^(?P<indent> *)```(?P<language>[\w-]*)[^\n]*\n(?P<body>.*?)^(?P=indent)```\s*$", re.MULTILINE | re.DOTALL)
SHELL = {"sh", "console", "shell", "bash"}
EXPECTED = re.compile(r"#\s*exit (\d+)\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block and the line its first line stands on."""

    language: str
    body: str
    line: int


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `exit_code` is set where the document says which one to expect, as in `licet check x.csv  # exit 2`."""

    text: str
    line: int
    exit_code: int | None


def blocks(path: Path) -> Iterator[Block]:
    text = path.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        body = re.sub(rf"^{match['indent']}", "", match["body"], flags=re.MULTILINE)
        yield Block(match["language"], body, text.count("\n", 0, match.start("body")) + 1)


def commands(block: Block) -> Iterator[Command]:
    """Lines that begin with `licet `, a prompt before it or not; a backslash at the end goes on to the next line."""
    lines = block.body.split("\n")
    at = 0
    while at < len(lines):
        begun, text = at, lines[at]
        while text.endswith("\\") and at + 1 < len(lines):
            at += 1
            text = text[:-1] + lines[at].removeprefix("> ")
        at += 1
        text = text.removeprefix("$ ").strip()
        if text.startswith("licet "):
            expected = EXPECTED.search(text)
            yield Command(text, block.line + begun, int(expected[1]) if expected else None)
