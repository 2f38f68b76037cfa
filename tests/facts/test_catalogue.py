"""The catalogue: the tables are sound, names find what they mean and nothing else, facts are exact."""

import csv
import pickle
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from licet.base.quantities import parse_quantity
from licet.facts import catalogue
from licet.facts.catalogue import (
    AmbiguousChip,
    Chip,
    UnknownChip,
    assumed_datacenter,
    chip_facts,
    chips,
    density_of,
    find,
    match,
    memory,
    memory_facts,
    performance_of,
    too_fast,
)
from licet.facts.performance import in_thousandths
from licet.facts.vocabulary import vocabulary

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
FACTS = ROOT / "src" / "licet" / "facts"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the collected data is not beside the repository")


def aliases() -> list[dict[str, str]]:
    with (FACTS / "chip_aliases.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_there_are_216_chips_with_keys_of_their_own() -> None:
    assert len(chips()) == 216
    assert len({chip.chip_id for chip in chips()}) == 216


def test_every_chip_has_a_source_and_a_confidence() -> None:
    for chip in chips():
        assert all(chip.sources), chip.chip_id
        assert chip.confidence in {"high", "medium", "low"}, chip.chip_id


@pytest.mark.parametrize("chip", chips(), ids=lambda chip: chip.chip_id)
def test_every_number_is_exact_in_thousandths(chip: Chip) -> None:
    for name, value in chip_facts(chip).items():
        if value[0].isdigit():
            in_thousandths(parse_quantity(value))
            assert "." not in value or not value.endswith("0"), name


@pytest.mark.parametrize("chip", chips(), ids=lambda chip: chip.chip_id)
def test_key_and_names_find_the_chip(chip: Chip) -> None:
    for name in (chip.chip_id, chip.name, f"{chip.vendor} {chip.name}", chip.name.upper(), chip.name.replace(" ", "-")):
        assert find(name) == chip


def test_every_alias_finds_its_chip() -> None:
    single = [row for row in aliases() if "|" not in row["chip_id"]]
    assert len(single) >= 250
    for row in single:
        assert find(row["alias"]).chip_id == row["chip_id"], row["alias"]
        assert match(row["alias"]).note == row["note"]


def test_an_alias_of_several_chips_is_a_family_or_an_error() -> None:
    families = [row for row in aliases() if "|" in row["chip_id"]]
    assert families
    for row in families:
        try:
            assert find(row["alias"]).chip_id == row["chip_id"]
            assert row["note"].startswith("family"), row["alias"]
        except AmbiguousChip as error:
            assert "|".join(error.candidates) == row["chip_id"]
            assert row["note"].startswith("several chips"), row["alias"]


def test_no_alias_repeats_a_name() -> None:
    for key, entries in catalogue._index().exact.items():
        assert len(entries) == 1, (key, [entry.alias for entry in entries])


def test_a_memory_size_in_an_alias_is_that_of_the_chip() -> None:
    for row in aliases():
        size = re.search(r"(\d+)GB", row["alias"])
        for chip_id in row["chip_id"].split("|") if size else ():
            known = find(chip_id).facts.get("memory_capacity_gb")
            assert size and known and Fraction(known) == int(size[1]), row["alias"]


@pytest.mark.parametrize(
    ("name", "chip_id"),
    [
        ("NVIDIA H100 SXM5 80GB", "nvidia-h100-sxm-80gb"),
        ("h100sxm", "nvidia-h100-sxm-80gb"),
        ("NVIDIA Tesla A100-SXM4-40GB", "nvidia-a100-sxm-40gb"),
        ("RTX 4090D", "nvidia-geforce-rtx-4090-d"),
        ("RTX 4090", "nvidia-geforce-rtx-4090"),
        ("AMD Radeon Instinct MI250X", "amd-instinct-mi250x"),
        ("AWS Trainium2", "amazon-trainium-2"),
        ("GB200", "nvidia-gb200-per-gpu"),
        ("GB200 superchip", "nvidia-gb200-superchip-board"),
        ("Tesla D1 Dojo", "tesla-d1-dojo"),
        ("Tesla T4", "nvidia-t4"),
        ("NVIDIA® L40S™", "nvidia-l40s"),
        ("Ｈ１００　ＰＣＩｅ", "nvidia-h100-pcie-80gb"),
        ("华为昇腾910C", "huawei-ascend-910c"),
    ],
)
def test_trade_names(name: str, chip_id: str) -> None:
    assert find(name).chip_id == chip_id


@pytest.mark.parametrize(
    ("name", "among"),
    [
        ("H100", "nvidia-h100-pcie-80gb"),
        ("NVIDIA H200", "nvidia-h200-nvl-141gb"),
        ("H800", "nvidia-h800-pcie-80gb"),
        ("V100", "nvidia-v100-sxm2-32gb"),
        ("Huawei Ascend 910B", "huawei-ascend-910b4"),
        ("MI300", "amd-instinct-mi300a"),
        ("Gaudi 3", "intel-gaudi-3-hl-325l"),
        ("Trainium", "amazon-trainium-1"),
        ("RTX PRO 6000", "nvidia-rtx-pro-6000-blackwell-server"),
    ],
)
def test_a_name_of_several_chips_lists_them(name: str, among: str) -> None:
    with pytest.raises(AmbiguousChip) as caught:
        find(name)
    assert among in caught.value.candidates
    assert len(caught.value.candidates) > 1
    assert caught.value.name == name
    assert among in str(caught.value)


@pytest.mark.parametrize(
    "name", ["", "NVIDIA", "AMD H100", "H10", "Quadro", "Quadro RTX 5000", "Cerebras CS-2", "no such chip"]
)
def test_an_unknown_name_is_not_guessed(name: str) -> None:
    with pytest.raises(UnknownChip) as caught:
        find(name)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.name, again.candidates) == (name, caught.value.candidates)


def test_an_unknown_name_names_its_neighbours() -> None:
    with pytest.raises(UnknownChip) as caught:
        find("H100 SMX")
    assert "nvidia-h100-sxm-80gb" in caught.value.candidates


def test_a_family_keeps_what_it_shares_and_blanks_the_rest() -> None:
    family = find("NVIDIA A100")
    facts = chip_facts(family)
    assert (facts["tpp"], facts["applicable_die_area_mm2"]) == ("4992", "826")
    assert "dram_bandwidth_gb_s" not in facts
    assert chip_facts(find("A100 40GB"))["dram_bandwidth_gb_s"] == "1560"
    gaudi = chip_facts(find("Intel Habana Gaudi2"))
    assert "io_bandwidth_gb_s" not in gaudi
    assert assumed_datacenter(find("A800")) is None


def test_facts_of_an_h100() -> None:
    assert chip_facts(find("H100 SXM")) == {
        "item_kind": "ic",
        "rate_fp64_dense_tflops": "66.9",
        "rate_fp32_dense_tflops": "66.9",
        "rate_tf32_dense_tflops": "494.7",
        "rate_fp16_dense_tflops": "989.4",
        "rate_fp8_dense_tflops": "1978.9",
        "rate_int8_dense_tops": "1978.9",
        "tpp": "15831.2",
        "applicable_die_area_mm2": "814",
        "non_planar": "yes",
        "node_nm": "5",
        "has_hbm": "yes",
        "dram_bandwidth_gb_s": "3350",
        "io_bandwidth_gb_s": "1028",
        "interconnect_gb_s": "900",
        "transistors": "80000000000",
        "designer_name": "NVIDIA",
        "designer_hq": "US",
    }


def test_the_catalogue_fills_only_facts_of_the_vocabulary() -> None:
    filled = {name for chip in chips() for name in chip_facts(chip)} | {
        n for part in memory() for n in memory_facts(part)
    }
    assert filled <= set(vocabulary())


def test_the_h20_is_just_under_2_91() -> None:
    pair = density_of(find("H20 96GB"))
    assert pair is not None
    assert pair.rounded() == "2.909"
    assert not pair.is_at_least(Fraction("2.91"))


def test_a_planar_chip_has_no_applicable_area() -> None:
    chip = find("TPU v1")
    assert chip_facts(chip)["non_planar"] == "no"
    assert "applicable_die_area_mm2" not in chip_facts(chip)
    assert density_of(chip) is None


def test_a_board_tells_its_sum_and_its_circuit() -> None:
    board = chip_facts(find("A16"))
    assert (board["item_kind"], board["tpp"]) == ("computer", "1150.4")
    assert (board["ic_count"], board["ic_tpp"], board["ic_applicable_die_area_mm2"]) == ("4", "287.6", "200")
    assert not {"applicable_die_area_mm2", "io_bandwidth_gb_s", "transistors"} & set(board)
    superchip = chip_facts(find("GB200 superchip"))
    assert (superchip["ic_count"], superchip["ic_tpp"]) == ("2", chip_facts(find("GB200"))["tpp"])


def test_unpublished_rates_stay_unknown() -> None:
    facts = chip_facts(find("MI308"))
    assert "tpp" not in facts
    assert performance_of(find("MI308")) is None


def test_zero_is_a_fact() -> None:
    facts = chip_facts(find("WSE-3"))
    assert (facts["dram_bandwidth_gb_s"], facts["has_hbm"]) == ("0", "no")


@pytest.mark.parametrize(
    ("name", "value"),
    [("H100 SXM", "yes"), ("RTX 4090", "no"), ("RTX A6000", "no"), ("CMP 170HX", "no"), ("RTX 6000 Ada", None)],
)
def test_the_market_label_is_an_assumption_with_a_source(name: str, value: str | None) -> None:
    assumed = assumed_datacenter(find(name))
    assert (assumed and assumed[0]) == value
    if assumed:
        assert find(name).chip_id in assumed[1]


@pytest.mark.parametrize(
    ("name", "fact", "value", "is_too_fast"),
    [
        ("H100 SXM", "rate_fp16_dense_tflops", "1979", True),
        ("H100 SXM", "rate_bf16_dense_tflops", "1979", True),
        ("H100 SXM", "rate_fp16_dense_tflops", "989.5", False),
        ("H100 SXM", "rate_fp16_dense_tflops", "999.294", False),
        ("H100 SXM", "rate_fp16_dense_tflops", "999.295", True),
        ("H100 SXM", "tpp", "31664", True),
        ("H100 SXM", "tpp", "15832", False),
        ("H100 SXM", "rate_int4_dense_tops", "3958", False),
        ("H100 SXM", "rate_int4_dense_tops", "7916", True),
        ("MI308", "tpp", "99999", False),
        ("A16", "ic_tpp", "287.6", False),
        ("A16", "ic_tpp", "575.2", True),
        ("H100 SXM", "node_nm", "99999999", False),
    ],
)
def test_a_sparse_figure_given_as_dense_is_noticed(name: str, fact: str, value: str, is_too_fast: bool) -> None:
    assert too_fast(find(name), fact, value) is is_too_fast
    assert too_fast(find(name), fact, Fraction(value)) is is_too_fast


def test_memory_parts_are_high_bandwidth_memory() -> None:
    parts = {part.memory_id: part for part in memory()}
    assert len(parts) == 21
    assert memory_facts(parts["hbm2-2p0-gbps"]) == {
        "item_kind": "memory",
        "hbm_bandwidth_gb_s": "256",
        "package_area_mm2": "91.99",
    }
    assert "package_area_mm2" not in memory_facts(parts["huawei-hibl-1p0-950pr"])


def test_loading_imports_nothing_heavy() -> None:
    heavy = ("polars", "numpy", "typer", "pydantic", "difflib")
    code = (
        "import sys, licet.facts.catalogue as c; c.find('H100 SXM'); "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT / "src")}
    )
    assert ran.stdout.strip() == "[]"


@needs_shared
def test_the_catalogue_says_what_the_collection_says() -> None:
    collected = {row["chip_id"]: row for row in table(SHARED / "chips.csv")}
    ours = table(FACTS / "chips.csv")
    assert {row["chip_id"] for row in ours} == set(collected)
    for row in ours:
        source = collected[row["chip_id"]]
        for mine, theirs in (
            ("rate_fp16_dense_tflops", "fp16_dense_tflops"),
            ("rate_int8_dense_tops", "int8_dense_tops"),
            ("applicable_die_area_mm2", "applicable_die_area_mm2"),
            ("io_bandwidth_gb_s", "io_aggregate_gb_s"),
            ("dram_bandwidth_gb_s", "memory_bandwidth_gb_s"),
        ):
            assert row[mine] == source[theirs], (row["chip_id"], mine)
        performance = performance_of(find(row["chip_id"]))
        assert (performance.tpp if performance else None) == (Fraction(source["tpp"]) if source["tpp"] else None)


@needs_shared
def test_the_clusters_chips_are_found_where_the_catalogue_has_them() -> None:
    named = {row["Chip type (primary)"] for row in table(SHARED / "epoch-ai" / "gpu_clusters.csv")} - {""}
    ambiguous = {"NVIDIA V100", "Huawei Ascend 910B"}
    not_there = ("P100", "K20X", "K40", "K80", "Quadro RTX 5000", "CS-2", "DGXS")
    for name in named:
        if name in ambiguous:
            with pytest.raises(AmbiguousChip):
                find(name)
        elif any(word in name for word in not_there):
            with pytest.raises(UnknownChip):
                find(name)
        else:
            find(name)
