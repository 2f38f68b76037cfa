"""The chain and the tree over the record, in one.

An event's hash is SHA-256 over a zero byte, the hash before it, and its stored bytes: each event binds all before it. That is at the
same time the leaf hash of RFC 6962 for the entry `hash before, bytes`, so the same hashes carry a Merkle tree whose root can be
anchored outside, and any standard tool can check that an event is in it or that a longer tree extends a shorter one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

BLOCK = 1024

NOTHING = bytes(32)
"""The hash before the first event."""


def link(before: bytes, body: bytes) -> bytes:
    """The hash of an event after another."""
    return sha256(b"\0" + before + body).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\1" + left + right).digest()


class Frontier:
    """The roots of the whole subtrees of a growing tree, largest first: all that is needed to go on."""

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        self.size = size
        self.roots = list(roots)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes: one by one until a whole block can be taken, then block by block, level by level."""
        rest = list(leaves)
        at = 0
        while at < len(rest) and self.size % BLOCK:
            self._add(rest[at])
            at += 1
        while len(rest) - at >= BLOCK:
            level = rest[at : at + BLOCK]
            while len(level) > 1:
                pairs = iter(level)
                level = [sha256(b"\1" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
            self._add(level[0], BLOCK)
            at += BLOCK
        for leaf in rest[at:]:
            self._add(leaf)

    def _add(self, root: bytes, leaves: int = 1) -> None:
        """Add a leaf, or a whole subtree where the tree so far is whole in subtrees of that size."""
        self.size += leaves
        carried = root
        size = self.size // leaves
        while not size & 1:
            carried = sha256(b"\1" + self.roots.pop() + carried).digest()
            size >>= 1
        self.roots.append(carried)

    def root(self) -> bytes:
        """The root over all leaves; of an empty tree the hash of nothing."""
        if not self.roots:
            return sha256(b"").digest()
        found = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            found = node(left, found)
        return found

    def packed(self) -> bytes:
        """The roots as one text of bytes."""
        return b"".join(self.roots)

    @classmethod
    def unpacked(cls, size: int, packed: bytes) -> Frontier:
        return cls(size, [packed[start : start + 32] for start in range(0, len(packed), 32)])


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root by the definition of RFC 6962, section 2.1; the tests hold the frontier against it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return node(root_of(leaves[:half]), root_of(leaves[half:]))
