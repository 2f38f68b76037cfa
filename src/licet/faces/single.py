"""`licet check name=value ...`: one line from the command line, answered without loading anything that one line does not need."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from licet.base import clock
from licet.base.errors import UsageError
from licet.decide.determination import Determination
from licet.decide.settings import Settings, read_settings, regimes_named
from licet.faces.desk import screened_words
from licet.faces.verbs import admitted_line, answer
from licet.report.text import full_text, headline_lines, summary_text

if TYPE_CHECKING:
    from licet.ask.screened import ScreenedLine
    from licet.printed.words import Printed
    from licet.prove.exact import ExactNeeds

WITH_VALUE = (
    "--as-of", "--known-at", "--layer", "--reading", "--assume", "--instrument", "--ecfr", "--regime", "--ledger", "--book", "--expires",
    "--lists", "--allow", "--audit", "--owners",
)  # fmt: skip
FLAGS = ("--json", "--exit-zero", "--quiet", "--no-color", "--reserve", "--screen", "--exact")


@dataclass
class Words:
    """The words of the command, sorted out."""

    facts: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)


def read_words(words: list[str]) -> Words:
    """Sort facts, options and flags.

    Raises:
        UsageError: LIC-U005 for a word that is none of them, LIC-U006 for a fact stated twice.
    """
    found = Words()
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if name in WITH_VALUE:
            taken = value if equals else next(rest, None)
            if taken is None:
                raise UsageError("LIC-U005", f"{name} needs a value.")
            found.options.setdefault(name, []).append(taken)
        elif word in FLAGS:
            found.flags.add(word)
        elif equals and name.isidentifier():
            if name in found.facts:
                raise UsageError("LIC-U006", f"{name} is stated twice.", hint="State each fact once.")
            found.facts[name] = value
        else:
            hint = "One line is answered on the screen or with --json; files go with an order book."
            raise UsageError("LIC-U005", f"{word!r} is neither a fact (name=value) nor an option of one line.", hint=hint)
    return found


def run_single(verb: str, words: list[str]) -> int:
    """Answer one line and print it.

    Returns:
        The exit status.
    """
    found = read_words(words)
    options = found.options
    regimes = regimes_named(options.get("--regime", ()))
    settings = read_settings(
        _last(options, "--as-of"), _last(options, "--known-at"), _last(options, "--layer") or "enforced",
        options.get("--reading", ()), options.get("--assume", ()), clock.today(), regimes, options.get("--instrument", ()),
    )  # fmt: skip
    screened = screened_words(found.facts, found.flags, options, settings)
    if len(regimes) > 1:
        return _run_regimes(verb, found, settings, regimes)
    if "--ledger" in options or "--reserve" in found.flags:
        return _run_on_ledger(found, settings)
    determination = answer(found.facts, settings, with_flips=verb == "explain", regime=regimes[0], screened=screened)
    if screened is not None and "--quiet" not in found.flags:
        return _print_screened(determination, screened, found.flags)
    if "--exact" in found.flags or verb == "explain":
        exact = exact_words(found.facts, settings, determination) if "--exact" in found.flags else None
        print(explained(determination, options.get("--ecfr", ()), as_json="--json" in found.flags, exact=exact))
    elif "--json" in found.flags:
        print(json_text(determination.to_dict()))
    elif "--quiet" in found.flags:
        print("\n".join(headline_lines(determination)))
    else:
        print(summary_text(determination))
    status = exit_status(determination)
    return 0 if "--exit-zero" in found.flags and status in (1, 3) else status


def _run_on_ledger(found: Words, settings: Settings) -> int:
    """Put one line to the law with a ledger's balances, and book it where that is wished."""
    ledger = _last(found.options, "--ledger")
    if ledger is None:
        raise UsageError("LIC-U005", "--reserve needs a ledger.", hint="Name it with --ledger.")
    from licet.faces.ledgered import Wish, check_line_on_ledger

    wish = Wish(ledger, "--reserve" in found.flags, _last(found.options, "--book"), _last(found.options, "--expires"))
    status = check_line_on_ledger(found.facts, settings, wish, as_json="--json" in found.flags)
    return 0 if "--exit-zero" in found.flags and status in (1, 3) else status


def _print_screened(determination: Determination, screened: ScreenedLine, flags: set[str]) -> int:
    """The answer with what was found of its parties."""
    from licet.report.parties import screened_data, screened_text

    if "--json" in flags:
        print(json_text(determination.to_dict() | {"screening": screened_data(screened)}))
    else:
        print(summary_text(determination))
        print(screened_text(screened))
    status = exit_status(determination)
    return 0 if "--exit-zero" in flags and status in (1, 3) else status


def _run_regimes(verb: str, found: Words, settings: Settings, regimes: tuple[str, ...]) -> int:
    """Put one line to several laws; `explain` prints the whole proof of each."""
    from licet.decide.regimes import Regimes
    from licet.report.regimes import regimes_text

    answers = Regimes({name: answer(found.facts, settings, with_flips=verb == "explain", regime=name) for name in regimes})
    if "--json" in found.flags:
        print(json_text(answers.to_dict()))
    else:
        print(regimes_text(answers))
        if verb == "explain":
            for name, one in answers.answers.items():
                print(f"\n{name}\n{explained(one, found.options.get('--ecfr', ()), as_json=False)}")
    status = max(exit_status(one) for one in answers.answers.values())
    return 0 if "--exit-zero" in found.flags else status


def exact_words(facts: Mapping[str, str], settings: Settings, determination: Determination) -> ExactNeeds | None:
    """Which of the missing facts can still change the answer to one line of words."""
    from licet.faces.flip import exact_of

    return exact_of(settings, *admitted_line(facts, settings), determination)


def explained(determination: Determination, ecfr: Sequence[str], *, as_json: bool, exact: ExactNeeds | None = None) -> str:
    """The whole proof, with the printed words of what decided where the user has eCFR files.

    Args:
        exact: what is missing exactly, to be told in the place of what the law stopped at.
    """
    if exact is not None:
        from licet.faces.flip import SECONDS, exactly
        from licet.report.flip import exact_lines, exact_record

        determination = exactly(determination, exact)
        if as_json:
            return json_text(determination.to_dict() | {"exact": exact_record(exact)})
        return "\n".join((full_text(determination), *exact_lines(exact, SECONDS)))
    found: tuple[Printed, ...] = ()
    if ecfr or os.environ.get("LICET_ECFR"):
        from licet.printed.words import words_of_the_day

        cites = dict.fromkeys(cite for layer in determination.layers.values() for cite in layer.decided_by)
        found = words_of_the_day(ecfr, cites, date.fromisoformat(determination.law["as_of"]))
    if as_json:
        plain = determination.to_dict() | ({"printed": [one.to_dict() for one in found]} if found else {})
        return json_text(plain)
    if not found:
        return full_text(determination)
    from licet.report.printed import printed_text

    return f"{full_text(determination)}\n{printed_text(found)}"


def json_text(plain: dict[str, Any]) -> str:
    """Plain values as JSON for people and programs."""
    import json  # an answer in words goes without

    return json.dumps(plain, indent=1, ensure_ascii=False)


def exit_status(determination: Determination) -> int:
    """0 clear, 1 something to act on, 3 undetermined."""
    if determination.outcome == "undetermined":
        return 3
    return 0 if determination.outcome in ("no_license_required", "not_subject", "authorized") else 1


def _last(options: dict[str, list[str]], name: str) -> str | None:
    return options[name][-1] if name in options else None
