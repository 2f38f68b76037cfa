"""The command's front step: the two questions that must be quick are answered before the command line library is loaded."""

from __future__ import annotations

import gc
import sys

TAKE_A_VALUE = (
    "--as-of", "--known-at", "--layer", "--reading", "--assume", "--out", "-o", "--format", "--format-in",
    "--line", "--lists", "--allow", "--audit", "--owners", "--ecfr", "--regime",
)


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Returns:
        The exit status: 0 clear, 1 findings, 2 bad input, 3 undetermined, 4 integrity failure, 5 busy, 70 a bug.
    """
    words = sys.argv[1:] if arguments is None else arguments
    if words in (["--version"], ["-V"]):
        return _version()
    from licet.faces.guard import guarded

    if words[:1] in (["check"], ["explain"]) and _has_facts(words[1:]):
        gc.disable()  # one line makes no garbage worth searching for, and the search costs a tenth of the start
        from licet.faces.single import run_single

        return guarded(lambda: run_single(words[0], words[1:]))
    from licet.faces.cli import run

    return guarded(lambda: run(words))


def _has_facts(words: list[str]) -> bool:
    """Whether `name=value` stands among the words, not as an option and not as an option's value."""
    rest = iter(words)
    for word in rest:
        name, equals, _ = word.partition("=")
        if word in TAKE_A_VALUE:
            next(rest, None)
        elif equals and name.isidentifier():
            return True
    return False


def _version() -> int:
    from pathlib import Path

    from licet import __version__
    from licet.language.digest import corpus_digest, corpus_version

    folder = Path(__file__).parent / "law" / "us_ear"
    print(f"licet {__version__}, us-ear {corpus_version(folder)} ({corpus_digest(folder)[:19]})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
