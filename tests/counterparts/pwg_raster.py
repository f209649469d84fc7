"""Reads PWG raster with CUPS' own library: for each page a line of its header, then the pixels as hexadecimal."""

import ctypes
import os
import sys

WORDS = {"duplex": 272, "x": 276, "tumble": 368, "width": 372, "height": 376, "bits": 388, "row": 392, "space": 400}


def word(header, offset):
    return int.from_bytes(header[offset : offset + 4], sys.byteorder)


def main():
    cups = ctypes.CDLL("libcups.so.2")
    cups.cupsRasterOpen.restype = ctypes.c_void_p
    raster = ctypes.c_void_p(cups.cupsRasterOpen(os.open(sys.argv[1], os.O_RDONLY), 0))
    header = ctypes.create_string_buffer(1796)
    while cups.cupsRasterReadHeader2(raster, header):
        page = {name: word(header.raw, offset) for name, offset in WORDS.items()}
        print(" ".join(f"{name}={value}" for name, value in page.items()))
        row = ctypes.create_string_buffer(page["row"])
        pixels = bytearray()
        for _ in range(page["height"]):
            assert cups.cupsRasterReadPixels(raster, row, page["row"]) == page["row"]
            pixels += row.raw
        print(pixels.hex())


main()
