"""A FastCGI program for tests of nginx alone: it answers what it is told, and remembers what it was asked."""
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6


class FastCgiDouble:
    """
    Listens on a unix socket, one thread a request. respond(params) gives the output, CGI headers first, in as many
    pieces as it likes; each goes out at once.
    """

    def __init__(self, path: Path, respond: Callable[[dict[str, str]], Iterable[bytes]]):
        self.asked: list[dict[str, str]] = []
        self._respond = respond
        self._path = path
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        os.chmod(path, 0o660)
        self._listener.listen(512)
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> "FastCgiDouble":
        return self

    def __exit__(self, *exc) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._path.unlink()

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as file:
            params = _pairs(_read_request(file))
            self.asked.append(params)
            try:
                for piece in self._respond(params):
                    connection.sendall(_record(STDOUT, piece))
                connection.sendall(_record(STDOUT, b"") + _record(END, bytes(8)))
            except OSError:
                pass    # nginx has gone, as in tests that close early


def _read_request(file) -> bytes:
    """The whole parameter stream; the body is read and dropped."""
    params = b""
    while True:
        header = file.read(8)
        if len(header) < 8:
            return params
        kind, length, padding = struct.unpack(">xBxxHBx", header)
        content = file.read(length)
        file.read(padding)
        if kind == PARAMS:
            params += content
        elif kind == STDIN and not content:
            return params


def _pairs(data: bytes) -> dict[str, str]:
    pairs = {}
    at = 0

    def length() -> int:
        nonlocal at
        if data[at] < 128:
            at += 1
            return data[at - 1]
        at += 4
        return struct.unpack(">I", data[at - 4:at])[0] & 0x7FFFFFFF

    while at < len(data):
        name_size, value_size = length(), length()
        name = data[at:at + name_size].decode()
        pairs[name] = data[at + name_size:at + name_size + value_size].decode("latin-1")
        at += name_size + value_size
    return pairs


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content
