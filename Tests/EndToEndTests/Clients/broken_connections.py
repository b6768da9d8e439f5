"""Opens connections that break HTTP/2 right behind the start of a call: broken_connections.py GRPC_ADDRESS COUNT"""
import socket
import sys


def frame(kind, flags, stream, body):
    return len(body).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + body


def header(name, value):
    return b"\x00" + bytes([len(name)]) + name + bytes([len(value)]) + value


HEADERS = b"\x83\x86" + b"".join(header(name, value) for name, value in [
    (b":path", b"/jobscheduler.v1.JobSchedulerService/GetJob"), (b":authority", b"x"),
    (b"content-type", b"application/grpc"), (b"te", b"trailers")])
# In one piece: a SETTINGS frame of three bytes is an error of the connection (RFC 9113, section 6.5).
DATA = (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"") + frame(1, 4, 1, HEADERS) + frame(4, 0, 0, b"abc"))

host, port = sys.argv[1].rsplit(":", 1)
for _ in range(int(sys.argv[2])):
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        try:
            connection.sendall(DATA)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
        except ConnectionError:
            pass
print("{}")
