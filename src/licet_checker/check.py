"""Accept or reject a file of certificates, with the reason and the place.

A structure is a proof without numbers: trees of provisions whose leaves say how they came out, chains of steps, and the answer that follows. It
is checked once. A line is a row of facts under which every leaf of its structure comes out as said.
"""

from __future__ import annotations

import hashlib
import json
import operator
from datetime import date
from pathlib import Path

FORMAT = "licet-certificate/1"
COMPARED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne}
FREE = ("no_license_required", "license_exception", "not_subject")
KEYS = {"answer", "chains", "law", "provisions", "stretch"}
LAW_KEYS = {"corpus", "digest", "known_at", "layer"}
PROVISION_KEYS = {"cite", "confidence", "in_force", "name", "tree", "value"}
REMEMBERED = 10_000
"""Values of one fact that are remembered as accepted."""
HIDDEN = "hidden"
"""The value of what a certificate does not show: it may be anything."""


class Rejected(Exception):
    """Why a certificate is no proof, and where."""


def check_file(path):
    """Check every record.

    Args:
        path: a file of canonical JSON records, one a line: structures, lines, and the seal.

    Returns:
        How many structures and lines were accepted.

    Raises:
        Rejected: the first thing that is wrong.
    """
    return check_bytes(Path(path).read_bytes())


def check_bytes(data):
    """As `check_file`, of the file's bytes."""
    if not data.endswith(b"\n"):
        raise Rejected("the file does not end with a line break")
    *records, last = data[:-1].split(b"\n")
    seal = read(last, "seal")
    body = data[: len(data) - len(last) - 1]
    if seal != {"format": FORMAT, "records": len(records), "seal": digest(body)}:
        raise Rejected("seal: the records are not those that were sealed")
    structures, lines = {}, 0
    for number, record in enumerate(records, 1):
        place = f"record {number}"
        found = read(record, place)
        if "structure" in found:
            if set(found) != {"digest", "structure"} or found["digest"] != digest(canonical(found["structure"])):
                raise Rejected(f"{place}: digest: it is not that of the structure")
            structures[found["digest"]] = Structure(found["structure"], place)
        elif set(found) == {"as_of", "facts", "line", "of"} and found["of"] in structures:
            structures[found["of"]].check_line(found["facts"], found["as_of"], place)
            lines += 1
        else:
            raise Rejected(f"{place}: of: it is neither a structure nor a line of one that stands above it")
    return len(structures), lines


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def read(data, place):
    """A record: an object without doubled keys, floats or constants that are no JSON."""

    def pairs(found):
        if len(dict(found)) != len(found):
            raise Rejected(f"{place}: a key stands twice")
        return dict(found)

    def number(text):
        raise Rejected(f"{place}: {text} is no whole number")

    try:
        value = json.loads(data, object_pairs_hook=pairs, parse_float=number, parse_constant=number)
    except (ValueError, RecursionError) as error:
        raise Rejected(f"{place}: not JSON: {error}") from None
    if not isinstance(value, dict):
        raise Rejected(f"{place}: not an object")
    return value


class Structure:
    """A proof without numbers: checked when made."""

    def __init__(self, found, place):
        self.leaves, self.place = {}, place
        try:
            self._shape(found)
            self.law = found["law"]
            self.provisions = {entry["name"]: entry for entry in found["provisions"]}
            if len(self.provisions) != len(found["provisions"]):
                raise Rejected(f"{place}: provisions: a name stands twice")
            self.values = {}
            for entry in found["provisions"]:
                self._provision(entry)
            codes = {chain["name"]: self._chain(chain) for chain in found["chains"]}
            answer = answer_of(codes, self.law["layer"])
            if answer != found["answer"]:
                raise Rejected(f"{place}: answer: the chains give {answer}")
            self.since, self.until = days_of(found["stretch"])
            for entry in found["provisions"]:
                since, until = days_of(entry["in_force"])
                if not since <= self.since < until:
                    raise Rejected(f"{place}: provision {entry['name']}: it is not in force on {self.since}")
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise Rejected(f"{place}: the structure is malformed: {error!r}") from None
        self.columns, self.alone, self.tests = set(), {}, []
        for leaf, outcome in ((json.loads(leaf), outcome) for leaf, outcome in self.leaves.items()):
            columns = columns_of(leaf)
            self.columns |= columns
            tests = self.alone.setdefault(leaf[1], (set(), []))[1] if len(columns) == 1 else self.tests
            tests.append(test_of(leaf, outcome))

    def _shape(self, found):
        """Nothing is there that is not documented."""
        shapes = [("structure", found, KEYS), ("law", found["law"], LAW_KEYS)]
        shapes += [("provision", entry, PROVISION_KEYS) for entry in found["provisions"]]
        shapes += [("chain", chain, {"code", "default", "name", "steps"}) for chain in found["chains"]]
        for kind, value, keys in shapes:
            if set(value) != keys:
                raise Rejected(f"{self.place}: {kind}: its keys are {sorted(value)}, not {sorted(keys)}")
        if found["law"]["layer"] not in ("codified", "enforced"):
            raise Rejected(f"{self.place}: law: there is no layer {found['law']['layer']!r}")
        if len({chain["name"] for chain in found["chains"]}) != len(found["chains"]):
            raise Rejected(f"{self.place}: chains: a name stands twice")

    def _provision(self, entry):
        value = self._truth(entry["tree"], entry["name"])
        if value is HIDDEN or value is not entry["value"]:
            raise Rejected(f"{self.place}: provision {entry['name']}: it comes out {value}, not {entry['value']}")
        self.values[entry["name"]] = value

    def _truth(self, tree, where):
        kind, *rest = tree
        if kind == "ref" and len(rest) == 1:
            if rest[0] in self.provisions and rest[0] not in self.values:
                raise Rejected(f"{self.place}: provision {where}: {rest[0]} stands below what refers to it")
            return self.values.get(rest[0], HIDDEN)
        if kind == "not" and len(rest) == 1:
            inner = self._truth(rest[0], where)
            return inner if inner is None or inner is HIDDEN else not inner
        if kind in ("and", "or") and rest:
            return joined([self._truth(part, where) for part in rest], kind == "or")
        if kind == "const" and len(rest) == 1 and rest[0] in (True, False) and type(rest[0]) is bool:
            return rest[0]
        if kind == "unread" and len(rest) == 1:
            return None
        if kind == "leaf" and len(rest) == 2:
            outcome = rest[1]
            if outcome is not None and type(outcome) is not bool:
                raise Rejected(f"{self.place}: provision {where}: a leaf comes out {outcome!r}")
            if self.leaves.setdefault(json.dumps(rest[0]), outcome) is not outcome:
                raise Rejected(f"{self.place}: provision {where}: one leaf comes out in two ways")
            return outcome
        if kind == "leaf" and len(rest) == 1:
            return HIDDEN
        raise Rejected(f"{self.place}: provision {where}: there is no node {kind!r} with {len(rest)} parts")

    def _chain(self, chain):
        """The outcome, via and whether it is known: a ranked step waits for those before it, of alternatives any one is enough."""
        steps, at = chain["steps"], 0
        while at < len(steps):
            end = at + 1
            while steps[at][3] and end < len(steps) and steps[end][3] == steps[at][3]:
                end += 1
            values = [self.values.get(step[0], HIDDEN) for step in steps[at:end]]
            settled = next((place for place, value in enumerate(values) if value is True or value is HIDDEN), None)
            if settled is not None and values[settled] is True:
                return self._came_out(chain, at + settled, list(steps[at + settled][1:3]))
            if settled is not None:
                raise Rejected(f"{self.place}: chain {chain['name']}: {steps[at + settled][0]} is not shown")
            if None in values:
                return self._came_out(chain, ~(at + values.index(None)), ["undetermined", "none"])
            at = end
        return self._came_out(chain, len(steps), list(chain["default"]))

    def _came_out(self, chain, code, outcome):
        if type(chain["code"]) is not int or chain["code"] != code:
            raise Rejected(f"{self.place}: chain {chain['name']}: it comes out at {code}, not {chain['code']}")
        return outcome

    def check_line(self, facts, as_of, place):
        """Whether each leaf comes out as the structure says, on the facts of a line, with every provision in force."""
        try:
            if not self.since <= date.fromisoformat(as_of) < self.until:
                raise Rejected(f"{place}: as_of: {as_of} is none of the days of its structure")
            if facts.keys() != self.columns:
                raise Rejected(f"{place}: facts: of no use, or not shown: {sorted(facts.keys() ^ self.columns)}")
            for column, (accepted, tests) in self.alone.items():
                value = facts[column]
                if (value.__class__, value) not in accepted:
                    expect(tests, facts, place)
                    if len(accepted) < REMEMBERED:
                        accepted.add((value.__class__, value))
            expect(self.tests, facts, place)
        except (AttributeError, TypeError, ValueError) as error:
            raise Rejected(f"{place}: facts: missing or of another kind: {error}") from None


def expect(tests, facts, place):
    for test, outcome, name in tests:
        if test(facts) is not outcome:
            raise Rejected(f"{place}: facts: {name} comes out {test(facts)}, not {outcome}")


def days_of(window):
    """The first day, and the first day after."""
    since, until = window
    return date.fromisoformat(since), date.max if until is None else date.fromisoformat(until)


def joined(values, settles):
    """Kleene's and, or; with what is not shown."""
    if settles in [value for value in values if type(value) is bool]:
        return settles
    return HIDDEN if HIDDEN in values else None if None in values else not settles


def answer_of(codes, layer):
    """The head of the answer: in the enforced layer a letter that binds turns a free way into a license."""
    (outcome, via), (review, _), (letter, _) = codes["outcome"], codes["review"], codes["informed"]
    if layer == "enforced" and outcome in FREE and letter == "undetermined":
        outcome, via, review = "undetermined", "none", "undetermined"
    elif layer == "enforced" and outcome in FREE and letter == "license_required":
        outcome, via, review = "license_required", "none", "undetermined" if review == "none" else review
    return {"outcome": outcome, "via": via, "review": review}


def test_of(leaf, outcome):
    """A leaf as a function of the facts, how it must come out, and its name."""
    kind, name, *rest = leaf
    if kind == "is" and not rest:
        return (lambda facts: truth(facts[name])), outcome, name
    if kind == "in" and len(rest) == 1:
        members = frozenset(rest[0])
        return (lambda facts: None if facts[name] is None else text(facts[name]) in members), outcome, name
    if kind in COMPARED and len(rest) == 1:
        compare, bound = COMPARED[kind], rest[0]
        if type(bound) is int:
            return (lambda facts: None if facts[name] is None else compare(whole(facts[name]), bound)), outcome, name
        if type(bound) is str:
            return (lambda facts: two(facts[name], facts[bound], compare)), outcome, name
    if kind == "ratio" and len(rest) == 4 and rest[1] in COMPARED and type(rest[2]) is type(rest[3]) is int:
        bottom, compare, above, below = rest[0], COMPARED[rest[1]], rest[2], rest[3]
        return (lambda facts: ratio(facts[name], facts[bottom], compare, above, below)), outcome, name
    raise Rejected(f"there is no leaf {leaf!r}")


def columns_of(leaf):
    """The facts that a leaf reads."""
    kind, name, *rest = leaf
    return {name, rest[0]} if kind == "ratio" or (kind in COMPARED and type(rest[0]) is str) else {name}


def truth(value):
    if value is not None and type(value) is not bool:
        raise TypeError(f"{value!r} is no truth value")
    return value


def text(value):
    if type(value) is not str:
        raise TypeError(f"{value!r} is no text")
    return value


def whole(value):
    if type(value) is not int:
        raise TypeError(f"{value!r} is no whole number")
    return value


def two(left, right, compare):
    return None if left is None or right is None else compare(whole(left), whole(right))


def ratio(top, bottom, compare, above, below):
    """top / bottom against above / below, never divided; unknown where there is nothing to divide by."""
    if top is None or bottom is None or whole(bottom) <= 0:
        return None
    return compare(whole(top) * below, bottom * above)
