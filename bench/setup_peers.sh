#!/bin/sh
# Make one environment per peer with the versions pinned in bench/peers/.
# usage: bench/setup_peers.sh [DIR]     (default: .bench in the repository, ignored by git)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-$here/../.bench}
python=${PYTHON:-python3}
mkdir -p "$target"
for pins in "$here"/peers/*.txt; do
    engine=$(basename "$pins" .txt)
    echo "$engine -> $target/$engine"
    "$python" -m venv "$target/$engine"
    "$target/$engine/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps -r "$pins"
    "$target/$engine/bin/python" -m pip check
done
