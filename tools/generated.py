"""How a tool that makes a page from the source is asked: print it, write it, or compare it with the one that is kept."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path


def print_write_or_check(description: str | None, kept: Path, page: Callable[[], str]) -> int:
    """Do what the command line asks with a generated page.

    Returns:
        The exit status; 1 when --check finds the kept page missing or different.
    """
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {kept.name}")
    parser.add_argument("--check", action="store_true", help=f"exit 1 unless {kept.name} is as it would be written")
    given = parser.parse_args()
    text = page()
    if given.write:
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    elif given.check:
        return 0 if kept.exists() and kept.read_text(encoding="utf-8") == text else 1
    else:
        sys.stdout.write(text)
    return 0
