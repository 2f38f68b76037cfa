"""The files of a lake, where the answers to each stand, and what was already answered.

An answered file appears under its name when it is whole; a note beside it says of which file, in which state, it holds the answers.
So a run that was interrupted goes on with the files that have no note.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from licet.base.errors import FileError, UsageError
from licet.base.files import write_whole
from licet.base.values import frozen

NOTES = "_licet"
QUESTION = "question.json"


@frozen
class LakeFile:
    """One file to answer: its path or address, and its name inside the folder of answers."""

    path: str
    name: str

    @property
    def is_local(self) -> bool:
        return "://" not in self.path

    def state(self) -> str:
        """What tells whether the file is still the one that was answered; of an address, the address alone."""
        if not self.is_local:
            return self.path
        found = Path(self.path).stat()
        return f"{found.st_size} {found.st_mtime_ns}"


def lake_files(words: Sequence[str]) -> list[LakeFile]:
    """The Parquet files behind paths, folders and patterns, in order of name.

    Raises:
        FileError: LIC-R001 where nothing goes by a name.
    """
    paths: dict[str, None] = {}
    for word in words:
        if "://" in word:
            paths[word] = None
            continue
        found = sorted(map(str, Path(word).rglob("*.parquet"))) if Path(word).is_dir() else _matching(word)
        found = [path for path in found if Path(path).is_file() and not Path(path).name.startswith((".", "_"))]
        if not found:
            raise FileError("LIC-R001", "There is no such file.", where=word, hint="Check the name and the folder.")
        paths |= dict.fromkeys(found)
    local = [str(Path(path).absolute()) for path in paths if "://" not in path]
    root = os.path.commonpath([str(Path(path).parent) for path in local]) if local else ""
    return [LakeFile(path, _name(path, root)) for path in paths]


def _matching(word: str) -> list[str]:
    if Path(word).exists():
        return [word]
    return sorted(glob.glob(word, recursive=True))  # noqa: PTH207  a pattern may be absolute, which pathlib refuses


def _name(path: str, root: str) -> str:
    if "://" in path:
        return path.partition("://")[2].replace("*", "_")
    name = os.path.relpath(Path(path).absolute(), root)
    return name if name.endswith(".parquet") else f"{name}.parquet"


class Answers:
    """A folder of answers to one question."""

    def __init__(self, folder: str, question: Mapping[str, str]) -> None:
        """Open the folder, or make it.

        Raises:
            UsageError: LIC-U054 where it holds answers to another question.
            FileError: LIC-R020 where it cannot be written.
        """
        self.folder = Path(folder)
        place = self.folder / NOTES / QUESTION
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError("LIC-R020", f"Cannot be written: {error}.", where=folder, hint="Name a folder that you may write to.") from None
        if place.exists() and (before := json.loads(place.read_text(encoding="utf-8"))) != dict(question):
            differing = ", ".join(key for key in {**before, **question} if before.get(key) != question.get(key))
            what = f"The folder holds answers to another question: {differing} differ."
            raise UsageError("LIC-U054", what, hint="Name another folder, or empty this one.")
        if not place.exists():
            write_whole(str(place), json.dumps(dict(question), indent=1).encode())

    def target(self, file: LakeFile) -> Path:
        """Where the answered file stands."""
        return self.folder / file.name

    def part(self, file: LakeFile) -> Path:
        """Where it grows."""
        target = self.target(file)
        target.parent.mkdir(parents=True, exist_ok=True)
        return target.with_name(f".licet-{target.name}.part")

    def note(self, file: LakeFile) -> dict[str, Any] | None:
        """What was noted of the answered file; None where it is still to be answered, or is another file by now."""
        place = self._note(file)
        if not place.exists() or not self.target(file).exists():
            return None
        found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        return found if found["state"] == file.state() else None

    def finish(self, file: LakeFile, state: str, sums: Mapping[str, Any]) -> None:
        """Give the answered file its name, then note it. In this order: without its note a file is answered again."""
        part, target = self.part(file), self.target(file)
        if part.is_file():
            with part.open("rb") as stream:
                os.fsync(stream.fileno())
        if target.is_dir():
            shutil.rmtree(target)
        part.replace(target)
        place = self._note(file)
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(str(place), json.dumps({"state": state, **sums}).encode())

    def _note(self, file: LakeFile) -> Path:
        return self.folder / NOTES / f"{file.name}.json"
