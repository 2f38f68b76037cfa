"""What stated facts say besides, in SQL: the catalogue's figures of a chip, performance from rates, the parts of an ECCN, the
addressee of a letter, assumptions. It follows `facts.intake.admit` step by step; a test holds both to the same answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from licet.backends.sheet import BLANK, Known, Piece, Term, Value, term
from licet.backends.sql import all_of, any_of, chosen, coalesced, compared, first_that_holds, given, negated
from licet.base.errors import Complaint, FactError
from licet.base.quantities import GRAIN
from licet.facts.catalogue import AmbiguousChip, assumed_datacenter, chips, match, stated_at_most
from licet.facts.chip_tables import rows
from licet.facts.derive import WEIGHTS_ENTRY
from licet.facts.intake import RATE_NAMES, WITHOUT_PROCESSOR, chip_values
from licet.facts.performance import BITS
from licet.facts.profiles import gives_way
from licet.facts.values import parse_value
from licet.facts.vocabulary import optional_role, stored_columns, vocabulary
from licet.lake.cells import Cells

OF_ONE_CIRCUIT = {"tpp": "ic_tpp", "applicable_die_area_mm2": "ic_applicable_die_area_mm2"}
"""Where a chip's figures go when the item is a computer that holds it."""
MUST_AGREE = ("tpp", "ic_tpp", "applicable_die_area_mm2")
"""Figures of which neither is taken when the stated one differs from the catalogue's."""
NAME_ENDINGS = ("inc", "corp", "co", "ltd", "llc", "limited")
NAME_ENDINGS_MOST = 4
FOREIGN = Complaint(
    "LIC-F023", "In SQL, an exporter's name holds signs beyond ASCII.", "column exporter_name",
    "Letters bind by name, and engines differ in such signs: write the name in ASCII, or state exporter_informed and leave the name out.",
)  # fmt: skip
PRINTABLE = "".join(chr(code) for code in range(32, 127) if chr(code) != chr(92))
"""ASCII without the backslash, which engines read differently in a literal."""
SIGNS = "".join(sign for sign in PRINTABLE if not sign.isalnum())


def spellings(written: Iterable[str] | None = None) -> dict[str, str]:
    """Names of chips in small letters, and as the catalogue is asked for them: those written in a table, or the catalogue's own."""
    if written is not None:
        return {name.strip().lower(): name.strip() for name in written if name and name.strip()}
    vendors = {chip.chip_id: chip.vendor for chip in chips()}
    named = [(chip.name, chip.vendor) for chip in chips()]
    named += [(row["alias"], vendors[row["chip_id"].partition("|")[0]]) for row in rows("chip_aliases.csv")]
    names = [*vendors, *(name for name, _ in named), *(f"{vendor} {name}" for name, vendor in named)]
    return {name.lower(): name for name in names}


def chip_rows(names: Mapping[str, str], limited: Iterable[str]) -> list[dict[str, Value]]:
    """A row for each spelling: what the chip fills, what may be stated of it at most, and the complaint where it is no one chip."""
    found = [{"key": key, **_chip_row(name, tuple(limited))} for key, name in names.items()]
    columns = dict.fromkeys(column for row in found for column in row)
    return [{column: row.get(column) for column in columns} for row in found]


def _chip_row(name: str, limited: Iterable[str]) -> dict[str, Value]:
    try:
        chip = match(name).chip
    except FactError as error:
        return {"bad": "LIC-F121" if isinstance(error, AmbiguousChip) else "LIC-F120"}
    filled, notes = chip_values(name)
    row: dict[str, Value] = {column: value for column, (_, value) in filled.items()}
    row["chip"] = notes["key"].split("|")[0]
    if assumed_datacenter(chip):
        row["datacenter"] = notes["datacenter"] == "yes"
    for fact in limited:
        most = stated_at_most(chip, fact)
        row[f"most_{fact}"] = None if most is None else int(most * GRAIN // 1)
    return row


def fill_from_chip(cells: Cells, written: Iterable[str] | None) -> dict[str, Piece]:
    """Blanks from the catalogue.

    Returns:
        For the figures that must agree: whether the stated one and the catalogue's differ.
    """
    sheet, values = cells.sheet, cells.values
    name = values["chip"]
    key = sheet.named("chip_key", term("LOWER({})", name))
    assert isinstance(key, Term)
    limited = [fact for fact in (*sorted(RATE_NAMES), "tpp", "ic_tpp") if fact in cells.stated]
    table = chip_rows(spellings(written), limited)
    known = [column for column in table[0] if column != "key"] if table else []
    columns = [column for column in known if any(row[column] is not None for row in table)]
    found: dict[str, Piece] = dict.fromkeys((*known, "bad", "chip"), BLANK)
    if columns:
        found |= sheet.joined("chips", key, columns)
        sheet.rows_of("chips", [(row["key"], *(row[column] for column in columns)) for row in table])
    unknown = all_of([negated(given(found["chip"])), given(key)])
    cells.complain("chip", sheet.named("e_chip_name", chosen(unknown, coalesced(found["bad"], Known("LIC-F120")))))
    for fact in limited:
        too_fast = all_of([compared(">", values[fact], found.get(f"most_{fact}", BLANK)), negated(cells.stated.get("ic_count", Known(False)))])
        cells.complain(fact, sheet.named(f"e_fast_{fact}", chosen(too_fast, Known("LIC-F012"))))
    differs = _filled(cells, found)
    values["chip"] = found["chip"]
    values["datacenter"] = sheet.named("f_datacenter", coalesced(values.get("datacenter", BLANK), found.get("datacenter", BLANK)))
    return differs


def _filled(cells: Cells, found: Mapping[str, Piece]) -> dict[str, Piece]:
    values, sheet = cells.values, cells.sheet
    in_a_computer = compared("==", values.get("item_kind", BLANK), Known("computer"))
    differs: dict[str, Piece] = dict.fromkeys(MUST_AGREE, Known(False))
    known = [column for column in found if column not in ("bad", "chip", "datacenter") and not column.startswith("most_")]
    for column in known:
        targets = {column: found[column]}
        if column in OF_ONE_CIRCUIT:
            targets = {
                column: chosen(in_a_computer, BLANK, found[column]), OF_ONE_CIRCUIT[column]: chosen(in_a_computer, found[column])
            }  # fmt: skip
        for target, value in targets.items():
            before = values.get(target, BLANK)
            if target in MUST_AGREE:
                off = any_of([differs[target], coalesced(compared("!=", before, value), Known(False))])
                differs[target] = sheet.named(f"differs_{target}", off)
                values[target] = sheet.named(f"f_{target}", chosen(differs[target], BLANK, coalesced(before, value)))
            else:
                values[target] = sheet.named(f"f_{target}", coalesced(before, value))
    return differs


def fill_from_rates(cells: Cells, differs: Mapping[str, Piece]) -> None:
    """Performance and the peak rate, from the rates that are known."""
    values, sheet = cells.values, cells.sheet
    rates = {name: values[name] for name in sorted(RATE_NAMES) if values.get(name, BLANK) != BLANK}
    products = [term(f"({{}} * {BITS[name]})", rate) for name, rate in rates.items() if name in BITS]
    if not products:
        return
    performance = sheet.named("tpp_of_rates", _greatest(products))
    values["peak_tops"] = sheet.named("f_peak_tops", chosen(given(performance), _greatest(list(rates.values()))))
    in_a_computer = compared("==", values.get("item_kind", BLANK), Known("computer"))
    for target, here in (("ic_tpp", in_a_computer), ("tpp", negated(coalesced(in_a_computer, Known(False))))):
        free = all_of([coalesced(here, Known(False)), negated(differs.get(target, Known(False)))])
        before = values.get(target, BLANK)
        values[target] = sheet.named(f"f_{target}", coalesced(before, chosen(free, performance)))


def _greatest(pieces: list[Piece] | list[Term]) -> Piece:
    if len(pieces) == 1:
        return pieces[0]
    return term(f"GREATEST({', '.join('{}' for _ in pieces)})", *pieces)


def doubt(cells: Cells) -> None:
    """Statements that cannot both be true are not taken: a processor's figures of what is none, the entry for weights of what are none."""
    values, sheet = cells.values, cells.sheet
    kind = values.get("item_kind", BLANK)
    named = any_of([given(values.get(column, BLANK)) for column in ("chip", "tpp", "ic_tpp")])
    none = any_of([compared("==", kind, Known(other)) for other in WITHOUT_PROCESSOR])
    kind = sheet.named("f_item_kind", chosen(all_of([none, named]), BLANK, kind))
    claimed = coalesced(compared("==", values.get("eccn", BLANK), Known(WEIGHTS_ENTRY)), Known(False))
    other = sheet.named("no_weights", all_of([claimed, coalesced(compared("!=", kind, Known("model_weights")), Known(False))]))
    published = values.get("weights_published", BLANK)
    out = sheet.named("published_weights", all_of([claimed, negated(other), coalesced(published, Known(False))]))
    values["eccn"] = sheet.named("f_eccn", chosen(any_of([other, out]), BLANK, values.get("eccn", BLANK)))
    values["weights_published"] = sheet.named("f_weights_published", chosen(out, BLANK, published))
    values["item_kind"] = sheet.named("f_item_kind", chosen(other, BLANK, chosen(out, Known("model_weights"), kind)))


def base_entry(eccn: Piece) -> Piece:
    """The other entry that a paragraph .z says the item belongs to; none where it is no such paragraph; blank without an entry."""
    if eccn == BLANK:
        return BLANK
    bases = vocabulary()["base_eccn"].values
    branches = [(coalesced(_begins(eccn, f"{base}.z"), Known(False)), Known(base)) for base in bases if base != "none"]
    return chosen(given(eccn), first_that_holds(branches, Known("none")))


def _begins(text: Piece, start: str) -> Piece:
    if isinstance(text, Known):
        return Known(str(text.value).startswith(start))
    return term("({} LIKE {})", text, Known(f"{start}%"))


def levels(cells: Cells) -> None:
    """The group, and the entry, paragraph, item and subitem at or above the ECCN; the group of what a technology is for."""
    values, sheet, eccn = cells.values, cells.sheet, cells.values.get("eccn", BLANK)
    values["eccn_group"] = sheet.named("f_eccn_group", _group(eccn))
    values["technology_for_group"] = sheet.named("f_technology_for_group", _group(values.get("technology_for", BLANK)))
    above: Piece = BLANK
    for number, level in enumerate(("eccn_heading", "eccn_paragraph", "eccn_item", "eccn_subitem"), 1):
        if isinstance(eccn, Known):
            parts = str(eccn.value).split(".")
            known = eccn.value is not None and len(parts) >= number
            values[level] = Known(".".join(parts[:number]) if known else None)
            continue
        part = term(f"SPLIT_PART({{}}, '.', {number})", eccn)
        joined = part if number == 1 else term("({} || '.' || {})", above, part)
        above = values[level] = sheet.named(f"f_{level}", chosen(term("({} <> '')", part), joined))


def _group(eccn: Piece) -> Piece:
    if isinstance(eccn, Known):
        text = eccn.value
        return Known(text[:2] if isinstance(text, str) and text[:1].isdigit() else text)
    return term("(CASE WHEN SUBSTR({}, 1, 1) BETWEEN '0' AND '9' THEN SUBSTR({}, 1, 2) ELSE {} END)", eccn, eccn, eccn)


def addressee(cells: Cells) -> None:
    """The exporter's name in small letters, letters and figures only, single blanks, without the word for its legal form.

    A name with letters beyond ASCII is a complaint: no portable SQL knows all their capitals and signs.
    """
    name, sheet = cells.values.get("exporter_name", BLANK), cells.sheet
    if isinstance(name, Known):
        from licet.facts.intake import normal_name

        cells.values["addressee"] = Known(normal_name(str(name.value)) if name.value is not None else None)
        return
    signs = Known(SIGNS)
    words = term("TRANSLATE(LOWER({}), {}, {})", name, signs, Known(" " * len(SIGNS)))
    single = term("TRIM(REPLACE(REPLACE(REPLACE({}, ' ', '<>'), '><', ''), '<>', ' '))", words)
    kept = sheet.named("name_words", single)
    for _ in range(NAME_ENDINGS_MOST):
        cases = [(term("({} LIKE {})", kept, Known(f"_% {end}")), term(f"SUBSTR({{}}, 1, LENGTH({{}}) - {len(end) + 1})", kept, kept))
                 for end in NAME_ENDINGS]  # fmt: skip
        kept = sheet.named("name_words", first_that_holds([(coalesced(c, Known(False)), v) for c, v in cases], kept))
    cells.values["addressee"] = kept
    foreign = term("(TRANSLATE({}, {}, '') <> '')", name, Known(PRINTABLE))
    cells.complain("exporter_name", sheet.named("e_exporter_letters", chosen(foreign, Known(FOREIGN.code))))


def assume(cells: Cells, assumed: Mapping[str, tuple[str, str]]) -> None:
    """Fill blanks by assumption; of a party of which nothing need be said, only where something is."""
    known = vocabulary()
    spoken: dict[str, Piece] = {}
    for fact, said in cells.stated.items():
        if role := optional_role(fact):
            spoken[role] = any_of([spoken.get(role, Known(False)), said])
    for name, (text, by) in assumed.items():
        stored = parse_value(known[name], text)
        allowed: Piece = Known(True)
        if role := optional_role(name):
            allowed = spoken.get(role, Known(False))
        # A statement that was not taken, because another one clashes with it, is no blank to fill.
        unless = [cells.stated.get(fact, Known(False)) for fact in (name, *gives_way(name, by))]
        allowed = all_of([allowed, negated(any_of(unless))])
        before = [cells.values.get(column, BLANK) for column in stored_columns(known[name])]
        for column, value in zip(stored_columns(known[name]), before, strict=True):
            filled = coalesced(value, chosen(allowed, Known(stored.get(column))))
            cells.values[column] = cells.sheet.named(f"f_{column}", filled)

