"""`licet audit`: prove what a ledger says, offline."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Annotated

import typer

from licet.base.errors import IntegrityError, LedgerError
from licet.faces.quota import Address, Json, opened

audit_app = typer.Typer(no_args_is_help=True, help="The record of a ledger: hash it again, decide it again, anchor it outside.")


@audit_app.command()
def verify(
    address: Annotated[str, typer.Argument(metavar="LEDGER", help="A ledger, or a record that audit export wrote.")],
    against: Annotated[Path | None, typer.Option("--against", help="A signed note that was kept elsewhere.")] = None,
    key: Annotated[str | None, typer.Option("--key", help="The public key of the note, name+hash+key, or a file that holds it.")] = None,
    as_json: Json = False,
) -> int:
    """Hash every event again and let the rules decide it again. Exit 4 at the first that is wrong."""
    from licet.ledger.note import opened as opened_note
    from licet.ledger.verify import audit, read_record
    from licet.ledger.verify import verify as verify_ledger

    size, root = 0, b""
    if against is not None:
        if key is None:
            raise LedgerError("LIC-Q018", "A note is checked with its public key.", hint="--key name+hash+key, or a file that holds it.")
        try:
            words = Path(key).read_text(encoding="utf-8") if Path(key).is_file() else key
            size, root = opened_note(against.read_text(encoding="utf-8"), words)
        except (OSError, UnicodeDecodeError) as error:
            raise LedgerError("LIC-Q018", f"The note cannot be read: {error}.", where=str(against)) from None
    gc.disable()  # an audit makes no circles, and looking for them would cost a third of its time
    sizes = [size] if size else []
    if is_record(address):
        found = audit(read_record(Path(address)), address, sizes)
    else:
        with opened(address) as ledger, ledger.store.read() as connection:
            found = verify_ledger(connection, address, sizes)
    if size and found.roots.get(size) != root:
        what = f"The note says another root for {size} events"
        if found.events < size:
            what = f"The note covers {size} events, {found.events} are here"
        raise IntegrityError("LIC-I004", f"{what}.", where=address, hint="Compare with other copies: events were changed or are missing.")
    if as_json:
        plain = {"events": found.events, "refused": found.refused, "root": found.tree.root().hex(), "head": found.head.hex()}
        print(json.dumps(plain, indent=1))
    else:
        print(f"{found.events:,} events: every hash is right, and the rules give every answer again ({found.refused:,} refusals)")
        print(f"  root {found.tree.root().hex()}")
        if size:
            print(f"  the note over {size:,} events is of this record")
    return 0


def is_record(address: str) -> bool:
    """Whether an address is a file that `audit export` wrote."""
    from licet.ledger.verify import HEADER

    path = Path(address)
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(HEADER)) == HEADER.encode()


@audit_app.command()
def anchor(
    address: Address,
    to: Annotated[Path, typer.Option("--to", help="Where the note goes; keep it where you alone cannot change it.")],
    key: Annotated[Path, typer.Option("--key", help="File of the signing key; made where there is none.")],
) -> int:
    """Sign the root over all events so far: a note to be kept outside (a repository, a mail to counsel, write-once storage)."""
    from licet.ledger.note import checkpoint, signed, signer_in
    from licet.ledger.verify import verify as verify_ledger

    signer = signer_in(key)
    with opened(address) as ledger, ledger.store.read() as connection:
        found = verify_ledger(connection, address)
    note = signed(checkpoint(signer.name, found.events, found.tree.root()), signer)
    try:
        to.write_text(note, encoding="utf-8")
    except OSError as error:
        raise LedgerError("LIC-Q018", f"The note cannot be written: {error.strerror}.", where=str(to)) from None
    print(f"{to}: a note over {found.events:,} events. Its public key, to be given to whoever checks it:\n{signer.public}")
    return 0


@audit_app.command("export")
def export_(address: Address, out: Annotated[Path, typer.Option("--out", "-o", help="The file.")]) -> int:
    """Write the record as it is stored, byte for byte: a file that can be audited without the ledger."""
    from licet.ledger.verify import stored_events, write_record

    with opened(address) as ledger, ledger.store.read() as connection:
        try:
            count = write_record(stored_events(connection), out)
        except OSError as error:
            raise LedgerError("LIC-Q017", f"The record cannot be written: {error.strerror}.", where=str(out)) from None
    print(f"{out}: {count:,} events")
    return 0
