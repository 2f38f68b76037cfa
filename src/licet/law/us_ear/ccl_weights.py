"""ECCN 4E091: the parameters of an artificial intelligence model. Operations are counted in units of 10^18."""

from licet.language.provision import entries, group, provision, reading

# Technical notes 2 and 3: what is counted


@provision("ECCN 4E091; technical note 2", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def own_operations(t):
    """10^26 operations of pre-training and all later training of the model itself."""
    return t.training_operations >= (operations_floor := 100_000_000)


@provision("ECCN 4E091 technical note 3", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def synthetic_data_counts(t):
    """More than ten percent of the operations train on unpublished data that one model generated."""
    return t.unpublished_synthetic_share > (percent := 10)


@provision("ECCN 4E091 technical note 3", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def with_synthetic_operations(t):
    """The generator's operations are added: those that made the data, and, where it is unpublished, those that trained it."""
    return synthetic_data_counts(t) and (
        t.operations_with_generation >= (operations_floor := 100_000_000)
        or not t.generator_weights_published
        and t.operations_with_generator >= (operations_floor := 100_000_000)
    )


@provision("ECCN 4E091; technical notes 2 and 3", since="2025-01-13", by="us-2025-diffusion", confidence="P", joins=True)
def enough_operations(t):
    """10^26 operations or more."""
    return own_operations(t) or with_synthetic_operations(t)


# Notes 1 and 2: what is out


@provision("ECCN 4E091 note 1", since="2025-01-13", by="us-2025-diffusion", confidence="U")
def much_of_the_original(t):
    """More than a quarter of the training operations that note 1 calls defined in Note 2."""
    return (
        t.additional_over_original > (share := 0.25)
        and reading("derived_base", "original")
        or t.additional_over_whole > (share := 0.25)
        and reading("derived_base", "whole_model")
        or t.additional_over_frontier > (share := 0.25)
        and reading("derived_base", "note_2_number")
    )


@provision("ECCN 4E091 note 1", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def many_further_operations(t):
    """More than 2.5 x 10^25 further operations."""
    return t.additional_training_operations > (operations_ceiling := 25_000_000)


@provision("ECCN 4E091 note 1", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def much_further_training(t):
    """More than either figure of note 1: whichever is higher."""
    return many_further_operations(t) and much_of_the_original(t)


@provision("ECCN 4E091 note 1", since="2025-01-13", by="us-2025-diffusion", confidence="P", exclusion=True)
def published_weights(t):
    """Published parameters are out, and those of a model derived from a published one without much further training."""
    return t.weights_published or t.derived_from_published and not much_further_training(t)


@provision("ECCN 4E091 note 2", since="2025-01-13", by="us-2025-diffusion", confidence="P", exclusion=True)
def less_than_the_open_frontier(t):
    """Trained with fewer operations than it takes to match the most capable published model."""
    return t.below_open_frontier


# The entry


@provision("supplement no. 1 to part 774", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def stated_weights(t):
    """No operations are known, and the entry is stated: it is taken as stated."""
    return t.eccn_stated and t.eccn in entries("weights") and not t.has_training_operations


@provision("ECCN 4E091", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def model_of_4e091(t):
    """A model trained with 10^26 or more operations, notes 1 and 2 applied."""
    return (
        stated_weights(t)
        or enough_operations(t)
        and not published_weights(t)
        and not less_than_the_open_frontier(t)
    )


@provision("ECCN 4E091", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def item_weights(t):
    """The parameters of such a model."""
    return t.item_kind == "model_weights" and model_of_4e091(t)


@provision("supplement no. 1 to part 774", since="2022-10-07", by="us-2022-ac", confidence="P")
def other_weights(t):
    """Any other parameters of a model: no entry that this corpus holds describes them."""
    return t.item_kind == "model_weights"


# 734.9(l): weights that were trained abroad


@provision("15 CFR 734.9(l)", since="2025-01-13", by="us-2025-diffusion", confidence="P")
def weights_direct_product(t):
    """Trained, or further trained, abroad on computers or circuits that are themselves subject to the EAR; to any place."""
    return (
        item_weights(t)
        and not t.trained_in in group("united_states")
        and t.trained_on_eccn in entries("weights_plant")
        and t.trained_on_subject_to_ear
    )
