"""A cell of a user's table as stored values, in SQL: what `facts.values.parse_value` says of a text, engine by engine alike.

Whatever is not understood becomes blank, with a complaint by code. Grains are counted in whole numbers only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from licet.backends.sheet import BLANK, Known, Piece, Sheet, Term, term
from licet.backends.sql import chosen, coalesced, first_that_holds, given
from licet.base.dates import NEVER
from licet.base.errors import UsageError
from licet.base.values import frozen
from licet.facts.countries import COUNTRIES
from licet.facts.values import SOMEWHERE, TRUTHS
from licet.facts.vocabulary import FactSpec, stored_columns

DIGITS = "0123456789"
WHOLE_DIGITS_MOST = 14
"""Digits before the point of a number that may still be in bounds."""
EXACT_DIGITS = 18
"""A decimal of so many digits is counted in grains directly; a wider one goes through its text."""
WHITE = "TRIM(BOTH (' ' || CHR(9) || CHR(10) || CHR(13)) FROM {})"
"""Without what stands around it. Other white space is kept: portable SQL cannot name it all."""
ENTRY_FORM = ("TRANSLATE({}, '0123456789ABCDEabcde', '##########@@@@@@@@@@')", "#@###")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
NO_ENTRY = ("undetermined", "not 3A090 or 4A090", "not 4E091", "as claimed")

KINDS = (
    ("text", r"(n?var|b?p)?char(acter)?( varying)?|text|string|enum"),
    ("whole", r"(tiny|small|big|huge)?int(eger)?|int[248]|u(tiny|small|big|huge)?int(eger)?|byte|short|long"),
    ("decimal", r"decimal|numeric"),
    ("float", r"float[48]?|real|double( precision)?"),
    ("truth", r"bool(ean)?"),
    ("day", r"date"),
    ("stored", r"stored"),
)  # fmt: skip


@frozen
class ColumnType:
    """What the cells of a column are: text, whole, decimal, float, truth, day; and the digits of a decimal."""

    kind: str
    precision: int = 0
    scale: int = 0


def column_type(words: str, column: str) -> ColumnType:
    """The type behind an engine's word for it.

    Raises:
        UsageError: LIC-U050 for one whose cells have no exact form in SQL.

    >>> column_type("DECIMAL(18,3)", "tpp")
    ColumnType(kind='decimal', precision=18, scale=3)
    """
    found = re.fullmatch(r"([a-z48 ]+?)\s*(\(.*\))?", words.strip().casefold())
    for kind, names in KINDS:
        if found and re.fullmatch(names, found[1]):
            digits = [int(number) for number in re.findall(r"\d+", found[2] or "")] if kind == "decimal" else []
            return ColumnType(kind, *([*digits, 0] if len(digits) == 1 else digits))
    hint = "Cast it in a view: VARCHAR holds anything, DECIMAL(18,3) a quantity, DATE a day."
    raise UsageError("LIC-U050", f"The column {column} is {words}, which is not read in SQL.", hint=hint)


@dataclass
class Cells:
    """Stored values, what was said at all, and complaints, of the columns that were read."""

    sheet: Sheet
    values: dict[str, Piece] = field(default_factory=dict)
    stated: dict[str, Piece] = field(default_factory=dict)
    """Fact to whether the row says anything of it."""
    complaints: list[Piece] = field(default_factory=list)

    def complain(self, fact: str, code: Piece) -> None:
        """Note a complaint: `code` is null where there is none."""
        if code != BLANK:
            self.complaints.append(self.sheet.named(f"bad_{fact}", term("({} || {})", code, Known(f" {fact}"))))

    def read(self, spec: FactSpec, kind: ColumnType, source: str) -> None:
        """Read the column of one fact, `source` in the table.

        Raises:
            UsageError: LIC-U050 where cells of this type cannot be values of this fact.
        """
        cell: Piece = Term(source)
        if kind.kind in DIRECT.get(spec.kind, ()):
            self.stated[spec.name] = self.sheet.named(f"said_{spec.name}", given(cell))
            _direct(self, spec, kind, cell)
            return
        if kind.kind in ("truth", "day") or (kind.kind == "float" and spec.kind not in ("quantity", "ratio")):
            what = f"The column {spec.name} holds {kind.kind} cells, which are no {spec.kind}."
            raise UsageError("LIC-U050", what, hint="Cast it in a view, or leave the column out.")
        text = self.sheet.named(f"x_{spec.name}", _text(kind, cell))
        self.stated[spec.name] = self.sheet.named(f"said_{spec.name}", given(text))
        READERS[spec.kind](self, spec, text)


DIRECT = {"quantity": ("whole", "decimal"), "ratio": ("whole", "decimal"), "date": ("day",), "truth": ("truth",)}


def _text(kind: ColumnType, cell: Piece) -> Piece:
    match kind.kind:
        case "text":
            return term(f"NULLIF({WHITE}, '')", cell)
        case "float":
            # Whole floats are written without a point and without an exponent; engines differ in how they would write them.
            whole = "(CASE WHEN {0} = FLOOR({0}) AND {0} BETWEEN 0 AND 9e15 THEN CAST(CAST({0} AS BIGINT) AS VARCHAR(40)) "
            return term((whole + "ELSE CAST({0} AS VARCHAR(40)) END)").replace("{0}", "{}"), *(cell,) * 5)
        case _:
            return term("CAST({} AS VARCHAR(60))", cell)


def _direct(cells: Cells, spec: FactSpec, kind: ColumnType, cell: Piece) -> None:
    if spec.kind == "truth":
        cells.values[spec.name] = cells.sheet.named(f"f_{spec.name}", cell)
    elif spec.kind == "date":
        parts = [cells.sheet.named(f"{p}_{spec.name}", term(f"CAST(EXTRACT({p} FROM {{}}) AS BIGINT)", cell)) for p in _PARTS]
        cells.values[spec.name] = cells.sheet.named(f"f_{spec.name}", _day_number(*parts))
    elif kind.kind == "decimal" and (10**kind.scale > spec.grain or not 0 < kind.precision <= EXACT_DIGITS):
        _quantity(cells, spec, cells.sheet.named(f"x_{spec.name}", _text(kind, cell)))
    else:
        wide = f"CAST({{}} AS DECIMAL(28,{kind.scale}))" if kind.kind == "decimal" else "CAST({} AS BIGINT)"
        inside = term("({} BETWEEN {} AND {})", cell, Known(spec.low), Known(spec.high))
        number = cells.sheet.named(f"f_{spec.name}", chosen(inside, term(f"CAST(({wide} * {spec.grain}) AS BIGINT)", cell)))
        cells.complain(spec.name, cells.sheet.named(f"e_{spec.name}", chosen(term("(NOT {})", inside), Known("LIC-F003"))))
        _put_number(cells, spec, number)


def _put_number(cells: Cells, spec: FactSpec, number: Piece) -> None:
    if spec.kind == "ratio":
        top, bottom = stored_columns(spec)
        cells.values |= {top: number, bottom: cells.sheet.named(f"f_{bottom}", chosen(given(number), Known(1000)))}
    else:
        cells.values[spec.name] = number


def _quantity(cells: Cells, spec: FactSpec, text: Piece) -> None:
    """Digits with or without a point; the decimals that the grain cannot hold must be zeros."""
    name, sheet, places = spec.name, cells.sheet, len(str(spec.grain)) - 1
    decimals = term("SPLIT_PART({}, '.', 2)", text)
    whole = sheet.named(f"whole_{name}", term(
        f"(CASE WHEN TRANSLATE({{}}, '{DIGITS}', '') IN ('', '.') AND {{}} <> '.' THEN "
        "(CASE WHEN SPLIT_PART({}, '.', 1) = '' THEN 0 "
        f"WHEN LENGTH(SPLIT_PART({{}}, '.', 1)) > {WHOLE_DIGITS_MOST} THEN {10**WHOLE_DIGITS_MOST} "
        "ELSE CAST(SPLIT_PART({}, '.', 1) AS BIGINT) END) END)", *(text,) * 5,
    ))  # fmt: skip
    grains = term(f"({{}} * {spec.grain})", whole)
    if places:
        grains = term(f"({{}} + CAST(RPAD({{}}, {places}, '0') AS BIGINT))", grains, decimals)
    exact = term(
        f"(({{}} <= {spec.high}) AND (TRANSLATE(SUBSTR({{}}, {places + 1}), '0', '') = ''))", whole, decimals
    )
    counted = sheet.named(f"grains_{name}", chosen(exact, grains))
    low, high = Known(spec.low * spec.grain), Known(spec.high * spec.grain)
    number = sheet.named(f"f_{name}", chosen(term("({} BETWEEN {} AND {})", counted, low, high), counted))
    cells.complain(name, sheet.named(f"e_{name}", first_that_holds([
        (term("(({} IS NULL) OR ({} IS NOT NULL))", text, number), BLANK),
        (term("({} LIKE '=%')", text), Known("LIC-F009")),
        (term("(({} IS NULL) AND ({} NOT LIKE '-%'))", whole, text), Known("LIC-F002")),
        (term(f"(({{}} IS NULL) AND ({{}} <= {spec.high}))", counted, whole), Known("LIC-F004")),
    ], Known("LIC-F003"))))  # fmt: skip
    _put_number(cells, spec, number)


_PARTS = ("YEAR", "MONTH", "DAY")
_DAYS_BEFORE = "(CASE {} WHEN 3 THEN 0 WHEN 4 THEN 31 WHEN 5 THEN 61 WHEN 6 THEN 92 WHEN 7 THEN 122 WHEN 8 THEN 153 WHEN 9 THEN 184 " \
    "WHEN 10 THEN 214 WHEN 11 THEN 245 WHEN 12 THEN 275 WHEN 1 THEN 306 ELSE 337 END)"  # fmt: skip
_MONTH_DAYS = "(CASE WHEN {} IN (4, 6, 9, 11) THEN 30 WHEN {} <> 2 THEN 31 " \
    "WHEN MOD({}, 4) = 0 AND (MOD({}, 100) <> 0 OR MOD({}, 400) = 0) THEN 29 ELSE 28 END)"  # fmt: skip


def _day_number(year: Piece, month: Piece, day: Piece) -> Piece:
    """Days since 1970-01-01, counted from the first of March of the year 0 so that the leap day is a year's last."""
    years = term("({} - (CASE WHEN {} <= 2 THEN 1 ELSE 0 END))", year, month)
    leaps = [term(f"CAST((({{}} - MOD({{}}, {n})) / {n}) AS BIGINT)", years, years) for n in (4, 100, 400)]
    return term(f"(({{}} * 365) + {{}} - {{}} + {{}} + {_DAYS_BEFORE} + {{}} - 719469)", years, *leaps, month, day)


def _date(cells: Cells, spec: FactSpec, text: Piece) -> None:
    name, sheet = spec.name, cells.sheet
    formed = term(f"((LENGTH({{}}) = 10) AND (TRANSLATE({{}}, '{DIGITS}', '##########') = '####-##-##'))", text, text)
    places = ("1, 4", "6, 2", "9, 2")
    parts = [
        sheet.named(f"{part}_{name}", chosen(formed, term(f"CAST(SUBSTR({{}}, {place}) AS BIGINT)", text)))
        for part, place in zip(_PARTS, places, strict=True)
    ]
    year, month, day = parts
    real = term(
        f"(({{}} >= 1) AND ({{}} BETWEEN 1 AND 12) AND ({{}} BETWEEN 1 AND {_MONTH_DAYS}))", year, month, day, month, month, *(year,) * 3
    )
    number = chosen(real, _day_number(year, month, day))
    if name != "date":
        number = chosen(term("({} = 'none')", text), Known(NEVER), number)
    cells.values[name] = sheet.named(f"f_{name}", number)
    _complain_unread(cells, name, text, cells.values[name], "LIC-F005")


def _complain_unread(cells: Cells, name: str, text: Piece, value: Piece, code: str) -> None:
    """A complaint where something is said and nothing was understood."""
    cells.complain(name, cells.sheet.named(f"e_{name}", first_that_holds([
        (term("(({} IS NULL) OR ({} IS NOT NULL))", text, value), BLANK),
        (term("({} LIKE '=%')", text), Known("LIC-F009")),
    ], Known(code))))  # fmt: skip


def _truth(cells: Cells, spec: FactSpec, text: Piece) -> None:
    words = {value: ", ".join(f"'{word}'" for word, known in TRUTHS.items() if known is value) for value in (True, False)}
    form = f"(CASE WHEN LOWER({{}}) IN ({words[True]}) THEN TRUE WHEN LOWER({{}}) IN ({words[False]}) THEN FALSE END)"
    cells.values[spec.name] = cells.sheet.named(f"f_{spec.name}", term(form, text, text))
    _complain_unread(cells, spec.name, text, cells.values[spec.name], "LIC-F008")


def _country(cells: Cells, spec: FactSpec, text: Piece) -> None:
    """A code of two letters, found in the list of all of them."""
    upper = cells.sheet.named(f"u_{spec.name}", term("UPPER({})", text))
    known = term("((LENGTH({}) = 2) AND (POSITION({} IN {}) > 0))", upper, upper, Known(" ".join(sorted(COUNTRIES))))
    code = chosen(known, upper)
    if spec.name not in SOMEWHERE:
        code = first_that_holds([(coalesced(term("({} = 'none')", text), Known(False)), text)], code)
    cells.values[spec.name] = cells.sheet.named(f"f_{spec.name}", code)
    _complain_unread(cells, spec.name, text, cells.values[spec.name], "LIC-F006")


def _choice(cells: Cells, spec: FactSpec, text: Piece) -> None:
    values = [Known(value) for value in spec.values]
    among = f"({{}} IN ({', '.join('{}' for _ in values)}))"
    value = first_that_holds([
        (coalesced(term(among, text, *values), Known(False)), text),
        (coalesced(term(among, term("LOWER({})", text), *values), Known(False)), term("LOWER({})", text)),
    ], BLANK)  # fmt: skip
    cells.values[spec.name] = cells.sheet.named(f"f_{spec.name}", value)
    _complain_unread(cells, spec.name, text, cells.values[spec.name], "LIC-F007")


def _set(cells: Cells, spec: FactSpec, text: Piece) -> None:
    """Values between bars, each behind bars of its own; what is left when the known ones are taken out is not understood."""
    name, sheet = spec.name, cells.sheet
    tight = "REPLACE(REPLACE(REPLACE(REPLACE(LOWER({}), ' |', '|'), ' |', '|'), '| ', '|'), '| ', '|')"
    parts = sheet.named(f"p_{name}", term(f"('|' || REPLACE({tight}, '|', '||') || '|')", text))
    rest: Piece = parts
    for value in spec.values:
        rest = term("REPLACE({}, {}, '')", rest, Known(f"|{value}|"))
    plain = term("(REPLACE({}, '||', '') = '')", rest)
    alone = term("(({} NOT LIKE '%|none|%') OR (REPLACE(REPLACE({}, '|none|', ''), '||', '') = ''))", parts, parts)
    understood = sheet.named(f"ok_{name}", term("({} AND {})", plain, alone))
    for value in spec.values:
        if value != "none":
            column = f"{name}:{value}"
            cells.values[column] = sheet.named(f"f_{column}", chosen(understood, term("({} LIKE {})", parts, Known(f"%|{value}|%"))))
    _complain_unread(cells, name, text, chosen(understood, Known(True)), "LIC-F007")


def _free_text(cells: Cells, spec: FactSpec, text: Piece) -> None:
    value = text
    if spec.name in ("eccn", "trained_on_eccn"):
        value = _entry(cells, spec, text)
    else:
        cells.complain(spec.name, cells.sheet.named(f"e_{spec.name}", chosen(term("({} LIKE '=%')", text), Known("LIC-F009"))))
    cells.values[spec.name] = value


def _entry(cells: Cells, spec: FactSpec, text: Piece) -> Piece:
    """An ECCN in its usual case: capitals before the first point, small letters behind it."""
    name, sheet = spec.name, cells.sheet
    first = term("SPLIT_PART({}, '.', 1)", text)
    silent = term(f"(({{}} IN ({', '.join('{}' for _ in NO_ENTRY)})) OR ({{}} LIKE '%(half a)') OR ({{}} LIKE '%(half b)'))",
                  text, *map(Known, NO_ENTRY), text, text)  # fmt: skip
    dots = term(f"TRANSLATE(SUBSTR({{}}, 6), '{LETTERS}{DIGITS}', '')", text)
    shaped = term(
        f"(({ENTRY_FORM[0]} = '{ENTRY_FORM[1]}') AND (REPLACE({{}}, '.', '') = '') AND ({{}} NOT LIKE '%..%') AND ({{}} NOT LIKE '%.'))",
        first, dots, text, text,
    )  # fmt: skip
    formed = term("({} OR {} IN ('EAR99', 'ear99', 'none'))", shaped, text)
    usual = term("(UPPER({}) || SUBSTR(LOWER({}), LENGTH({}) + 1))", first, text, first)
    branches: list[tuple[Piece, Piece]] = [(coalesced(silent, Known(False)), BLANK), (coalesced(formed, Known(False)), usual)]
    value = sheet.named(f"f_{name}", first_that_holds(branches, BLANK))
    cells.complain(name, sheet.named(f"e_{name}", first_that_holds([
        (term("(({} IS NULL) OR ({} IS NOT NULL) OR {})", text, value, silent), BLANK), (term("({} LIKE '=%')", text), Known("LIC-F009")),
    ], Known("LIC-F019"))))  # fmt: skip
    return value


READERS: dict[str, Callable[[Cells, FactSpec, Piece], None]] = {
    "quantity": _quantity, "ratio": _quantity, "date": _date, "truth": _truth, "country": _country, "choice": _choice, "set": _set,
    "text": _free_text,
}  # fmt: skip
