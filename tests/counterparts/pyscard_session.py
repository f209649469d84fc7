#!/usr/bin/python3
"""Opens a session of SCP03 with a card, as a host that nobody here wrote would: through pyscard, with the ciphers of PyPI's
`cryptography` and the names of drivers/card/PROFILE.md. Prints the bytes of a protected file in hexadecimal digits.

    pyscard_session.py READER MASTER_KEY_31 FILE SIZE

Keys that are not the card's are known by its cryptogram: it then prints "other keys" and leaves without a try.
"""

import os
import sys

from scp03 import APPLICATION, ENC, MAC, cbc, check, chip_key, cmac, derive, unpad, vector
from smartcard.CardRequest import CardRequest
from smartcard.System import readers

VERSION = 0x31
ALL = 0x33
# The longest plain data whose encrypted form, with its MAC, is no longer than a short response.
PIECE = 0xEF


class Host:
    def __init__(self, connection):
        self.connection = connection
        self.counter, self.chaining = 0, bytes(16)

    def send(self, command):
        data, sw1, sw2 = self.connection.transmit(list(command))
        return bytes(data), bytes([sw1, sw2])

    def plainly(self, command):
        """What is answered to a command that must succeed or warn."""
        answer, status = self.send(command)
        check(status[0] in (0x90, 0x62), f"{command[:4].hex()} answered {status.hex()}")
        return answer

    def greet(self, master):
        """Whether the card has these keys."""
        challenge = os.urandom(8)
        answer = self.plainly(bytes([0x80, 0x50, VERSION, 0, 8]) + challenge + b"\0")
        check(len(answer) == 32 and answer[10:13] == bytes([VERSION, 0x03, 0x70]), "INITIALIZE UPDATE")
        enc, mac = (chip_key(master, purpose, answer[:10]) for purpose in (ENC, MAC))
        context = challenge + answer[13:21]
        self.enc, self.mac = derive(enc, 0x04, 128, context), derive(mac, 0x06, 128, context)
        self.rmac = derive(mac, 0x07, 128, context)
        self.proof = derive(self.mac, 0x01, 64, context)
        return answer[21:29] == derive(self.mac, 0x00, 64, context)

    def signed(self, header, data):
        command = header + bytes([len(data) + 8]) + data
        self.chaining = cmac(self.mac, self.chaining + command)
        return command + self.chaining[:8]

    def authenticate(self):
        self.plainly(self.signed(bytes([0x84, 0x82, ALL, 0]), self.proof))

    def secretly(self, header, data=b""):
        self.counter += 1
        if data:
            filled = data + b"\x80"
            filled += bytes(-len(filled) % 16)
            data = cbc(self.enc, vector(self.enc, self.counter)).encryptor().update(filled)
        return self.opened(*self.send(self.signed(header, data) + b"\0"))

    def opened(self, answer, status):
        check(status == b"\x90\x00", f"a protected command answered {status.hex()}")
        body, found = answer[:-8], answer[-8:]
        check(cmac(self.rmac, self.chaining + body + status)[:8] == found, "R-MAC")
        counter = self.counter | 1 << 127
        return unpad(cbc(self.enc, vector(self.enc, counter)).decryptor().update(body)) if body else b""

    def read(self, file, size):
        self.secretly(bytes([0x04, 0xA4, 0x02, 0x0C]), file)
        image = b""
        while len(image) < size:
            piece = self.secretly(bytes([0x04, 0xB0]) + len(image).to_bytes(2, "big"))
            check(0 < len(piece) <= PIECE, "a piece of the file")
            image += piece
        return image


def main():
    name, master, file, size = sys.argv[1:]
    reader = [reader for reader in readers() if str(reader) == name]
    connection = CardRequest(timeout=10, readers=reader).waitforcard().connection
    connection.connect()
    host = Host(connection)
    host.plainly(bytes([0x00, 0xA4, 0x04, 0x0C, len(APPLICATION)]) + APPLICATION)
    if host.greet(bytes.fromhex(master)):
        host.authenticate()
        print(host.read(bytes.fromhex(file), int(size)).hex().upper())
    else:
        print("other keys")
    connection.disconnect()


if __name__ == "__main__":
    main()
