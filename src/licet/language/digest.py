"""Which files are the law, and the digest over them. Kept apart because `licet --version` needs nothing else."""

from __future__ import annotations

import hashlib
import os


def corpus_files(folder: str | os.PathLike[str]) -> list[str]:
    """Paths of the files that are the law, relative to the folder: modules and tables. Cases, notes and the account of
    what is covered are not."""
    found = []
    root = os.fspath(folder)
    for place, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", "cases", "printed"))
        for name in names:
            if name.endswith((".py", ".toml")) and name != "__init__.py":
                found.append(os.path.relpath(os.path.join(place, name), root).replace(os.sep, "/"))
    return sorted(found)


def corpus_digest(folder: str | os.PathLike[str]) -> str:
    """Digest over names and bytes of the corpus files."""
    total = hashlib.sha256()
    for path in corpus_files(folder):
        with open(os.path.join(folder, path), "rb") as stream:
            content = stream.read()
        total.update(f"{path}\0{len(content)}\0".encode())
        total.update(content)
    return "sha256:" + total.hexdigest()


def corpus_version(folder: str | os.PathLike[str]) -> str:
    """The version that the corpus gives itself, without parsing more than the one line."""
    with open(os.path.join(folder, "CORPUS.toml"), encoding="utf-8") as stream:
        for line in stream:
            if line.startswith("version"):
                return line.partition("=")[2].strip().strip('"')
    return "?"
