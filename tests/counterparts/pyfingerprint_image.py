#!/usr/bin/python3
"""Reads one image with the package pyfingerprint as it is published, and writes its gray values, 8 bits a pixel.

    pyfingerprint_image.py LINE BITS_PER_SECOND OUTPUT
"""

import os
import sys
import tempfile

from PIL import Image
from pyfingerprint.pyfingerprint import PyFingerprint

line, speed, output = sys.argv[1:]
sensor = PyFingerprint(line, int(speed), 0xFFFFFFFF, 0)
assert sensor.verifyPassword(), "the password was not accepted"
while not sensor.readImage():
    pass
with tempfile.TemporaryDirectory() as folder:
    picture = os.path.join(folder, "image.png")
    sensor.downloadImage(picture)
    image = Image.open(picture).convert("L")
with open(output, "wb") as file:
    file.write(image.tobytes())
print(*image.size, flush=True)
