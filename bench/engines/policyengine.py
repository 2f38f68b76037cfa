"""policyengine-core: a fork of openfisca-core that caches; int32 and float32, traces of whole vectors."""

from __future__ import annotations

from engines.tax_vectors import Vectors

NAME = "policyengine-core"
DISTRIBUTION = "policyengine-core"
UNIT = "columns"
EXPLAINS = Vectors.EXPLAINS

_vectors = Vectors("policyengine_core")
setup, shape, prepare, reason, probe = (
    _vectors.setup,
    _vectors.shape,
    _vectors.prepare,
    _vectors.reason,
    _vectors.probe,
)
single, single_explain = _vectors.single, _vectors.single_explain
batch, batch_explain = _vectors.batch, _vectors.batch_explain
