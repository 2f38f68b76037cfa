"""Supplement no. 1 to part 774: the Commerce Control List entries for advanced computing circuits, computers and memory."""

from licet.language.provision import definition, entries, provision, reading, unread
from licet.law.us_ear.ccl_foundry import presumed_3a090_a

# 3A090: integrated circuits


@definition("3A090 technical note 4")
def density_at_least(t, floor):
    return t.non_planar and t.ic_performance_density >= floor or not t.non_planar and reading("planar_die", "unbounded")


@definition("3A090 technical note 4")
def density_below(t, ceiling):
    return t.non_planar and t.ic_performance_density < ceiling


@provision("ECCN 3A090.a", since="2022-10-21", until="2023-11-17", by="us-2022-ac", confidence="P")
def limb_2022(t):
    """Fast links, other than to volatile memories, and high throughput: the test of October 2022."""
    return t.io_bandwidth_gb_s >= (io_floor := 600) and t.ic_tpp >= (tpp_floor := 4800)


@provision("ECCN 3A090.a.1", since="2023-11-17", by="us-2023-acs", confidence="P")
def limb_a_1(t):
    """Throughput alone."""
    return t.ic_tpp >= (tpp_floor := 4800)


@provision("ECCN 3A090.a.2", since="2023-11-17", by="us-2023-acs", confidence="P")
def limb_a_2(t):
    """Less throughput, packed densely."""
    return t.ic_tpp >= (tpp_floor := 1600) and density_at_least(t, (density_floor := 5.92))


@provision("ECCN 3A090.b.1", since="2023-11-17", by="us-2023-acs", confidence="P")
def limb_b_1(t):
    """Middling throughput at low density."""
    return (
        (tpp_floor := 2400) <= t.ic_tpp < (tpp_ceiling := 4800)
        and density_at_least(t, (density_floor := 1.6))
        and density_below(t, (density_ceiling := 5.92))
    )


@provision("ECCN 3A090.b.2", since="2023-11-17", by="us-2023-acs", confidence="P")
def limb_b_2(t):
    """Low throughput at middling density; the text has no upper bound for the throughput."""
    return (
        t.ic_tpp >= (tpp_floor := 1600)
        and density_at_least(t, (density_floor := 3.2))
        and density_below(t, (density_ceiling := 5.92))
    )


@provision("ECCN 3A090 note 2", since="2023-11-17", by="us-2023-acs", confidence="P", exclusion=True)
def note_2(t):
    """Neither designed nor marketed for datacenters, and below 4800: out of 3A090."""
    return not t.datacenter and t.ic_tpp < (tpp_ceiling := 4800)


@provision("ECCN 3A090.a", since="2022-10-21", by="us-2022-ac", confidence="P")
def meets_3a090_a(t):
    """The parameters of 3A090.a."""
    return limb_2022(t)


@meets_3a090_a.amended("ECCN 3A090.a", since="2023-11-17", by="us-2023-acs", confidence="P")
def meets_3a090_a(t):
    """The parameters of 3A090.a, note 2 applied."""
    return limb_a_1(t) or limb_a_2(t) and not note_2(t)


@provision("ECCN 3A090.b", since="2023-11-17", by="us-2023-acs", confidence="P")
def meets_3a090_b(t):
    """The parameters of 3A090.b, note 2 applied; what meets .a is not .b."""
    return (limb_b_1(t) or limb_b_2(t)) and not limb_a_1(t) and not note_2(t)


@provision("ECCN 3A090.c", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def meets_3a090_c(t):
    """High-bandwidth memory; packaged with logic only while that logic is no more than its control interface."""
    return (
        t.item_kind == "memory"
        and t.memory_bandwidth_density > (density_floor := 2)
        and (not t.co_packaged or t.co_packaged_logic in {"none", "control_only"})
    )


@provision("ECCN 3A090.c", since="2022-10-07", by="us-2022-ac", confidence="P")
def other_memory(t):
    """Any other memory: it has no processing performance that the paragraphs on circuits could ask for."""
    return t.item_kind == "memory"


# Which half an item belongs to, as a commodity by its parameters, or by the paragraph that is stated


@provision("supplement no. 1 to part 774", since="2022-10-21", by="us-2022-ac", confidence="P")
def without_parameters(t):
    """Software, technology, weights and equipment: the parameters are those of a circuit or a memory."""
    return t.item_kind in {"software", "technology", "model_weights", "equipment", "other"}


@provision("supplement no. 1 to part 774, category 3 B", since="2022-10-07", by="us-2022-ac", confidence="P")
def equipment(t):
    """Equipment stands under the entry that is stated."""
    return t.item_kind == "equipment"


@provision("supplement no. 1 to part 774", since="2022-10-21", by="us-2022-ac", confidence="P")
def by_statement(t):
    """No parameter is known, and a paragraph of these entries is stated: it is taken as stated."""
    return not t.has_parameters and (
        t.eccn in entries("entries_2022")
        or t.eccn in entries("a_commodities")
        or t.eccn in entries("b_commodities")
        or t.eccn in entries("undivided")
    )


@provision("15 CFR 742.6(a)(6)", since="2022-10-21", by="us-2022-ac", confidence="P")
def item_2022(t):
    """Circuits of 3A090, computers of 4A090 that hold one, and their software and technology."""
    return (
        t.item_kind in {"ic", "computer"} and not by_statement(t) and meets_3a090_a(t)
        or not t.has_parameters and t.eccn in entries("entries_2022")
        or t.item_kind in {"software", "technology"}
        and (t.eccn in entries("following_technology") or t.eccn == "5D992") and t.technology_for in entries("entries_2022")
    )  # fmt: skip


@item_2022.repealed("15 CFR 742.6(a)(6)", since="2023-11-17", by="us-2023-acs", confidence="P")
def item_2022(t):
    """No longer in force: the two halves .a and .b took its place."""
    return False


@provision("15 CFR 742.6(a)(6)(iii)", since="2023-11-17", by="us-2023-acs", confidence="P")
def half_not_stated(t):
    """An entry is claimed without its half and without parameters."""
    return not t.has_parameters and t.eccn in entries("undivided") and unread(
        "The stated ECCN does not say which half, .a or .b: state the paragraph, or the parameters."
    )


@provision("15 CFR 742.6(a)(6)(iii)", since="2023-11-17", by="us-2023-acs", confidence="P")
def commodity_a(t):
    """A circuit of 3A090.a, a computer of 4A090.a that holds one, or the .z paragraph of another entry that does."""
    return (
        t.item_kind in {"ic", "computer"} and not by_statement(t) and meets_3a090_a(t)
        or not t.has_parameters and t.eccn in entries("a_commodities")
        or half_not_stated(t)
        or presumed_3a090_a(t)
    )  # fmt: skip


@provision("15 CFR 742.6(a)(6)(iii)", since="2023-11-17", by="us-2023-acs", confidence="P")
def b_by_figures_or_statement(t):
    """The parameters of 3A090.b, or a paragraph of that half that is stated."""
    return (
        t.item_kind in {"ic", "computer"} and not by_statement(t) and meets_3a090_b(t) and not meets_3a090_a(t)
        or not t.has_parameters and t.eccn in entries("b_commodities")
        or half_not_stated(t)
    )  # fmt: skip


@provision("15 CFR 742.6(a)(6)(iii)", since="2023-11-17", by="us-2023-acs", confidence="P", joins=True)
def commodity_b(t):
    """A circuit of 3A090.b, a computer of 4A090.b that holds one, or the .z paragraph of another entry that does."""
    return b_by_figures_or_statement(t)


@commodity_b.amended("15 CFR 742.6(a)(6)(iii)", since="2025-01-16", enforced="2025-01-31", by="us-2025-foundry", confidence="P", joins=True)
def commodity_b(t):
    """The same, unless note 1 presumes the circuit to be 3A090.a."""
    return b_by_figures_or_statement(t) and not presumed_3a090_a(t)


@provision("ECCN 3A090 note 2; note 1 to 3A090.a", since="2023-11-17", by="us-2023-acs", confidence="P", joins=True)
def for_datacenters(t):
    """Designed or marketed for datacenters, or presumed to be."""
    return t.datacenter or presumed_3a090_a(t)


@provision("15 CFR 744.23(a)(3)(i)", since="2023-11-17", by="us-2023-acs", confidence="P")
def named_software(t):
    """Software of 5D002.z and 5D992.z."""
    return t.item_kind == "software" and (t.eccn in entries("a_software") or t.eccn in entries("b_software"))


@provision("15 CFR 744.23(a)(3)(i)", since="2023-11-17", by="us-2023-acs", confidence="P")
def named_software_b(t):
    """Software of the .b halves of 5D002.z and 5D992.z."""
    return t.item_kind == "software" and t.eccn in entries("b_software")


@provision("15 CFR 742.6(a)(6)(iii)", since="2023-11-17", by="us-2023-acs", confidence="P")
def software_of_a(t):
    """Software and technology of the .a half."""
    return t.item_kind in {"software", "technology"} and (
        t.eccn in entries("a_software")
        or t.eccn in entries("following_technology")
        and t.technology_for in entries("a_commodities")
    )


@provision("15 CFR 742.6(a)(6)(iii)", since="2023-11-17", by="us-2023-acs", confidence="P")
def software_of_b(t):
    """Software and technology of the .b half."""
    return t.item_kind in {"software", "technology"} and (
        t.eccn in entries("b_software")
        or t.eccn in entries("following_technology")
        and t.technology_for in entries("b_commodities")
    )


@provision("15 CFR 742.6(a)(6)(iii)", since="2023-11-17", by="us-2023-acs", confidence="P")
def item_a(t):
    """An item of the .a half."""
    return commodity_a(t) or software_of_a(t)


@provision("15 CFR 742.6(a)(6)(iii)", since="2023-11-17", by="us-2023-acs", confidence="P")
def item_b(t):
    """An item of the .b half."""
    return commodity_b(t) or software_of_b(t)


@provision("ECCN 3A090.c", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def commodity_c(t):
    """High-bandwidth memory."""
    return meets_3a090_c(t) or not t.has_parameters and t.eccn == "3A090.c"


@provision("15 CFR 742.6(a)(6)(i)(B)", since="2024-12-02", by="us-2024-fdp-hbm", confidence="P")
def item_c(t):
    """High-bandwidth memory, and its software and technology."""
    return (
        commodity_c(t)
        or t.item_kind in {"software", "technology"} and t.eccn in {"3D001", "3E001"} and t.technology_for == "3A090.c"
    )  # fmt: skip


@provision("ECCN 3A991.p", since="2023-11-17", by="us-2023-acs", confidence="P")
def entry_3a991_p(t):
    """Below 3A090: eight trillion operations a second, which 512 TPP imply at any bit length, or links of 150 Gbyte/s."""
    return t.item_kind == "ic" and (
        t.peak_tops >= (tops_floor := 8) or t.ic_tpp >= (tpp_floor := 512) or t.io_bandwidth_gb_s >= (io_floor := 150)
    )


# What paragraph and what entry an item stands under, for the answer


@provision("ECCN 3A090", since="2022-10-21", by="us-2022-ac", confidence="P")
def plain_circuit(t):
    """A circuit that no other entry describes."""
    return t.item_kind == "ic" and t.base_eccn == "none"


@provision("ECCN 4A090", since="2022-10-21", by="us-2022-ac", confidence="P")
def plain_computer(t):
    """A computer, electronic assembly or component that no other entry describes."""
    return t.item_kind == "computer" and t.base_eccn == "none"


@provision("ECCN 3A090.a", since="2022-10-21", by="us-2022-ac", confidence="P")
def entry_3a090_a(t):
    """A circuit classified in 3A090.a itself."""
    return plain_circuit(t) and not by_statement(t) and meets_3a090_a(t)


@provision("ECCN 3A090.b", since="2023-11-17", by="us-2023-acs", confidence="P")
def entry_3a090_b(t):
    """A circuit classified in 3A090.b itself."""
    return plain_circuit(t) and not by_statement(t) and meets_3a090_b(t)


@provision("ECCN 4A090.a", since="2022-10-21", by="us-2022-ac", confidence="P")
def entry_4a090_a(t):
    """A computer holding any circuit that meets 3A090.a."""
    return plain_computer(t) and not by_statement(t) and meets_3a090_a(t)


@provision("ECCN 4A090.b", since="2023-11-17", by="us-2023-acs", confidence="P")
def entry_4a090_b(t):
    """A computer holding a circuit that meets 3A090.b, and none that meets .a."""
    return plain_computer(t) and not by_statement(t) and meets_3a090_b(t)


@provision("ECCN 3A090; 4A090", since="2022-10-21", by="us-2022-ac", confidence="P", exclusion=True)
def computed_3a090(t):
    """An item that its parameters put into 3A090 or 4A090 and no other entry describes."""
    return entry_3a090_a(t) or entry_3a090_b(t) or entry_4a090_a(t) or entry_4a090_b(t) or meets_3a090_c(t)


@provision("ECCN 3A991.p", since="2023-11-17", by="us-2023-acs", confidence="P")
def computed_3a991(t):
    """A circuit that its parameters put into 3A991.p: no other entry describes it, and it stays below 3A090."""
    return plain_circuit(t) and entry_3a991_p(t) and not computed_3a090(t)
