"""
Proxies on unix sockets, between the services and their servers: one that goes deaf, and one for MariaDB that loses the
end of a chosen COMMIT.
"""
import socket
import struct
import threading
from pathlib import Path

COM_QUERY, COM_STMT_PREPARE, COM_STMT_EXECUTE = 0x03, 0x16, 0x17


class Proxy:
    """
    Passes bytes on. swallow(): everything that is open now, and what is opened until heal(), stays open and silent for
    ever; whoever connects after heal() is served.
    """

    def __init__(self, path: Path, target: Path):
        self.path = path
        self._target = str(target)
        self._deaf = False
        self._links: set[Link] = set()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(512)
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *exc) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.path.unlink()
        for link in list(self._links):
            link.cut()

    def swallow(self) -> None:
        self._deaf = True
        for link in list(self._links):
            link.deaf = True

    def heal(self) -> None:
        self._deaf = False

    def _accept(self) -> None:
        while True:
            try:
                client = self._listener.accept()[0]
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self._target)
            except OSError:
                client.close()
                continue
            link = self._link(client, server)
            link.deaf = self._deaf
            self._links.add(link)
            for pump in (link.pump_up, link.pump_down):
                threading.Thread(target=self._run, args=(link, pump), daemon=True).start()

    def _link(self, client, server) -> "Link":
        return Link(client, server)

    def _run(self, link: "Link", pump) -> None:
        try:
            pump()
        except OSError:
            pass
        link.cut()
        self._links.discard(link)


class Link:
    """One connection through the proxy."""

    def __init__(self, client: socket.socket, server: socket.socket):
        self.deaf = False
        self._client, self._server = client, server

    def cut(self) -> None:
        for end in (self._client, self._server):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def pump_up(self) -> None:
        self._pump(self._client, self._server)

    def pump_down(self) -> None:
        self._pump(self._server, self._client)

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        while data := source.recv(65536):
            if not self.deaf:
                target.sendall(data)


class MariaDbProxy(Proxy):
    """
    lose_commit(SQL, ...) strikes once, at the COMMIT of a transaction in which a statement with that text was run:
    arrived=True loses only its OK, arrived=False the COMMIT itself; either way the connection is cut.
    """

    def __init__(self, path: Path, target: Path):
        self._trap: tuple[str, bool] | None = None
        self.lost = threading.Event()
        super().__init__(path, target)

    def lose_commit(self, sql: str, arrived: bool) -> None:
        self.lost.clear()
        self._trap = (sql, arrived)

    def _link(self, client, server) -> "Link":
        return MariaDbLink(client, server, self)

    def caught(self, statements: list[str]) -> bool | None:
        """Whether this COMMIT is to be lost: None no, True after it has arrived, False before."""
        trap = self._trap
        if not trap or not any(trap[0] in sql for sql in statements):
            return None
        self._trap = None
        return trap[1]


class MariaDbLink(Link):
    """Follows the client's packets: which text each prepared statement has, and which ones the transaction ran."""

    def __init__(self, client, server, proxy: MariaDbProxy):
        super().__init__(client, server)
        self._proxy = proxy
        self._prepared: dict[int, str] = {}
        self._preparing = ""
        self._ran: list[str] = []
        self._mute = False
        self._answered = threading.Event()

    def pump_up(self) -> None:
        waiting = b""
        while data := self._client.recv(65536):
            waiting += data
            while len(waiting) >= 4 and len(waiting) >= 4 + (size := int.from_bytes(waiting[:3], "little")):
                packet, waiting = waiting[:4 + size], waiting[4 + size:]
                if self._lost(packet):
                    return
                if not self.deaf:
                    self._server.sendall(packet)

    def _lost(self, packet: bytes) -> bool:
        """Note what the packet does; true if it was the COMMIT to be lost."""
        command, body = packet[4] if len(packet) > 4 and packet[3] == 0 else 0, packet[5:]
        if command == COM_STMT_PREPARE:
            self._preparing = body.decode(errors="replace")
        elif command == COM_STMT_EXECUTE:
            self._ran.append(self._prepared.get(struct.unpack("<I", body[:4])[0], ""))
        elif command == COM_QUERY and body == b"START TRANSACTION":
            self._ran = []
        elif command == COM_QUERY and body == b"COMMIT":
            return self._lose(packet, self._proxy.caught(self._ran))
        return False

    def _lose(self, packet: bytes, arrives: bool | None) -> bool:
        if arrives is None:
            return False
        self._mute = True
        if arrives:
            self._server.sendall(packet)
            self._answered.wait(5)
        self._proxy.lost.set()
        return True

    def pump_down(self) -> None:
        while data := self._server.recv(65536):
            if self._preparing and len(data) >= 9:
                if data[4] == 0:
                    self._prepared[struct.unpack("<I", data[5:9])[0]] = self._preparing
                self._preparing = ""
            if self._mute:
                self._answered.set()
            elif not self.deaf:
                self._client.sendall(data)
