"""`licet check name=value ...`: one line, answered at once; the worked facts that people argue with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from running import BOOK, MEXICO, ORDINARY, Line, Ran, put_lines, run, spawn


def check(line: Line, *options: str) -> Ran:
    """Run `licet check` on one line with the ordinary assumptions."""
    return run("check", *(f"{name}={value}" for name, value in line.items()), *ORDINARY, *options)


def answer(line: Line, *options: str) -> dict[str, Any]:
    """The whole answer as JSON."""
    found: dict[str, Any] = check(line, "--json", *options).json
    return found


def one(chip: str, destination: str, date: str, **more: str) -> Line:
    """A hundred chips to a party of the country they go to."""
    return {"chip": chip, "destination": destination, "consignee_hq": destination, "date": date, "quantity": "100", **more}


# The contract


SAMPLE = {
    "": "line_id outcome via review classification layers exceptions quotas duties needs conflicts assumed flip proof law",
    "classification": "eccn paragraph tpp performance_density",
    "layers": "codified due enforced informed",
    "layers.codified": "outcome license_required via review counts_against decided_by",
    "layers.enforced": "outcome license_required via review counts_against decided_by",
    "law": "corpus digest as_of known_at licet",
}
ADDED = {
    "": "charges headed_by path",
    "layers.codified": "confidence",
    "layers.enforced": "confidence",
    "law": "instruments readings",
}
"""Names may be added to the contract, never renamed: what was added so far."""
SAMPLE_ENTRIES = {
    "quotas": "account layer tpp limit left_after cite",
    "duties": "what when cite layer due applies confidence part asks",
    "assumed": "fact value by",
    "exceptions": "code eligible failed layer cite",
}


def test_the_answer_has_the_keys_of_the_contract_and_no_others() -> None:
    found = answer(MEXICO, "--layer", "codified")
    for place, names in SAMPLE.items():
        inner: Any = found
        for step in place.split(".") if place else ():
            inner = inner[step]
        assert set(inner) == {*names.split(), *ADDED.get(place, "").split()}, place
    for place, names in SAMPLE_ENTRIES.items():
        assert found[place], place
        for entry in found[place]:
            assert set(entry) == set(names.split()), place
    letters = found["layers"]["informed"]
    assert letters and all({"letter", "binds"} <= set(letter) for letter in letters)
    failed = [condition for entry in found["exceptions"] for condition in entry["failed"]]
    assert failed and all({"cite", "fact", "value"} <= set(condition) for condition in failed)


def test_1699_h100s_to_one_mexican_group_fit_and_1700_do_not() -> None:
    found = answer(MEXICO, "--layer", "codified")
    assert (found["outcome"], found["via"], found["review"]) == ("license_exception", "LPP", "presumption_of_approval")
    assert found["classification"] == {
        "eccn": "3A090.a",
        "paragraph": "3A090.a.1",
        "tpp": "15831.2",
        "performance_density": "19.448",
    }
    codified, enforced = found["layers"]["codified"], found["layers"]["enforced"]
    assert codified["license_required"] is True and codified["counts_against"] == ["lpp"]
    assert (enforced["outcome"], enforced["license_required"], enforced["via"]) == ("no_license_required", False, "NLR")
    (quota,) = found["quotas"]
    assert (quota["tpp"], quota["limit"], quota["left_after"]) == ("26897208.8", "26900000", "2791.2")
    assert (quota["layer"], quota["account"]) == ("codified", "lpp:(unnamed group):2025")
    assert found["law"]["as_of"] == "2025-06-02" and found["law"]["known_at"] is None
    assert {"fact": "end_use", "value": "commercial", "by": "profile ordinary"} in found["assumed"]

    over = answer({**MEXICO, "quantity": "1700"}, "--layer", "codified")
    assert (over["outcome"], over["via"], over["review"]) == ("license_required", "none", "presumption_of_approval")
    assert over["layers"]["enforced"]["outcome"] == "no_license_required"


def test_the_account_is_named_after_the_group() -> None:
    found = answer({**MEXICO, "consignee_parent_name": "Grupo Ejemplo, Inc."})
    assert found["quotas"][0]["account"] == "lpp:grupo ejemplo:2025"


def test_the_nearest_flip_is_one_more_unit() -> None:
    words = [f"{name}={value}" for name, value in MEXICO.items()]
    found = run("explain", *words, *ORDINARY, "--layer", "codified", "--json").json
    assert {"fact": "quantity", "to": "1700", "outcome": "license_required", "via": "none"} in found["flip"]


def test_both_layers_stand_in_the_first_line_and_one_of_them_heads_it() -> None:
    enforced, codified = check(MEXICO), check(MEXICO, "--layer", "codified")
    assert enforced.status == 0
    assert enforced.out.startswith("As enforced on 2025-06-02: no license is required (NLR). As codified: license exception LPP")
    assert codified.status == 1, "an exception whose duties are open is something to act on"
    assert codified.out.startswith("As codified on 2025-06-02: license exception LPP")
    assert (answer(MEXICO)["headed_by"], answer(MEXICO, "--layer", "codified")["headed_by"]) == ("enforced", "codified")


# What people argue about


@pytest.mark.parametrize(
    ("exporter", "date", "outcome", "binds"),
    [
        ("NVIDIA", "2025-04-08", "no_license_required", False),
        ("NVIDIA", "2025-04-09", "license_required", True),
        ("nvidia corp.", "2025-04-09", "license_required", True),
        ("Another Reseller", "2025-04-09", "no_license_required", False),
    ],
)
def test_h20_lies_outside_3a090_and_a_letter_binds_one_exporter(exporter: str, date: str, outcome: str, binds: bool) -> None:
    found = answer(one("H20", "CN", date, exporter_name=exporter))
    assert found["classification"]["eccn"] == "3A991.p" and found["classification"]["paragraph"] == "none"
    assert found["outcome"] == outcome
    for layer in ("codified", "enforced"):
        assert found["layers"][layer]["outcome"] == "no_license_required", "the letter changes the answer, not what the text says"
    letters = {letter["letter"]: letter["binds"] for letter in found["layers"]["informed"]}
    assert letters.get("nvidia-h20", False) is binds
    assert [name for name, bound in letters.items() if bound] == (["nvidia-h20"] if binds else [])


def test_who_exports_an_h20_is_asked_where_it_decides() -> None:
    found = run("check", "chip=H20", "quantity=1", "destination=CN", "consignee_hq=CN", "date=2025-04-09", "--json").json
    assert found["outcome"] == "undetermined"
    assert "exporter_name" in [need["name"] for need in found["needs"]]


@pytest.mark.parametrize(
    ("line", "outcome", "codified", "via", "license_required"),
    [
        (one("A800 SXM 80GB", "CN", "2023-11-16"), "no_license_required", "no_license_required", "NLR", False),
        (one("A800 SXM 80GB", "CN", "2023-11-17"), "license_required", "license_required", "none", True),
        (one("H100 SXM", "IL", "2024-06-03"), "no_license_required", "no_license_required", "NLR", False),
        (one("H100 SXM", "IL", "2025-06-02"), "no_license_required", "license_exception", "LPP", True),
        (one("H100 SXM", "IL", "2024-06-03", consignee_parent="CN"), "license_required", "license_required", "none", True),
        (one("H100 SXM", "MO", "2023-01-16"), "no_license_required", "no_license_required", "NLR", False),
        (one("H100 SXM", "MO", "2023-01-17"), "license_required", "license_required", "none", True),
        (one("H100 SXM", "DE", "2025-06-02", consignee_hq="MO"), "license_required", "license_required", "none", True),
        (one("H100 SXM", "DE", "2026-06-02"), "no_license_required", "license_exception", "AIA", True),
    ],
)
def test_worked_facts(line: Line, outcome: str, codified: str, via: str, license_required: bool) -> None:
    found = answer(line)
    assert found["outcome"] == outcome
    text = found["layers"]["codified"]
    assert (text["outcome"], text["via"], text["license_required"]) == (codified, via, license_required)
    enforced = found["layers"]["enforced"]
    assert enforced["license_required"] is (outcome == "license_required")


# Exit statuses and streams


@pytest.mark.parametrize(
    ("line", "options", "status"),
    [
        (one("H100 SXM", "DE", "2024-06-03"), (), 0),
        (one("H100 SXM", "CN", "2024-06-03"), (), 1),
        (one("H100 SXM", "CN", "2024-06-03"), ("--exit-zero",), 0),
        (one("H100", "CN", "2024-06-03"), (), 2),
        (one("H100", "CN", "2024-06-03"), ("--exit-zero",), 2),
        (one("H100 SXM", "MX", "2024-06-03", consignee_hq=""), (), 3),
        (one("H100 SXM", "MX", "2024-06-03", consignee_hq=""), ("--exit-zero",), 0),
    ],
)
def test_exit_statuses(line: Line, options: tuple[str, ...], status: int) -> None:
    ran = check(line, *options)
    assert ran.status == status
    assert bool(ran.out) is (status != 2) and bool(ran.err) is (status == 2), (
        "data on standard output, complaints on standard error"
    )


def test_quiet_prints_the_three_lines() -> None:
    ran = check(MEXICO, "--quiet")
    assert ran.out.startswith("As enforced on") and "Missing: nothing" in ran.out and "QUOTAS" not in ran.out


def test_a_day_is_taken_from_the_line_the_option_or_the_clock() -> None:
    undated = {name: value for name, value in MEXICO.items() if name != "date"}
    assert answer(undated, "--as-of", "2025-06-02")["law"]["as_of"] == "2025-06-02"
    assert answer(MEXICO, "--as-of", "2023-06-02")["law"]["as_of"] == "2023-06-02"
    by_clock = answer(undated)
    assert {"fact": "date", "value": by_clock["law"]["as_of"], "by": "today"} in by_clock["assumed"]


# What is refused

MISTAKES = [
    ({"destination": "UK"}, "LIC-F006", "The United Kingdom is GB"),
    ({"destination": "Mexico"}, "LIC-F006", "MX"),
    ({"destination": "XX"}, "LIC-F006", "ISO 3166"),
    ({"destination": "M\u200fX"}, "LIC-F006", "ISO 3166"),
    ({"date": "03/04/2025"}, "LIC-F005", "YYYY-MM-DD"),
    ({"date": "20250602"}, "LIC-F005", "YYYY-MM-DD"),
    ({"date": "2025-02-29"}, "LIC-F005", "YYYY-MM-DD"),
    ({"quantity": "NaN"}, "LIC-F002", "plain number"),
    ({"quantity": "inf"}, "LIC-F002", "plain number"),
    ({"quantity": "1e400"}, "LIC-F002", "plain number"),
    ({"quantity": "1,699"}, "LIC-F002", "thousands separators"),
    ({"quantity": "0x10"}, "LIC-F002", "plain number"),
    ({"quantity": "1.5"}, "LIC-F004", "not rounded"),
    ({"quantity": "-1"}, "LIC-F003", "negative"),
    ({"quantity": "9000001"}, "LIC-F003", "unit"),
    ({"quantity": "=1+1"}, "LIC-F009", "value"),
    ({"applicable_die_area_mm2": "-814"}, "LIC-F003", "negative"),
    ({"io_bandwidth_gb_s": "599.9999"}, "LIC-F004", "coarser"),
    ({"chip": "H100"}, "LIC-F121", "nvidia-h100-sxm-80gb"),
    ({"chip": "Z9999"}, "LIC-F120", "tpp"),
    ({"rate_fp8_dense_tflops": "3958"}, "LIC-F012", "sparsity"),
    ({"tpp": "31662.4"}, "LIC-F012", "halve"),
    ({"consignee_listed": "none|entity_list"}, "LIC-F007", "none"),
    ({"datacenter": "maybe"}, "LIC-F008", "yes, no"),
    ({"destinaton": "MX"}, "LIC-F001", "destination"),
]


@pytest.mark.parametrize(("change", "code", "hint"), MISTAKES)
def test_a_bad_fact_is_refused_with_what_to_write_instead(change: Line, code: str, hint: str) -> None:
    ran = check({**MEXICO, **change})
    assert ran.status == 2 and ran.out == ""
    assert ran.codes == [code]
    assert hint in ran.err.split("hint")[-1]
    assert next(iter(change)) in ran.err or code in ("LIC-F120", "LIC-F121")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["check", "chip=H100 SXM", "chip=H20"], "LIC-U006"),
        (["check", "chip=H100 SXM", "--bogus"], "LIC-U005"),
        (["check", "chip=H100 SXM", "orders.csv"], "LIC-U005"),
        (["check", "chip=H100 SXM", "--as-of"], "LIC-U005"),
        (["check", "chip=H100 SXM", "--as-of", "June"], "LIC-U001"),
        (["check", "chip=H100 SXM", "--known-at", "2025-02-30"], "LIC-U001"),
        (["check", "chip=H100 SXM", "--layer", "both"], "LIC-U003"),
        (["check", "chip=H100 SXM", "--assume", "usual"], "LIC-U002"),
        (["check", "chip=H100 SXM", "--assume", "enduse=x"], "LIC-U002"),
        (["check", "chip=H100 SXM", "--reading", "x=y"], "LIC-U004"),
        (["check"], "LIC-U005"),
        (["check", "--bogus"], "LIC-U005"),
        (["bogus"], "LIC-U005"),
        ([], "LIC-U005"),
    ],
)
def test_a_question_that_makes_no_sense_is_bad_usage_and_no_bug(words: list[str], code: str) -> None:
    ran = run(*words)
    assert (ran.status, ran.codes, ran.out) == (2, [code], "")


def test_statements_that_clash_are_told() -> None:
    for change in ({"tpp": "15000"}, {"performance_density": "6"}, {"non_planar": "no"}, {"eccn": "EAR99"}):
        found = answer({**MEXICO, **change})
        assert [conflict["kind"] for conflict in found["conflicts"]] == ["statement"], change
        assert "statements clash" in check({**MEXICO, **change}).out


def test_a_stated_tpp_below_the_catalogue_frees_nothing() -> None:
    line = one("H100 SXM", "CN", "2024-06-03", tpp="1000")
    assert check(line).status != 0


@pytest.mark.parametrize("what", [{"chip": "H100 SXM"}, {"tpp": "15831"}])
@pytest.mark.parametrize("kind", ["other", "memory"])
def test_a_processor_said_to_be_none_is_not_free(tmp_path: Path, what: dict[str, str], kind: str) -> None:
    facts = {"item_kind": kind, "eccn": "EAR99", "memory_bandwidth_density": "1", "destination": "CN", "consignee_hq": "CN"}
    line = {**facts, **what, "quantity": "1", "date": "2026-06-02"}
    found = answer(line)
    assert found["outcome"] == "undetermined" and found["conflicts"][0]["kind"] == "statement"
    (of_book,) = run("check", put_lines(tmp_path, line), "--csv", *ORDINARY).lines
    assert of_book["outcome"] == "undetermined"


@pytest.mark.parametrize("fact", ["destination", "consignee_hq", "origin"])
def test_none_is_no_country_but_for_a_parent(fact: str) -> None:
    assert check({**MEXICO, fact: "none"}).codes == ["LIC-F006"]


def test_none_is_no_day_of_a_transaction() -> None:
    assert check({**MEXICO, "date": "none"}).codes == ["LIC-F005"]


def test_a_day_with_something_behind_it_is_no_day() -> None:
    assert check(MEXICO, "--as-of", "2025-06-02x").codes == ["LIC-U001"]


def test_an_assumption_beside_a_file_is_no_fact_of_a_line() -> None:
    assert run("check", BOOK, "--assume", "consignee_parent=none", "--csv", "--quiet").codes == []


@pytest.mark.parametrize("claim", ["TBD", "unknown", "undetermined", "?"])
def test_a_claim_that_is_no_entry_decides_nothing(claim: str) -> None:
    line = {
        "item_kind": "other",
        "eccn": claim,
        "destination": "VN",
        "consignee_hq": "VN",
        "date": "2024-06-03",
        "datacenter": "no",
    }
    assert check({**line, "eccn": ""}).status == 3
    assert check(line).status in (2, 3)


def test_an_assumption_fills_blanks_only_and_is_listed() -> None:
    blank = {name: value for name, value in MEXICO.items() if name != "consignee_parent"}
    found = answer(blank, "--assume", "consignee_parent=CN")
    assert found["outcome"] == "license_required"
    assert {"fact": "consignee_parent", "value": "CN", "by": "--assume"} in found["assumed"]
    assert answer(MEXICO, "--assume", "consignee_parent=CN")["outcome"] == "no_license_required"


def test_a_claimed_entry_with_z_is_stronger_than_an_assumption_everywhere(tmp_path: Path) -> None:
    line = one("H100 SXM", "DE", "2024-06-03", eccn="5A992.z.1")
    (of_book,) = run("check", put_lines(tmp_path, line), "--csv", *ORDINARY).lines
    assert of_book["answer_eccn"] == answer(line)["classification"]["eccn"]


# The installed command


def test_the_script_answers_and_keeps_its_streams_apart() -> None:
    words = [f"{name}={value}" for name, value in MEXICO.items()]
    good, bad = spawn("check", *words, *ORDINARY), spawn("check", *words, "quantity2=1")
    assert (good.status, good.err) == (0, "") and good.out == check(MEXICO).out
    assert (bad.status, bad.out, bad.codes) == (2, "", ["LIC-F001"])


def test_what_is_printed_is_plain_text_in_any_terminal() -> None:
    assert "\x1b" not in check(MEXICO).out
    assert answer(MEXICO) == answer(MEXICO, "--no-color")
