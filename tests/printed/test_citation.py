"""Citations as they are written in the law, as places."""

from __future__ import annotations

import pytest

from licet.printed.citation import Place, parse

CITATIONS = {
    "15 CFR 742.6(b)(10)(iii)(A)(1)": ["742.6(b)(10)(iii)(A)(1)"],
    "15 CFR 742.6(b)(10)(iii)(A)(1), (iv)(B)": ["742.6(b)(10)(iii)(A)(1)", "742.6(b)(10)(iv)(B)"],
    "15 CFR 742.6(b)(10)(iii)(A)(2), (B)": ["742.6(b)(10)(iii)(A)(2)", "742.6(b)(10)(iii)(B)"],
    "15 CFR 742.6(a)(6)(iii), (b)(10); 744.23(a)(3)(i)": ["742.6(a)(6)(iii)", "742.6(b)(10)", "744.23(a)(3)(i)"],
    "15 CFR 742.6(a)(6)(i) to (iv)": [f"742.6(a)(6)({n})" for n in ("i", "ii", "iii", "iv")],
    "15 CFR 746.8(a)(5) to (8)": [f"746.8(a)({n})" for n in (5, 6, 7, 8)],
    "15 CFR 746.2, 746.6 to 746.9": ["746.2", "746.6", "746.7", "746.8", "746.9"],
    "15 CFR 740.13(a), (c)": ["740.13(a)", "740.13(c)"],
    "15 CFR 740.29(b), (f)(iii), (h)(2); ECCN 5A002": ["740.29(b)", "740.29(f)(iii)", "740.29(h)(2)", "ECCN 5A002"],
    "734.9(e)(3)(i), (ii); (h)(1)": ["734.9(e)(3)(i)", "734.9(e)(3)(ii)", "734.9(h)(1)"],
    "742.6(b)(10)(ii) (2023); dossier advanced-computing 3.6": ["742.6(b)(10)(ii)"],
    "15 CFR 740.8(a)(2) as of 2023-11-17": ["740.8(a)(2)"],
    "supplement no. 6 to part 740; 90 FR 5310": ["supplement no. 6 to part 740"],
    "Supplement No. 6 to Part 740": ["supplement no. 6 to part 740"],
    "supplement no. 2 to part 748 paragraph (dd)(1)(iv)": ["supplement no. 2 to part 748 (dd)(1)(iv)"],
    "supplement no. 8 to part 740; 742.6(a)(6)(iii)(A), (B)": [
        "supplement no. 8 to part 740", "742.6(a)(6)(iii)(A)", "742.6(a)(6)(iii)(B)",
    ],
    "supplement no. 8 to part 740 note 2 to (b)": ["supplement no. 8 to part 740 (b) note 2"],
    "supplement no. 8 to part 740 paragraph (b), note 2": ["supplement no. 8 to part 740 (b) note 2"],
    "supplement no. 10 to part 748 paragraphs 14.a, 15 and 18": [
        f"supplement no. 10 to part 748 {mark}" for mark in ("(14)(a)", "(15)", "(18)")
    ],
    "supplement no. 4 to part 744, footnotes 1, 4 and 5": ["supplement no. 4 to part 744"],
    "ECCN 3A090.a.1; 5A002.z": ["ECCN 3A090.a.1", "ECCN 5A002.z"],
    "ECCN 3A090.a note 1": ["ECCN 3A090.a note 1"],
    "ECCN 3A090 technical note 4": ["ECCN 3A090 technical note 4"],
    "Commerce Country Chart, NS:1 and NS:2": ["supplement no. 1 to part 738"],
    "15 CFR part 746": ["part 746"],
}  # fmt: skip


@pytest.mark.parametrize(("cite", "places"), CITATIONS.items(), ids=list(CITATIONS))
def test_places(cite: str, places: list[str]) -> None:
    assert [str(place) for place in parse(cite).places] == places


@pytest.mark.parametrize(
    "cite", ["88 FR 2821, savings clause", "22 CFR 126.1; note to D:5", "8-K of 2022-08-31", "press reports", "RIN 0694-AK41", ""]
)
def test_what_is_no_place_stays_as_words(cite: str) -> None:
    found = parse(cite)
    assert not found.places
    assert "; ".join(found.rest) == cite


@pytest.mark.parametrize("cite", CITATIONS)
def test_a_place_in_words_is_that_place(cite: str) -> None:
    for place in parse(cite).places:
        assert parse(str(place)).places == (place,)


def test_a_place_holds_what_is_under_it() -> None:
    outer, inner = Place("740.29", ("d",)), Place("740.29", ("d", "1"))
    assert outer.holds(inner) and outer.holds(outer) and not inner.holds(outer)
    assert not outer.holds(Place("740.28", ("d",)))
    assert list(inner.up()) == [inner, outer, Place("740.29")]
