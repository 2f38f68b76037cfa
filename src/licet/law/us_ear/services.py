"""Computing for others: no item goes, so no requirement on items is asked; what is asked of the provider stands here."""

from licet.language.provision import group, provision, unread
from licet.law.us_ear.ccl_weights import model_of_4e091
from licet.law.us_ear.part744.requirements import barred_by_part_744
from licet.law.us_ear.part746 import embargo
from licet.law.us_ear.places import listed_party


@provision("supplement no. 3 to part 732 no. 28", since="2022-10-07", by="us-2022-ac", confidence="P", exclusion=True)
def computing_service(t):
    """Computing is rented out: nothing is exported by that alone."""
    return t.action == "service" and t.service in {"iaas_training", "iaas_inference"}


@provision("15 CFR parts 744 and 746", since="2022-10-07", by="us-2022-ac", confidence="P")
def service_open(t):
    """A service to an embargoed place, a listed party, or for an end use of part 744."""
    return t.action == "service" and (embargo(t) or barred_by_part_744(t)) and unread(
        "What part 744, part 746 and OFAC ask of services to such a place, party or end use is not part of this version."
    )


@provision("ECCN 4E091", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def trains_a_controlled_model(t):
    """The computers train a model of 4E091, whatever the line says of the item."""
    return t.action == "service" and t.service == "iaas_training" and model_of_4e091(t)


@provision("supplement no. 5 to part 740 paragraph (a)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def trains_for_an_outsider(t):
    """Training a model of 4E091 for an entity with headquarters, or an ultimate parent, outside the listed countries."""
    return trains_a_controlled_model(t) and not listed_party(t.consignee_hq, t.consignee_parent)


@provision("15 CFR 740.27(a), (b)(2)(iii)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def aia_computers_for_an_outsider(t):
    """Computers received under AIA do not train models of 4E091 for outsiders, by headquarters, parent or place, unless BIS agrees."""
    return t.compute_received_under == "AIA" and (
        trains_for_an_outsider(t) or trains_a_controlled_model(t) and not t.destination in group("supp5a")
    )


@provision("supplement no. 10 to part 748 paragraph 7", since="2025-01-13", by="us-2025-diffusion", confidence="P", exclusion=True)
def small_fine_tuning(t):
    """Fine-tuning a model of 4E091 by no more than a quarter of the operations that trained it."""
    return t.original_training_operations >= (operations_floor := 100_000_000) and t.additional_over_original <= (share := 0.25)


@provision("supplement no. 10 to part 748 paragraph 7", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def validated_computers_for_an_outsider(t):
    """A validated end user trains no model of 4E091 outside the listed countries, nor for entities headquartered outside them,
    unless BIS agrees.
    """
    return (
        trains_a_controlled_model(t)
        and t.compute_received_under in {"UVEU", "NVEU"}
        and not (t.compute_country in group("supp5a") and t.consignee_hq in group("supp5a"))
        and not small_fine_tuning(t)
    )


@provision("15 CFR 740.27; supplement no. 10 to part 748", since="2025-01-13", by="us-2025-diffusion", confidence="P", joins=True)
def service_needs_agreement(t):
    """The terms under which the computers were received ask for the agreement of BIS first."""
    return aia_computers_for_an_outsider(t) or validated_computers_for_an_outsider(t)


@provision("supplement no. 3 to part 732 no. 28", since="2025-01-13", by="us-2025-diffusion", confidence="P", joins=True)
def red_flag_28(t):
    """A reason to ask, never a verdict."""
    return trains_for_an_outsider(t)
