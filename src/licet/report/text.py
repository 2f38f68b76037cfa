"""An answer as plain text: three lines for whoever must decide, then everything that defends them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from licet.decide.determination import (
    ConflictEntry,
    Determination,
    DutyEntry,
    ExceptionAnswer,
    FailedCondition,
    LayerAnswer,
    Need,
)  # fmt: skip
from licet.report.tree import Printed, tree_lines
from licet.report.words import CONFIDENCE, LAYERS, MET, REVIEWS, WIDTH, counted, outcome_words, section, sentence, wrapped

NAMED_MOST = 3
"""Missing facts that the third line names; the rest is counted there and listed below."""

ASKED_MOST = 8
"""Questions that the summary puts; `licet explain` and JSON have all of them."""


# Three lines


def headline_lines(determination: Determination) -> list[str]:
    """The answer in three lines: the outcome in both layers, the one rule that made it, what is missing."""
    return [_outcome_line(determination), _rule_line(determination), _missing_line(determination)]


def _outcome_line(answer: Determination) -> str:
    head = answer.headed_by
    other = next(name for name in LAYERS if name != head)
    day = answer.law["as_of"]
    found, beside = answer.layers[head], answer.layers[other]
    words = _layer_words(answer, answer.outcome, answer.via, answer.review)
    if _is_by_letter(answer):
        words += f" ({found.outcome.replace('_', ' ')} but for the letter)"
    other_words = _layer_words(answer, beside.outcome, beside.via, beside.review)
    if words == other_words:
        return f"{LAYERS[head]} on {day}, and {LAYERS[other].lower()} alike: {words}."
    text = f"{LAYERS[head]} on {day}: {words}. {LAYERS[other]}: {other_words}."
    return text if answer.due else f"{text} Compliance with what is codified was not yet due."


def _layer_words(answer: Determination, outcome: str, via: str, review: str) -> str:
    words = outcome_words(outcome, via, answer.law["corpus"])
    return f"{words}; {REVIEWS[review]}" if outcome == "license_required" and review in REVIEWS else words


def _is_by_letter(answer: Determination) -> bool:
    """Whether a letter made the outcome at the head another than its layer's."""
    return answer.outcome != answer.layers[answer.headed_by].outcome


def _rule_line(answer: Determination) -> str:
    layer = answer.layers[answer.headed_by]
    if _is_by_letter(answer):
        letter = next((one for one in answer.informed if one.binds is not False), None)
        if letter is not None:
            verb = "binds this exporter" if letter.binds else "may bind this exporter"
            return f"Rule: the letter {letter.letter} to {letter.addressee} {verb} ({letter.cite}){_resting(letter.confidence)}."
    graph = answer.proof[answer.headed_by]
    for cite in layer.decided_by:
        for name, node in graph["nodes"].items():
            if node["cite"] == cite and name not in ("license_required", "no_license_required"):
                says = node["says"] or name.replace("_", " ")
                return f"Rule: {cite} {MET[node['outcome']]}: {says.rstrip('.')}{_resting(layer.confidence)}."
    return f"Rule: no provision in force asks for a license{_resting(layer.confidence)}."


def _resting(confidence: str) -> str:
    """What is said of an answer that does not rest on primary text alone."""
    return "" if confidence == "P" else f"; rests in part on what is marked {confidence} ({CONFIDENCE[confidence]})"


def _missing_line(answer: Determination) -> str:
    kinds = {"fact": "{}", "reading": "a choice of the reading {}", "law": "law that was not read"}
    needs = [kinds[need.kind].format(need.name) for need in answer.needs]
    names = list(dict.fromkeys(needs))
    said = "nothing"
    if names:
        rest = len(names) - NAMED_MOST
        said = ", ".join(names[:NAMED_MOST]) + (f" and {rest} more" if rest > 0 else "")
    turning = [conflict.name for conflict in answer.conflicts if conflict.kind == "reading" and conflict.chosen]
    notes = [counted(len(answer.assumed), "fact is assumed", "facts are assumed")] if answer.assumed else []
    notes += [f"the answer turns on how {', '.join(turning)} is read"] if turning else []
    notes += ["statements clash"] if any(conflict.kind == "statement" for conflict in answer.conflicts) else []
    return f"Missing: {said}" + (f"; {'; '.join(notes)}." if notes else ".")


# Pages


def summary_text(determination: Determination, width: int = WIDTH) -> str:
    """The three lines, and under them only what asks for something: facts, quotas, duties, conflicts."""
    lines = _head(determination, width)
    for title, body in (
        ("missing", _first_needs(determination, width)),
        ("quotas", _quotas(determination, width)),
        ("duties", duty_lines(determination, width)),
        ("charges", charge_lines(determination, width)),
        ("conflicts", _conflicts(determination, width)),
    ):
        lines += section(title, body)
    return "\n".join([*lines, "", *_law(determination, width)])


def full_text(determination: Determination, width: int = WIDTH) -> str:
    """Everything, for `licet explain`: what was asked of the line, how each comparison came out, and what would change it."""
    lines = _head(determination, width)
    for title, body in (
        ("both layers", _layers(determination, width)),
        ("classification", _classification(determination, width)),
        ("missing", _needs(determination, width)),
        ("conflicts", _conflicts(determination, width)),
        ("nearest changes that flip the answer", _flips(determination, width)),
        *_proofs(determination, width),
        ("ways out of the license requirement, as codified", _exceptions(determination, width)),
        ("quotas", _quotas(determination, width)),
        ("duties", duty_lines(determination, width)),
        ("charges", charge_lines(determination, width)),
        ("letters of the day", _letters(determination, width)),
        ("assumed", _assumed(determination, width)),
    ):
        lines += section(title, body)
    return "\n".join([*lines, "", *_law(determination, width)])


def _head(answer: Determination, width: int) -> list[str]:
    lines = [f"Line {answer.line_id}"] if answer.line_id else []
    return lines + [part for line in headline_lines(answer) for part in wrapped(line, width)]


def _layers(answer: Determination, width: int) -> Iterator[str]:
    order = [answer.headed_by, *(name for name in LAYERS if name != answer.headed_by)]
    cells = [_layer_cells(answer.layers[name]) for name in order]
    column = (width - 20) // 2
    yield "  " + " " * 18 + "".join(f"{name:<{column}}" for name in order).rstrip()
    for key in cells[0]:
        sides = [wrapped(cell[key], column - 2, 0, 0) or [""] for cell in cells]
        for index in range(max(len(side) for side in sides)):
            label = key if index == 0 else ""
            texts = [side[index] if index < len(side) else "" for side in sides]
            yield f"  {label:<18}{texts[0]:<{column}}{texts[1]}".rstrip()
    if not answer.due:
        yield "  Compliance with what is codified was not yet due on this day."


def _layer_cells(layer: LayerAnswer) -> dict[str, str]:
    required = {True: "yes", False: "no", None: "unknown"}[layer.license_required]
    return {
        "outcome": layer.outcome, "under": layer.via, "license required": required, "review": layer.review,
        "counts against": ", ".join(layer.counts_against) or "nothing",
        "decided by": "; ".join(cite.removeprefix("15 CFR ") for cite in layer.decided_by) or "nothing in force",
        "confidence": f"{layer.confidence} ({CONFIDENCE[layer.confidence]})",
    }  # fmt: skip


def _classification(answer: Determination, width: int) -> Iterator[str]:
    found = dict(answer.classification)
    eccn, paragraph = found.pop("eccn", ""), found.pop("paragraph", "")
    if eccn == paragraph == "none":
        return  # a law without a control list of its own
    figures = "".join(f"; {name} {value}" for name, value in found.items())
    yield from wrapped(f"ECCN {eccn or 'unknown'}; parameters of 3A090 met: {paragraph}{figures}", width, 2)


def _needs(answer: Determination, width: int) -> Iterator[str]:
    for need in answer.needs:
        yield from wrapped(_need_words(need), width, 2, 4)


def _first_needs(answer: Determination, width: int) -> Iterator[str]:
    """The first questions, and where the others stand."""
    for need in answer.needs[:ASKED_MOST]:
        yield from wrapped(_need_words(need), width, 2, 4)
    rest = len(answer.needs) - ASKED_MOST
    if rest > 0:
        is_profiled = any(entry["by"].startswith("profile ") for entry in answer.assumed)
        profile = "" if is_profiled else " `--assume ordinary` takes blanks as the harmless case and lists each one it took."
        yield from wrapped(f"and {rest} more, which `licet explain` lists.{profile}", width, 2, 4)


def _need_words(need: Need) -> str:
    decides = f"decides {', '.join(need.decides)}; {need.cite}"
    match need.kind:
        case "law":
            return f"Not read: {need.name.rstrip('.')} ({decides})"
        case "reading":
            return f"--reading {need.name}=...: {need.question} ({decides})"
        case _:
            return f"{need.name}: {need.question} ({decides})"


def _conflicts(answer: Determination, width: int) -> Iterator[str]:
    for conflict in answer.conflicts:
        if conflict.kind == "statement":
            yield from wrapped(f"{conflict.name}: {conflict.what}", width, 2, 4)
            continue
        yield from wrapped(f"{conflict.name}: {conflict.what} ({conflict.cite})", width, 2, 4)
        yield from _readings(conflict, width)


def _readings(conflict: ConflictEntry, width: int) -> Iterator[str]:
    for choice, found in conflict.answers.items():
        mark = " (chosen)" if choice == conflict.chosen else ""
        yield from wrapped(f"{choice}{mark}: {found['words']}", width, 4, 4)
        for layer in LAYERS:
            words = outcome_words(found[f"{layer}_outcome"], found[f"{layer}_via"])
            review = found[f"{layer}_review"]
            yield from wrapped(f"{layer}: {words}" + (f"; review {review}" if review != "none" else ""), width, 8, 4)
    if not conflict.chosen:
        yield "    No reading is chosen: where it decides, the answer is undetermined."


def _flips(answer: Determination, width: int) -> Iterator[str]:
    for flip in answer.flip:
        words = outcome_words(flip.outcome, flip.via, answer.law["corpus"])
        yield from wrapped(f"{flip.fact} {flip.to}: {words} ({answer.headed_by})", width, 2)


def _proofs(answer: Determination, width: int) -> Iterator[tuple[str, list[str]]]:
    printed = Printed()
    for name in (answer.headed_by, *(name for name in LAYERS if name != answer.headed_by)):
        yield f"proof, {name}", tree_lines(answer.proof, name, width, printed)


def _exceptions(answer: Determination, width: int) -> Iterator[str]:
    for entry in answer.exceptions:
        yield from wrapped(f"{entry.code:<8} {entry.eligible:<9}{entry.cite}", width, 2, 18)
        for condition in _why_not(entry):
            yield from wrapped(condition, width, 20, 4)


def _why_not(entry: ExceptionAnswer) -> Iterator[str]:
    for condition in entry.failed:
        cite = "" if condition.cite == entry.cite else f"{condition.cite}: "
        yield f"{cite}{_condition_words(condition)}"


def _condition_words(condition: FailedCondition) -> str:
    if not condition.fact:
        return f"not read: {condition.bound}"
    fact = condition.fact
    if fact.startswith("reading:"):
        return f"the text is read {fact.removeprefix('reading:')}={condition.value}, asked is {condition.bound}"
    if condition.op == "is":
        return f"{fact} {condition.value}"
    return f"{fact} {condition.value}, tested {condition.op} {condition.bound}"


def _quotas(answer: Determination, width: int) -> Iterator[str]:
    for quota in answer.quotas:
        over = quota.left_after.startswith("-")
        left = f"{quota.left_after[1:]} over the limit" if over else f"{quota.left_after} left after it"
        yield from wrapped(
            f"{quota.account} ({quota.layer}): this line {quota.tpp} TPP, limit {quota.limit}, {left} ({quota.cite})", width, 2, 4
        )


def duty_lines(answer: Determination, width: int) -> Iterator[str]:
    """The duties, each once for all layers: those without a day first, then in the order of their days."""
    layers: dict[DutyEntry, list[str]] = {}
    for duty in sorted(answer.duties, key=lambda duty: duty.due or ""):
        layers.setdefault(replace(duty, layer=""), []).append(duty.layer)
    for duty, held in layers.items():
        day = f"{duty.due}  " if duty.due else ""
        told = f"{day}{duty.when}: {sentence(duty.what)}{_open(duty.applies, duty.asks)} ({' and '.join(held)}; {duty.cite})"
        yield from wrapped(told + _marked(duty.confidence), width, 2, 4)


def _open(applies: str, asks: tuple[str, ...]) -> str:
    """What is said of something that may not apply."""
    return "" if applies != "unknown" else f" Whether it applies is open: {'; '.join(asks).rstrip('.') or 'see missing'}."


def _marked(confidence: str) -> str:
    return "" if confidence == "P" else f" [{confidence}]"


def charge_lines(answer: Determination, width: int) -> Iterator[str]:
    """The charges, and whether they are owed."""
    owed = {"yes": "owed", "no": "not owed", "unknown": "open"}
    for charge in answer.charges:
        amount = f", {charge.amount_usd} USD" if charge.amount_usd is not None else ""
        told = f"{owed[charge.applies]}: {sentence(charge.what)} {charge.rate_percent} percent of {charge.of}{amount}."
        if charge.applies == "unknown":
            told += _open(charge.applies, charge.asks)
        yield from wrapped(f"{told} {sentence(charge.note)} ({charge.cite}){_marked(charge.confidence)}", width, 2, 4)


def _letters(answer: Determination, width: int) -> Iterator[str]:
    words = {True: "binds this exporter", None: "may bind this exporter: unknown"}
    for letter in answer.informed:
        if letter.binds is not False:
            text = f"{letter.letter} to {letter.addressee}: {words[letter.binds]} ({letter.cite}) [{letter.confidence}]"
            yield from wrapped(text, width, 2, 4)
    others = [f"{letter.letter} to {letter.addressee}" for letter in answer.informed if letter.binds is False]
    if others:
        yield from wrapped(f"not binding this exporter for this line: {'; '.join(others)}", width, 2, 4)


def _assumed(answer: Determination, width: int) -> Iterator[str]:
    by: dict[str, list[str]] = {}
    for entry in answer.assumed:
        by.setdefault(entry["by"], []).append(f"{entry['fact']}={entry['value']}")
    for who, facts in by.items():
        yield from wrapped(f"{who}: {', '.join(facts)}", width, 2, 4)


def _law(answer: Determination, width: int) -> list[str]:
    law: dict[str, Any] = answer.law
    known = f"known at {law['known_at']}" if law["known_at"] else "known at any time"
    readings = ", ".join(f"{name}={choice}" for name, choice in law["readings"].items()) or "default"
    return wrapped(
        f"licet {law['licet']}, {law['corpus']} ({law['digest'][:19]}), as of {law['as_of']}, {known}, {answer.headed_by}, "
        f"readings {readings}, path {answer.path}",
        width,
    )
