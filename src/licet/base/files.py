"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from licet.base.errors import FileError


def write_whole(path: str, content: bytes) -> None:
    """Write a file: it appears under its name when all of it is on the disk, and replaces an older one at once.

    Raises:
        FileError: LIC-R020 where it cannot be written.
    """
    target = Path(path)
    part = target.parent / f".licet-{secrets.token_hex(8)}.part"
    try:
        _write(part, content)
        part.replace(target)
    except (OSError, ValueError) as error:
        raise _refused(path, error) from None
    finally:
        with contextlib.suppress(OSError, ValueError):
            part.unlink()


def write_folder(path: str, files: Mapping[str, bytes]) -> None:
    """Make a folder with these files in it: it appears under its name when all of them are on the disk.

    Args:
        files: plain file name to content.

    Raises:
        FileError: LIC-R023 where something stands under that name already (an empty folder may); LIC-R020 where it cannot
            be written.
    """
    if not path:
        raise FileError("LIC-R020", "The folder has no name.", hint="Name the folder to make.")
    target = Path(path).absolute()
    part = target.parent / f".licet-{secrets.token_hex(8)}.part"
    try:
        part.mkdir()
        for name, content in files.items():
            _write(part / name, content)
        if os.path.lexists(target) and not (target.is_dir() and not target.is_symlink()):
            raise FileExistsError(errno.EEXIST, "it is there already")
        part.rename(target)  # takes the place of an empty folder, never of one that holds something
    except (OSError, ValueError) as error:
        if getattr(error, "errno", None) in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EBUSY) and os.path.lexists(target):
            hint = "Name a folder that is not there yet, or an empty one. Nothing was overwritten."
            raise FileError("LIC-R023", "The folder is there already and holds something.", where=path, hint=hint) from None
        raise _refused(path, error) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _refused(path: str, error: OSError | ValueError) -> FileError:
    hint = "Name a place in a folder that exists and that you may write to."
    return FileError("LIC-R020", f"Cannot be written: {getattr(error, 'strerror', None) or error}.", where=path, hint=hint)
