#!/bin/sh
# D-Bus and Avahi of nobody else's, which ippeveprinter does not start without. Runs as the first process of a PID and a mount
# namespace of its own, in a folder; says "ready"; ends, and they with it, when its standard input does.
set -eu
here=$(dirname "$0")
mkdir -p /run/avahi-daemon
mount -t tmpfs tmpfs /run/avahi-daemon
export DBUS_SYSTEM_BUS_ADDRESS="unix:path=$1/bus"
dbus-daemon --config-file="$here/dbus.conf" --address="$DBUS_SYSTEM_BUS_ADDRESS" --fork --nopidfile
avahi-daemon --daemonize --no-drop-root --no-rlimits --no-chroot --file="$here/avahi.conf"
echo ready
read -r _ || true
