"""`licet veu`: a company file, requirement by requirement; every number on its line, every bad file with its place."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from running import run

import licet
from licet.base.dates import day_number, day_of
from licet.base.errors import FileError, UsageError
from licet.decide.settings import engine
from licet.decide.validated import Finding, days_each_year, months_after
from licet.law.requirements import Requirement, requirements, statements

EXAMPLE = Path(licet.__file__).parent / "examples" / "data_center_company.toml"
DAY = "2026-06-30"

COMPANY = """[company]
name = "Nopal"
headquarters = "US"
parent = "none"
country = "US"
veu = "universal"
granted_on = 2025-08-20
traded_in = "US"
lists_every_site = true
"""
NATIONAL = COMPANY.replace('"universal"', '"national"\nveu_country = "IN"').replace('"US"', '"IN"')


def site(name: str, country: str, *chips: tuple[str, int], **words: object) -> str:
    lines = ["[[site]]", f'id = "{name}"', f'country = "{country}"', 'operator = "Nopal"']
    lines += [f"{key} = {json.dumps(value) if not isinstance(value, date) else value}" for key, value in words.items()]
    if not chips:
        lines.append("chips = []")
    for kind, count in chips:
        lines += ["[[site.chips]]", *([f'chip = "{kind}"'] if kind[0].isalpha() else [f"tpp = {kind}"]), f"count = {count}"]
    return "\n".join(lines) + "\n"


@pytest.fixture
def ask(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A company file as text, judged: requirement to finding."""

    def asked(text: str, as_of: str = DAY, *reading: str) -> dict[str, Finding]:
        file = tmp_path / "company.toml"
        file.write_text(text, encoding="utf-8")
        report = licet.veu(file, as_of=as_of, reading=reading)
        return {finding.requirement.id: finding for finding in report.findings}

    return asked


# The law as data


def test_every_paragraph_is_there_with_citation_and_confidence() -> None:
    rows = requirements()
    paragraphs = {int(row.id.split(".")[0]) for row in rows if row.id[0].isdigit()}
    assert paragraphs == set(range(1, 20))
    assert len({row.id for row in rows}) == len(rows)
    for row in rows:
        assert row.says and row.do and row.confidence in "PSU"
        number = row.id.split(".")[0]
        assert not number.isdigit() or re.search(rf"paragraph {number}\b", row.cite), row.id
        assert bool(row.measure) or bool(row.evidence)


def by_id() -> dict[str, Requirement]:
    return {row.id: row for row in requirements()}


def test_the_numbers_are_those_of_the_text() -> None:
    rows = by_id()
    assert (rows["5.1"].days, rows["5.2"].days, rows["site"].days, rows["16.2"].days) == (60, 60, 180, 30)
    assert rows["7.3"].at_most == 25 and rows["14.f.iii"].or_at_most == 15 and rows["14.b.1"].within_months == 12
    assert rows["3.8"].floors == {"percent_below": 1, "usd_below": 1_000_000}
    assert rows["10.a"].each == rows["6.3"].each == ((2, 1), (8, 1)) and rows["report"].each == ((7, 15), (1, 15))
    assert rows["14.2"].all_of == ("AC-3(7)", "AT-2(1)", "CA-8(3)", "CM-7(4)", "CM-11(2)", "IR-4(14)", "PE-3(3)", "PM-3", "PS-7")
    delayed = {row.id for row in requirements() if row.due is not None}
    assert {row.due for row in requirements() if row.due is not None} == {day_number(date(2026, 1, 15))}
    assert delayed == {row.id for row in requirements() if row.id.split(".")[0] in ("14", "15", "18")} | {"8"}
    assert {row.id for row in requirements() if row.binds == ("universal",)} == {"5.1", "5.2", "6.1", "6.2", "6.3", "site"}
    assert {row.id for row in requirements() if row.binds == ("national",)} == {"12.2", "12.3", "country", "base", "B.6", "B.11"}


def test_the_provisions_that_judge_a_shipment_have_the_same_numbers() -> None:
    law = engine().corpus
    for name, row in (("uveu_site_notified", "site"), ("uveu_move_notified", "5.1")):
        assert f":= {by_id()[row].days})" in law.provisions[name].versions[0].source
    figures = {row.figure for row in requirements() if row.figure}
    assert figures == {"uveu_share_outside", "uveu_share_country", "uveu_share_outside_us", "nveu_installed_base"} <= set(law.amounts)


# The example


def test_the_example_page() -> None:
    ran = run("veu", "check", str(EXAMPLE), "--as-of", DAY)
    assert ran.status == 1 and not ran.err
    assert ran.out.startswith("Kestrel Compute: universal validated end user, on 2026-06-30")
    for words in ("11.217 %  at most 25 %", "6.575 %  at most 7 %", "lacks PS-7", "filed 5 days late", "to be reported by 2026-07-12"):
        assert words in ran.out
    assert "\x1b" not in ran.out and max(map(len, ran.out.splitlines())) <= 110


def test_the_example_as_json_and_file(tmp_path: Path) -> None:
    found = json.loads(run("veu", "check", str(EXAMPLE), "--as-of", DAY, "--json").out)
    out = tmp_path / "report.json"
    assert run("veu", "check", str(EXAMPLE), "--as-of", DAY, "--out", str(out), "--exit-zero").status == 0
    assert json.loads(out.read_text(encoding="utf-8")) == found
    assert sum(found["counts"].values()) == len(found["requirements"]) and found["counts"]["unmet"] == 3
    assert found["law"]["as_of"] == DAY
    page = tmp_path / "report.txt"
    run("veu", "check", str(EXAMPLE), "--as-of", DAY, "--out", str(page))
    assert page.read_text(encoding="utf-8") == run("veu", "check", str(EXAMPLE), "--as-of", DAY).out


def test_the_example_is_the_company_it_says() -> None:
    """The share outside the listed countries, worked out here by hand."""
    h100, h200 = Fraction(158312, 10), Fraction(158312, 10)
    abroad = 17000 * h200 + 12000 * h100
    whole = (96000 - 480 + 40000 + 30000) * h100 + 64000 * h200 + abroad
    (finding,) = [f for f in licet.veu(EXAMPLE, as_of=DAY).findings if f.requirement.id == "6.1"]
    assert finding.status == "met" and finding.numbers[0].startswith(f"{float(100 * abroad / whole):.4f}"[:6])


def test_a_terminal_gets_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.console import Console

    from licet.report.veu import table

    console = Console(width=120, record=True, force_terminal=True, file=io.StringIO())
    console.print(table(licet.veu(EXAMPLE, as_of=DAY)))
    shown = console.export_text()
    assert "unmet" in shown and "14.2" in shown and "lacks PS-7" in shown
    assert shown.index("unmet") < shown.index("unknown") < shown.index("not yet due") < shown.index(" met ")


# Shares and figures, exactly


@pytest.mark.parametrize(
    ("here", "there", "status"),
    [((75, 25), "MY", "unmet"), ((93, 7), "MY", "met"), ((9299, 701), "MY", "unmet"), ((100, 0), "MY", "met")],
)
def test_seven_percent_in_one_country(ask, here: tuple[int, int], there: str, status: str) -> None:  # type: ignore[no-untyped-def]
    text = COMPANY + site("a", "US", ("5000", here[0])) + site("b", there, ("5000", here[1]))
    assert ask(text)["6.2"].status == status


@pytest.mark.parametrize(("counts", "status"), [((75, 7, 7, 7, 4), "met"), ((7499, 700, 700, 700, 401), "unmet")])
def test_a_quarter_outside_the_listed_countries(ask, counts: tuple[int, ...], status: str) -> None:  # type: ignore[no-untyped-def]
    places = ("US", "MY", "TH", "BR", "PL")
    found = ask(COMPANY + "".join(site(f"s{p}", p, ("5000", n)) for p, n in zip(places, counts, strict=True)))
    assert (found["6.1"].status, found["6.2"].status) == (status, "met")


@pytest.mark.parametrize(("home", "abroad", "status"), [(50, 50, "met"), (4999, 5001, "unmet")])
def test_half_in_the_united_states(ask, home: int, abroad: int, status: str) -> None:  # type: ignore[no-untyped-def]
    text = COMPANY + site("a", "US", ("5000", home)) + site("b", "JP", ("5000", abroad))
    found = ask(text)
    assert found["6.3"].status == status and found["6.1"].status == "met"
    assert "next measured on 2026-08-01" in found["6.3"].numbers
    read = ask(text, DAY, "uveu_us_share=reporting_dates")["6.3"]
    assert read.status == ("met" if status == "met" else "not yet due")
    if status == "unmet":
        assert read.due == day_number(date(2026, 8, 1))
    assert ask(text.replace('headquarters = "US"', 'headquarters = "JP"'))["6.3"].status == "met"


def test_shares_that_something_leaves_open(ask) -> None:  # type: ignore[no-untyped-def]
    sure = COMPANY + site("a", "US", ("5000", 90)) + site("b", "MY", ("5000", 5))
    assert ask(sure)["6.2"].status == "met"
    # 4,799 TPP meets 3A090.a only with a density that nobody stated: it may count.
    assert ask(sure + site("c", "MY", ("4799", 1)))["6.2"].status == "met"
    maybe = ask(sure + site("c", "MY", ("4799", 4)))["6.2"]
    assert maybe.status == "unknown" and maybe.missing == ("figures of 4799 TPP",) and " to " in maybe.numbers[0]
    assert ask(sure + site("c", "MY", ("1599", 900)))["6.2"].status == "met", "under 1,600 TPP no density makes it count"
    silent = ask(sure + site("c", "MY").replace("chips = []", ""))["6.1"]
    assert silent.status == "unknown" and "site c: chips" in silent.missing
    assert ask(sure.replace("lists_every_site = true", ""))["6.1"].missing == ("company.lists_every_site",)
    gone = sure.replace("count = 90", "count = 90\ngone = 40")
    assert ask(gone)["6.2"].status == "unmet"


def test_shares_for_a_company_whose_parent_alone_is_listed(ask) -> None:  # type: ignore[no-untyped-def]
    text = COMPANY.replace('headquarters = "US"', 'headquarters = "SG"').replace('parent = "none"', 'parent = "US"')
    text += site("a", "US", ("5000", 50)) + site("b", "MY", ("5000", 50))
    assert ask(text)["6.1"].status == "unmet"
    assert ask(text, DAY, "uveu_shares_parent=headquartered_only")["6.1"].status == "met"


@pytest.mark.parametrize(
    ("as_of", "tpp", "status"),
    [("2025-12-31", "1582500000", "met"), ("2025-12-31", "1582500000.001", "unmet"), ("2026-01-01", "1582500000.001", "met"),
     ("2027-12-31", "5064000000", "met"), ("2028-01-01", "1", "unknown")],
)  # fmt: skip
def test_the_installed_base_of_the_quarter(ask, as_of: str, tpp: str, status: str) -> None:  # type: ignore[no-untyped-def]
    whole, _, rest = tpp.partition(".")
    text = NATIONAL + "[[site]]\n" + 'id = "a"\ncountry = "IN"\noperator = "Nopal"\n'
    kinds = [f"[[site.chips]]\ntpp = 500000\ncount = {int(whole) // 500000}\n"]
    if left := int(whole) % 500000 or rest:
        kinds.append(f"[[site.chips]]\ntpp = {left if not rest else '5000.001'}\ncount = 1\n")
    if rest:  # the thousandth rides on one chip; as many fewer of the others keep the sum
        kinds[0] = f"[[site.chips]]\ntpp = 5000\ncount = {int(whole) // 5000 - 1}\n"
    finding = ask(text + "".join(kinds), as_of)["base"]
    assert finding.status == status, finding


def test_the_schedule() -> None:
    rows = json.loads(run("veu", "schedule", "--json").out)
    assert [row["tpp"] for row in rows] == [
        "633000000", "949500000", "1266000000", "1582500000", "1899000000", "2690250000", "3481500000", "4272750000", "5064000000",
    ]  # fmt: skip
    shown = run("veu", "schedule", "--as-of", "2026-05-05").out
    assert "-> 2026 Q2      2,690,250,000" in shown
    assert "prints no figure" in run("veu", "schedule", "--as-of", "2028-01-01").out


# Days


@pytest.mark.parametrize(
    ("first", "notified", "status"),
    [(date(2026, 7, 30), date(2026, 1, 31), "met"), (date(2026, 7, 30), date(2026, 2, 1), "unmet"), (date(2026, 12, 27), None, "not yet due"),
     (date(2026, 12, 26), None, "unmet"), (None, None, "unknown"), (None, date(2026, 1, 1), "unknown")],
)  # fmt: skip
def test_a_new_site_is_notified_180_days_ahead(ask, first: date | None, notified: date | None, status: str) -> None:  # type: ignore[no-untyped-def]
    words = {key: value for key, value in (("first_shipment_on", first), ("notified_on", notified)) if value}
    found = ask(COMPANY + site("a", "MY", **words))["site"]
    assert found.status == status
    if status == "not yet due":
        assert found.due is not None and day_of(found.due) == date(2026, 6, 30)
    assert ask(COMPANY + site("a", "MY", known_to_bis=True))["site"].status == "met"


@pytest.mark.parametrize(
    ("on", "notified", "status"),
    [("2026-06-01", "2026-04-02", "met"), ("2026-06-01", "2026-04-03", "unmet"), ("2026-08-29", "", "not yet due"), ("2026-08-28", "", "unmet")],
)
def test_moves_are_notified_60_days_ahead(ask, on: str, notified: str, status: str) -> None:  # type: ignore[no-untyped-def]
    sites = site("a", "US") + site("b", "JP") + site("c", "US")
    move = f'[[move]]\nfrom = "a"\nto = "b"\non = {on}\n' + (f"notified_on = {notified}\n" if notified else "")
    assert ask(COMPANY + sites + move)["5.1"].status == status
    assert ask(COMPANY + sites + move.replace('"b"', '"c"'))["5.1"].status == "met", "within a country nothing is asked"
    assert ask(COMPANY + sites)["5.1"].status == "unknown"


@pytest.mark.parametrize(
    ("noticed", "reported", "status"),
    [("2026-05-01", "2026-05-31", "met"), ("2026-05-01", "2026-06-01", "unmet"), ("2026-05-31", "", "not yet due"), ("2026-05-30", "", "unmet")],
)
def test_incidents_are_reported_within_30_days(ask, noticed: str, reported: str, status: str) -> None:  # type: ignore[no-untyped-def]
    text = f"{COMPANY}[[incident]]\nnoticed_on = {noticed}\n" + (f"reported_on = {reported}\n" if reported else "")
    assert ask(text)["16.2"].status == status


def test_reports_since_the_grant(ask) -> None:  # type: ignore[no-untyped-def]
    both = f"{COMPANY}[reports]\nchip_accounting = {{ 2026-02-01 = 2026-02-01 }}\nend_user_reports = {{ 2026-01-15 = 2026-01-16 }}\n"
    found = ask(both)
    assert (found["10.a"].status, found["report"].status) == ("met", "unmet")
    assert ask(both, "2026-08-01")["10.a"].status == "not yet due", "on the day itself it may still be filed"
    assert ask(both, "2026-08-02")["10.a"].status == "unmet"
    assert ask(COMPANY)["10.a"].missing == ("reports.chip_accounting",)
    fresh = ask(COMPANY.replace("2025-08-20", "2026-03-01"))["10.a"]
    assert fresh.status == "not yet due" and fresh.due == day_number(date(2026, 8, 1))
    assert ask(COMPANY.replace("granted_on = 2025-08-20\n", ""))["10.a"].missing == ("company.granted_on",)


def test_the_delayed_paragraphs(ask) -> None:  # type: ignore[no-untyped-def]
    text = COMPANY + "[evidence]\nusage_logs = false\n"
    before, after = ask(text, "2026-01-14"), ask(text, "2026-01-15")
    assert (before["15.b"].status, after["15.b"].status) == ("not yet due", "unmet")
    assert before["15.b"].due == day_number(date(2026, 1, 15))
    assert (before["18.a"].status, after["18.a"].status) == ("not yet due", "unknown")
    assert before["13.a"].status == "unknown", "the others are not delayed"


def test_the_yearly_attestation(ask) -> None:  # type: ignore[no-untyped-def]
    text = COMPANY + "[evidence]\nattested_on = 2025-06-30\n"
    assert ask(text, "2026-06-30")["14.b.1"].status == "met" and ask(text, "2026-07-01")["14.b.1"].status == "unmet"


def test_days_that_come_each_year() -> None:
    since, until = day_number(date(2025, 8, 1)), day_number(date(2026, 8, 1))
    assert [day_of(day) for day in days_each_year(((2, 1), (8, 1)), since, until)] == [date(2026, 2, 1), date(2026, 8, 1)]
    assert day_of(months_after(day_number(date(2024, 2, 29)), 12)) == date(2025, 2, 28)
    assert day_of(months_after(day_number(date(2025, 12, 31)), 12)) == date(2026, 12, 31)


# Statements, owners, weights, governments


@pytest.mark.parametrize("row", [row for row in requirements() if row.must], ids=lambda row: row.id)
def test_every_statement_is_read_both_ways(ask, row: Requirement) -> None:  # type: ignore[no-untyped-def]
    base = (NATIONAL if row.binds == ("national",) else COMPANY) + "[evidence]\n"
    right, wrong = ("true", "false") if row.must == "yes" else ("false", "true")
    assert ask(base + f"{row.evidence} = {right}\n")[row.id].status == "met"
    other = f"{row.or_evidence} = 16\n" if row.or_evidence else ""
    assert ask(base + f"{row.evidence} = {wrong}\n{other}")[row.id].status == "unmet"
    assert ask(base)[row.id].status == "unknown"


def test_bounds_that_are_met_exactly(ask) -> None:  # type: ignore[no-untyped-def]
    for name, row, at, over in (("fine_tuning_percent", "7.3", "25", "25.001"), ("perimeter_response_minutes", "14.f.iii", "15", "15.5")):
        assert ask(f"{COMPANY}[evidence]\n{name} = {at}\n")[row].status == "met"
        assert ask(f"{COMPANY}[evidence]\nroving_guard = false\n{name} = {over}\n")[row].status == "unmet"


def owner(headquarters: str, percent: str, usd: str, more: str = "listed = false\nreported = false") -> str:
    return f'[[owner]]\nname = "Fund"\nheadquarters = "{headquarters}"\npercent = {percent}\nvalue_usd = {usd}\n{more}\n'


def test_owners_from_macau_or_d5_are_reported(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask(COMPANY + owner("CN", "0.999", "999999"))["3.8"].status == "met", "below both floors"
    for percent, usd in (("1", "1"), ("0.1", "1000000")):
        assert ask(COMPANY + owner("CN", percent, usd))["3.8"].status == "unmet", "at one of them"
    assert ask(COMPANY.replace('traded_in = "US"', 'traded_in = "SG"') + owner("MO", "0.1", "1"))["3.8"].status == "unmet"
    assert ask(COMPANY + owner("CN", "5", "9000000", "listed = false\nreported = true"))["3.8"].status == "met"
    assert ask(COMPANY + owner("DE", "5", "9000000"))["3.8"].status == "met"
    assert ask(COMPANY + owner("DE", "5", "9000000", "listed = true\nreported = false"))["3.8"].status == "unmet"
    assert ask(COMPANY + owner("DE", "5", "9000000", ""))["3.8"].missing == ("owner Fund: listed", "owner Fund: reported")
    assert ask(COMPANY)["3.8"].status == "unknown"


def test_a_statement_that_an_owner_puts_in_doubt(ask) -> None:  # type: ignore[no-untyped-def]
    text = COMPANY + "[evidence]\nfree_of_foreign_influence = true\n"
    assert ask(text)["13.1"].status == "met"
    assert ask(text + owner("CN", "0.1", "1"))["13.1"].status == "unknown"
    assert ask(text + owner("CN", "0.1", "1", "influence_assessed = true"))["13.1"].status == "met"
    assert ask(text.replace("true\n", "false\n") + owner("CN", "0.1", "1"))["13.1"].status == "unmet"


def test_where_weights_may_stand(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask(COMPANY + site("a", "JP", holds_4e091_weights=True))["8"].status == "met"
    abroad = COMPANY + site("a", "MY", holds_4e091_weights=True, meets_14_15_18=False)
    assert ask(abroad, "2026-01-14")["8"].status == "not yet due" and ask(abroad, "2026-01-15")["8"].status == "unmet"
    assert ask(COMPANY + site("a", "MY", holds_4e091_weights=True, meets_14_15_18=True))["8"].status == "met"
    foreign = 'operator_headquarters = "MY"\noperator_parent = "none"\n'
    by_others = abroad.replace('headquarters = "US"', 'headquarters = "SG"')
    by_others = by_others.replace("meets_14_15_18 = false", f"meets_14_15_18 = true\n{foreign}")
    assert ask(by_others, "2026-01-14")["8"].status == "unmet", "run and owned by nobody from a listed country: not delayed"
    assert ask(COMPANY + site("a", "MY"))["8"].missing == ("site a: holds_4e091_weights",)


def test_operators_hold_the_same_authorization(ask) -> None:  # type: ignore[no-untyped-def]
    one = COMPANY + site("a", "US")
    assert ask(one)["operator"].status == "met"
    other = one.replace('operator = "Nopal"', 'operator = "Colo"')
    assert ask(other)["operator"].missing == ("site a: operator_veu",)
    for held, status in (("universal", "met"), ("national", "unmet"), ("none", "unmet")):
        assert ask(other.replace('"Colo"', f'"Colo"\noperator_veu = "{held}"'))["operator"].status == status


def test_the_government_arrangement(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask(NATIONAL)["12.2"].missing == ("company.government_arrangement",)
    without = NATIONAL.replace("traded_in", "government_arrangement = false\ntraded_in")
    assert ask(without)["12.2"].status == "unmet"
    assert ask(without, DAY, "nveu_arrangement=may_be_sought")["12.2"].status == "met"
    assert ask(without.replace('headquarters = "IN"', 'headquarters = "US"'))["12.2"].status == "met"
    assert "12.2" not in ask(COMPANY)


def test_who_may_be_validated(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask(COMPANY)["party"].status == "met" and ask(NATIONAL)["party"].status == "met"
    assert ask(COMPANY.replace('"US"', '"SG"'))["party"].status == "unmet"
    assert ask(COMPANY.replace('headquarters = "US"\n', ""))["party"].missing == ("company.headquarters",)
    chinese = NATIONAL.replace('headquarters = "IN"', 'headquarters = "CN"')
    assert ask(chinese)["party"].status == "unmet"
    assert ask(chinese, DAY, "nveu_party=any_of_three")["party"].status == "met"


def test_a_national_authorization_is_for_one_country(ask) -> None:  # type: ignore[no-untyped-def]
    assert ask(NATIONAL + site("a", "IN"))["country"].status == "met"
    assert ask(NATIONAL + site("a", "IN") + site("b", "AE"))["country"].status == "unmet"


def test_nothing_stated_is_never_met(ask) -> None:  # type: ignore[no-untyped-def]
    found = ask('[company]\nname = "Nopal"\nveu = "universal"\n')
    assert {finding.status for finding in found.values()} == {"unknown"}
    assert all(finding.missing for finding in found.values())


def test_what_does_not_apply_is_said(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text(COMPANY + "[evidence]\nholds_4e091_weights = false\n", encoding="utf-8")
    assert licet.veu(file, as_of=DAY).not_applicable == ("12.2", "12.3", "15.c.i", "15.c.ii", "15.c.iii", "country", "base", "B.6", "B.11")


# Bad files

BAD = [
    ("LIC-V001", '[company]\nname = "a\n', 2, "line 2"),
    ("LIC-V001", "[company]\ngranted_on = 2025-02-30\n", 2, "line 2"),
    ("LIC-V002", COMPANY.replace("headquarters", "headquaters"), 3, "Did you mean headquarters?"),
    ("LIC-V002", COMPANY + "[evidence]\nusage_log = true\n", 11, "usage_logs"),
    ("LIC-V003", COMPANY.replace("= true", '= "yes"'), 9, "true or false"),
    ("LIC-V003", COMPANY.replace("2025-08-20", '"2025-08-20"'), 7, "without quotes"),
    ("LIC-V003", COMPANY.replace("2025-08-20", "2025-08-20T10:00:00"), 7, "without a time"),
    ("LIC-V003", COMPANY.replace('"universal"', '"global"'), 6, "universal"),
    ("LIC-V003", COMPANY + site("a", "US", ("5000", 1)).replace("count = 1", "count = 1.5"), 16, "whole number"),
    ("LIC-V003", COMPANY + "[reports]\nchip_accounting = { soon = 2026-01-01 }\n", 11, "soon"),
    ("LIC-V003", "company = 5\n", 1, "a table"),
    ("LIC-V004", COMPANY.replace("2025-08-20", "2026-07-01"), 7, "after 2026-06-30"),
    ("LIC-V004", COMPANY + "[[incident]]\nnoticed_on = 2026-05-05\nreported_on = 2026-05-04\n", 12, "before it was noticed"),
    ("LIC-V005", COMPANY.replace('parent = "none"', 'parent = "UK"'), 4, "alpha-2"),
    ("LIC-V006", COMPANY + site("a", "US") + site("a", "JP"), 16, ":11"),
    ("LIC-V007", COMPANY + site("a", "US", ("5000", -1)), 16, "negative"),
    ("LIC-V008", COMPANY + owner("DE", "101", "1"), 13, "100 at most"),
    ("LIC-V008", COMPANY + owner("DE", "60", "1") + owner("FR", "41", "1"), 20, "101 percent"),
    ("LIC-V009", COMPANY + site("a", "US", ("H1000 XL", 1)), 15, "LIC-F120"),
    ("LIC-V009", COMPANY + site("a", "US", ("5000", 1)).replace("tpp = 5000\n", ""), 15, "tpp"),
    ("LIC-V010", COMPANY + site("a", "US", ("5000", 1)).replace("count = 1", "count = 1\ngone = 2"), 17, "cannot be gone"),
    ("LIC-V011", COMPANY + '[[move]]\nfrom = "a"\nto = "b"\n', 11, "No site is called 'a'"),
    ("LIC-V012", COMPANY.replace('name = "Nopal"\n', ""), 1, "name is missing"),
    ("LIC-V013", COMPANY + site("a", "US") + site("b", "CN"), 16, "Macau or Country Group D:5"),
    ("LIC-V013", COMPANY + site("a", "MO"), 11, "a is in MO"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "line", "words"), BAD)
def test_a_bad_file_is_told_with_its_line(code: str, text: str, line: int, words: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text, encoding="utf-8")
    ran = run("veu", "check", str(file), "--as-of", DAY)
    assert ran.status == 2 and not ran.out
    told = [part for part in re.split(r"\n(?=LIC-)", ran.err.strip()) if part.startswith(code)]
    assert any(words in part and (f"bad.toml:{line}," in part or f"line {line}" in part) for part in told), ran.err
    with pytest.raises(FileError):
        licet.veu(file, as_of=DAY)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(COMPANY.replace('"US"', '"USA"') + site("a", "US", ("5000", -1)), encoding="utf-8")
    ran = run("veu", "check", str(file), "--as-of", DAY)
    assert sorted(ran.codes) == ["LIC-V005", "LIC-V005", "LIC-V005", "LIC-V007"]


def test_other_things_that_cannot_be_asked(tmp_path: Path) -> None:
    assert run("veu", "check", str(tmp_path / "none.toml")).codes == ["LIC-R001"]
    (tmp_path / "latin.toml").write_bytes("[company]\nname = 'é'".encode("latin-1"))
    assert run("veu", "check", str(tmp_path / "latin.toml")).codes == ["LIC-V001"]
    (tmp_path / "large.toml").write_bytes(b"#" * (4 * 1024 * 1024 + 1))
    assert run("veu", "check", str(tmp_path / "large.toml")).codes == ["LIC-V015"]
    assert run("veu", "check", str(EXAMPLE), "--as-of", "2025-01-12").codes == ["LIC-V014"]
    assert run("veu", "check", str(EXAMPLE), "--as-of", DAY, "--reading", "nonsense=1").codes == ["LIC-U004"]
    assert run("veu", "check", str(EXAMPLE), "--as-of", DAY, "--out", str(tmp_path / "no" / "where")).codes == ["LIC-R002"]
    with pytest.raises(UsageError):
        licet.veu(EXAMPLE, as_of="2024-01-01")


def test_the_example_uses_every_kind_of_statement() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert all(f"\n{name} = " in text for name, kind in statements().items() if kind != "truth")
