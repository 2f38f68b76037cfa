"""Turn rows of Epoch AI's GPU clusters table into licet order lines.

A cluster is not a shipment. The converter reads each row as if all its chips were exported from the United States to
the country of the cluster on the day it was reported to start. It never guesses: a cell that is empty, unknown or open
to two readings becomes a blank fact (licet reads a blank as unknown) and one finding that says why.

    python tools/clusters_to_orders.py gpu_clusters.csv > orders.csv      # findings go to standard error

The country names and chip names below translate one publisher's spelling; they state no law.
"""

import calendar
import csv
import datetime
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final, TextIO

FACT_COLUMNS: Final = (
    "line_id",
    "date",
    "action",
    "destination",
    "chip",
    "quantity",
    "consignee_name",
    "consignee_country",
)

COLUMNS_READ: Final = frozenset(
    {"Country", "Owner", "First Operational Date", "Chip type (primary)", "Chip quantity (primary)"}
)

COUNTRY_CODES: Final[Mapping[str, str]] = {
    "Australia": "AU",
    "Austria": "AT",
    "Belgium": "BE",
    "Brazil": "BR",
    "Bulgaria": "BG",
    "Canada": "CA",
    "China": "CN",
    "Czechia": "CZ",
    "Denmark": "DK",
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Hong Kong": "HK",
    "Iceland": "IS",
    "India": "IN",
    "Indonesia": "ID",
    "Ireland": "IE",
    "Israel": "IL",
    "Italy": "IT",
    "Japan": "JP",
    "Kazakhstan": "KZ",
    "Korea (Republic of)": "KR",
    "Luxembourg": "LU",
    "Malaysia": "MY",
    "Mexico": "MX",
    "Morocco": "MA",
    "Netherlands": "NL",
    "Norway": "NO",
    "Philippines (the)": "PH",
    "Poland": "PL",
    "Portugal": "PT",
    "Russia": "RU",
    "Saudi Arabia": "SA",
    "Singapore": "SG",
    "Slovenia": "SI",
    "South Africa": "ZA",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "Taiwan": "TW",
    "Thailand": "TH",
    "Turkey": "TR",
    "United Arab Emirates": "AE",
    "United Kingdom of Great Britain and Northern Ireland": "GB",
    "United States of America": "US",
    "Uzbekistan": "UZ",
    "Vietnam": "VN",
}

ORIGIN: Final = "US"

# One name: the product is certain, or the catalogue knows the name as one family whose variants agree where it matters.
# Several: the publisher does not say which variant, and the variants differ, so the chip stays blank.
# The publisher's compute figures count one GPU of a two-GPU board (2.5e15 dense 16-bit operations per GB200).
CHIP_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "AMD Instinct MI210": ("Instinct MI210",),
    "AMD Instinct MI300A": ("Instinct MI300A",),
    "AMD Instinct MI300X": ("Instinct MI300X",),
    "AMD Radeon Instinct MI250X": ("Instinct MI250X",),
    "Amazon Trainium1": ("Trainium 1",),
    "Amazon Trainium2": ("Trainium 2",),
    "Cerebras CS-3": ("CS-3",),
    "Google TPU v1": ("TPU v1",),
    "Google TPU v2": ("TPU v2",),
    "Google TPU v3": ("TPU v3",),
    "Google TPU v4": ("TPU v4",),
    "Google TPU v5e": ("TPU v5e",),
    "Google TPU v5p": ("TPU v5p",),
    "GroqChip LPU v1": ("GroqChip 1 (LPU v1)",),
    "Huawei Ascend 910B": ("Ascend 910B1", "Ascend 910B2", "Ascend 910B3", "Ascend 910B4"),
    "Intel Data Center GPU Max 1550": ("Data Center GPU Max 1550",),
    "Intel Habana Gaudi2": ("Gaudi 2",),
    "Maia 100 (M100)": ("Maia 100",),
    "NVIDIA A100": ("A100",),
    "NVIDIA A100 PCIe": ("A100 PCIe",),
    "NVIDIA A100 SXM4 40 GB": ("A100 SXM 40GB",),
    "NVIDIA A100 SXM4 80 GB": ("A100 SXM 80GB",),
    "NVIDIA B200": ("B200 SXM (HGX)",),
    "NVIDIA GB200": ("GB200 (per GPU)",),
    "NVIDIA GB300 (Blackwell Ultra)": ("GB300 (per GPU)",),
    "NVIDIA GH200": ("GH200 (GPU part)",),
    "NVIDIA H100 SXM5 80GB": ("H100 SXM 80GB",),
    "NVIDIA H200 SXM": ("H200 SXM 141GB",),
    "NVIDIA Tesla V100 SXM2": ("V100 SXM2",),
    "NVIDIA Tesla V100 SXM2 32 GB": ("V100 SXM2 32GB",),
    "NVIDIA V100": ("V100 SXM2 32GB", "V100 PCIe 32GB", "V100S PCIe 32GB"),
    "PEZY-SC2": ("PEZY-SC2",),
    "Tesla D1 Dojo": ("D1 (Dojo)",),
}

# The publisher rounds anonymous systems in binary; a count this close to a whole number is that number.
QUANTITY_TOLERANCE: Final = Decimal("0.000001")
ROWS_MAX: Final = 100_000

PLANNED = re.compile(r"^Planned (?:(?:Q(?P<quarter>[1-4])|H(?P<half>[12])) )?(?P<year>20\d\d)(?:-(?P<month>\d\d))?$")


class ClusterTableError(ValueError):
    """The file is not a GPU clusters table, or is larger than the converter reads."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One cell that did not become a fact, or became one by an interpretation."""

    line_id: str
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """Order lines, in the order of the table, and everything a reader should know about them."""

    records: tuple[dict[str, str], ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One converted cell: the fact (blank when unknown) and the reason to report, if any."""

    value: str
    reason: str = ""


def read_country(cell: str) -> Reading:
    """Translate a country name into its ISO code.

    >>> read_country("Korea (Republic of)")
    Reading(value='KR', reason='')
    >>> read_country("Atlantis")
    Reading(value='', reason='unknown country name')
    """
    if not cell:
        return Reading("", "no country stated")
    code = COUNTRY_CODES.get(cell)
    return Reading(code) if code else Reading("", "unknown country name")


def read_action(destination: str) -> Reading:
    """Suppose an export, unless the cluster stands in the country the chips are supposed to leave."""
    if destination == ORIGIN:
        return Reading("", "stands in the country of origin: no export")
    return Reading("export")


def read_chip(cell: str) -> Reading:
    """Translate a chip name into one catalogue product, or none when the name covers several."""
    if not cell:
        return Reading("", "no chip stated")
    candidates = CHIP_NAMES.get(cell, ())
    if not candidates:
        return Reading("", "chip is not in the catalogue under this name")
    if len(candidates) > 1:
        return Reading("", f"ambiguous chip name: {' | '.join(candidates)}")
    return Reading(candidates[0])


def read_quantity(cell: str) -> Reading:
    """Read a count of chips exactly.

    >>> read_quantity("30000.000000000004")
    Reading(value='30000', reason='rounded to the nearest whole number')
    """
    if not cell:
        return Reading("", "no quantity stated")
    try:
        amount = Decimal(cell)
    except InvalidOperation:
        return Reading("", "quantity is not a number")
    if not amount.is_finite() or amount < 0:
        return Reading("", "quantity is not a count")
    whole = amount.to_integral_value()
    if amount == whole:
        return Reading(str(int(whole)))
    if abs(amount - whole) <= QUANTITY_TOLERANCE:
        return Reading(str(int(whole)), "rounded to the nearest whole number")
    return Reading("", "quantity is not a whole number")


def read_date(operational: str, announced: str) -> Reading:
    """Read the first operational day; an announced period gives its last day, which it reports.

    >>> read_date("", "Planned Q3 2025")
    Reading(value='2025-09-30', reason='planned: last day of the announced period')
    """
    if operational:
        try:
            return Reading(datetime.date.fromisoformat(operational).isoformat())
        except ValueError:
            return Reading("", "not an ISO date")
    match = PLANNED.match(announced)
    if match is None:
        return Reading("", "no date stated")
    year, month = int(match["year"]), 12
    if match["quarter"]:
        month = 3 * int(match["quarter"])
    elif match["half"]:
        month = 6 * int(match["half"])
    elif match["month"]:
        month = int(match["month"])
        if not 1 <= month <= 12:
            return Reading("", "announced month does not exist")
    last = calendar.monthrange(year, month)[1]
    return Reading(f"{year:04}-{month:02}-{last:02}", "planned: last day of the announced period")


def read_owner(cell: str) -> Reading:
    """Take the owner as the consignee when exactly one is named."""
    if not cell:
        return Reading("", "no owner stated")
    if "," in cell:
        return Reading("", "several owners named")
    return Reading(cell)


def cautions(row: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Name the columns that make the whole row doubtful without changing any one fact."""
    if row.get("Chip type (secondary)", "").strip():
        yield "Chip type (secondary)", "a second chip type is not converted"
    if row.get("Possible Duplicate", "").strip() == "True":
        yield "Possible Duplicate", "may repeat another row"
    if row.get("Status", "").strip() == "Decommissioned":
        yield "Status", "no longer in use"
    if row.get("Certainty", "").strip() == "Unlikely":
        yield "Certainty", "the publisher doubts this row"


def to_record(number: int, row: Mapping[str, str]) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Convert one cluster row; the line is named by its place in the table, since names repeat."""
    line_id = f"cluster-{number}"
    cells = {name: " ".join(value.split()) for name, value in row.items() if isinstance(value, str)}
    country, owner = cells.get("Country", ""), cells.get("Owner", "")
    chip, quantity = cells.get("Chip type (primary)", ""), cells.get("Chip quantity (primary)", "")
    operational, announced = cells.get("First Operational Date", ""), cells.get("First Operational Date Note", "")
    destination = read_country(country)
    readings = (
        ("date", "First Operational Date", operational or announced, read_date(operational, announced)),
        ("action", "Country", country, read_action(destination.value)),
        ("destination", "Country", country, destination),
        ("chip", "Chip type (primary)", chip, read_chip(chip)),
        ("quantity", "Chip quantity (primary)", quantity, read_quantity(quantity)),
        ("consignee_name", "Owner", owner, read_owner(owner)),
    )
    record = dict.fromkeys(FACT_COLUMNS, "")
    record.update(line_id=line_id, consignee_country=destination.value)
    findings = []
    for fact, column, value, reading in readings:
        record[fact] = reading.value
        if reading.reason:
            findings.append(Finding(line_id, column, value, reading.reason))
    for column, reason in cautions(cells):
        findings.append(Finding(line_id, column, cells[column], reason))
    return record, tuple(findings)


def convert(rows: Iterable[Mapping[str, str]]) -> Conversion:
    """Convert a whole table and keep going whatever a cell holds; bad cells come back as findings."""
    records: list[dict[str, str]] = []
    findings: list[Finding] = []
    for number, row in enumerate(rows, start=1):
        if number > ROWS_MAX:
            raise ClusterTableError(f"More than {ROWS_MAX} rows; split the table.")
        record, reported = to_record(number, row)
        records.append(record)
        findings.extend(reported)
    return Conversion(tuple(records), tuple(findings))


def read_clusters(path: Path) -> list[dict[str, str]]:
    """Read the publisher's CSV and refuse a file that lacks the columns the converter reads."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = COLUMNS_READ - set(reader.fieldnames or ())
        if missing:
            raise ClusterTableError(f"{path} lacks the columns {', '.join(sorted(missing))}.")
        return list(reader)


def write_records(records: Sequence[Mapping[str, str]], stream: TextIO) -> None:
    """Write order lines as licet reads them."""
    writer = csv.DictWriter(stream, FACT_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)


def main(arguments: Sequence[str]) -> int:
    """Convert the file named on the command line; exit 2 when it cannot be read."""
    if len(arguments) != 1:
        print("usage: clusters_to_orders.py GPU_CLUSTERS.CSV > ORDERS.CSV", file=sys.stderr)
        return 2
    try:
        conversion = convert(read_clusters(Path(arguments[0])))
    except (OSError, UnicodeDecodeError, csv.Error, ClusterTableError) as error:
        print(f"cannot convert: {error}", file=sys.stderr)
        return 2
    write_records(conversion.records, sys.stdout)
    for finding in conversion.findings:
        print(f"{finding.line_id}  {finding.column}: {finding.value!r}: {finding.reason}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
