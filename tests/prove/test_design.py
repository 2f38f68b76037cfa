"""The law alone says why the chips made for one market look as they do: each stands just inside a bound that the solver proves."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest

from licet.base.errors import FileError
from licet.base.quantities import GRAIN
from licet.decide.settings import engine, read_settings
from licet.faces.cli import run
from licet.facts.intake import admit
from licet.language.book import View
from licet.prove.design import Best, Designer, Limit, line_facts

CHINA = "CN"


def designer(day: str, datacenter: str | None = "yes", chip: str | None = None, layer: str = "codified", **more: str) -> Designer:
    settings = read_settings(day, layer=layer, assume=["ordinary", *(f"{name}={text}" for name, text in more.items())])
    assert settings.as_of is not None
    book = engine().corpus.book(View(settings.as_of, None, layer))
    return Designer(engine(), book, settings.as_of, line_facts(CHINA, CHINA, datacenter, chip), settings.assume, {})


def own(chip: str) -> dict[str, Fraction]:
    """What the catalogue publishes of a chip."""
    values = admit({"chip": chip}, {}).values
    names = ("tpp", "applicable_die_area_mm2", "io_bandwidth_gb_s", "dram_bandwidth_gb_s")
    return {name: Fraction(value, GRAIN) for name in names if isinstance(value := values[name], int)}


def limit(best: Best | None, dial: str) -> Limit:
    assert best is not None
    return next(one for one in best.limits if one.dial == dial)


@pytest.mark.parametrize(
    ("made", "cut_from"), [("nvidia-a800-sxm-80gb", "nvidia-a100-sxm-80gb"), ("nvidia-h800-sxm-80gb", "nvidia-h100-sxm-80gb")]
)
def test_a800_and_h800_slow_their_links_and_keep_their_throughput(made: str, cut_from: str) -> None:
    law = designer("2022-12-01", chip=cut_from)
    links = next(cut for cut in law.cuts() if cut.dial == "io_bandwidth_gb_s")
    assert links.words == "below 600" and links.stop is not None and links.stop.paragraph == "3A090.a"
    before, after = own(cut_from), own(made)
    assert before["io_bandwidth_gb_s"] >= 600 > after["io_bandwidth_gb_s"]
    assert {**before, "io_bandwidth_gb_s": 0} == {**after, "io_bandwidth_gb_s": 0}
    assert limit(law.best(), "tpp").words == "no bound"  # so nothing else had to go
    assert [gap.words() for gap in law.frontier()] == ["TPP < 4800 and any io_bandwidth_gb_s", "TPP >= 4800 and io_bandwidth_gb_s < 600"]


def test_of_the_h100_the_links_are_the_least_cut() -> None:
    cuts = designer("2022-12-01", chip="nvidia-h100-sxm-80gb").cuts()
    assert [cut.dial for cut in cuts if cut.free is not None] == ["io_bandwidth_gb_s", "tpp"]


@pytest.mark.parametrize(
    ("chip", "bound", "paragraph"),
    [("nvidia-h20-sxm-96gb", "below 2400", "3A090.b.1"), ("nvidia-l20", "below 1948.8", "3A090.b.2"), ("nvidia-l2", "below 1600", "3A090.b.2")],
)
def test_h20_l20_and_l2_fill_the_gap_that_their_dies_leave(chip: str, bound: str, paragraph: str) -> None:
    """October 2023: at a given area the most throughput; each of these has 96 % of it or more."""
    figures = own(chip)
    best = designer("2023-12-01").best(fixed={"applicable_die_area_mm2": int(figures["applicable_die_area_mm2"] * GRAIN)})
    most = limit(best, "tpp")
    assert most.words == bound and most.stop is not None and most.stop.paragraph == paragraph
    assert most.least_or_most is not None
    assert Fraction(96, 100) * most.least_or_most <= figures["tpp"] * GRAIN <= most.least_or_most


@pytest.mark.parametrize(
    ("made", "cut_from"),
    [("nvidia-geforce-rtx-4090-d", "nvidia-geforce-rtx-4090"), ("nvidia-geforce-rtx-5090-d", "nvidia-geforce-rtx-5090")],
)
def test_rtx_4090_d_and_5090_d_stay_under_note_2(made: str, cut_from: str) -> None:
    day = "2023-12-01" if "4090" in made else "2025-02-01"
    law = designer(day, datacenter=None, chip=cut_from)
    cuts = {cut.dial: cut for cut in law.cuts() if cut.free is not None}
    assert set(cuts) == {"tpp"} and cuts["tpp"].words == "below 4800"
    assert cuts["tpp"].stop is not None and cuts["tpp"].stop.paragraph == "3A090.a.1"
    assert 4700 < own(made)["tpp"] < 4800 <= own(cut_from)["tpp"]


def test_nothing_above_is_free_and_the_engine_says_so_too() -> None:
    law = designer("2023-12-01")
    best = law.best()
    assert best is not None and best.figures["tpp"] == 4800 * GRAIN - 1 and best.figures["applicable_die_area_mm2"] == 3000 * GRAIN
    for area in (1, 814_000, 3_000_000, 10_000_000):
        for tpp in (4_800_000, 4_800_001, 21_000_000):
            assert law.answered({**best.figures, "tpp": tpp, "applicable_die_area_mm2": area}).outcome == "license_required"


def test_a_letter_stops_the_memory_of_its_addressee() -> None:
    most = limit(designer("2025-06-01", layer="enforced", exporter_name="Intel").best("dram_bandwidth_gb_s"), "dram_bandwidth_gb_s")
    assert most.words == "below 1400" and most.stop is not None and "2025-04-16" in most.stop.decided_by[0]
    assert limit(designer("2025-06-01", layer="enforced").best("dram_bandwidth_gb_s"), "dram_bandwidth_gb_s").words == "no bound"


def test_where_nothing_is_free_it_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert designer("2023-12-01", consignee_listed="entity_list").best() is None
    assert run(["design", "--destination", CHINA, "--as-of", "2023-12-01", "--assume", "consignee_listed=entity_list"]) == 1
    assert "that is proved" in capsys.readouterr().out


def test_the_command_draws_and_records(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["design", "--destination", CHINA, "--as-of", "2023-12-01", "--tpp-at-area", "814", "--from", "nvidia-h100-sxm-80gb"]
    assert run([*words, "--plot"]) == 0
    drawn = capsys.readouterr().out
    assert "below 2400" in drawn and drawn.count("X") >= 2
    assert run([*words, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["best"]["limits"][0]["bound"] == "below 2400"
    assert record["frontier"][2] == {"tpp": ["2400", "4800"], "ic_performance_density": [None, "1.6"], "whole": True}


def test_the_whole_frontier_is_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Regions, the law's own edges, the best circuit and the named one; the same question gives the same bytes."""
    words = ["design", "--destination", CHINA, "--as-of", "2023-12-01", "--tpp-at-area", "814", "--from", "nvidia-h100-sxm-80gb", "--svg"]
    drawings = []
    for name in ("one.svg", "two.svg"):
        assert run([*words, str(tmp_path / name)]) == 0
        drawings.append((tmp_path / name).read_bytes())
    assert drawings[0] == drawings[1]
    tree = ElementTree.fromstring(drawings[0])
    told = [node.text for node in tree.iter() if node.text]
    assert {"1600", "2400", "4800", "1.6", "3.2", "license", "free", "the best free circuit"} <= set(told)
    assert any(text.startswith("nvidia-h100-sxm-80gb: TPP 15831.2") for text in told)
    capsys.readouterr()


def test_where_no_figure_decides_nothing_is_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "none.svg"
    run(["design", "--destination", CHINA, "--as-of", "2023-12-01", "--assume", "consignee_listed=entity_list", "--svg", str(target)])
    assert not target.exists() and "Nothing to draw" in capsys.readouterr().err
    with pytest.raises(FileError, match="LIC-R020"):
        run(["design", "--destination", CHINA, "--as-of", "2023-12-01", "--svg", str(tmp_path / "missing" / "a.svg")])
