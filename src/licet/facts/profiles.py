"""Named sets of assumptions: facts that somebody chose to take as given where nothing was said."""

from __future__ import annotations

from licet.base.errors import UsageError, nearest
from licet.facts.vocabulary import COPIED_ROLES, OPTIONAL_ROLES, vocabulary

_OF_EVERY_PARTY = {"parent": "none", "listed": "none", "footnote": "none", "listed_ownership": "0"}

ORDINARY = {
    "action": "export",
    "end_use": "commercial",
    "destination_region": "none",
    "claimed_exception": "none",
    "subject_to_ear": "yes",
    "us_technology_direct_product": "yes",
    "built_into_for": "none",
    "ordered_by_footnote": "none",
    "en_route_since": "none",
    **{f"consignee_{name}": value for name, value in _OF_EVERY_PARTY.items()},
    "consignee_kind": "private_sector",
    "consignee_listed_owner_known": "no",
    "consignee_supp8": "no",
    "consignee_veu": "none",
    "exporter_informed": "no",
    "designer_status": "approved",
    "base_eccn": "none",
    "co_packaged": "no",
    "lpp_received_tpp": "0",
    "country_licensed_tpp": "0",
    "license_issued_on": "none",
    "acm_purpose": "none",
    "one_for_one_replacement": "no",
    "temporary_purpose": "none",
    "gov_for_us_government": "no",
    "tsu_limb": "none",
    "nac_notified_on": "none",
    "nac_notice_covers": "no",
    "exporter_role": "other",
    "us_person_support": "no",
    "foreign_item_available": "no",
    "remote_user_hq": "none",
    "unpublished_synthetic_share": "0",
    # Of the other parties only where something is said of them: a party of which nothing is said is the consignee, or absent.
    **{f"{role}_{name}": value for role in OPTIONAL_ROLES for name, value in _OF_EVERY_PARTY.items()},
    **{f"{role}_kind": "private_sector" for role in COPIED_ROLES},
    "exporter_listed": "none",
}
"""Commercial use by private parties without other parents, on no list, nothing under way, no license, nothing received before."""

PROFILES = {"ordinary": ORDINARY}

GIVES_WAY = {
    "subject_to_ear": ("foreign_made", "direct_product_of", "plant_product_of"),
    "us_technology_direct_product": ("direct_product_of", "plant_product_of"),
    "designer_status": ("designer_agreed_743_9", "designer_application_filed_on"),
}
"""What a profile assumes only where nothing is said of these: who says where an item was made wants the long arm worked out."""


def gives_way(name: str, chosen_by: str) -> tuple[str, ...]:
    """The facts of which any one, stated, keeps a profile from assuming `name`; none for what was chosen fact by fact."""
    return GIVES_WAY.get(name, ()) if chosen_by.startswith("profile ") else ()


def assumptions(words: list[str]) -> dict[str, tuple[str, str]]:
    """Read `--assume` words, `FACT=VALUE` or the name of a profile; later words override earlier ones.

    Returns:
        Fact name to (value, who chose it).

    Raises:
        UsageError: LIC-U002 for an unknown profile or fact.
    """
    chosen: dict[str, tuple[str, str]] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            if name not in PROFILES:
                raise UsageError("LIC-U002", f"There is no profile named {name!r}.", hint=nearest(name, PROFILES))
            chosen |= {fact: (text, f"profile {name}") for fact, text in PROFILES[name].items()}
            continue
        spec = vocabulary().get(name.strip())
        if spec is None or spec.derived:
            raise UsageError("LIC-U002", f"There is no fact named {name!r}.", hint=nearest(name, vocabulary()))
        chosen[name.strip()] = (value.strip(), "--assume")
    return chosen
