"""
Warm connections to the AI: over TLS with HTTP/2, as providers offer it, the second call pays no handshake, and a
connection that was cut comes back with a resumed session. Counted by the log of an nginx in front of the double.
"""
import os
import re
import signal
import subprocess
from pathlib import Path

from tests.bench.double import Double
from tests.bench.house import House
from tests.bench.questions import press
from tests.bench.table import Row
from tests.stack.process import Program
from tests.stack.servers import _tool
from tests.stack.stack import free_port
from tests.stack.waiting import wait_until

CALLS = 40
LINE = re.compile(r"^conn=(\d+) nth=(\d+) resumed=(\S) protocol=(\S+)$", re.M)

CONFIG = """
daemon off; pid "{folder}/nginx.pid"; error_log stderr warn; worker_processes 2; {user}
events {{ worker_connections 4096; }}
http {{
	client_body_temp_path "{folder}/body"; proxy_temp_path "{folder}/proxy"; fastcgi_temp_path "{folder}/fastcgi";
	uwsgi_temp_path "{folder}/uwsgi"; scgi_temp_path "{folder}/scgi";
	log_format tls 'conn=$connection nth=$connection_requests resumed=$ssl_session_reused protocol=$server_protocol';
	upstream double {{ server 127.0.0.1:{double}; keepalive 256; }}
	server {{
		listen 127.0.0.1:{port} {listen};
		access_log "{folder}/access.log" tls;
		ssl_certificate "{folder}/cert.pem"; ssl_certificate_key "{folder}/key.pem";
		ssl_session_cache shared:ai:10m; ssl_session_tickets off; ssl_protocols TLSv1.2 TLSv1.3; keepalive_timeout 75s;
		location / {{
			proxy_pass http://double; proxy_http_version 1.1; proxy_set_header Connection "";
			proxy_buffering off; proxy_read_timeout 120s; client_body_buffer_size 64k;
		}}
	}}
}}
"""


class TlsFront(Program):
    """nginx with a certificate for 127.0.0.1, in front of the double."""

    def __init__(self, folder: Path, double: Double, http2: bool):
        self.folder = folder
        self.port = free_port()
        folder.mkdir()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
                       check=True, capture_output=True)
        (folder / "nginx.conf").write_text(CONFIG.format(folder=folder, port=self.port, double=double.port,
                                                         listen="ssl http2" if http2 else "ssl",
                                                         user="user root;" if os.geteuid() == 0 else ""))
        super().__init__("tls", [_tool("nginx"), "-p", folder, "-c", folder / "nginx.conf", "-e", "stderr"],
                         folder / "nginx.log")

    def __enter__(self) -> "TlsFront":
        self.start()
        wait_until(lambda: (self.folder / "nginx.pid").exists(), 5, "nginx for TLS is up")
        return self

    def __exit__(self, *exc) -> None:
        self.stop()

    def calls(self, count: int) -> list[tuple[int, int, str, str]]:
        """(connection, request on it, session resumed, protocol) of all calls so far, when there are so many."""
        log = self.folder / "access.log"
        wait_until(lambda: len(LINE.findall(log.read_text())) >= count, 20, f"{count} calls are logged")
        return [(int(a), int(b), c, d) for a, b, c, d in LINE.findall(log.read_text())]


def measure(bench) -> None:
    for http2 in (True, False):
        protocol = "HTTP/2" if http2 else "HTTP/1.1"
        with Double(bench, bench.folder) as double, TlsFront(bench.folder / f"tls{http2:d}", double, http2) as front:
            settings = double.settings(f"https://127.0.0.1:{front.port}/v1", ca_file=front.folder / "cert.pem")
            with bench.stack(settings) as stack:
                double.play(50, 0)
                one_after_another(bench, stack, double, front, protocol)
                after_a_cut(bench, stack, double, front, protocol)
                if http2:
                    side_by_side(bench, stack, double, front)


def opened(calls: list) -> list:
    """The first call of each connection."""
    return [call for call in calls if call[1] == 1]


def one_after_another(bench, stack: House, double: Double, front: TlsFront, protocol: str) -> None:
    press(bench, stack, double, bench.sessions(stack, CALLS), 0, alone=True)
    calls = front.calls(CALLS)
    if {call[3] for call in calls} != {"HTTP/2.0" if protocol == "HTTP/2" else "HTTP/1.1"}:
        raise SystemExit(f"not all calls took what the AI offers: {calls}")
    # Each worker has connections of its own, so each has its first call.
    bench.add(Row(f"{CALLS} calls one after another, {protocol}: TLS handshakes of two workers", "",
                  [len(opened(calls))], at_most=2))


def after_a_cut(bench, stack: House, double: Double, front: TlsFront, protocol: str) -> None:
    before = len(front.calls(CALLS))
    workers = children(front.pid)
    front.send_signal(signal.SIGHUP)    # the connections are closed, the sessions are still known
    wait_until(lambda: len(children(front.pid)) == 2 and not children(front.pid) & workers, 10, "nginx has reloaded")
    press(bench, stack, double, bench.sessions(stack, CALLS), 0, alone=True)
    first = opened(front.calls(before + CALLS)[before:])
    full = sum(call[2] != "r" for call in first)
    bench.add(Row(f"after a cut, {protocol}: full handshakes of {len(first)} connections", "", [full], at_most=0))


def children(pid: int) -> set[str]:
    return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def side_by_side(bench, stack: House, double: Double, front: TlsFront) -> None:
    """A hundred at once share the connections there are."""
    before = len(front.calls(2 * CALLS))
    double.play(400, 40)
    press(bench, stack, double, bench.sessions(stack, 100), 2000)
    calls = front.calls(before + 100)[before:]
    bench.add(Row("100 calls side by side, HTTP/2: connections opened for them", "", [len(opened(calls))], at_most=2))
