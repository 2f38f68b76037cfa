"""Section 744.23(a)(1): supercomputers."""

from licet.language.provision import entries, provision
from licet.law.us_ear.ccl import computed_3a090, computed_3a991
from licet.law.us_ear.part744.places import end_use_in_reach


@provision("15 CFR part 772, definition of supercomputer", since="2022-10-07", by="us-2022-ac", confidence="P")
def supercomputer(t):
    """A hundred petaflops in double precision, or two hundred in single, within 41,600 cubic feet."""
    return t.end_use == "supercomputer" or (
        t.end_use == "computing_system"
        and t.system_volume_cubic_feet <= (envelope_ceiling := 41600)
        and (t.system_fp64_petaflops >= (fp64_floor := 100) or t.system_fp32_petaflops >= (fp32_floor := 200))
    )


@provision("15 CFR 744.23(a)(1)(i)", since="2022-10-21", by="us-2022-ac", confidence="P")
def supercomputer_item(t):
    """Circuits, and computers, assemblies and components, of entries that 744.23 names; 3A090 and 4A090 are not among them."""
    return not computed_3a090(t) and (
        t.item_kind in {"ic", "memory", "other"}
        and (computed_3a991(t) or t.base_eccn in entries("supercomputer_circuits") or t.eccn_heading in entries("supercomputer_circuits"))
        or t.item_kind in {"computer", "other"}
        and (t.base_eccn in entries("supercomputer_computers") or t.eccn_heading in entries("supercomputer_computers"))
    )


@provision("15 CFR 744.23(a)(1)", since="2022-10-21", by="us-2022-ac", confidence="P")
def requires_supercomputer(t):
    """For a supercomputer, or parts of one."""
    return supercomputer(t) and supercomputer_item(t) and end_use_in_reach(t)
