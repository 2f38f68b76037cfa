"""Part 750: how long a license is valid."""

from licet.language.provision import provision
from licet.law.us_ear.ccl import item_a


@provision("15 CFR 750.7(g)", since="2025-01-13", by="us-2025-diffusion", confidence="P", exclusion=True)
def one_year_license(t):
    """Items listed in 742.6(a)(6)(iii)(A)."""
    return item_a(t)


@provision("15 CFR 750.7(g)", since="2022-10-07", by="us-2022-ac", confidence="P")
def four_year_license(t):
    """All others."""
    return not one_year_license(t)
