#!/bin/sh
# Installs the pinned Node packages of tests/setup/node/ into target/node/; does nothing when they are there.
set -eu

here="$(cd "$(dirname "$0")" && pwd)"
target="$(cd "$here/../.." && pwd)/target/node"

cmp -s "$here/node/package-lock.json" "$target/installed" && exit 0

echo "installing Node packages into $target"
mkdir -p "$target"
rm -f "$target/installed"
cp "$here/node/package.json" "$here/node/package-lock.json" "$target/"
# No package here needs its install script: the platform's binaries are packages of their own.
(cd "$target" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
# Last, so that an installation that was interrupted is done again.
cp "$here/node/package-lock.json" "$target/installed"
