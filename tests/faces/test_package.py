"""`licet package`: an application package, whole or not at all, whatever stands in the cells."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import fastexcel
import pytest
from running import BOOK, ORDINARY, Line, Ran, put_lines, run

import licet
from licet.base.errors import FileError, UsageError
from licet.base.files import write_folder
from licet.decide.application import application_of
from licet.decide.determine import determine
from licet.decide.settings import engine, read_settings
from licet.faces.verbs import admitted_line
from licet.report.application import package_files

CHINA: Line = {
    "line_id": "7", "chip": "H200 SXM", "quantity": "100", "value_usd": "3000000", "destination": "CN", "origin": "US",
    "exporter_name": "Example Systems Inc", "exporter_country": "US", "consignee_name": "Beispiel AG", "consignee_country": "CN",
    "consignee_hq": "CN", "consignee_parent": "none", "operator_name": "Rechenhaus", "operator_hq": "CN", "date": "2026-06-02",
    "us_available_since": "2024-11-01", "purchase_order_quantity": "80", "application_registered_on": "2026-06-03",
}  # fmt: skip
MEXICO: Line = {**CHINA, "destination": "MX", "consignee_country": "MX", "consignee_hq": "MX", "operator_hq": "MX"}
ALWAYS = {"form.json", "form.txt", "sheets.xlsx", "proof.json", "proof.txt", "checklist.json", "checklist.txt", "receipt.json"}


def package(folder: Path, *lines: Line, line: str = "7", options: tuple[str, ...] = ()) -> tuple[Ran, Path]:
    book, out = put_lines(folder, *(lines or (CHINA,))), folder / "out"
    return run("package", book, "--line", line, "--out", out, *ORDINARY, *options), out


def read(out: Path, name: str) -> Any:
    return json.loads((out / name).read_text(encoding="utf-8"))


def blocks(out: Path) -> dict[str, str]:
    return {field["block"]: field["value"] for field in read(out, "form.json")["fields"] if field["block"]}


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".licet-")]


def sheet(out: Path, name: str) -> list[tuple[object, ...]]:
    return fastexcel.read_excel(out / "sheets.xlsx").load_sheet(name, header_row=None, dtypes="string").to_polars().rows()


# What is in it


def test_a_line_that_needs_a_license_gets_its_package(tmp_path: Path) -> None:
    ran, out = package(tmp_path)
    assert ran.status == 1 and "a license is required" in ran.out
    assert {path.name for path in out.iterdir()} == ALWAYS | {"certifications.txt"}
    assert not leftovers(tmp_path)
    found = blocks(out)
    assert (found["5"], found["22(a)"], found["22(j)"]) == ("export", "3A090.a", "1583120")
    assert "PRC End-User Statement" in found["7"] and found["24"] == "operator: Rechenhaus"
    fields = {field["label"]: field for field in read(out, "form.json")["fields"]}
    assert fields["End user"]["value"] == "Beispiel AG" and fields["End user"]["basis"] == "computed"
    assert fields["Applicant"]["basis"] == "stated" and fields["Specific end use"]["basis"] == "assumed: profile ordinary"


def test_the_checklist_names_what_is_missing(tmp_path: Path) -> None:
    _, out = package(tmp_path)
    found = read(out, "checklist.json")
    attached = {entry["cite"]: entry for entry in found["attachments"]}
    assert set(attached) == {"supplement no. 2 to part 748 paragraph (c)(3)", "15 CFR 748.10; 748.9(e)"}
    assert attached["15 CFR 748.10; 748.9(e)"]["due"] == "2026-06-02"
    assert len(found["certifications"]) == 6 and {entry["confidence"] for entry in found["certifications"]} == {"S"}
    assert "us_supply_certified" in {need["fact"] for need in found["unknown"]}
    assert any("More is asked for than the purchase order" in entry["what"] for entry in found["statements"])
    assert any("Addresses" in label for label in found["blank_fields"]) and "Quantity" not in found["blank_fields"]
    text = (out / "checklist.txt").read_text()
    assert "[ ] us_supply_certified" in text and "ATTACHMENTS" in text and "ASSUMED: TO BE CONFIRMED" in text
    assert "paraphrase" in (out / "certifications.txt").read_text()


def test_what_was_ordered_may_be_asked_for(tmp_path: Path) -> None:
    _, out = package(tmp_path, {**CHINA, "purchase_order_quantity": "100"})
    assert not any("More is asked" in entry["what"] for entry in read(out, "checklist.json")["statements"])


def test_before_2025_nobody_asked_for_the_order(tmp_path: Path) -> None:
    _, out = package(tmp_path, {**CHINA, "date": "2024-06-03", "us_available_since": ""})
    assert "22(j)" not in blocks(out) and not (out / "certifications.txt").exists()
    assert "Quantity of the purchase order" not in {field["label"] for field in read(out, "form.json")["fields"]}


def test_the_receipt_holds_what_the_answer_rests_on(tmp_path: Path) -> None:
    _, out = package(tmp_path)
    receipt = read(out, "receipt.json")
    assert set(receipt["files"]) == {path.name for path in out.iterdir()} - {"receipt.json"}
    for name, digest in receipt["files"].items():
        assert digest == "sha256:" + hashlib.sha256((out / name).read_bytes()).hexdigest()
    assert receipt["stated"]["consignee_name"] == "Beispiel AG" and receipt["stated"]["quantity"] == "100"
    again = licet.check(assume=["ordinary"], **receipt["stated"])
    assert (again.outcome, again.path, again.law["digest"]) == (receipt["outcome"], receipt["path"], receipt["law"]["digest"])
    assert read(out, "proof.json")["duties"] == again.to_dict()["duties"]


def test_equal_lines_make_equal_bytes_and_both_faces_agree(tmp_path: Path) -> None:
    _, out = package(tmp_path)
    words: dict[str, Any] = dict(CHINA)
    found = licet.package(str(tmp_path / "verb"), assume=["ordinary"], **words)
    assert found.outcome == "license_required"
    for path in out.iterdir():
        if path.suffix == ".xlsx":
            assert zipfile.ZipFile(path).testzip() is None
        if path.name not in ("proof.json", "proof.txt", "receipt.json"):  # a book's line also holds the nearest changes
            assert path.read_bytes() == (tmp_path / "verb" / path.name).read_bytes(), path.name


def test_the_sheets_open_and_hold_every_party(tmp_path: Path) -> None:
    _, out = package(tmp_path)
    parties = {row[0]: row for row in sheet(out, "Parties")}
    assert {"role", "exporter", "consignee", "owner", "operator", "end_user"} <= set(parties)
    assert "Rechenhaus" in parties["operator"] and "consignee" in parties["owner"]
    assert ("line_tpp", "1583120") in sheet(out, "Item")
    assert any("22(a)" in row for row in sheet(out, "Form"))


# Which lines


def test_a_line_that_needs_no_license_is_refused_with_its_place(tmp_path: Path) -> None:
    ran, out = package(tmp_path, MEXICO)
    assert ran.status == 2 and ran.codes == ["LIC-P001"] and not out.exists()
    assert "row 2, line '7'" in ran.err and "--anyway" in ran.err
    ran, out = package(tmp_path, MEXICO, options=("--anyway",))
    assert ran.status == 0 and (out / "form.json").exists()
    with pytest.raises(UsageError, match="LIC-P001"):
        licet.package(str(tmp_path / "verb"), assume=["ordinary"], **dict[str, Any](MEXICO))


def test_the_layer_that_heads_the_answer_decides(tmp_path: Path) -> None:
    ran, out = package(tmp_path, {**MEXICO, "lpp_received_tpp": "26900000"}, options=("--layer", "codified"))
    assert ran.status == 1 and read(out, "receipt.json")["headed_by"] == "codified"


def test_an_undetermined_line_shows_what_is_missing(tmp_path: Path) -> None:
    book = put_lines(tmp_path, {"line_id": "7", "destination": "CN", "date": "2026-06-02"})
    ran = run("package", book, "--line", "7", "--out", tmp_path / "out")
    assert ran.status == 3 and read(tmp_path / "out", "checklist.json")["unknown"]


def test_a_line_that_is_not_there_and_one_that_is_bad(tmp_path: Path) -> None:
    ran, out = package(tmp_path, line="8")
    assert ran.codes == ["LIC-U007"] and not out.exists()
    ran, out = package(tmp_path, {**CHINA, "quantity": "many"})
    assert ran.status == 2 and "row 2" in ran.err and not out.exists()


def test_a_line_of_the_bundled_book(tmp_path: Path) -> None:
    ran = run("package", BOOK, "--line", "1", "--out", tmp_path / "one", *ORDINARY, "--exit-zero", "--quiet")
    assert (ran.status, ran.stdout, ran.err) == (0, b"", "")


# Where it goes


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert package(tmp_path)[0].status == 1, "an empty folder may be filled"
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    ran, _ = package(tmp_path, {**CHINA, "quantity": "5"})
    assert ran.status == 2 and ran.codes == ["LIC-R023"]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before and not leftovers(tmp_path)


@pytest.mark.parametrize("out", ["", "/", "..", "a\0b", "x" * 300])
def test_a_name_that_no_folder_can_have(tmp_path: Path, out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileError, match=r"LIC-R02[03]"):
        write_folder(out, {"first": b""})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["file", "link", "dangling"])
def test_no_file_and_no_link_is_replaced(tmp_path: Path, kind: str) -> None:
    out, target = tmp_path / "out", tmp_path / "target"
    if kind == "file":
        out.write_text("mine")
    else:
        if kind == "link":
            target.mkdir()
        out.symlink_to(target, target_is_directory=True)
    ran, _ = package(tmp_path)
    assert ran.codes == ["LIC-R023"] and not leftovers(tmp_path)
    assert out.read_text() == "mine" if kind == "file" else out.is_symlink()


def test_a_folder_in_a_place_that_is_not_there(tmp_path: Path) -> None:
    ran = run("package", put_lines(tmp_path, CHINA), "--line", "7", "--out", tmp_path / "no" / "out", *ORDINARY)
    assert ran.codes == ["LIC-R020"]


class Torn(Mapping[str, bytes]):
    """Files of which the second never comes."""

    def __iter__(self) -> Iterator[str]:
        yield "first"
        raise KeyboardInterrupt

    def __getitem__(self, name: str) -> bytes:
        return b"content"

    def __len__(self) -> int:
        return 2


def test_an_interrupt_half_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_folder(str(tmp_path / "out"), Torn())
    assert list(tmp_path.iterdir()) == []


def test_an_error_half_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="LIC-R020"):
        write_folder(str(tmp_path / "out"), {"first": b"", "no/such/folder": b""})
    assert list(tmp_path.iterdir()) == []


# Hostile cells

HOSTILE = '=HYPERLINK("http://x";"y")'


def formulas(workbook: bytes) -> bool:
    """Whether a sheet of it holds a formula or a link."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
    return any(word in content for content in sheets for word in (b"<f>", b"<hyperlink"))


def test_a_formula_that_came_in_by_another_way_leaves_as_text() -> None:
    settings = read_settings(assume=["ordinary"])
    admitted, question = admitted_line(CHINA, settings)
    drawn = application_of(engine(), admitted, question, determine(engine(), admitted, question))
    workbook = package_files(replace(drawn, parties={"consignee": {"name": HOSTILE}}))["sheets.xlsx"]
    assert not formulas(workbook)
    assert HOSTILE in fastexcel.read_excel(workbook).load_sheet("Parties", header_row=None).to_polars().rows()[1]


@pytest.mark.parametrize("name", ["+1+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\tx", "{=1}", "http://example.org/x"])
def test_no_cell_becomes_a_formula_or_a_link(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"  # by the verb: an order book that holds a formula is refused before it gets here
    licet.package(str(out), assume=["ordinary"], **dict[str, Any]({**CHINA, "consignee_name": name}))
    assert any(name.strip() in row for row in sheet(out, "Parties"))
    assert not formulas((out / "sheets.xlsx").read_bytes())
    assert blocks(out)["22(a)"] == "3A090.a"


def test_a_line_id_names_no_path(tmp_path: Path) -> None:
    hostile = "../../../evil/\\..\\x"
    (tmp_path / "in").mkdir()
    ran, out = package(tmp_path / "in", {**CHINA, "line_id": hostile}, line=hostile)
    assert ran.status == 1 and {path.name for path in out.iterdir()} == ALWAYS | {"certifications.txt"}
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_no_cell_steers_a_terminal_or_begins_a_line(tmp_path: Path) -> None:
    name = "Good\u2028Rule: nothing is required\x1b[2J\x85\u202eevil"
    _, out = package(tmp_path, {**CHINA, "consignee_name": name})
    for path in out.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert all(c.isprintable() or c == "\n" for c in text), path.name
        assert not any(line.startswith("Rule: nothing") for line in text.splitlines())
    assert read(out, "receipt.json")["stated"]["consignee_name"] == name


def test_a_name_longer_than_a_cell_is_told(tmp_path: Path) -> None:
    ran, out = package(tmp_path, {**CHINA, "consignee_name": "x" * 40_000})
    assert ran.codes == ["LIC-R022"] and not out.exists() and not leftovers(tmp_path)
