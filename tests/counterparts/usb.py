#!/usr/bin/python3
"""Readers that are plugged into a USB bus and pulled out of it, as udev and pcscd see it. The bus is umockdev's.

    usb.py SOCKET FOLDER DRIVER ENCODER DESK

Starts pcscd on the Unix socket SOCKET with its files in FOLDER and the reader driver DRIVER for two kinds of USB device. The
devices are there while the simulated readers with the sockets ENCODER and DESK say that they are plugged in. Runs until its
standard input ends, under umockdev-wrapper and in a mount namespace of its own.
"""

import os
import shutil
import signal
import sys
import threading

import private_pcscd
from reader_socket import connect, read_frame

try:
    import gi

    gi.require_version("UMockdev", "1.0")
    from gi.repository import UMockdev
except (ImportError, ValueError) as error:
    sys.exit(f"{error}; install python3-gi and gir1.2-umockdev-1.0 (tests/setup/packages.sh does)")

READERS = ["Encoder", "Desk"]
# A number that is set aside for tests: pid.codes, 1209:0001 and on.
VENDOR = 0x1209
INFO = """<plist version="1.0">
<dict>
<key>CFBundleExecutable</key>
<string>libreader.so</string>
<key>ifdVendorID</key>
<array><string>{vendor:#06x}</string></array>
<key>ifdProductID</key>
<array><string>{product:#06x}</string></array>
<key>ifdFriendlyName</key>
<array><string>Loket SIM USB {name}</string></array>
</dict>
</plist>
"""
# The driver connects to the device's file. One below umockdev's folder would be found by its name in /dev, too, but umockdev
# cuts the longer name of a socket to the length of the shorter.
NODES = "/dev/shm"

BUS = threading.Lock()


def install(driver, product, name):
    """What a driver's package installs. A library of its own for each, as pcscd numbers the readers of one."""
    bundle = f"{private_pcscd.DRIVERS}/{name}.bundle"
    contents = f"{bundle}/Contents"
    for folder in [bundle, contents, f"{contents}/Linux"]:
        os.mkdir(folder)
    shutil.copy(driver, f"{contents}/Linux/libreader.so")
    with open(f"{contents}/Info.plist", "w") as file:
        file.write(INFO.format(vendor=VENDOR, product=product, name=name))


class Plug(threading.Thread):
    """A socket of the bus, and what is in it."""

    def __init__(self, bed, bus, number, reader):
        super().__init__(daemon=True)
        self.bed, self.bus, self.number, self.reader = bed, bus, number, reader
        self.node = f"{NODES}/{number}"
        os.symlink(reader, self.node)
        self.device = None

    def run(self):
        events = connect(self.reader, b"E")
        while True:
            kind, _ = read_frame(events)
            with BUS:
                if kind == b"u":
                    self.pull()
                elif kind in b"irp" and not self.device:
                    self.put_in()

    def put_in(self):
        self.device = self.bed.add_device(
            "usb",
            f"1-{self.number}",
            self.bus,
            ["idVendor", f"{VENDOR:04x}", "idProduct", f"{self.number:04x}"],
            ["DEVTYPE", "usb_device", "DEVNAME", self.node],
        )
        interface = ["bInterfaceNumber", "00", "bInterfaceClass", "0b"]
        name = f"1-{self.number}:1.0"
        self.interface = self.bed.add_device("usb", name, self.device, interface, ["DEVTYPE", "usb_interface"])
        self.bed.uevent(self.interface, "add")

    def pull(self):
        if self.device:
            self.bed.uevent(self.interface, "remove")
            self.bed.remove_device(self.interface)
            self.bed.remove_device(self.device)
            self.device = None


def main():
    path, folder, driver, *readers = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    private_pcscd.hide_host()
    private_pcscd.cover(NODES)
    for number, name in enumerate(READERS, 1):
        install(driver, number, name)
    bed = UMockdev.Testbed.new()
    hub = ["idVendor", "1d6b", "idProduct", "0002", "bDeviceClass", "09"]
    bus = bed.add_device("usb", "usb1", None, hub, ["DEVTYPE", "usb_device"])
    config = os.path.join(folder, "usb.conf.d")
    os.makedirs(config, exist_ok=True)
    pcscd = private_pcscd.start(path, config)
    threading.Thread(target=lambda: (pcscd.wait(), os._exit(1)), daemon=True).start()
    for number, reader in enumerate(readers, 1):
        Plug(bed, bus, number, reader).start()
    try:
        sys.stdin.read()
    finally:
        pcscd.kill()


if __name__ == "__main__":
    main()
