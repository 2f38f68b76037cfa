"""Part 734: what is subject to the EAR."""

from licet.language.provision import group, provision, unread
from licet.law.us_ear.ccl_weights import weights_direct_product
from licet.law.us_ear.part734_04 import above_de_minimis
from licet.law.us_ear.part734_09 import foreign_direct_product


@provision("15 CFR 734.3(a)(1), (2)", since="2022-10-07", by="us-2022-ac", confidence="S")
def subject_by_origin(t):
    """It leaves or passes through the United States, or was made there."""
    return t.action in {"export", "deemed_export"} or t.stated_origin in group("united_states") or not t.foreign_made


@provision("15 CFR 734.3", since="2022-10-07", by="us-2022-ac", confidence="S")
def known_to_be_subject(t):
    """Known to be caught, by a rule that this version works out or by another."""
    return t.subject_to_ear


@provision("15 CFR 734.3(a)(3) to (5)", since="2022-10-07", by="us-2022-ac", confidence="S", joins=True)
def caught_abroad(t):
    """Made abroad, and caught: as a direct product, by its US content, or as the line says."""
    return foreign_direct_product(t) or weights_direct_product(t) or above_de_minimis(t) or known_to_be_subject(t)


@provision("15 CFR 734.3", since="2022-10-07", by="us-2022-ac", confidence="S")
def subject_to_the_ear(t):
    """By origin anywhere; made abroad, by one of the routes of the long arm."""
    return subject_by_origin(t) or caught_abroad(t)


@provision("15 CFR 734.3", since="2022-10-07", by="us-2022-ac", confidence="S")
def not_subject_to_the_ear(t):
    """Made abroad, not leaving the United States, and known not to be caught by any route; a service is no item."""
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
