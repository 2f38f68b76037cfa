"""What a path code means, from the code alone: which step of which chain decided, by which provision; a small table that joins by path."""

from __future__ import annotations

from licet.decide.case import step_outcome
from licet.decide.engine import CHAINS
from licet.language.book import Corpus
from licet.language.provision import LAYERS

COLUMNS = ("path", *(f"{layer}_{chain}" for layer in LAYERS for chain in CHAINS))


def explanation(corpus: Corpus, path: str) -> dict[str, str]:
    """The words of each chain in each layer.

    Args:
        path: as an answer has it, `~2` for a stop at step 2; empty for a row with a complaint.

    >>> from licet.law import corpus
    >>> explanation(corpus(), "")["codified_outcome"]
    'not asked: the row has a complaint'
    """
    if not path:
        return {"path": path, **dict.fromkeys(COLUMNS[1:], "not asked: the row has a complaint")}
    found = {"path": path}
    for layer, codes in zip(LAYERS, path.split("/"), strict=True):
        for chain, text in zip(CHAINS, codes.split("."), strict=True):
            code = ~int(text[1:]) if text.startswith("~") else int(text)
            found[f"{layer}_{chain}"] = _words(corpus, chain, code)
    return found


def _words(corpus: Corpus, chain: str, code: int) -> str:
    step = corpus.chains[chain].step(code)
    outcome = step_outcome(step, code)
    if not step.provision:
        return f"{outcome}: no step applies"
    versions = corpus.provisions[step.provision].versions
    cites = " | ".join(dict.fromkeys(version.cite for version in versions))
    via = f" by {step.via}" if step.via and code >= 0 else ""
    held = "holds" if code >= 0 else "is not known to hold or not"
    return f"{outcome}{via}: {step.provision} {held} ({cites}): {versions[-1].text}".removesuffix(": ")
