"""The vocabulary as a page: every fact with its kind, its values and its question, from source.

python tools/facts_page.py             print the page
python tools/facts_page.py --write     write docs/facts.md
python tools/facts_page.py --check     exit 1 if docs/facts.md is not what would be written
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from licet.batch.shared import NAMED_BY
from licet.facts.derive import Formula, formulas
from licet.facts.intake import RATE_NAMES
from licet.facts.profiles import PROFILES
from licet.facts.vocabulary import COPIED_ROLES, ROLE_FACTS, ROLES, FactSpec, stored_columns, vocabulary
from licet.language.tree import Fact, facts_of, walk
from licet.law import corpora, corpus

REPOSITORY = Path(__file__).resolve().parents[1]
PAGE = REPOSITORY / "docs" / "facts.md"

OUTSIDE_THE_LAW = {"line_id", *NAMED_BY, *RATE_NAMES}
"""Read by licet itself, not by a provision: the name of a line, whose account it is and in which year, the rates behind the TPP."""
ONLY_WHETHER_SAID = (":is_consignee", ":is_absent")
"""Columns of the door that ask whether anything was said of a role, not what."""

GROUPS = {
    "transaction": "The transaction",
    "parties": "More about the parties",
    "item": "The item",
    "rates": "The rates behind the TPP",
    "exceptions": "For the exceptions and licenses",
    "papers": "For the papers around the decision",
    "standing": "Standing: what was received, licensed, installed, certified before",
    "memory": "For high-bandwidth memory",
    "weights": "For model weights and computing services",
    "end use": "For end uses, facilities and systems",
    "later": "The rest",
    "elsewhere": "For the laws of other countries (`--regime`)",
}
"""Headings, in the order of the page."""

DERIVED = {
    "line_tpp": "`tpp` times `quantity`",
    "lpp_after_tpp": "`lpp_received_tpp` plus this line",
    "operator_lpp_after_tpp": "`operator_lpp_received_tpp` plus this line",
    "country_after_tpp": "`country_licensed_tpp` plus this line",
    "nveu_after_tpp": "`nveu_installed_tpp` plus this line",
    "uveu_outside_after": "`uveu_share_outside` of `uveu_total_tpp` plus this line, over `uveu_total_tpp` plus this line",
    "uveu_country_after": "the same from `uveu_share_country`",
    "uveu_outside_us_after": "the same from `uveu_share_outside_us`",
    "veu_country_is_destination": "whether `consignee_veu_country` is the `destination`",
    "nac_days_since_notice": "from `nac_notified_on` to `date`, or to the day on which the clock was stopped",
    "my_days_since_notice": "from `my_notified_on` to `date`",
    "ic_performance_density": "`ic_tpp` over `ic_applicable_die_area_mm2`, or the density that was stated",
    "dram_plus_io_gb_s": "`dram_bandwidth_gb_s` plus `io_bandwidth_gb_s`",
    "peak_tops": "the highest of the rates",
    "addressee": "`exporter_name` in plain letters, compared with the addressees of letters",
    "eccn_group": "category and group of the stated `eccn`: `3B` of `3B001.f.1.b`",
    "eccn_heading": "its entry: `3B001`",
    "eccn_paragraph": "its paragraph, where one is stated: `3B001.f`",
    "eccn_item": "the item below, where one is stated: `3B001.f.1`",
    "eccn_subitem": "the part below that, where one is stated: `3B001.f.1.b`",
    "technology_for_group": "category and group of `technology_for`: `3B`",
    "designer_home": "`designer_hq`; where it is blank and the designer is approved or authorized, no country",
    "has_parameters": "whether there are figures to compare, or only a stated ECCN",
    "eccn_stated": "whether an ECCN is stated",
    "has_training_operations": "whether the operations that trained the model are known",
    "operations_with_generation": "`training_operations` plus `generator_operations`",
    "operations_with_generator": "the same plus `generator_training_operations`",
    "additional_over_original": "`additional_training_operations` over `original_training_operations`",
    "additional_over_whole": "`additional_training_operations` over `training_operations`",
    "additional_over_frontier": "`additional_training_operations` over `open_frontier_operations`",
    "stated_origin": "`origin`, or that nothing is said of it",
    "technology_input": "`direct_product_of`; `listed` where `us_technology_direct_product` is all that is said",
    "plant_input": "`plant_product_of`",
    "exporter_fabricates": "whether `exporter_role` is said to be a fabricator's or an OSAT company's",
    "designer_days_since_application": "from `designer_application_filed_on` to `date`",
}
"""What the door computes each derived fact from."""

KINDS = (
    ("text", "any text"),
    ("country", "an ISO 3166 alpha-2 code such as `MX`; for a parent also `none`"),
    ("date", "`YYYY-MM-DD` and nothing else; `none` says that it did not happen"),
    ("truth", "`yes` or `no`"),
    ("choice", "one of the values listed"),
    ("set", "one or more of the values listed, joined by a vertical bar; `none` says that there is none"),
    ("quantity", "a plain number in the unit listed, down to thousandths; `whole` means no decimals"),
    ("ratio", "a plain number in the unit listed"),
)

HEAD = """# Facts

What is asked about a line. One name for each fact, everywhere: the header of a column, the key in JSON, the word on the command
line, the keyword in Python. Names may be added, never renamed. Headers may be written `Consignee HQ` for `consignee_hq`.

**A blank is unknown.** Unknown is never taken for no. What is missing, and decides something, is asked for in the answer.

This page is made from the source by `python tools/facts_page.py --write`; a test holds the two together. The same on the command
line, all of it or what contains a word:

```sh
licet facts
licet facts lpp
licet facts --profile ordinary
```

## Kinds

| kind | what to write |
|---|---|"""

NOT_READ = """
**Marks.** *duty*: a condition to be done or kept; a blank is not held against the line, the answer lists the duty.
*not read*: the name is reserved and the value is checked, but nothing in this version reads it. **An answer does not change
when you state it.** Do not rely on it."""

ROLE_HEAD = """## The parties

Each of these roles has the facts of the second table. Write the role in place of `ROLE`: `consignee_hq`, `end_user_listed`.

| role | where nothing is said of it |
|---|---|"""

ROLE_WORDS = {
    "consignee": ", the ultimate consignee",
    "owner": ", who will own the items",
    "operator": ", who will run them",
    "intermediate": ", through whose hands they go on the way",
}
ROLE_SAID = {**dict.fromkeys(COPIED_ROLES, "it is the consignee"), "intermediate": "there is none"}

ROLE_TAIL = """
As soon as one fact of a role is stated, its other blanks are unknown. A fact is read for some roles only; stated for another
role it changes nothing.

| fact | kind | values or unit | question | read for |
|---|---|---|---|---|"""

PROFILE_HEAD = """## Profiles

A profile fills blanks with values that somebody chose; each of them is listed in the answer. Of owner, operator, end user and
intermediate it fills blanks only where something is said of them.
"""

DERIVED_HEAD = """## Computed at the door

These are never typed. They are computed once, exactly, and appear in proofs.

| fact | unit | computed from |
|---|---|---|"""


@cache
def read_columns() -> frozenset[str]:
    """Stored columns on which some provision of some law and day depends, directly or through what the door computes."""
    used: set[str] = set()
    for provision in (provision for name in corpora() for provision in corpus(name).provisions.values()):
        for version in provision.versions:
            used |= facts_of(version.tree)
    while more := {name for formula in formulas() if _fact(formula) in used for name in _behind(formula)} - used:
        used |= more
    return frozenset(used)


def _fact(formula: Formula) -> str:
    """The fact that a formula makes, as the law names it."""
    return formula.column.removesuffix(":top").removesuffix(":bottom")


def _behind(formula: Formula) -> frozenset[str]:
    """The facts whose values a formula uses."""
    if formula.column.endswith(ONLY_WHETHER_SAID):
        return frozenset(node.name for node in walk(formula.tree) if isinstance(node, Fact))
    return facts_of(formula.tree)


def is_read(spec: FactSpec) -> bool:
    """Whether stating the fact can change an answer."""
    return spec.name in OUTSIDE_THE_LAW or not read_columns().isdisjoint(stored_columns(spec))


def page() -> str:
    """docs/facts.md as it should be."""
    lines = [HEAD, *(f"| {kind} | {words} |" for kind, words in KINDS), NOT_READ]
    role_names = {spec.name.format(role) for spec in ROLE_FACTS for role in ROLES}
    for group, title in GROUPS.items():
        if group == "parties":
            lines += ["", *_roles()]
        specs = [s for s in vocabulary().values() if s.group == group and s.name not in role_names]
        lines += ["", f"## {title}", "", "| fact | kind | values or unit | question |", "|---|---|---|---|", *map(_row, specs)]
    lines += ["", DERIVED_HEAD]
    lines += [f"| `{s.name}` | {s.unit} | {DERIVED[s.name]} |" for s in vocabulary().values() if s.derived]
    lines += ["", *_profiles()]
    return "\n".join(lines) + "\n"


def _row(spec: FactSpec) -> str:
    marks = ", ".join(_marks(spec))
    return f"| `{spec.name}` | {spec.kind} | {_values(spec)} | {spec.question}{f' *{marks}*' if marks else ''} |"


def _marks(spec: FactSpec) -> Iterator[str]:
    if spec.duty:
        yield "duty"
    if not is_read(spec):
        yield "not read"


def _values(spec: FactSpec) -> str:
    whole = ", whole" if spec.kind == "quantity" and spec.grain == 1 else ""
    return spec.unit + whole if spec.unit else _listed(spec.values)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _roles() -> Iterator[str]:
    """The facts that every role has, once."""
    yield ROLE_HEAD
    for role in ROLES:
        yield f"| `{role}`{ROLE_WORDS.get(role, '')} | {ROLE_SAID.get(role, 'unknown')} |"
    yield ROLE_TAIL
    for spec in ROLE_FACTS:
        readers = ", ".join(role for role in ROLES if is_read(vocabulary()[spec.name.format(role)]))
        question = spec.question.format("party")
        yield f"| `{spec.name.format('ROLE')}` | {spec.kind} | {_values(spec)} | {question} | {readers or '*not read*'} |"


def _profiles() -> Iterator[str]:
    yield PROFILE_HEAD
    for name, facts in PROFILES.items():
        yield f"**{name}**: {', '.join(f'`{fact}={value}`' for fact, value in facts.items())}."


if __name__ == "__main__":
    from generated import print_write_or_check

    raise SystemExit(print_write_or_check(__doc__, PAGE, page))
