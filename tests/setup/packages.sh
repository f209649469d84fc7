#!/bin/sh
# Installs the Debian packages that building and the demo need and, with --tests, --bench or --soak, those that the tests, the
# benchmark or the soak need; does nothing when they are there.
set -eu

packages="build-essential pkg-config libpcsclite-dev pcscd"
commands=""
if [ "${1:-}" = --tests ]; then
    packages="$packages opensc pcsc-tools python3-pyscard python3-serial python3-pil ffmpeg curl jq ustreamer python3-venv chromium zbar-tools"
    # A USB bus that readers are plugged into.
    packages="$packages umockdev gir1.2-umockdev-1.0 python3-gi"
    # An IPP printer and a queue, with what the former does not start without.
    packages="$packages cups-ipp-utils cups-daemon cups-client cups-filters dbus-daemon avahi-daemon"
    # Named by their commands: a Node.js that did not come from Debian brings npm along, and Debian's npm refuses to be
    # installed beside it.
    commands="node:nodejs npm:npm"
fi
if [ "${1:-}" = --bench ]; then
    packages="$packages ustreamer fprintd cups-daemon dbus librsvg2-bin imagemagick time"
fi
if [ "${1:-}" = --soak ]; then
    packages="$packages fuse3"
fi

missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
for command in $commands; do
    command -v "${command%:*}" >/dev/null || missing="$missing ${command#*:}"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null; then
    as_root="sudo"
else
    echo "Please install as root:$missing" >&2
    exit 1
fi

echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # word splitting is wanted
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $missing
