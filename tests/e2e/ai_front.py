"""What may stand between greenroom and the AI double: nginx with TLS and a private CA, and an HTTP proxy."""
import os
import socket
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from tests.stack.process import Program
from tests.stack.servers import _tool
from tests.stack.stack import free_port
from tests.stack.waiting import wait_until

CONFIG = """
daemon off;
pid "{folder}/nginx.pid";
error_log stderr warn;
worker_processes 1;
{user}
events {{ worker_connections 512; }}
http {{
    client_body_temp_path "{folder}/body"; proxy_temp_path "{folder}/proxy"; fastcgi_temp_path "{folder}/fastcgi";
    uwsgi_temp_path "{folder}/uwsgi"; scgi_temp_path "{folder}/scgi";
    log_format seen "$connection $ssl_session_reused $server_protocol $status $request_method";
    access_log "{folder}/access.log" seen;
    server {{
        listen 127.0.0.1:{port} ssl {http2};
        ssl_certificate "{folder}/server.pem";
        ssl_certificate_key "{folder}/server.key";
        ssl_protocols {protocols};
        ssl_session_cache shared:front:1m;
        keepalive_timeout {keepalive};
        location / {{
            proxy_pass {upstream};
            proxy_http_version 1.1;
            proxy_buffering off;
            proxy_read_timeout 60s;
        }}
    }}
}}
"""


@dataclass(frozen=True)
class Seen:
    """One request as nginx saw it. resumed: this connection's handshake was a resumption."""
    connection: str
    resumed: bool
    protocol: str
    status: int


class TlsFront:
    """nginx as an AI provider's edge; ca_file is what a client has to trust."""

    def __init__(self, folder: Path, upstream: str, *, http2: bool = True, protocols: str = "TLSv1.2 TLSv1.3",
                 keepalive: str = "75s"):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.port = folder, free_port()
        self.ca_file = folder / "ca.pem"
        make_certificates(folder)
        (folder / "nginx.conf").write_text(CONFIG.format(
            folder=folder, port=self.port, upstream=upstream, protocols=protocols, keepalive=keepalive,
            http2="http2" if http2 else "", user="user root;" if os.geteuid() == 0 else ""))
        self.nginx = Program("front", [_tool("nginx"), "-p", folder, "-c", folder / "nginx.conf", "-e", "stderr"],
                             folder / "nginx.log")

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def __enter__(self) -> "TlsFront":
        self.nginx.start()
        wait_until(self.answers)
        return self

    def __exit__(self, *exc) -> None:
        self.nginx.stop()

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def seen(self, count: int) -> list[Seen]:
        """The first count requests, once they are over and written down."""
        def lines():
            log = self.folder / "access.log"
            return [line.split() for line in log.read_text().splitlines()] if log.exists() else []
        wait_until(lambda: len(lines()) >= count, what=f"{count} requests in nginx' log")
        return [Seen(connection, reused == "r", protocol, int(status))
                for connection, reused, protocol, status, _ in lines()]


def make_certificates(folder: Path) -> None:
    """A CA and a certificate of it for localhost."""
    def openssl(*words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, cwd=folder)
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=Private CA", "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-keyout", "server.key", "-out", "server.csr")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", "names", "-out", "server.pem")


class Proxy:
    """An HTTP proxy: tunnels what it is asked to CONNECT to, passes on plain requests. heads: what it could read."""

    def __init__(self):
        self.heads: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> "Proxy":
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *exc) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._handle, args=(client,), daemon=True).start()

    def _handle(self, client: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = client.recv(65536)
            if not piece:
                return
            data += piece
        head = data.split(b"\r\n\r\n")[0].decode("latin-1")
        self.heads.append(head)
        method, target, _ = head.split("\r\n")[0].split(" ")
        authority = target if method == "CONNECT" else target.split("/")[2]
        host, _, port = authority.rpartition(":")
        server = socket.create_connection((host, int(port)))
        if method == "CONNECT":
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            server.sendall(data)
        threading.Thread(target=_pump, args=(server, client), daemon=True).start()
        _pump(client, server)


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass
