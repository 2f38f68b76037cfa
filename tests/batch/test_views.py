"""One pass over many books of law gives what a run for each of them gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import licet
from licet.base.errors import UsageError
from licet.batch.check import check_book
from licet.batch.read import open_book
from licet.batch.run import ANSWER
from licet.batch.views import Shelf
from licet.decide.settings import engine, read_settings
from licet.faces.views import asked_views

BOOK = Path(__file__).parents[2] / "src" / "licet" / "examples" / "order_book.csv"
DAYS = ("2022-11-01", "2023-12-04", "2025-03-03", "2025-06-02", "2026-03-02", "own")
READINGS = ("cyprus", "planar_die=no_density")
LAYERS = ("enforced", "codified")


def alone(lines: pl.DataFrame, view: str, independent: bool = True) -> pl.DataFrame:
    """What a run of its own says."""
    day, layer, *readings = view.split("/")
    words: dict[str, Any] = {"as_of": None if day == "own date" else day, "layer": layer, "reading": readings}
    return answers_of(licet.frame(lines, assume=["ordinary"], independent=independent, **words))


def answers_of(answered: pl.DataFrame) -> pl.DataFrame:
    """The answer's columns, by their own names, of a frame whose other columns may have the same."""
    found = answered[:, -len(ANSWER) :]
    return found.rename(dict(zip(found.columns, ANSWER, strict=True)))


def together(lines: pl.DataFrame, **words: Any) -> dict[str, pl.DataFrame]:
    """One pass, a frame for each view."""
    found = licet.books(lines, days=DAYS, layers=LAYERS, readings=READINGS, assume=["ordinary"], show=ANSWER, **words)
    views = dict.fromkeys(name.partition("@")[2] for name in found.columns if "@" in name)
    return {view: found.select(pl.col(f"{name}@{view}").alias(name) for name in ANSWER) for view in views}


def assert_as_alone(lines: pl.DataFrame, independent: bool = True) -> None:
    found = together(lines, independent=independent)
    assert len(found) == len(DAYS) * len(LAYERS) * 2
    for view, answers in found.items():
        expected = alone(lines, view, independent).select(ANSWER)
        differs = [n for n in range(lines.height) if answers.row(n) != expected.row(n)]
        assert not differs, f"{view}, line {differs[0]}: {answers.row(differs[0])} and not {expected.row(differs[0])}"


def order_book() -> pl.DataFrame:
    """The bundled book, which names no answer's columns."""
    return pl.read_csv(BOOK, infer_schema=False)


@pytest.mark.parametrize("dates", ["all", "some", "none", "bad"])
def test_views_answer_as_runs_of_their_own(dates: str) -> None:
    lines = order_book()
    if dates == "none":
        lines = lines.drop("date")
    elif dates == "some":
        lines = lines.with_columns(date=pl.when(pl.int_range(pl.len()) % 3 > 0).then("date"))
    elif dates == "bad":
        lines = lines.with_columns(date=pl.when(pl.int_range(pl.len()) % 3 > 0).then("date").otherwise(pl.lit("soon")))
    assert_as_alone(lines)


def test_lines_that_reckon_with_their_date_are_told_apart_when_the_view_gives_it() -> None:
    """A notice given 24, 25 or 26 days before the view's day: the days a notice waits are counted from its date."""
    notice = {"chip": "RTX 4090", "quantity": "10", "destination": "CN", "consignee_hq": "CN", "nac_confirmed": "yes"}
    lines = pl.DataFrame([{**notice, "nac_notified_on": f"2023-11-{day:02}"} for day in range(1, 20)])
    assert_as_alone(lines)
    found = licet.books(lines, days=["2023-12-04"], assume=["ordinary"], show=["via"]).to_series(-1)
    assert len(set(found)) > 1


def test_lines_that_share_quotas_share_them_in_each_view() -> None:
    line = {"chip": "H100 SXM", "quantity": "900", "destination": "MX", "consignee_hq": "MX", "consignee_parent": "none"}
    lines = pl.DataFrame([{**line, "date": "2025-06-02"}] * 4 + [line] * 4)
    assert_as_alone(lines, independent=False)
    found = licet.books(lines, days=["2025-06-02"], layers=["codified"], assume=["ordinary"], show=["via"], independent=False)
    assert len(set(found.to_series(-1))) > 1


def test_many_lines_are_sorted_and_answered_alike() -> None:
    lines = pl.concat([order_book()] * (4000 // order_book().height + 1)).drop("line_id")
    assert lines.height > 3000
    found = licet.books(lines, days=DAYS[:3], assume=["ordinary"], show=["outcome", "path", "needs"])
    for day in DAYS[:3]:
        expected = alone(lines, f"{day}/enforced")
        for name in ("outcome", "path", "needs"):
            assert found[f"{name}@{day}/enforced"].to_list() == expected[name].to_list()


def test_a_file_answers_like_its_frame_whole_or_in_chunks() -> None:
    settings = read_settings(assume=["ordinary"])
    views = asked_views(settings, DAYS, LAYERS)
    found = licet.books(BOOK, days=DAYS, layers=LAYERS, assume=["ordinary"], independent=False)
    for view in views:
        own = read_settings(view.name.split("/")[0] if view.settings.as_of else None, layer=view.settings.layer, assume=["ordinary"])
        _, frames = check_book(open_book(str(BOOK)), engine(), own)
        assert found[f"outcome@{view.name}"].to_list() == answers_of(pl.concat(list(frames)))["outcome"].to_list()
    shelf = Shelf(engine(), views)
    lines = order_book()
    whole = [s.to_list() for v, r, a in shelf.answer(lines) for s in shelf.shown(v, r, a, ["outcome"])]
    parts = [
        [s.to_list() for v, r, a in shelf.answer(part) for s in shelf.shown(v, r, a, ["outcome"])] for part in lines.iter_slices(7)
    ]
    assert whole == [[cell for part in parts for cell in part[n]] for n in range(len(views))]


def test_reason_codes_are_those_of_the_views_layer_and_blank_where_a_line_was_refused() -> None:
    lines = pl.DataFrame([{"chip": "H100 SXM", "quantity": q, "destination": "CN", "date": "2025-06-02"} for q in ("1", "many")])
    found = licet.books(lines, days=["2025-06-02"], layers=["codified"], assume=["ordinary"], show=["outcome_code"])
    expected = licet.frame(lines, as_of="2025-06-02", assume=["ordinary"], why="code")["codified_outcome"][0]
    assert found.to_series(-1).to_list() == [expected, None]


def test_long_tables_have_a_line_for_each_line_and_view() -> None:
    lines = order_book()
    wide = licet.books(lines, days=DAYS, assume=["ordinary"])
    long = licet.books(lines, days=DAYS, assume=["ordinary"], form="long")
    assert long.columns == ["line", "view", "outcome"]
    assert long.height == lines.height * len(DAYS)
    for (view,), part in long.group_by("view"):
        assert part["outcome"].to_list() == wide[f"outcome@{view}"].to_list()
        assert part["line"].to_list() == lines["line_id"].to_list()


def test_views_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "views.toml"
    file.write_text(
        '[[view]]\nas_of = "2025-06-02"\n[[view]]\nname = "what was known"\nas_of = "2025-06-02"\nknown_at = "2025-01-01"\n'
        'layer = "codified"\nreading = ["cyprus=cy_not_d5"]\n',
        encoding="utf-8",
    )
    lines = order_book()
    found = licet.books(lines, views=file, assume=["ordinary"])
    assert [name for name in found.columns if "@" in name] == ["outcome@2025-06-02/enforced", "outcome@what was known"]
    words: dict[str, Any] = {"as_of": "2025-06-02", "known_at": "2025-01-01", "layer": "codified", "reading": ["cyprus=cy_not_d5"]}
    expected = licet.frame(lines, assume=["ordinary"], **words)["outcome"]
    assert found.to_series(-1).to_list() == expected.to_list()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"days": ["soon"]}, "LIC-U001"), ({"layers": ["printed"]}, "LIC-U003"), ({"readings": ["cypress"]}, "LIC-U004"),
        ({"show": ["outcom"]}, "LIC-U042"), ({"form": "tall"}, "LIC-U042"), ({"views": "nowhere.toml"}, "LIC-U041"),
        ({"views": "x.toml", "days": ["2025-06-02"]}, "LIC-U040"),
        ({"readings": ["cyprus", "cambodia", "ethiopia", "planar_die", "intermediate", "uae_a_items", "h20_letter", "intel_letter",
                       "aia_filing", "nac_notice_2023"]}, "LIC-U040"),
    ],
)  # fmt: skip
def test_words_without_sense_are_refused(words: dict[str, Any], code: str) -> None:
    with pytest.raises(UsageError) as caught:
        licet.books(pl.DataFrame({"destination": ["CN"]}), **words)
    assert caught.value.complaint.code == code


@pytest.mark.parametrize("text", ['[[view]]\nday = "2025-06-02"\n', "[[view]]\n[[view]]\n", "view = 3\n", "[[view\n"])
def test_a_file_of_views_that_cannot_be_used_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "views.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        licet.books(pl.DataFrame({"destination": ["CN"]}), views=file)
    assert caught.value.complaint.code == "LIC-U041"
