"""Exports from Taiwan to a party on its entity list need a permit first. The names are not kept here: whether a party is listed is asked."""

from licet.language.chain import any_of, chain, step
from licet.language.provision import group, provision, unread


@provision("corpus", since="1970-01-01", by="corpus", confidence="S")
def before_the_list(t):
    """Days before the list of June 2025."""
    return unread("This corpus of law begins on 2025-06-10, with 601 new entries; the list before it was not read.")


@before_the_list.repealed("corpus", since="2025-06-10", by="tw-2025-list", confidence="S")
def before_the_list(t):
    """The list is there."""
    return False


@provision("SHTC entity list of 2025-06-10", since="2025-06-10", by="tw-2025-list", confidence="S")
def does_not_leave_taiwan(t):
    """It comes from another country, or stays in Taiwan."""
    return not t.origin in group("taiwan") or t.destination in group("taiwan")


@provision("SHTC entity list of 2025-06-10", since="2025-06-10", by="tw-2025-list", confidence="S")
def license_required(t):
    """It leaves Taiwan for a party on the entity list."""
    return t.tw_shtc_listed and not does_not_leave_taiwan(t)


@provision("Taiwan's export control of strategic high-tech commodities", since="2025-06-10", by="tw-2025-list", confidence="S")
def other_rules_unread(t):
    """It leaves Taiwan for parties that are not listed."""
    return not t.tw_shtc_listed and unread("Taiwan's list of controlled goods was not read: only exports to listed parties are answered.")


@provision("SHTC entity list of 2025-06-10", since="2025-06-10", by="tw-2025-list", confidence="S")
def permit_held(t):
    """A permit is held for it."""
    return license_required(t) and "taiwan" in t.permits_held


paragraph = chain("Which item is it?", default=step("none"))

eccn = chain("Under which entry does it stand?", default=step("none"))

outcome = chain(
    "May it leave Taiwan, and under what?",
    step(before_the_list, "undetermined"),
    step(does_not_leave_taiwan, "not_subject", via="none"),
    step(other_rules_unread, "undetermined"),
    any_of(step(permit_held, "authorized", via="LICENSE")),
    default=step("license_required", via="none"),
)

review = chain("Which policy meets an application?", default=step("none"))

informed = chain("Does a letter bind this exporter?", default=step("none"))
