"""A pcscd on a socket of one's own, for a script that has a mount namespace to itself."""

import os
import socket
import subprocess

DRIVERS = "/usr/lib/pcsc/drivers"


def hide_host():
    """pcscd would use the host's readers, and would signal the process that the host's pid file names."""
    for folder in ["/run/pcscd", DRIVERS]:
        if os.path.isdir(folder):
            cover(folder)
    # It must be there, or pcscd ends.
    os.makedirs("/run/pcscd", exist_ok=True)


def cover(folder):
    """Puts an empty folder in its place."""
    subprocess.run(["mount", "-t", "tmpfs", "loket", folder], check=True)


def start(path, config):
    """pcscd takes over a listening socket: descriptor 3, LISTEN_FDS, LISTEN_PID. Says so once clients may come."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(16)
    print("listening", flush=True)
    become = "exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec /usr/sbin/pcscd -f -e -c \"$1\""
    return subprocess.Popen(["sh", "-c", become, "sh", config], stdin=listener)
