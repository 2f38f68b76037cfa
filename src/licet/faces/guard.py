"""The outermost door of the command: every error becomes a few lines for a person and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from licet.base.errors import LicetError

BUG = 70


def guarded(command: Callable[[], int]) -> int:
    """Run a command; errors of licet are told in their own words, anything else is a bug with a report file."""
    try:
        return command()
    except LicetError as error:
        print(error.complaint, file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader has seen enough. Python would complain once more while closing standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("Interrupted; nothing was written under the name you gave.", file=sys.stderr)
        return 130
    except Exception:
        return _report_bug()


def _report_bug() -> int:
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="licet-bug-", suffix=".txt", delete=False, encoding="utf-8") as report:
        traceback.print_exc(file=report)
    print(
        f"LIC-B099  Something in licet itself went wrong.\n  at      {report.name} holds the details (paths and code, no line of yours)\n"
        "  hint    Please report it with that file.",
        file=sys.stderr,
    )
    return BUG
