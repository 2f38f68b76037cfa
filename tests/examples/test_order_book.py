"""The bundled order book is well formed, and the converter that feeds it never guesses."""

import csv
import datetime
import importlib.util
import re
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from licet.facts.catalogue import match
from licet.facts.vocabulary import FactSpec, vocabulary

REPOSITORY = Path(__file__).resolve().parents[2]
BOOK = REPOSITORY / "src" / "licet" / "examples" / "order_book.csv"
SHARED = REPOSITORY.parent / "shared"
CLUSTERS = SHARED / "data" / "epoch-ai" / "gpu_clusters.csv"
FOR_PEOPLE = {"source", "note"}
EPOCH_NOTE = re.compile(r"^Epoch AI, (?P<name>.+?): ")

# Pairs that differ in exactly one thing: the two sides of one line of the law.
TWINS = (
    ("1", "2", {"tpp"}),
    ("3", "4", {"performance_density"}),
    ("3", "5", {"tpp"}),
    ("6", "7", {"applicable_die_area_mm2"}),
    ("12", "13", {"io_bandwidth_gb_s"}),
    ("14", "15", {"date"}),
    ("19", "20", {"consignee_name"}),
    ("20", "21", {"date"}),
    ("35", "36", {"date"}),
    ("41", "42", {"date"}),
    ("43", "44", {"date"}),
    ("45", "46", {"date"}),
    ("48", "49", {"hbm_bandwidth_gb_s"}),
    ("51", "52", {"nac_notified_on", "nac_confirmed"}),
    ("53", "54", {"date"}),
    ("55", "56", {"date"}),
    ("64", "65", {"date"}),
    ("67", "68", {"training_operations"}),
    ("71", "72", {"date"}),
    ("73", "74", {"date"}),
    ("75", "76", {"tpp"}),
    ("75", "77", {"dram_bandwidth_gb_s"}),
)


def load_converter() -> ModuleType:
    """Import the tool by its path: tools are no package."""
    path = REPOSITORY / "tools" / "clusters_to_orders.py"
    spec = importlib.util.spec_from_file_location("clusters_to_orders", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


converter = load_converter()


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    """Every line of the book."""
    with BOOK.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


@pytest.fixture(scope="module")
def clusters() -> list[dict[str, str]]:
    """The published table, when it lies beside the repository."""
    if not CLUSTERS.exists():
        pytest.skip("the published table is not here")
    rows: list[dict[str, str]] = converter.read_clusters(CLUSTERS)
    return rows


def facts_of(line: dict[str, str]) -> dict[str, str]:
    """A line without its number and without the columns for people."""
    return {name: value for name, value in line.items() if name not in FOR_PEOPLE | {"line_id"}}


def complaint(spec: FactSpec, value: str) -> str:
    """Say what is wrong with one cell; empty when nothing is."""
    match spec.kind:
        case "choice":
            return "" if value in spec.values else "not a choice"
        case "truth":
            return "" if value in ("yes", "no") else "not yes or no"
        case "set":
            return "" if set(value.split("|")) <= set(spec.values) else "not a set of known members"
        case "date":
            return "" if re.fullmatch(r"\d{4}-\d\d-\d\d", value) and datetime.date.fromisoformat(value) else "not a day"
        case "country":
            return "" if re.fullmatch(r"[A-Z]{2}", value) or value == "none" else "not a country"
        case "quantity":
            stored = Decimal(value) * spec.grain
            inside = spec.low <= Decimal(value) <= spec.high
            return "" if inside and stored == stored.to_integral_value() else "outside its bounds or too fine"
        case "ratio":
            return "" if Decimal(value) >= 0 else "negative"
        case _:
            return ""


def test_has_enough_lines_each_with_its_own_number_source_and_reason(lines: list[dict[str, str]]) -> None:
    assert len(lines) >= 130
    assert [line["line_id"] for line in lines] == [str(number) for number in range(1, len(lines) + 1)]
    for line in lines:
        assert None not in line, f"line {line['line_id']} has more cells than headers"
        assert line["source"].strip(), f"line {line['line_id']} has no source"
        assert 10 <= len(line["note"]) <= 200, f"line {line['line_id']}: {line['note']!r}"


def test_headers_are_facts_that_a_person_may_state(lines: list[dict[str, str]]) -> None:
    known = {name for name, spec in vocabulary().items() if not spec.derived}
    assert set(lines[0]) - FOR_PEOPLE <= known


def test_headers_stand_in_the_design(lines: list[dict[str, str]]) -> None:
    design = [SHARED / "design" / name for name in ("README.md", "vocabulary.md")]
    if not all(path.exists() for path in design):
        pytest.skip("the design is not here")
    text = "\n".join(path.read_text(encoding="utf-8") for path in design)
    words = set(re.findall(r"[a-z][a-z0-9_]*", text))
    suffixes = set(re.findall(r"`<role>_([a-z_]+)`", text))
    for header in set(lines[0]) - FOR_PEOPLE:
        role = re.match(r"(exporter|consignee|owner|operator|end_user|intermediate|designer|producer)_(.+)", header)
        assert header in words or (role and role[2] in suffixes), header


def test_every_cell_is_a_value_of_its_fact(lines: list[dict[str, str]]) -> None:
    specs = vocabulary()
    wrong = [
        f"line {line['line_id']}, {name}: {value!r}: {said}"
        for line in lines
        for name, value in line.items()
        if name not in FOR_PEOPLE and value and (said := complaint(specs[name], value))
    ]
    assert wrong == []


def test_no_cell_has_stray_space(lines: list[dict[str, str]]) -> None:
    assert [cell for line in lines for cell in line.values() if cell != " ".join(cell.split())] == []


def test_dates_are_within_the_time_the_law_covers(lines: list[dict[str, str]]) -> None:
    dated = [line["date"] for line in lines if line["date"]]
    assert min(dated) >= "2022-10-07"
    assert len(lines) - len(dated) == 1, "exactly one line lacks its day, on purpose"


def test_every_chip_name_resolves(lines: list[dict[str, str]]) -> None:
    for name in {line["chip"] for line in lines if line["chip"]}:
        assert match(name).chip.chip_id


def test_line_17_is_the_worked_example(lines: list[dict[str, str]]) -> None:
    line = lines[16]
    assert (line["quantity"], line["destination"], line["date"]) == ("1699", "MX", "2025-06-02")
    assert match(line["chip"]).chip.chip_id == "nvidia-h100-sxm-80gb"
    assert lines[17]["quantity"] == "1700" and lines[17]["consignee_parent_name"] != line["consignee_parent_name"]


@pytest.mark.parametrize(("left", "right", "differ"), TWINS)
def test_twins_differ_in_one_thing_only(lines: list[dict[str, str]], left: str, right: str, differ: set[str]) -> None:
    one, other = facts_of(lines[int(left) - 1]), facts_of(lines[int(right) - 1])
    assert {name for name in one if one[name] != other[name]} == differ


def test_covers_many_countries_and_keeps_unknowns(lines: list[dict[str, str]]) -> None:
    assert len({line["destination"] for line in lines}) >= 35
    assert sum(not line["consignee_hq"] for line in lines) >= 3
    assert sum(not line["consignee_parent"] for line in lines) >= 40


def test_epoch_lines_agree_with_the_table(lines: list[dict[str, str]], clusters: list[dict[str, str]]) -> None:
    records = converter.convert(clusters).records
    by_name = {" ".join(row["Name"].split()): record for row, record in zip(clusters, records, strict=True)}
    seen = 0
    for line in lines:
        named = EPOCH_NOTE.match(line["note"])
        if named is None:
            continue
        seen += 1
        record = by_name[named["name"]]
        for fact in ("date", "destination", "quantity"):
            assert line[fact] == record[fact], (named["name"], fact)
        if line["chip"] or record["chip"]:
            assert match(line["chip"]).chip.chip_id == match(record["chip"]).chip.chip_id, named["name"]
    assert seen >= 60


def test_converter_explains_every_blank_of_the_whole_table(clusters: list[dict[str, str]]) -> None:
    conversion = converter.convert(clusters)
    assert len(conversion.records) == len(clusters)
    explained = {(finding.line_id, finding.column) for finding in conversion.findings}
    columns = {
        "date": "First Operational Date",
        "action": "Country",
        "destination": "Country",
        "chip": "Chip type (primary)",
        "quantity": "Chip quantity (primary)",
        "consignee_name": "Owner",
    }
    specs = vocabulary()
    for record in conversion.records:
        assert tuple(record) == converter.FACT_COLUMNS
        for fact, value in record.items():
            if value:
                assert not complaint(specs[fact], value), (record["line_id"], fact, value)
            elif fact in columns:
                assert (record["line_id"], columns[fact]) in explained, (record["line_id"], fact)
    assert not [finding for finding in conversion.findings if finding.reason == "unknown country name"]


def test_every_chip_name_of_the_converter_resolves() -> None:
    for names in converter.CHIP_NAMES.values():
        assert len({match(name).chip.chip_id for name in names}) == len(names)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("8", "8"), ("200000.00000000003", "200000"), ("8.5", ""), ("-1", ""), ("many", ""), ("NaN", ""), ("", "")],
)
def test_quantities_are_whole_or_unknown(cell: str, value: str) -> None:
    reading = converter.read_quantity(cell)
    assert reading.value == value
    assert bool(reading.reason) == (value != cell or not value)


@pytest.mark.parametrize(
    ("operational", "announced", "value"),
    [
        ("2024-02-29", "", "2024-02-29"),
        ("2023-02-29", "", ""),
        ("", "Planned 2026", "2026-12-31"),
        ("", "Planned H2 2025", "2025-12-31"),
        ("", "Planned H1 2025", "2025-06-30"),
        ("", "Planned 2028-02", "2028-02-29"),
        ("", "Planned 2028-13", ""),
        ("", "Planned", ""),
        ("2024-05-01", "Planned 2026", "2024-05-01"),
    ],
)
def test_dates_are_days_or_unknown(operational: str, announced: str, value: str) -> None:
    assert converter.read_date(operational, announced).value == value


def test_ambiguous_cells_are_blank_and_reported() -> None:
    row = {
        "Country": "Atlantis",
        "Owner": "G42,Microsoft",
        "First Operational Date": "",
        "Chip type (primary)": "Huawei Ascend 910B",
        "Chip quantity (primary)": "",
        "Possible Duplicate": "True",
    }
    record, findings = converter.to_record(3, row)
    assert record["line_id"] == "cluster-3"
    assert {name for name, value in record.items() if value} == {"line_id", "action"}
    assert len(findings) == 6


def test_a_cluster_at_home_is_no_export() -> None:
    record, _ = converter.to_record(1, {"Country": "United States of America"})
    assert record["destination"] == "US" and record["action"] == ""


def test_refuses_a_table_without_its_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "other.csv"
    path.write_text("Name,Country\nx,France\n", encoding="utf-8")
    assert converter.main([str(path)]) == 2
    assert "lacks the columns" in capsys.readouterr().err
    assert converter.main([]) == 2
    assert converter.main([str(tmp_path / "absent.csv")]) == 2


def test_credit_is_given() -> None:
    text = (BOOK.parent / "README.md").read_text(encoding="utf-8")
    assert "Epoch AI" in text and "CC BY 4.0" in text and "epoch.ai/data/gpu-clusters" in text
