#!/bin/sh
# Installs the pinned Python packages of tests/setup/requirements.txt into target/python/, a virtual environment; does
# nothing when they are there.
set -eu

here="$(cd "$(dirname "$0")" && pwd)"
target="$(cd "$here/../.." && pwd)/target/python"

cmp -s "$here/requirements.txt" "$target/installed" && exit 0

echo "installing Python packages into $target"
rm -rf "$target"
# Debian's own Python: it sees what comes as a Debian package, too (pyscard).
/usr/bin/python3 -m venv --system-site-packages "$target"
"$target/bin/pip" install --quiet --disable-pip-version-check --no-deps --requirement "$here/requirements.txt"
# Last, so that an installation that was interrupted is done again.
cp "$here/requirements.txt" "$target/installed"
