"""The limits that the law makes, and what a change of the law does to a ledger that lives under it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from licet.base.dates import Window, day_number
from licet.base.errors import LawError
from licet.language.book import Corpus
from licet.law import corpus
from licet.ledger.law import law_limits
from licet.ledger.ledger import open_ledger
from licet.ledger.limit import Limit

DAY = "2025-06-02"


def in_force(day: str, layer: str) -> dict[str, Limit]:
    return {limit.name: limit for limit in law_limits(corpus()) if limit.in_force(day, layer)}


def test_lpp_is_26_900_000_tpp_a_year_in_both_layers() -> None:
    """15 CFR 740.29(d)."""
    for layer in ("codified", "enforced"):
        limit = in_force(DAY, layer)["lpp"]
        assert (limit.bound, limit.every, limit.effect) == (26_900_000_000, "year", "bar")
    assert "lpp" not in in_force("2025-01-12", "codified")


def test_the_country_figure_is_790_000_000_tpp_for_2025_to_2027_and_not_enforced() -> None:
    """15 CFR 742.6(b)(10)(iii)(B)(1): codified; outside supplement no. 5(a) and (b), D:5 and Macau."""
    limit = in_force(DAY, "codified")["country"]
    assert (limit.bound, limit.every, limit.effect) == (790_000_000_000, "once", "policy")
    assert {"US", "JP", "TW", "CN", "MO", "RU"} <= set(limit.outside)
    assert not {"IN", "MX", "SG", "AE"} & set(limit.outside)
    assert "country" not in in_force("2028-01-01", "codified")
    assert "country" not in in_force(DAY, "enforced")


def test_china_gets_at_most_half_of_what_went_to_the_united_states() -> None:
    """Supplement no. 2 to part 748, paragraph (dd)(1)(iii)."""
    limit = in_force("2026-02-01", "enforced")["china_volume"]
    assert [(term.kind, term.coefficient) for term in limit.terms] == [("china_volume", 2), ("us_volume", -1)]
    assert limit.bound == 0 and "china_volume" not in in_force("2026-01-14", "enforced")


def test_nveu_steps_replace_each_other() -> None:
    """15 CFR 748.15(a)(2)(iii)(B), table 1."""
    for day, bound in (
        ("2025-01-13", 633_000_000), ("2025-03-31", 633_000_000), ("2025-04-01", 949_500_000), ("2025-07-01", 1_266_000_000),
        ("2025-10-01", 1_582_500_000), ("2026-01-01", 1_899_000_000), ("2026-04-01", 2_690_250_000), ("2026-07-01", 3_481_500_000),
        ("2026-10-01", 4_272_750_000), ("2027-01-01", 5_064_000_000), ("2027-12-31", 5_064_000_000),
    ):  # fmt: skip
        assert in_force(day, "codified")["nveu"].bound == bound * 1_000


def test_uveu_shares_are_25_7_and_50_of_the_group(tmp_path: Path) -> None:
    """Supplement no. 10 to part 748, par. 6: not more than, so exactly the share passes."""
    with open_ledger(str(tmp_path / "l.db"), create=True) as ledger:
        ledger.record([("uveu_total:acme", 1_000)], day=DAY)
        for place, share in (("outside", 250), ("BR", 70), ("outside the US", 500)):
            assert not ledger.reserve([(f"uveu:acme:{place}", share + 1)], day=DAY, layer="codified").granted
            assert ledger.reserve([(f"uveu:acme:{place}", share)], day=DAY, layer="codified").granted
        assert ledger.reserve([("uveu:acme:JP", 900)], day=DAY, layer="codified").granted, "a listed country has no share"
        assert not ledger.breaches(day=DAY)
        retired = ledger.retire([("uveu_total:acme", 10)], day=DAY)
        assert {breach.account for breach in retired.answer.breaches} == {
            "uveu:acme:outside", "uveu:acme:BR", "uveu:acme:outside the US"
        }  # fmt: skip


def test_every_limit_is_cited() -> None:
    assert all(limit.cite.endswith(("(P)", "(S)", "(U)")) for limit in law_limits(corpus()))


def test_one_who_reads_it_all_ships_exactly_the_figure(tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "l.db"), create=True) as ledger:
        account = "lpp:acme:2025"
        assert ledger.reserve([(account, 26_899_999_999)], day=DAY, layer="enforced").granted
        refused = ledger.reserve([(account, 2)], day=DAY, layer="enforced")
        assert [(r.short, r.cite) for r in refused.answer.refused] == [(1, "15 CFR 740.29(a), (d) (P)")]
        assert ledger.reserve([(account, 1)], day=DAY, layer="enforced").granted


# The law changes under a living ledger


def changed(amount: str, value: int, since: date) -> Corpus:
    """The law with another figure from a day on."""
    law = corpus()
    (old,) = law.amounts[amount]
    start = day_number(since)
    new = (
        replace(old, window=Window(old.window.since, start)),
        replace(old, value=Fraction(value), window=Window(start, old.window.until), cite="a reform"),
    )
    return replace(law, amounts={**law.amounts, amount: new}, digest="sha256:" + "0" * 64)


def test_a_lowered_figure_from_a_day_on(tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "l.db"), create=True) as ledger:
        ledger.reserve([("country:MX", 500_000_000_000)], day=DAY, layer="codified", id="a")
        ledger.adopt(changed("country_allocation", 400_000_000, date(2026, 1, 1)))
        assert not ledger.breaches(day="2025-12-31", layer="codified")
        (breach,) = ledger.breaches(day="2026-01-01", layer="codified")
        assert (breach.account, breach.room, breach.cite) == ("country:MX", -100_000_000_000, "a reform (P)")
        assert ledger.reserve([("country:MX", 1_000)], day="2025-12-31", layer="codified").granted, "the old law still rules the old days"
        assert not ledger.reserve([("country:MX", 1_000)], day="2026-01-01", layer="codified").granted
        assert ledger.post("a").granted and ledger.balance("country:MX")[1] == 500_000_000_000
        assert not ledger.breaches(day="2026-01-01", layer="codified", at=1), "before it was adopted nobody knew"


def test_a_suspended_rule_and_a_country_that_changes_group(tmp_path: Path) -> None:
    law = corpus()
    (old,) = law.amounts["country_allocation"]
    suspended = replace(
        law, digest="sha256:" + "1" * 64,
        amounts={**law.amounts, "country_allocation": (replace(old, window=Window(old.window.since, day_number(date(2025, 9, 1)))),)},
    )  # fmt: skip
    supp5a = law.groups["supp5a"]
    moved = replace(
        law, digest="sha256:" + "2" * 64,
        groups={**law.groups, "supp5a": tuple(replace(row, members=row.members | {"IN"}) for row in supp5a)},
    )  # fmt: skip
    with open_ledger(str(tmp_path / "l.db"), create=True) as ledger:
        full = [("country:IN", 790_000_000_000)]
        assert ledger.record(full, day=DAY).granted
        ledger.record([("country:IN", 1)], day=DAY)
        assert [b.room for b in ledger.breaches(day=DAY, layer="codified")] == [-1]
        ledger.adopt(suspended)
        assert not ledger.breaches(day="2025-09-01") and ledger.breaches(day="2025-08-31")
        ledger.adopt(moved)
        assert not ledger.breaches(day=DAY), "no figure for a country of supplement no. 5(a)"
        assert ledger.balance("country:IN") == (790_000_000_001, 790_000_000_001), "what was counted stays counted"
        assert ledger.adopt(moved) is None, "the same law is adopted once"


# Rows of the table


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('name = "a"\naccount = "a"\nevery = "once"\namount = "lpp_cap"\neffect = "bar"\nlayers = ["codified"]', "LIC-L010"),
        ('name = "a"\naccount = "a"\nevery = "once"\neffect = "bar"\nlayers = []\ncite = "c"\nconfidence = "P"', "LIC-L013"),
        ('name = "a"\naccount = "a"\nevery = "week"\nvalue = 1\neffect = "bar"\nlayers = []\ncite = "c"\nconfidence = "P"', "LIC-L013"),
        ('name = "a"\nevery = "once"\nvalue = 1\neffect = "bar"\nlayers = []\ncite = "c"\nconfidence = "P"', "LIC-L013"),
        ('name = "a"\naccount = "a"\nevery = "once"\nvalue = 1\neffect = "bar"\nlayers = ["x"]\ncite = "c"\nconfidence = "P"', "LIC-L013"),
    ],
)
def test_rows_that_do_not_load(row: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "quotas.toml").write_text(f"[[quota]]\n{row}\n")
    with pytest.raises(LawError, match=code):
        law_limits(corpus(), tmp_path)


def test_a_schedule_of_steps_and_a_share_of_a_group(tmp_path: Path) -> None:
    """What a quarterly schedule and a share among a group's countries come to."""
    (tmp_path / "quotas.toml").write_text(
        '[[quota]]\nname = "share"\naccount = "part"\namong = "whole"\nof_group = true\nonly = ["BR"]\nevery = "once"\nvalue = "7"\n'
        'effect = "bar"\nlayers = ["codified"]\nsince = 2025-01-13\ncite = "c"\nconfidence = "P"\n'
    )
    law = changed("lpp_cap", 5, date(2025, 4, 1))
    (share,) = law_limits(law, tmp_path)
    assert [(t.kind, t.coefficient, t.group) for t in share.terms] == [("part", 100, False), ("whole", -7, True)]
    assert share.is_for("acme:BR") and not share.is_for("acme:MX")
    steps = [limit for limit in law_limits(law) if limit.name == "lpp" and limit.layer == "codified"]
    assert [(s.since, s.until, s.bound) for s in steps] == [("2025-01-13", "2025-04-01", 26_900_000_000), ("2025-04-01", "", 5_000)]
