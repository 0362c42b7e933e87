"""A small HTTP/1.1 server connection for asyncio: keep-alive, chunked answers, and word of a client that left."""
import asyncio
import json
import random
import socket
from http import HTTPStatus

MAX_REQUEST = 4 << 20


class Request:
    def __init__(self, method: str, target: str, headers: dict, body: bytes):
        self.method, self.path = method, target.split("?")[0]
        self.headers = headers      # names in lower case
        self.body = body

    def json(self) -> dict:
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Status"


class Connection(asyncio.Protocol):
    """serve(connection, request) answers one request; it is cancelled when the client goes away."""

    def __init__(self, serve, number: int):
        self.serve, self.number = serve, number
        self.inbox = b""
        self.task = None
        self.room = asyncio.Event()
        self.room.set()

    def connection_made(self, transport):
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data):
        self.inbox += data
        if self.task is None:
            self._next()
        if len(self.inbox) > MAX_REQUEST:
            self.transport.abort()

    def connection_lost(self, exc):
        self.room.set()
        if self.task:
            self.task.cancel()

    def pause_writing(self):
        self.room.clear()

    def resume_writing(self):
        self.room.set()

    def _next(self):
        head, found, rest = self.inbox.partition(b"\r\n\r\n")
        if not found:
            return
        lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        length = int(headers.get("content-length") or 0)
        if len(rest) < length:
            if headers.pop("expect", None):
                self.inbox = self.inbox.replace(b"Expect", b"X-Expected", 1)
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            return
        self.inbox = rest[length:]
        method, target, _ = lines[0].split(" ", 2)
        self.task = asyncio.get_running_loop().create_task(self._answer(
            Request(method, target, headers, rest[:length])))

    async def _answer(self, request):
        await self.serve(self, request)
        self.task = None
        if request.headers.get("connection", "").lower() == "close":
            self.transport.close()
        elif not self.transport.is_closing():
            self._next()

    async def _drained(self):
        if not self.room.is_set():
            await self.room.wait()

    async def reply(self, status: int, headers: dict, body: bytes):
        """A whole answer."""
        self._head(status, {"Content-Length": str(len(body)), **headers})
        self.transport.write(body)
        await self._drained()

    def begin(self, status: int, headers: dict) -> None:
        """A chunked answer: then write() and end()."""
        self._head(status, {"Transfer-Encoding": "chunked", **headers})

    def _head(self, status: int, headers: dict) -> None:
        lines = [f"HTTP/1.1 {status} {_reason(status)}"] + [f"{k}: {v}" for k, v in headers.items()]
        self.transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    async def write(self, data: bytes):
        if data:
            self.transport.write(b"%x\r\n%b\r\n" % (len(data), data))
            await self._drained()

    def end(self) -> None:
        self.transport.write(b"0\r\n\r\n")

    def cut(self) -> None:
        self.transport.abort()


class Cutter:
    """Writes to a connection in pieces that fall anywhere, or at so many bytes a second."""

    def __init__(self, connection: Connection, cut_seed: int | None, bytes_per_s: float):
        self.connection = connection
        self.random = random.Random(cut_seed) if cut_seed is not None else None
        self.pause_s = 1 / bytes_per_s if bytes_per_s else 0

    async def write(self, data: bytes):
        if not self.random and not self.pause_s:
            await self.connection.write(data)
            return
        at = 0
        while at < len(data):
            n = 1 if self.pause_s else self.random.randint(1, 9)
            await self.connection.write(data[at:at + n])
            at += n
            await asyncio.sleep(self.pause_s)   # 0 still lets the piece go out by itself
