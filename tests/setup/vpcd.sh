#!/bin/sh
# Unpacks Debian's vpcd, a reader driver for pcscd, into target/vpcd/; does nothing when it is there. It is not installed:
# the machine's own pcscd would load it, and it listens on every address of the machine.
set -eu

here="$(cd "$(dirname "$0")" && pwd)"
target="$(cd "$here/../.." && pwd)/target/vpcd"

[ -e "$target/libifdvpcd.so" ] && exit 0

if ! apt-cache show vsmartcard-vpcd >/dev/null 2>&1; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    $as_root apt-get update -qq
fi
echo "unpacking vpcd into $target"
mkdir -p "$target"
cd "$target"
apt-get download -qq vsmartcard-vpcd
dpkg-deb --extract vsmartcard-vpcd_*.deb .
rm vsmartcard-vpcd_*.deb
# Last, so that what was interrupted is done again.
ln -sf usr/lib/pcsc/drivers/serial/libifdvpcd.so .
