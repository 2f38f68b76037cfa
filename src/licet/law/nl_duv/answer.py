"""Immersion lithography machines that leave the Netherlands need a national license: models from NXT:2000i on since September 2023,
NXT:1970i and NXT:1980i since September 2024.
"""

from licet.language.chain import any_of, chain, step
from licet.language.provision import group, party, provision, unread


@provision("corpus", since="1970-01-01", by="corpus", confidence="S")
def before_the_rule(t):
    """Days before the national rule."""
    return unread("This corpus of law begins on 2023-09-01, with the national rule on semiconductor equipment.")


@before_the_rule.repealed("corpus", since="2023-09-01", by="nl-2023-duv", confidence="S")
def before_the_rule(t):
    """The rule is there."""
    return False


@provision("Dutch rule on semiconductor equipment, 2023-09-01", since="2023-09-01", by="nl-2023-duv", confidence="S")
def does_not_leave_the_netherlands(t):
    """It comes from another country, or stays in the Netherlands."""
    return not t.origin in group("netherlands") or t.destination in group("netherlands")


@provision("Dutch rule on semiconductor equipment, 2023-09-01", since="2023-09-01", by="nl-2023-duv", confidence="S")
def listed_machine(t):
    """The machine is one that a rule names."""
    return t.item_kind == "equipment" and (
        t.lithography_model in party("immersion_2023") or t.lithography_model in party("immersion_2024")
    )


@provision("Dutch rule on semiconductor equipment, 2023-09-01", since="2023-09-01", by="nl-2023-duv", confidence="S")
def license_required(t):
    """A listed machine leaves the Netherlands."""
    return listed_machine(t) and not does_not_leave_the_netherlands(t)


@provision("Dutch and European export control", since="2023-09-01", by="nl-2023-duv", confidence="S")
def other_goods_unread(t):
    """Goods that leave the Netherlands and are no listed machine."""
    return not listed_machine(t) and unread(
        "Other equipment, later models and the European list were not read: only the named immersion machines are answered."
    )


@provision("Dutch revocation in part, 2024-01-01", since="2023-09-01", by="nl-2024-revocation", confidence="S")
def revoked_in_part(t):
    """Shipments of these models were barred although a license had been given."""
    return t.lithography_model in party("revoked_2024") and unread(
        "A license for NXT:2050i and NXT:2100i was revoked in part from 2024-01-01; for which shipments was not read."
    )


@provision("Dutch rule on semiconductor equipment, 2023-09-01", since="2023-09-01", by="nl-2023-duv", confidence="S")
def license_held(t):
    """A national license is held for it."""
    return license_required(t) and "netherlands" in t.permits_held and not revoked_in_part(t)


paragraph = chain("Which machine is it?", default=step("none"))

eccn = chain("Under which entry does it stand?", default=step("none"))

outcome = chain(
    "May it leave the Netherlands, and under what?",
    step(before_the_rule, "undetermined"),
    step(does_not_leave_the_netherlands, "not_subject", via="none"),
    step(other_goods_unread, "undetermined"),
    any_of(step(license_held, "authorized", via="LICENSE")),
    default=step("license_required", via="none"),
)

review = chain("Which policy meets an application?", default=step("none"))

informed = chain("Does a letter bind this exporter?", default=step("none"))
