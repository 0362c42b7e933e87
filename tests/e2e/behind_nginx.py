"""What the end-to-end tests see past nginx: the stream service's own socket, and the process itself."""
import os
import socket
import struct

BEGIN, PARAMS, STDIN = 1, 4, 5


def pairs(values: dict[str, str]) -> bytes:
    encoded = b""
    for name, value in values.items():
        for text in (name, value):
            encoded += struct.pack(">I", len(text.encode()) | 0x80000000)
        encoded += name.encode() + value.encode()
    return encoded


def record(kind: int, content: bytes, request_id: int = 1) -> bytes:
    return struct.pack(">BBHHBx", 1, kind, request_id, len(content), 0) + content


def fastcgi_request(session, **more: str) -> bytes:
    """A request for a stream as nginx would send it, up to the end of its parameters."""
    params = {"REQUEST_METHOD": "GET", "DOCUMENT_URI": f"{session.api}/stream", "QUERY_STRING": "",
              "REQUEST_ID": "0" * 32, "HTTP_AUTHORIZATION": f"Bearer {session.token}", **more}
    return record(BEGIN, struct.pack(">HB5x", 1, 0)) + record(PARAMS, pairs(params)) + record(PARAMS, b"")


def connect(stack) -> socket.socket:
    """To the service itself, past nginx."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(10)
    connection.connect(str(stack.run_dir / "stream.sock"))
    return connection


def open_directly(stack, session) -> socket.socket:
    """A stream without nginx, its first frame read."""
    connection = connect(stack)
    connection.sendall(fastcgi_request(session) + record(STDIN, b""))
    received = b""
    while b'"type":"status"' not in received:
        piece = connection.recv(65536)
        assert piece, f"no stream but {received!r}"
        received += piece
    return connection


def descriptors(program) -> int:
    return len(os.listdir(f"/proc/{program.pid}/fd"))


def own_bytes(program) -> int:
    with open(f"/proc/{program.pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("RssAnon"))


def is_sanitized(program) -> bool:
    """Does it carry a sanitizer, which takes memory of its own?"""
    with open(f"/proc/{program.pid}/maps") as file:
        maps = file.read()
    return "libasan" in maps or "libtsan" in maps
