#!/usr/bin/python3
"""Sends command APDUs, one a line of standard input in hexadecimal digits, and prints the ATR and the responses.

    pyscard_card.py READER
"""

import sys

from smartcard.CardRequest import CardRequest
from smartcard.System import readers
from smartcard.util import toBytes

reader = [reader for reader in readers() if str(reader) == sys.argv[1]]
assert reader, f"no reader {sys.argv[1]}"
connection = CardRequest(timeout=10, readers=reader).waitforcard().connection
connection.connect()
print(bytes(connection.getATR()).hex().upper())
for line in sys.stdin:
    data, sw1, sw2 = connection.transmit(toBytes(line))
    print(bytes(data + [sw1, sw2]).hex().upper())
connection.disconnect()
