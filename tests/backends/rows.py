"""Random rows that sit on the law's boundaries: exactly on, one grain below, one grain above every number that a book tests.

Three kinds, mixed: rows random in every fact; sensible lines with one to four facts changed; sensible lines whose blanks are
filled at random. Purely random rows nearly all stop at the first steps; the other two reach the deep branches.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from licet.backends.layers import columns_of, stored_as
from licet.base.dates import FOREVER, day_number, parse_day
from licet.facts.derive import formulas
from licet.facts.intake import admit
from licet.facts.profiles import assumptions
from licet.facts.vocabulary import vocabulary
from licet.language.book import Book, Corpus, View
from licet.language.provision import LAYERS
from licet.language.tree import Compare, Const, Fact, In, Node, Ratio, walk

Value = bool | int | str | None
Raw = dict[str, Value]

DATE = "date"
LARGEST_DIE_MM2 = 1700
RATIO_SOURCES = {
    "ic_performance_density": (("ic_tpp", "ic_applicable_die_area_mm2"), ("tpp", "applicable_die_area_mm2"),
                               ("performance_density:top", "performance_density:bottom")),
    "memory_bandwidth_density": (("hbm_bandwidth_gb_s", "package_area_mm2"),),
    "additional_over_original": (("additional_training_operations", "original_training_operations"),),
    "additional_over_whole": (("additional_training_operations", "training_operations"),),
    "additional_over_frontier": (("additional_training_operations", "open_frontier_operations"),),
}  # fmt: skip
"""Stored columns that the door makes a ratio's top and bottom from."""
SUMS = (("lpp_after_tpp", "lpp_received_tpp"), ("operator_lpp_after_tpp", "operator_lpp_received_tpp"),
        ("country_after_tpp", "country_licensed_tpp"), ("nveu_after_tpp", "nveu_installed_tpp"))  # fmt: skip
"""Totals that the door makes by adding this line to what was there before."""
OPERATIONS = (("operations_with_generation", "generator_operations"), ("operations_with_generator", "generator_training_operations"))
"""Totals of operations that the door makes, each by adding what stands second to what it had."""

PARTIES = {"consignee_hq": "MX", "consignee_parent": "none"}
MODEL = {"weights_published": "no", "derived_from_published": "no", "below_open_frontier": "no"}
LINES: tuple[dict[str, str], ...] = (
    {"chip": "H100 SXM", "quantity": "1700", "destination": "MX", "consignee_hq": "MX", "date": "2025-06-02"},
    {"chip": "H100 SXM", "quantity": "10", "destination": "DE", "consignee_hq": "DE", "date": "2026-03-01"},
    {"chip": "H100 SXM", "quantity": "1000", "destination": "VN", "consignee_hq": "US", "date": "2026-03-01"},
    {"chip": "H100 SXM", "quantity": "1000", "destination": "AE", "consignee_hq": "AE", "date": "2026-08-01",
     "consignee_supp8": "yes", "consignee_supp8_entry": "g42"},
    {"chip": "H100 SXM", "quantity": "1000", "destination": "SG", "consignee_hq": "CN", "date": "2024-06-01"},
    {"chip": "H100 SXM", "quantity": "8", "destination": "TW", "consignee_hq": "TW", "date": "2025-03-01",
     "acm_purpose": "production", "final_customer_hq": "DE"},
    {"chip": "H20", "quantity": "1000", "destination": "CN", "consignee_hq": "CN", "date": "2025-05-01", "exporter_name": "NVIDIA"},
    {"chip": "H200 SXM", "quantity": "1000", "destination": "CN", "consignee_hq": "CN", "date": "2026-03-01",
     "us_available_since": "2024-11-18", "us_supply_certified": "yes", "foundry_certified": "yes", "china_share_of_us": "20",
     "kyc_certified": "yes", "us_lab_tested": "yes"},
    {"chip": "A800 SXM 80GB", "quantity": "1000", "destination": "CN", "consignee_hq": "CN", "date": "2023-11-17"},
    {"chip": "A800 SXM 80GB", "quantity": "50", "destination": "RU", "consignee_hq": "RU", "date": "2023-11-17"},
    {"chip": "RTX 4090", "quantity": "1000", "destination": "CN", "consignee_hq": "CN", "date": "2024-07-01",
     "nac_notified_on": "2024-06-01", "nac_confirmed": "yes"},
    {"chip": "RTX 4090", "quantity": "1000", "destination": "MO", "consignee_hq": "MO", "date": "2024-01-20",
     "nac_notified_on": "2023-12-26"},
    {"chip": "L4", "quantity": "400", "destination": "TR", "consignee_hq": "TR", "date": "2024-09-01"},
    {"chip": "L4", "quantity": "400", "destination": "IL", "consignee_hq": "IL", "date": "2023-12-01"},
    {"item_kind": "computer", "chip": "H100 SXM", "ic_count": "8", "quantity": "40", "destination": "IN", "consignee_hq": "IN",
     "date": "2025-02-01"},
    {"item_kind": "computer", "base_eccn": "4A003", "chip": "L40S", "ic_count": "4", "quantity": "5", "destination": "KZ",
     "consignee_hq": "KZ", "date": "2026-09-01"},
    {"item_kind": "ic", "base_eccn": "5A992", "tpp": "5000", "applicable_die_area_mm2": "800", "datacenter": "yes", "quantity": "5",
     "destination": "BR", "consignee_hq": "BR", "date": "2025-03-01"},
    {"item_kind": "ic", "tpp": "2400", "applicable_die_area_mm2": "800", "datacenter": "yes", "quantity": "5", "destination": "VN",
     "consignee_hq": "VN", "date": "2024-02-01"},
    {"item_kind": "ic", "tpp": "1600", "applicable_die_area_mm2": "500", "datacenter": "yes", "quantity": "5", "destination": "VN",
     "consignee_hq": "VN", "date": "2024-05-01"},
    {"item_kind": "ic", "tpp": "4800", "io_bandwidth_gb_s": "600", "quantity": "5", "destination": "CN", "consignee_hq": "CN",
     "date": "2022-12-01"},
    {"item_kind": "ic", "tpp": "4800", "io_bandwidth_gb_s": "600", "quantity": "5", "destination": "MO", "consignee_hq": "MO",
     "date": "2023-01-20", "en_route_since": "2023-01-10"},
    {"chip": "H100 SXM", "quantity": "20000", "destination": "MX", "consignee_hq": "MX", "date": "2025-05-20",
     "en_route_since": "2025-05-10"},
    {"item_kind": "memory", "hbm_bandwidth_gb_s": "307", "package_area_mm2": "100", "quantity": "100", "destination": "MO",
     "consignee_hq": "MO", "date": "2025-01-02", "exporter_hq": "US", "exporter_parent": "none", "hbm_bought_by_designer": "yes",
     "facility_advanced_node": "no", "hbm_packages_returned": "yes", "finished_package_below_3a090": "yes",
     "hbm_unreturned_percent": "1"},
    {"item_kind": "memory", "hbm_bandwidth_gb_s": "1000", "package_area_mm2": "110", "co_packaged_logic": "none", "quantity": "100",
     "destination": "MY", "consignee_hq": "CN", "date": "2025-01-02"},
    {"item_kind": "technology", "eccn": "3E001", "technology_for": "3A090.a", "quantity": "1", "destination": "CN",
     "consignee_hq": "CN", "date": "2024-05-01"},
    {"item_kind": "software", "eccn": "4D090", "technology_for": "4A090.a", "tsu_limb": "operation", "quantity": "1",
     "destination": "VN", "consignee_hq": "VN", "date": "2025-08-01"},
    {"item_kind": "ic", "eccn": "3A090.a", "quantity": "1", "destination": "SA", "consignee_hq": "SA", "date": "2025-08-01",
     "one_for_one_replacement": "yes"},
    {"item_kind": "computer", "ic_tpp": "2400", "ic_applicable_die_area_mm2": "800", "datacenter": "yes", "quantity": "5",
     "destination": "SA", "consignee_hq": "SA", "date": "2025-06-02"},
    {"item_kind": "ic", "base_eccn": "5A002", "tpp": "2400", "applicable_die_area_mm2": "800", "datacenter": "yes",
     "temporary_purpose": "repair", "quantity": "5", "destination": "MO", "consignee_hq": "MO", "date": "2024-06-01"},
    {"item_kind": "model_weights", "training_operations": "1e8", "destination": "MX", "date": "2026-06-02", **MODEL},
    {"item_kind": "model_weights", "training_operations": "1e8", "destination": "FR", "consignee_hq": "FR", "date": "2026-03-02",
     "facility_supp10_secure": "yes", **MODEL},
    {"item_kind": "model_weights", "training_operations": "6e7", "unpublished_synthetic_share": "11", "generator_operations": "4e7",
     "generator_training_operations": "3e7", "generator_weights_published": "no", "destination": "IN", "date": "2025-06-02", **MODEL},
    {"item_kind": "model_weights", "original_training_operations": "1.2e8", "additional_training_operations": "3e7",
     "open_frontier_operations": "9e7", "destination": "AE", "date": "2026-07-02", **MODEL, "derived_from_published": "yes"},
    {"eccn": "4E091", "action": "reexport", "foreign_made": "yes", "subject_to_ear": "no", "trained_on_eccn": "4A090.a",
     "trained_on_subject_to_ear": "yes", "trained_in": "BR", "destination": "BR", "date": "2026-06-02"},
    {"item_kind": "model_weights", "action": "deemed_export", "training_operations": "2e8", "permanent_regular_employee": "yes",
     "destination": "US", "consignee_hq": "US", "date": "2025-06-02", **MODEL},
    {"item_kind": "model_weights", "action": "service", "service": "iaas_training", "training_operations": "1e8",
     "compute_received_under": "AIA", "compute_country": "FR", "destination": "SG", "date": "2026-06-02", **MODEL},
    {"item_kind": "model_weights", "action": "service", "service": "iaas_training", "original_training_operations": "1e8",
     "additional_training_operations": "2.5e7", "compute_received_under": "UVEU", "compute_country": "AE", "destination": "AE",
     "date": "2026-06-02", **MODEL},
    {"chip": "H100 SXM", "quantity": "1000", "destination": "IN", "consignee_hq": "IN", "date": "2026-02-02", "consignee_veu": "national",
     "consignee_veu_country": "IN", "veu_necessary": "yes", "veu_use": "own_facility", "nveu_installed_tpp": "0"},
    {"chip": "H100 SXM", "quantity": "1000", "destination": "MY", "consignee_hq": "US", "date": "2025-09-02", "consignee_veu": "universal",
     "veu_necessary": "yes", "veu_use": "own_facility", "uveu_site_listed": "yes", "uveu_total_tpp": "400000000",
     "uveu_share_outside": "20", "uveu_share_country": "2", "uveu_share_outside_us": "40"},
    {"item_kind": "computer", "ic_tpp": "5000", "ic_applicable_die_area_mm2": "600", "datacenter": "yes", "quantity": "5", "action": "reexport",
     "foreign_made": "yes", "subject_to_ear": "no", "direct_product_of": "3D993", "plant_product_of": "none", "us_content_percent": "25",
     "contains_us_3a001": "no", "destination": "VN", "consignee_hq": "VN", "date": "2024-12-02"},
    {"item_kind": "equipment", "eccn": "3B001.b", "action": "reexport", "foreign_made": "yes", "subject_to_ear": "no", "destination": "CN",
     "consignee_hq": "CN", "consignee_listed": "entity_list", "consignee_footnote": "5", "us_content_percent": "0", "contains_us_ic": "no",
     "contains_us_plant_ic": "no", "direct_product_of": "3E001", "plant_product_of": "none", "quantity": "1", "date": "2025-01-05"},
    {"item_kind": "ic", "tpp": "2400", "applicable_die_area_mm2": "800", "datacenter": "yes", "exporter_role": "front_end_fabricator",
     "designer_status": "none", "packaged_by": "front_end_fabricator", "packaging_country": "TW", "has_hbm": "no", "quantity": "5",
     "transistors_attested_by": "front_end_fabricator", "transistors": "35000000000", "destination": "VN", "consignee_hq": "VN",
     "date": "2028-06-01"},
    {"item_kind": "ic", "tpp": "1000", "applicable_die_area_mm2": "400", "datacenter": "no", "exporter_role": "osat", "designer_hq": "TW",
     "designer_country": "TW", "designer_parent": "none", "designer_agreed_743_9": "yes", "designer_application_filed_on": "2026-12-20",
     "datasheet_below_3a090a": "yes", "packaged_by": "other_osat", "transistors_attested_by": "none", "quantity": "5", "destination": "CN",
     "consignee_hq": "CN", "date": "2027-01-01"},
    {"item_kind": "other", "eccn": "EAR99", "quantity": "1", "destination": "IR", "consignee_hq": "IR", "date": "2025-08-01"},
)  # fmt: skip


@dataclass(frozen=True)
class Pools:
    """What values a row may take: by column, with the limits of ratios, and the days around every change of the law."""

    values: Mapping[str, tuple[Value, ...]]
    ratios: Mapping[str, tuple[Fraction, ...]]
    days: tuple[int, ...]
    readings: Mapping[str, tuple[Value, ...]]


def books_of(corpus: Corpus) -> list[Book]:
    """Every book of every stretch of days in both layers."""
    days = (corpus.boundaries[0] - 1, *corpus.boundaries)
    return [corpus.book(View(day, None, layer)) for day in days for layer in LAYERS]


@cache
def pools_of(corpus_of: object) -> Pools:
    """Pools of a corpus, given as a function without arguments so that they are made once."""
    corpus: Corpus = corpus_of()  # type: ignore[operator]
    books = books_of(corpus)
    days = sorted({day + step for day in corpus.boundaries for step in (-1, 0, 1)})
    found: dict[str, set[Value]] = defaultdict(set)
    ratios: dict[str, set[Fraction]] = defaultdict(set)
    columns = {column for book in books for tree in book.trees.values() for column in columns_of(tree)}
    columns |= {column for formula in formulas() for column in (formula.column, *columns_of(formula.tree))}
    columns = {column for column in columns if column != DATE and not column.startswith("reading:")}
    trees: list[Node] = [tree for book in books for tree in book.trees.values()]
    trees += [formula.tree for formula in formulas()]
    for node in (node for tree in trees for node in walk(tree)):
        match node:
            case Compare(_, Fact(name), Const(int() as limit)):
                found[name] |= {limit - 1, limit, limit + 1}
            case Ratio(_, name, limit, _):
                ratios[name].add(limit)
            case In(Fact(name), members, _):
                found[name] |= members
    treated = {row.name for row in corpus.treated_as}
    readings = {f"reading:{r.name}": (None, *(choice for choice, _ in r.choices)) for r in corpus.readings.values()}
    return Pools(
        {
            column: tuple(sorted(found[column] | _plain_values(column, days, treated), key=repr))
            for column in sorted(columns)
        },
        {name: tuple(sorted(limits)) for name, limits in ratios.items()}, tuple(days), readings,
    )  # fmt: skip


def _plain_values(column: str, days: list[int], treated: set[str]) -> set[Value]:
    """Values that a fact may take besides those that a book tests: ends of its range, every choice, something outside every set."""
    kind = stored_as(column)
    if kind is bool:
        return {True, False}
    spec = vocabulary().get(column)
    if kind is str:
        places = treated if spec and spec.kind == "country" else ()
        return {*(spec.values if spec else ()), *places, "none", "ZZ"}
    if spec is not None and spec.kind == "date":
        return {*days, FOREVER}
    high = (spec.high if spec else 10**9) * (spec.grain if spec else 1000)
    return {value for value in (0, 1, 1000, 850_000, high) if value <= high}


@cache
def base_lines() -> tuple[Raw, ...]:
    """Stored values of sensible lines under the ordinary assumptions."""
    lines = []
    for line in LINES:
        admitted = admit({**PARTIES, **line}, assumptions(["ordinary"]))
        if admitted.complaints:
            raise ValueError(f"{line}: {admitted.complaints[0]}")
        lines.append(admitted.values)
    return tuple(lines)


def raw_rows(pools: Pools, count: int, seed: int) -> Iterator[Raw]:
    """Stored rows before the door, readings included under `reading:NAME`; the date is always known."""
    rng = random.Random(seed)
    columns = list(pools.values)
    for _ in range(count):
        draw = rng.random()
        if draw < 0.15:
            row: Raw = {column: _drawn(rng, pools, column, 0.25) for column in columns}
            row = {column: value for column, value in row.items() if value is not None}
        else:
            row = dict(rng.choice(base_lines()))
            if draw < 0.45:
                row |= {column: _drawn(rng, pools, column, 0.3) for column in columns if column not in row}
            for column in rng.sample(columns, rng.randint(1, 4)):
                row[column] = _drawn(rng, pools, column, 0.25)
            if rng.random() < 0.3:
                _change_telling(rng, pools, row)
        if DATE not in row or rng.random() < 0.75:
            row[DATE] = rng.choice(pools.days) if rng.random() < 0.6 else rng.randrange(FIRST_DAY, pools.days[-1])
        if rng.random() < 0.3:
            _put_ratio(rng, pools, row)
        if rng.random() < 0.1:
            _put_sum(rng, pools, row)
        for column, choices in pools.readings.items():
            if rng.random() < 0.25:
                row[column] = rng.choice(choices)
        yield row


def near_rows(pools: Pools, count: int, seed: int) -> Iterator[Raw]:
    """Sensible lines with one fact changed on any day: many of them are one case to the law."""
    rng = random.Random(seed)
    columns = list(pools.values)
    for _ in range(count):
        row = dict(rng.choice(base_lines()))
        column = rng.choice(columns)
        row[column] = _drawn(rng, pools, column, 0.1)
        row[DATE] = rng.choice(pools.days)
        yield row


FIRST_DAY = day_number(parse_day("2022-09-01"))
TELLING = ("destination", "consignee_hq", "consignee_parent", "end_user_hq", "item_kind", "base_eccn", "eccn", "datacenter",
           "action", "tpp", "quantity", "en_route_since", "claimed_exception", "temporary_purpose", "consignee_supp8_entry",
           "exporter_name", "addressee", "chip", "license_issued_on", "license_valid_until", "nac_notified_on",
           "nac_confirmed", "service", "training_operations", "weights_published", "foreign_made", "subject_to_ear",
           "direct_product_of", "plant_product_of", "exporter_role", "transistors")  # fmt: skip


def _change_telling(rng: random.Random, pools: Pools, row: Raw) -> None:
    """Change facts that the first steps of the chains turn on."""
    for column in rng.sample(TELLING, 2):
        if column in pools.values:
            row[column] = _drawn(rng, pools, column, 0.1)


def _drawn(rng: random.Random, pools: Pools, column: str, blank: float) -> Value:
    if rng.random() < blank:
        return None
    values = pools.values[column]
    return values[int(rng.random() * len(values))]


def _put_ratio(rng: random.Random, pools: Pools, row: Raw) -> None:
    """Put a ratio at its limit, or a grain beside it, for some die area; now and then with nothing to divide by."""
    name = rng.choice(sorted(pools.ratios))
    limit = rng.choice(pools.ratios[name])
    area = rng.randint(1, LARGEST_DIE_MM2) * 1000
    if rng.random() < 0.1:
        area = rng.choice((0, 1, 7))
    top = int(limit * area) + rng.choice((-1, 0, 0, 1))
    above, below = rng.choice((*RATIO_SOURCES.get(name, ()), (f"{name}:top", f"{name}:bottom")))
    row[above], row[below] = max(top, 0), area
    if rng.random() < 0.7:
        row["non_planar"] = rng.choice((True, True, False, None))


def _put_sum(rng: random.Random, pools: Pools, row: Raw) -> None:
    """Put a running total at its cap or a grain beside it, through what was there before this line."""
    if isinstance(row.get("training_operations"), int):
        _put_operations(rng, pools, row)
        return
    total, before = rng.choice(SUMS)
    at = rng.choice([value for value in pools.values[total] if isinstance(value, int)])
    tpp, quantity = row.get("tpp"), row.get("quantity")
    if isinstance(tpp, int) and isinstance(quantity, int) and at >= tpp * quantity:
        row[before] = at - tpp * quantity


def _put_operations(rng: random.Random, pools: Pools, row: Raw) -> None:
    """Put a total of operations at its threshold or a grain beside it, through the generator's share of it."""
    total, last = rng.choice(OPERATIONS)
    at = rng.choice([value for value in pools.values[total] if isinstance(value, int)])
    rest = sum(value for name in ("training_operations", "generator_operations")
               if name != last and isinstance(value := row.get(name), int))  # fmt: skip
    if at >= rest:
        row[last] = at - rest
