"""The socket of a simulated reader, both ways: kind (1 byte), length (32 bits, little endian), body. See
simulator/ifd/src/frame.rs."""

import socket
import struct


def connect(path, role):
    stream = socket.socket(socket.AF_UNIX)
    stream.connect(path)
    stream.sendall(frame(role))
    return stream


def frame(kind, body=b""):
    return kind + struct.pack("<I", len(body)) + body


def read_frame(stream):
    head = receive(stream, 5)
    return head[:1], receive(stream, struct.unpack("<I", head[1:])[0])


def receive(stream, count):
    data = b""
    while len(data) < count:
        piece = stream.recv(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data
