#!/usr/bin/python3
"""Debian's vpcd in the place of our own reader driver.

    vpcd.py SOCKET FOLDER DRIVER ENCODER DESK

Starts pcscd on the Unix socket SOCKET with its files in FOLDER and the vpcd library DRIVER, and joins vpcd's two slots
with the reader sockets ENCODER and DESK of a simulated counter. Runs until its standard input ends.

vpcd listens at fixed ports of all addresses, so this belongs into a network and mount namespace of its own; the loopback
device is brought up there, and the host's readers and the files of its own pcscd are hidden. The protocols of both sides
(reader_socket.py has the other) are written down anew from their documents, to be a second opinion on ours.

vpcd's, both ways: length (16 bits, big endian), body. A body of one byte is an order, 0 power off, 1 power on, 2 reset,
none of which is answered, or 4, answered with the ATR. A longer body is an APDU. A connection is a card.
"""

import fcntl
import os
import signal
import socket
import struct
import sys
import threading
import time

import private_pcscd
from reader_socket import connect, frame, read_frame, receive

PORT = 35963
NAME = "Loket SIM vpcd"
POWER_OFF, POWER_ON, RESET, GET_ATR = b"\x00", b"\x01", b"\x02", b"\x04"
# vpcd looks for its card every 0.4 s and does not notice one that was exchanged in between.
EXCHANGE_S = 0.6
RETRY_S = 0.02


def bring_up_loopback():
    SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", b"lo", 0)
        request = fcntl.ioctl(any_socket, SIOCGIFFLAGS, request)
        flags = struct.unpack("16sH14x", request)[1]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))


def write_config(folder, driver):
    config = os.path.join(folder, "vpcd.conf.d")
    os.makedirs(config, exist_ok=True)
    with open(os.path.join(config, "vpcd"), "w") as file:
        file.write(
            f'FRIENDLYNAME "{NAME}"\nDEVICENAME /dev/null:{PORT}\nLIBPATH {driver}\nCHANNELID {PORT}\n'
        )
    return config


class FromVpcd:
    """vpcd sends length and body apart and waits for an acknowledgement between them: 44 ms unless it is sent at once,
    and the kernel forgets this wish at every exchange."""

    def __init__(self, stream):
        self.stream = stream

    def recv(self, count):
        self.stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        return self.stream.recv(count)


class Contacts:
    """The command connection to the simulated reader, for one stay of a card."""

    def __init__(self, path, stay):
        self.stay = stay
        self.stream = connect(path, b"C")

    def command(self, kind, apdu=b""):
        """The answer, or None from a card that refuses or left."""
        self.stream.sendall(frame(kind, self.stay + apdu))
        kind, body = read_frame(self.stream)
        return body if kind == b"=" else None

    def close(self):
        self.stream.shutdown(socket.SHUT_RDWR)


class Slot(threading.Thread):
    """Follows what happens to one simulated reader."""

    def __init__(self, path, port):
        super().__init__(daemon=True)
        self.path, self.port = path, port
        self.card = None
        self.emptied = 0.0

    def run(self):
        events = connect(self.path, b"E")
        while True:
            kind, body = read_frame(events)
            if kind in b"iru":
                self.take_out()
            if kind == b"i":
                self.card = Card(self, body)
                self.card.start()

    def take_out(self):
        if self.card:
            self.card.leave()
            self.card.join()
            self.card = None
            self.emptied = time.monotonic()


class Card(threading.Thread):
    """One card in vpcd's slot."""

    def __init__(self, slot, stay):
        super().__init__(daemon=True)
        self.slot = slot
        self.contacts = Contacts(slot.path, stay)
        self.gone = threading.Event()
        self.vpcd = None

    def leave(self):
        self.gone.set()
        self.contacts.close()
        if self.vpcd:
            self.vpcd.shutdown(socket.SHUT_RDWR)

    def run(self):
        if self.gone.wait(max(0.0, self.slot.emptied + EXCHANGE_S - time.monotonic())):
            return
        try:
            # vpcd asks for the ATR of a card that it has not powered.
            self.atr = self.contacts.command(b"1")
            self.contacts.command(b"0")
            if self.atr and self.connect():
                self.serve()
        except (EOFError, OSError):
            pass
        finally:
            if self.vpcd:
                self.vpcd.close()

    def connect(self):
        while not self.gone.wait(RETRY_S):
            try:
                self.vpcd = socket.create_connection(("127.0.0.1", self.slot.port))
                self.vpcd.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return True
            except ConnectionRefusedError:
                pass
        return False

    def serve(self):
        """Answers until vpcd or the card is gone."""
        vpcd = FromVpcd(self.vpcd)
        while True:
            length = struct.unpack(">H", receive(vpcd, 2))[0]
            body = receive(vpcd, length)
            answer = self.obey(body)
            if answer is not None:
                self.vpcd.sendall(struct.pack(">H", len(answer)) + answer)

    def obey(self, body):
        if body == GET_ATR:
            return self.atr
        if body == POWER_OFF:
            self.contacts.command(b"0")
        elif body == POWER_ON:
            self.contacts.command(b"1")
        elif body == RESET:
            self.contacts.command(b"2")
        else:
            answer = self.contacts.command(b"x", body)
            if answer is None:
                raise EOFError
            return answer
        return None


def main():
    path, folder, driver, *readers = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    bring_up_loopback()
    private_pcscd.hide_host()
    pcscd = private_pcscd.start(path, write_config(folder, driver))
    threading.Thread(target=lambda: (pcscd.wait(), os._exit(1)), daemon=True).start()
    for number, reader in enumerate(readers):
        Slot(reader, PORT + number).start()
    try:
        sys.stdin.read()
    finally:
        pcscd.kill()


if __name__ == "__main__":
    main()
