"""Reads the transcript of a chip and its host as an outsider who has the master keys: derives every key, checks every MAC,
challenge, cryptogram and decision, and decrypts every command and answer. Written from drivers/card/PROFILE.md and the
standards that it names, with PyPI's `cryptography` for AES, CMAC and nothing else.

Standard input: {"masters": {"30": hex, "31": hex}, "exchanges": [[command hex, response hex], ...]}
Standard output: {"sessions": [{version, level, serial, counter, commands}], "written": {file: hex}, "read": {file: hex},
"decisions": [[kind, finger, score]], "clear": number of exchanges outside of sessions}
The first thing that is wrong ends it with a message that names the exchange.
"""

import json
import sys

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

APPLICATION = bytes.fromhex("F04C4F4B455431")
ENC, MAC, MATCH = 1, 2, 4


def cmac(key, data):
    mac = CMAC(algorithms.AES(key))
    mac.update(data)
    return mac.finalize()


def derive(key, constant, bits, context):
    label = bytes(11) + bytes([constant, 0]) + bits.to_bytes(2, "big") + b"\x01"
    return cmac(key, label + context)[: bits // 8]


def chip_key(master, purpose, diversification):
    return derive(master, purpose, 128, diversification)


def cbc(key, vector):
    return Cipher(algorithms.AES(key), modes.CBC(vector))


def vector(key, counter):
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(counter.to_bytes(16, "big"))


def unpad(data):
    filling = data.rstrip(b"\x00")
    check(filling.endswith(b"\x80") and len(data) - len(filling) < 16, "filling")
    return filling[:-1]


def check(holds, what):
    if not holds:
        raise ValueError(what)


def split(command):
    """Header, length field, data and expected length of a command that has data."""
    header, rest = command[:4], command[4:]
    if not rest or len(rest) == 1:
        return header, b"", b"", rest
    if rest[0] == 0 and len(rest) > 3:
        length, field, rest = int.from_bytes(rest[1:3], "big"), rest[:3], rest[3:]
    else:
        length, field, rest = rest[0], rest[:1], rest[1:]
    data, expected = rest[:length], rest[length:]
    check(len(data) == length and len(expected) in (0, 1, 2), "command lengths")
    return header, field, data, expected


class Session:
    """One session, from INITIALIZE UPDATE on."""

    def __init__(self, masters, command, answer):
        header, _, host, _ = split(command)
        check(len(answer) == 32 and len(host) == 8, "INITIALIZE UPDATE lengths")
        self.diversification, self.version = answer[:10], answer[10]
        check(answer[11:13] == b"\x03\x70", "protocol and options")
        check(self.version == header[2] and self.diversification[:2] == b"LK", "key information")
        card, cryptogram, counter = answer[13:21], answer[21:29], answer[29:32]
        self.master = masters[self.version]
        enc, mac = (chip_key(self.master, use, self.diversification) for use in (ENC, MAC))
        check(card == derive(enc, 0x02, 64, counter + APPLICATION), "card challenge")
        context = host + card
        self.enc = derive(enc, 0x04, 128, context)
        self.mac = derive(mac, 0x06, 128, context)
        self.rmac = derive(mac, 0x07, 128, context)
        check(cryptogram == derive(self.mac, 0x00, 64, context), "card cryptogram")
        self.host_cryptogram = derive(self.mac, 0x01, 64, context)
        self.sequence = int.from_bytes(counter, "big")
        self.chaining, self.counter, self.level, self.challenge = bytes(16), 0, None, None

    def serial(self):
        return self.diversification[2:]

    def authenticated(self, header, field, data):
        body, found = data[:-8], data[-8:]
        whole = cmac(self.mac, self.chaining + header + field + body)
        check(whole[:8] == found, "C-MAC")
        self.chaining = whole
        return body

    def authenticate(self, command):
        header, field, data, _ = split(command)
        check(self.authenticated(header, field, data) == self.host_cryptogram, "host cryptogram")
        self.level = header[2]

    def command(self, command):
        """Header and data in clear."""
        header, field, data, _ = split(command)
        self.counter += 1
        body = self.authenticated(header, field, data)
        if body and self.level & 0x02:
            decryptor = cbc(self.enc, vector(self.enc, self.counter)).decryptor()
            body = unpad(decryptor.update(body))
        return header, body

    def answer(self, answer):
        """Data in clear, and the status word."""
        body, status = answer[:-2], answer[-2:]
        if not (status == b"\x90\x00" or status[0] in (0x62, 0x63)):
            check(not body, "data with an error")
            return b"", status
        if self.level & 0x10:
            body, found = body[:-8], body[-8:]
            check(cmac(self.rmac, self.chaining + body + status)[:8] == found, "R-MAC")
        if body and self.level & 0x20:
            counter = self.counter | 1 << 127
            body = unpad(cbc(self.enc, vector(self.enc, counter)).decryptor().update(body))
        return body, status


class Reader:
    """What the transcript says."""

    def __init__(self, masters):
        self.masters, self.session, self.opening = masters, None, None
        self.sessions, self.decisions = [], []
        self.written, self.read, self.file, self.clear = {}, {}, None, 0

    def exchange(self, command, answer):
        kind = (command[0], command[1])
        if kind == (0x80, 0x50):
            self.session = None
            if answer[-2:] == b"\x90\x00":
                self.opening = Session(self.masters, command, answer[:-2])
        elif kind == (0x84, 0x82):
            self.opening.authenticate(command)
            check(answer == b"\x90\x00", "EXTERNAL AUTHENTICATE refused")
            self.session, self.opening = self.opening, None
            self.sessions.append(self.session)
        elif command[0] & 0x04:
            check(self.session is not None, "a protected command without a session")
            self.protected(*self.session.command(command), *self.session.answer(answer))
        else:
            self.session, self.clear = None, self.clear + 1
            header, _, data, _ = split(command)
            self.meaning(header, data, answer[:-2], answer[-2:])

    def protected(self, header, data, answer, status):
        check(header[0] == 0x04, "class")
        self.meaning(header, data, answer, status)

    def meaning(self, header, data, answer, status):
        offset = int.from_bytes(header[2:4], "big")
        if header[1] == 0xA4:
            self.file = data.hex().upper() if len(data) == 2 else None
        elif header[1] == 0xD6 and status == b"\x90\x00":
            self.put(self.written, offset, data)
        elif header[1] == 0xB0:
            self.put(self.read, offset, answer)
        elif header[1] == 0x84:
            self.session.challenge = answer
        elif header[1] in (0x21, 0x2C):
            self.decisions.append(self.decision(data))

    def put(self, files, offset, data):
        content = bytearray(files.get(self.file, b""))
        content[offset : offset + len(data)] = data
        files[self.file] = bytes(content)

    def decision(self, data):
        session = self.session
        check(data[:5] == bytes.fromhex("7F2E178215") and data[-1] == 1 and len(data) == 26, "decision")
        said, signature = data[5:9], data[9:25]
        key = chip_key(session.master, MATCH, session.diversification)
        statement = b"loket match" + session.serial() + session.challenge + said
        check(cmac(key, statement) == signature, "signature of a decision")
        session.challenge = None
        return [said[0], said[1], int.from_bytes(said[2:], "big")]


def main():
    told = json.load(sys.stdin)
    reader = Reader({int(version, 16): bytes.fromhex(key) for version, key in told["masters"].items()})
    for number, (command, answer) in enumerate(told["exchanges"]):
        try:
            reader.exchange(bytes.fromhex(command), bytes.fromhex(answer))
        except (ValueError, AttributeError, KeyError, TypeError) as error:
            sys.exit(f"exchange {number} ({command[:8]}): {error}")
    hexed = lambda files: {name: content.hex().upper() for name, content in files.items()}
    json.dump(
        {
            "sessions": [
                {
                    "version": session.version,
                    "level": session.level,
                    "serial": session.serial().hex().upper(),
                    "counter": session.sequence,
                    "commands": session.counter,
                }
                for session in reader.sessions
            ],
            "written": hexed(reader.written),
            "read": hexed(reader.read),
            "decisions": reader.decisions,
            "clear": reader.clear,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
