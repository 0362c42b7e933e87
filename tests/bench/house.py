"""
What every section needs: a greenroom with production settings behind nginx as the public meets it, sessions like those
of real people, the load generator, and the rows that come of it.
"""
import json
import os
import subprocess
import tempfile
from pathlib import Path

from tests.bench.cpu import Account
from tests.bench.table import Row
from tests.stack.client import HttpClient
from tests.stack.servers import ROOT
from tests.stack.stack import Stack, free_port
from tests.stack.waiting import wait_until

CONNECTIONS = 32
ROLE = "Backend engineer"


def job_description() -> str:
    """About 3 KB, as people paste them."""
    text = (ROOT / "tests" / "job_descriptions" / "backend_engineer.txt").read_text()
    return (text + "\n" + text)[:3000]


class Bench:
    """quick: smaller, to see that all works; its figures say little."""

    def __init__(self, build_dir: Path, folder: Path, quick: bool = False):
        self.build_dir = build_dir
        self.folder = folder
        self.quick = quick
        self.rows: list[Row] = []
        self.notes: list[str] = []

    def tool(self, name: str) -> str:
        return str(self.build_dir / "tests" / "bench" / name)

    def rounds(self, usual: int) -> int:
        return 2 if self.quick else usual

    def note(self, text: str) -> None:
        print(f"  {text}", flush=True)
        self.notes.append(text)

    def add(self, row: Row) -> None:
        print(f"  {' | '.join(cell for cell in row.cells() if cell)}", flush=True)
        self.rows.append(row)

    def stack(self, settings: dict | None = None) -> "House":
        return House(self.build_dir, Path(tempfile.mkdtemp(dir=self.folder)), settings or {})

    def sessions(self, stack: Stack, count: int) -> list[dict]:
        """Fresh ones. Each job description names its session, so that the AI's log can be laid beside ours."""
        description = self.folder / "description.txt"
        description.write_text(job_description())
        text = stack.ctl("session", "create", "--role", ROLE, "--job-description", str(description),
                         "--count", str(count), parse=False)
        issued = [json.loads(line) for line in text.splitlines()]
        ids = sorted(one["sessionId"] for one in issued)
        stack.sql("UPDATE session_context SET job_description = CONCAT('[ref ', session_id, ']\n', job_description) "
                  f"WHERE session_id BETWEEN '{ids[0]}' AND '{ids[-1]}'")
        return issued

    def load(self, port: int, seconds: float, requests: list[str]) -> dict:
        """Requests by the load generator; a failure makes the figure worthless, so it ends the run."""
        with tempfile.NamedTemporaryFile("w", dir=self.folder, suffix=".txt") as file:
            file.write("\n".join(requests) + "\n")
            file.flush()
            done = subprocess.run([self.tool("load"), str(port), str(CONNECTIONS), str(seconds), file.name],
                                  capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"the load generator failed: {done.stderr}")
        result = json.loads(done.stdout)
        if result["4xx"] or result["5xx"] or result["broken"]:
            raise SystemExit(f"the load met failures, the figure would be worthless: {result}")
        return result

    def press_all(self, stack: "House", issued: list[dict]) -> None:
        """Start every session and wait until the AI or the bank has given all their questions."""
        self.load(stack.public_port, 0, [start_request(one) for one in issued])
        wait_until(lambda: int(stack.sql("SELECT COUNT(*) AS n FROM job WHERE state IN ('READY', 'RUNNING')")[0]["n"])
                   == 0, 120, "all questions are there")

    def account(self, stack: Stack, *more: tuple[str, int]) -> Account:
        return Account([(program.name, program.pid) for program in stack.programs if program.running] + list(more))


class House(Stack):
    """
    A stack whose nginx has the public side of production too: there the limits per address count, as they do not on
    the local listener. beside: a second site with the very same text, that asks another FastCGI program.
    """

    def __init__(self, build_dir: Path, folder: Path, settings: dict):
        super().__init__(build_dir, folder, settings=settings)
        self.public_port = free_port()
        self.hello_port = free_port()
        self.hello_socket = self.run_dir / "hello.sock"
        self.public = HttpClient(self.public_port)

    def render(self) -> None:
        super().render()
        self.nginx.render(public=f"listen 127.0.0.1:{self.public_port};\n")
        site = self.nginx.folder / "greenroom.conf"
        text = site.read_text()
        server = text[text.index("\nserver {"):]
        server = server.replace(f"listen 127.0.0.1:{self.port};", f"listen 127.0.0.1:{self.hello_port};")
        server = server.replace("include greenroom/public.conf*;", "")
        server = server.replace(str(self.run_dir / "api.sock"), str(self.hello_socket))
        site.write_text(text + server)


def path_of(one: dict) -> str:
    return f"/api/session/{one['sessionId']}"


def start_request(one: dict) -> str:
    return f"POST {path_of(one)}/start {one['token']}"


def now_request(one: dict, etag: str = "") -> str:
    return f"GET {path_of(one)}/now {one['token']} {etag}".rstrip()


def cores() -> int:
    return len(os.sched_getaffinity(0))
