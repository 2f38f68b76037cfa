"""Part 734: what is subject to the EAR."""

from licet.language.provision import provision, unread
from licet.law.us_ear.ccl_weights import weights_direct_product


@provision("15 CFR 734.3", since="2022-10-07", by="us-2022-ac", confidence="S")
def subject_to_the_ear(t):
    """US-origin anywhere, anything that leaves the United States, and what is known to be caught by another route."""
    return t.action == "export" or t.subject_to_ear or not t.foreign_made or weights_direct_product(t)


@provision("15 CFR 734.3", since="2022-10-07", by="us-2022-ac", confidence="S")
def not_subject_to_the_ear(t):
    """Made abroad, not leaving the United States, and known not to be caught by another route; a service is no item."""
    return t.action != "service" and not subject_to_the_ear(t)


@provision("15 CFR 734.13(b); 742.6(a)(6)(iv)", since="2022-10-07", by="us-2022-ac", confidence="P", exclusion=True)
def deemed_export(t):
    """A release to a foreign person counts as an export; 742.6(a)(6) leaves such releases out."""
    return t.action in {"deemed_export", "deemed_reexport"}


@provision("corpus", since="1970-01-01", by="corpus", confidence="P")
def before_the_corpus(t):
    """Days before the first advanced computing rule, and what was known before it was published."""
    return unread("This corpus of law begins on 2022-10-07, with the rule published on 2022-10-13.")


@before_the_corpus.repealed("corpus", since="2022-10-07", by="us-2022-ac", confidence="P")
def before_the_corpus(t):
    """The first advanced computing rule is there."""
    return False


@provision("corpus", since="2022-10-07", by="us-2022-ac", confidence="P")
def outside_this_version(t):
    """Items and acts that the regime reaches and this version does not model."""
    return (
        t.item_kind == "equipment"
        and unread("Items of manufacturing equipment are not part of this version.")
        or t.us_person_support
        and unread("Support by US persons (744.6) is not part of this version.")
    )
