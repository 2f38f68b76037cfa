"""Signed notes of a tree's root, in the form of C2SP signed-note and tlog-checkpoint: what is kept outside, where the ledger's owner is
not alone. Keys are written as that form writes them; the signature is Ed25519.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from hashlib import sha256
from pathlib import Path

from licet.base.errors import IntegrityError, LedgerError
from licet.base.values import frozen

ED25519 = b"\x01"
KEY_BYTES = 32
SIGNED_BY = "\u2014 "
"""An em dash and a blank: how a signature's line begins."""


@frozen
class Signer:
    """A private key with its name, and the public one that others need."""

    name: str
    secret: bytes
    public: str


def _key_hash(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def _public(secret: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def _signer(name: str, secret: bytes) -> Signer:
    public = _public(secret)
    words = f"{name}+{_key_hash(name, public).hex()}+{base64.b64encode(ED25519 + public).decode()}"
    return Signer(name, secret, words)


def signer_in(path: Path) -> Signer:
    """The key in a file, made now where there is none; readable by its owner alone.

    Raises:
        LedgerError: LIC-Q018 for a file that holds no key, or that cannot be written.
    """
    try:
        if not path.exists():
            signer = _signer(f"licet-ledger-{secrets.token_hex(4)}", secrets.token_bytes(KEY_BYTES))
            words = signer.public.split("+")
            secret = base64.b64encode(ED25519 + signer.secret).decode()
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
                stream.write(f"PRIVATE+KEY+{signer.name}+{words[1]}+{secret}\n")
            return signer
        words = path.read_text(encoding="utf-8").strip().split("+", 4)
        data = base64.b64decode(words[4], validate=True)
        if words[:2] != ["PRIVATE", "KEY"] or data[:1] != ED25519 or len(data) != KEY_BYTES + 1:
            raise ValueError
        return _signer(words[2], data[1:])
    except (OSError, ValueError, IndexError, binascii.Error) as error:
        what = error.strerror if isinstance(error, OSError) else "it holds no Ed25519 key"
        raise LedgerError("LIC-Q018", f"The signing key cannot be used: {what}.", where=str(path)) from None


def checkpoint(origin: str, size: int, root: bytes) -> str:
    """The text that is signed: origin, number of events, root."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def signed(text: str, signer: Signer) -> str:
    """A note: the text, a blank line, the signature."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    signature = Ed25519PrivateKey.from_private_bytes(signer.secret).sign(text.encode())
    mark = base64.b64encode(_key_hash(signer.name, _public(signer.secret)) + signature).decode()
    return f"{text}\n{SIGNED_BY}{signer.name} {mark}\n"


def opened(note: str, public: str) -> tuple[int, bytes]:
    """Size and root of a note whose signature is right.

    Args:
        public: the public key, `name+hash+key`.

    Raises:
        LedgerError: LIC-Q018 for what is no note or no key. IntegrityError: LIC-I004 where the key did not sign it.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        name, _, key = public.strip().split("+", 2)
        raw = base64.b64decode(key, validate=True)[1:]
        text, _, marks = note.partition("\n\n")
        text += "\n"
        _, size, root = text.splitlines()[:3]
        found = [mark.rpartition(" ")[2] for mark in marks.splitlines() if mark.startswith(f"{SIGNED_BY}{name} ")]
        signatures = [base64.b64decode(mark, validate=True) for mark in found]
        answer = int(size), base64.b64decode(root, validate=True)
        key_made = Ed25519PublicKey.from_public_bytes(raw)
    except (ValueError, binascii.Error):
        raise LedgerError("LIC-Q018", "This is no signed note of a ledger, or no public key.", hint="See licet audit anchor.") from None
    for mark in signatures:
        if mark[:4] == _key_hash(name, raw):
            try:
                key_made.verify(mark[4:], text.encode())
            except InvalidSignature:
                break
            return answer
    raise IntegrityError("LIC-I004", f"The note was not signed by {name}.", hint="Is it the right key, and the note as it was written?")
