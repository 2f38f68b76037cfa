"""Where an end use must be for 744.23: China, then Macau beside it, then Macau and Country Group D:5."""

from licet.language.provision import group, provision
from licet.law.us_ear.places import macau_or_d5, to_macau_or_d5


@provision("15 CFR 744.23(a)", since="2022-10-07", by="us-2022-ac", confidence="P")
def end_use_in_reach(t):
    """In China, or on the way there."""
    return t.destination in group("china") or t.end_use_country in group("china")


@end_use_in_reach.amended("15 CFR 744.23(a)", since="2023-01-17", by="us-2023-macau", confidence="P")
def end_use_in_reach(t):
    """In China or Macau, or on the way there."""
    return (
        t.destination in group("china") or t.destination in group("macau")
        or t.end_use_country in group("china") or t.end_use_country in group("macau")
    )  # fmt: skip


@end_use_in_reach.amended("15 CFR 744.23(a)", since="2023-11-17", by="us-2023-sme", confidence="P")
def end_use_in_reach(t):
    """In Macau or Country Group D:5, or on the way there."""
    return to_macau_or_d5(t) or macau_or_d5(t.end_use_country)
