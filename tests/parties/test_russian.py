"""Russian organisations: Cyrillic, every romanisation and the English of lists are one name."""

from __future__ import annotations

import pytest
from conftest import entry, index_of

from licet.parties.index import Index
from licet.parties.match import Party, search
from licet.parties.normal import forms_of
from licet.parties.russian import as_lists_romanise

LISTED = (
    entry("Joint Stock Company Kazan Experimental Design Bureau Soyuz", country="RU"),
    entry("AO Nauchno-Proizvodstvennoe Predpriyatie Zenitka", country="RU"),
    entry("JSC 356 Aircraft Repair Plant", country="RU"),
    entry("Central Scientific Research Institute of Automation and Hydraulics", country="RU"),
    entry("OOO KHIMMEDSNAB", country="RU"),
    entry("Khabarovsky Sudostroitelny Zavod AO", country="RU"),
    *(entry(f"Harbin Orchid Trading {n}") for n in range(40)),
)  # fmt: skip


@pytest.fixture
def index() -> Index:
    return index_of(LISTED)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("АО «Казанское опытное конструкторское бюро «Союз»", "Kazan Experimental"),
        ("АО «Казанское ОКБ «Союз»", "Kazan Experimental"),
        ("AO Kazanskoe Opytnoe Konstruktorskoe Byuro Soyuz", "Kazan Experimental"),
        ("ООО «НПП «Зенитка»", "Zenitka"),
        ("Научно-производственное предприятие Зенитка, АО", "Zenitka"),
        ("JSC Research and Production Enterprise Zenitka", "Zenitka"),
        ("АО «356 Авиационный ремонтный завод»", "356 Aircraft"),
        ("АО «356 АРЗ»", "356 Aircraft"),
        ("АО «Kазанское опытное koнструкторское бюро «Coюз»", "Kazan Experimental"),  # three Latin letters in it
        ("АО «ЦНИИ автоматики и гидравлики»", "Automation and Hydraulics"),
        ("ЦЕНТРАЛЬНЫЙ НАУЧНО-ИССЛЕДОВАТЕЛЬСКИЙ ИНСТИТУТ АВТОМАТИКИ И ГИДРАВЛИКИ", "Automation and Hydraulics"),
        ("Центральный научно-иследовательский институт автоматики и гидравлики", "Automation and Hydraulics"),
        ("OOO XIMMEDSNAB", "KHIMMEDSNAB"),
        ("ООО «Химмедснаб»", "KHIMMEDSNAB"),
        ("XABAROVSKIJ SUDOSTROITEL`NY`J ZAVOD", "Khabarovsky"),
        ("Chabarovskij sudostroitelʹnyj zavod", "Khabarovsky"),
        ("АО «Хабаровский судостроительный завод»", "Khabarovsky"),
    ],
)
def test_one_organisation_in_many_spellings(index: Index, asked: str, wanted: str) -> None:
    hits = search(index, Party(asked)).hits
    assert any(wanted in hit.entry.name for hit in hits), [form.tokens for form in forms_of(asked)]


@pytest.mark.parametrize(
    "asked", ["АО «Казанский хлебозавод»", "ООО «Научно-производственное предприятие Колосок»", "АО «357 авиационный ремонтный завод»",
              "АО «ЦНИИ бумаги»", "Хабаровский хлебный завод"],
)  # fmt: skip
def test_a_kind_and_a_place_alone_are_nobody(index: Index, asked: str) -> None:
    assert not search(index, Party(asked)).hits


def test_names_in_other_languages_are_left_as_they_are() -> None:
    assert as_lists_romanise("xilinx china") == "xilinx china"
    assert [form.tokens for form in forms_of("Xilinx Inc")] == [("xilinx",)]


def test_the_explanation_says_how_a_name_was_read(index: Index) -> None:
    (hit,) = search(index, Party("JSC SPE Zenitka")).hits
    assert "kinds as one word" in hit.reading and ("npp", "npp") in [(pair.asked, pair.listed) for pair in hit.alignment.pairs]


def test_two_kinds_that_are_read_as_one_are_not_the_same_name(index: Index) -> None:
    (hit,) = search(index, Party("АО «Казанское СКБ «Союз»", "RU")).hits
    assert hit.level == "STRONG" and "kinds of institutes" in hit.reasons[0], (
        "an experimental bureau is not a special one: people confirm it"
    )
