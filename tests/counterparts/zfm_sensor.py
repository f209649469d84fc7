#!/usr/bin/python3
"""A fingerprint sensor of the ZFM family on a pseudo-terminal, written from the table of its protocol and nothing else.

    zfm_sensor.py IMAGE WIDTH HEIGHT [--product-info] [--trouble WORD]...

IMAGE holds WIDTH x HEIGHT bytes, one 8-bit gray value per pixel, and is what lies on the glass. Prints the path of the
line, then serves it until standard input ends. Every command that was understood is written to standard error, as two
hexadecimal digits.

Packets: EF01, address (4 bytes), kind (1 command, 2 data, 7 acknowledge, 8 last data), length of what follows (2 bytes),
payload, sum of all bytes from the kind to the end of the payload (2 bytes); everything big endian. An acknowledge's
payload begins with a confirmation code. Two pixels share a byte, the left one in its high half.

Trouble, each once:
  sum       an acknowledge arrives with a wrong sum
  noise     stray bytes arrive before an acknowledge
  flip      one bit of an image packet arrives wrong
  lost      one image packet does not arrive
  unheard   the sensor understands a command as damaged and says so
"""

import os
import sys
import termios
import threading
import tty

HEADER = b"\xef\x01"
ADDRESS = b"\xff\xff\xff\xff"
COMMAND, DATA, ACKNOWLEDGE, LAST_DATA = 1, 2, 7, 8
OK, PACKET_ERROR, WRONG_PASSWORD, BAD_REGISTER, UNSUPPORTED = 0x00, 0x01, 0x13, 0x1A, 0xFC
TAKE_IMAGE, UPLOAD_IMAGE, SET_PARAMETER, READ_PARAMETERS, VERIFY_PASSWORD, PRODUCT_INFO = (
    0x01, 0x0A, 0x0E, 0x0F, 0x13, 0x3C,
)
SPEEDS = {termios.B9600: 1, termios.B57600: 6, termios.B115200: 12}


def packet(kind, payload):
    body = bytes([kind]) + (len(payload) + 2).to_bytes(2, "big") + payload
    return HEADER + ADDRESS + body + (sum(body) & 0xFFFF).to_bytes(2, "big")


class Sensor:
    def __init__(self, pixels, width, height, product_info, trouble):
        self.width, self.height = width, height
        self.packed = bytes((left & 0xF0) | right >> 4 for left, right in zip(pixels[::2], pixels[1::2]))
        self.product_info = product_info
        self.trouble = set(trouble)
        self.speed = 6  # times 9600 bits per second
        self.packet_code = 2  # 32 bytes times 2 to this power
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.incoming = b""

    def strikes(self, trouble):
        happens = trouble in self.trouble
        self.trouble.discard(trouble)
        return happens

    def host_speed(self):
        return SPEEDS.get(termios.tcgetattr(self.slave)[4])

    def serve(self):
        while True:
            heard = os.read(self.master, 4096)
            # Bytes sent at another speed are not bytes.
            if self.host_speed() == self.speed:
                self.incoming += heard
                self.take_commands()

    def take_commands(self):
        while len(self.incoming) >= 9:
            assert self.incoming.startswith(HEADER + ADDRESS + bytes([COMMAND])), self.incoming.hex()
            length = int.from_bytes(self.incoming[7:9], "big")
            if len(self.incoming) < 9 + length:
                return
            command, self.incoming = self.incoming[: 9 + length], self.incoming[9 + length :]
            self.obey(command[9:-2], command)

    def obey(self, payload, command):
        if packet(COMMAND, payload) != command or self.strikes("unheard"):
            return self.acknowledge(PACKET_ERROR)
        print(f"{payload[0]:02X}", file=sys.stderr, flush=True)
        code, arguments = payload[0], payload[1:]
        if code == VERIFY_PASSWORD:
            self.acknowledge(OK if arguments == bytes(4) else WRONG_PASSWORD)
        elif code == READ_PARAMETERS:
            words = [0, 9, 200, 3, 0xFFFF, 0xFFFF, self.packet_code, self.speed]
            self.acknowledge(OK, b"".join(word.to_bytes(2, "big") for word in words))
        elif code == SET_PARAMETER:
            self.set_parameter(*arguments)
        elif code == PRODUCT_INFO and self.product_info:
            self.acknowledge(OK, self.description())
        elif code == TAKE_IMAGE:
            self.acknowledge(OK)
        elif code == UPLOAD_IMAGE:
            self.acknowledge(OK)
            self.upload()
        else:
            self.acknowledge(UNSUPPORTED)

    def set_parameter(self, number, value):
        if number not in (4, 6):
            return self.acknowledge(BAD_REGISTER)
        self.acknowledge(OK)
        if number == 4:
            # The answer leaves at the old speed.
            self.speed = value
        else:
            self.packet_code = value

    def description(self):
        """Model 16, batch 4, serial 8, hardware 2, sensor 8 bytes; width, height, template size, library size."""
        sides = self.width.to_bytes(2, "big") + self.height.to_bytes(2, "big")
        text = b"SIM-TABLE".ljust(16, b"\0") + b"B001" + b"SIM00042" + b"\x01\x02" + b"TABLE\0\0\0"
        return text + sides + (1536).to_bytes(2, "big") + (200).to_bytes(2, "big")

    def acknowledge(self, code, values=b""):
        answer = packet(ACKNOWLEDGE, bytes([code]) + values)
        if self.strikes("sum"):
            answer = answer[:-1] + bytes([answer[-1] ^ 1])
        if self.strikes("noise"):
            answer = b"\x55\x00\xef\xff" + answer
        self.send(answer)

    def upload(self):
        size = 32 << self.packet_code
        starts = range(0, len(self.packed), size)
        for start in starts:
            kind = LAST_DATA if start == starts[-1] else DATA
            data = packet(kind, self.packed[start : start + size])
            in_the_middle = start == starts[len(starts) // 2]
            if in_the_middle and self.strikes("lost"):
                continue
            if in_the_middle and self.strikes("flip"):
                data = data[:20] + bytes([data[20] ^ 0x40]) + data[21:]
            self.send(data)

    def send(self, data):
        while data:
            data = data[os.write(self.master, data) :]


def main():
    arguments = sys.argv[1:]
    path, width, height = arguments[0], int(arguments[1]), int(arguments[2])
    trouble = [word for flag, word in zip(arguments, arguments[1:]) if flag == "--trouble"]
    with open(path, "rb") as file:
        pixels = file.read()
    sensor = Sensor(pixels, width, height, "--product-info" in arguments, trouble)
    print(os.ttyname(sensor.slave), flush=True)
    threading.Thread(target=sensor.serve, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
