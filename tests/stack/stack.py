"""The whole private greenroom of one state folder."""
import fcntl
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.stack import settings as conf
from tests.stack.client import HttpClient, Session
from tests.stack.process import Program, child_environment, signal_group
from tests.stack.servers import ROOT, MariaDb, Nginx, Redis, answers
from tests.stack.waiting import wait_until

LONGEST_SOCKET_PATH = 100   # the kernel takes 107 bytes; some names are longer than ours
DATABASE = "greenroom"


class StackError(Exception):
    """The stack can't be started; the text says why and what to do."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stack:
    """
    One greenroom under state_dir. Its parts are mariadb, redis, nginx, api, stream and generator, each a Program.
    settings: further values of greenroom.conf by section. activation: hold the FastCGI sockets here and hand them to
    the services as standard input, as systemd does in production; otherwise each service makes its own.
    """

    def __init__(self, build_dir, state_dir, port: int | None = None, *, settings: conf.Settings | None = None,
                 activation: bool = True, template: Path | None = None):
        self.build_dir = Path(build_dir).resolve()
        self.state_dir = Path(state_dir).resolve()
        self.port = port or free_port()
        self.config = self.state_dir / "greenroom.conf"
        self.log_dir = self.state_dir / "log"
        self.http = HttpClient(self.port)
        self._settings = settings or {}
        self._activation = activation
        self._template = template
        self._sockets: dict[str, socket.socket] = {}
        self._claim()
        self._stop_strays()
        self.run_dir = self._make_run_dir()
        self._define_parts()

    # setting up

    def _claim(self) -> None:
        """One stack a state folder: the lock goes away with us, however we end."""
        self.state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = open(self.state_dir / "lock", "w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise StackError(f"{self.state_dir} is in use by another greenroom; stop that one or choose "
                             "another folder with STATE=") from None

    def _make_run_dir(self) -> Path:
        """A folder for sockets: STATE/run, or behind that a short one in /tmp where STATE's path is too long."""
        wanted = self.state_dir / "run"
        self._remove_run_dir()
        if len(str(wanted / "stream.sock").encode()) <= LONGEST_SOCKET_PATH:
            wanted.mkdir(mode=0o700)
            return wanted
        short = Path(tempfile.mkdtemp(prefix="gr-", dir="/tmp"))
        wanted.symlink_to(short)
        return short

    def _remove_run_dir(self) -> None:
        run_dir = self.state_dir / "run"
        if run_dir.is_symlink():
            target = run_dir.readlink()
            if target.parent == Path("/tmp") and target.name.startswith("gr-"):
                shutil.rmtree(target, ignore_errors=True)
            run_dir.unlink()
        shutil.rmtree(run_dir, ignore_errors=True)

    def _define_parts(self) -> None:
        self.share_dir = self.run_dir / "share"
        self.mariadb = MariaDb(self.state_dir / "db", self.run_dir, self.log_dir / "mariadb.log")
        self.redis = Redis(self.run_dir, self.log_dir / "redis.log")
        self.nginx = Nginx(self.state_dir, self.run_dir, self.share_dir, self.port)
        self.api = self._service("api")
        self.stream = self._service("stream")
        self.generator = self._service("generator")
        self.extra_programs: list[Program] = []

    def _service(self, name: str, log_name: str = "") -> Program:
        return Program(name, [str(self.build_dir / f"greenroom-{name}"), "--config", str(self.config)],
                       self.log_dir / f"{log_name or name}.log", stdin=self._listening_socket(name))

    def _listening_socket(self, name: str) -> socket.socket | None:
        if not self._activation or name == "generator":
            return None
        if name not in self._sockets:
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(str(self.run_dir / f"{name}.sock"))
            os.chmod(self.run_dir / f"{name}.sock", 0o660)
            listener.listen(4096)
            self._sockets[name] = listener
        return self._sockets[name]

    def another(self, name: str) -> Program:
        """One more process of a service, on the same socket; not started, stopped with the stack."""
        program = self._service(name, f"{name}-{len(self.extra_programs) + 2}")
        self.extra_programs.append(program)
        return program

    @property
    def programs(self) -> list[Program]:
        """In the order of starting; stopping goes backwards, with nginx first to go."""
        return [self.mariadb, self.redis, self.api, self.stream, self.generator, *self.extra_programs, self.nginx]

    @property
    def services(self) -> list[Program]:
        return [self.api, self.stream, self.generator, *self.extra_programs]

    # starting and stopping

    def __enter__(self) -> "Stack":
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *exc) -> None:
        self.close()

    def start(self) -> "Stack":
        """Everything, in order; returns when /readyz is green and the stream listens."""
        self.start_servers()
        self.migrate()
        self.start_services()
        return self

    def start_servers(self) -> None:
        """Render all configuration; start MariaDB and Redis, install the database if it is new."""
        raise_file_limit()
        self.render()
        if self._template and not self.mariadb.data_dir.exists():
            copy_tree(self._template, self.mariadb.data_dir)
        self.mariadb.install()
        for server in (self.mariadb, self.redis):
            server.start()
        self._note_pids()
        for server in (self.mariadb, self.redis):
            self.await_ready(server, lambda server=server: server.ready)
        self.mariadb.query(f"CREATE DATABASE IF NOT EXISTS {DATABASE} "
                           "CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")

    def migrate(self) -> None:
        self.ctl("migrate", parse=False)

    def start_services(self) -> None:
        for program in (*self.services, self.nginx):
            program.start()
        self._note_pids()
        self.await_ready(self.nginx, lambda: self.nginx.ready)
        self.await_api()
        self.await_ready(self.stream, lambda: answers(self.run_dir / "stream.sock"))

    def await_api(self) -> None:
        """Until /readyz is green; asked with little patience, as a held socket keeps callers waiting for an API."""
        probe = HttpClient(self.port, timeout_s=2)
        self.await_ready(self.api, lambda: probe.get("/readyz").status == 200)

    def await_ready(self, program: Program, condition, timeout_s: float = 30) -> None:
        """Wait for a condition; a program that dies meanwhile ends the wait, with what it said."""
        deadline = time.monotonic() + timeout_s
        while not _holds(condition):
            if not program.running:
                raise StackError(f"{program.name} ended with {program.exit_code}:\n{tail(program)}")
            if time.monotonic() > deadline:
                raise StackError(f"{program.name} isn't ready after {timeout_s:g} s:\n{tail(program)}")
            time.sleep(0.02)

    def stop(self) -> dict[str, int | None]:
        """Stop everything, nginx first, the databases last; exit codes by program."""
        codes = {}
        for program in (self.nginx, *reversed(self.services), self.redis, self.mariadb):
            codes[program.log.stem] = program.stop()
        return codes

    def close(self) -> None:
        """Stop, and give up the state folder; logs and the database stay in it."""
        self.stop()
        for listener in self._sockets.values():
            listener.close()
        self._sockets = {}
        self._remove_run_dir()
        (self.state_dir / "pids").unlink(missing_ok=True)
        self._lock.close()

    # leftovers of a stack that was killed

    def _note_pids(self) -> None:
        lines = [f"{program.pid} {start_time(program.pid)}" for program in self.programs if program.running]
        (self.state_dir / "pids").write_text("\n".join(lines) + "\n")

    def note_started(self, program: Program) -> None:
        """After a start outside start(): remember it for whoever comes after us."""
        with open(self.state_dir / "pids", "a") as file:
            file.write(f"{program.pid} {start_time(program.pid)}\n")

    def _stop_strays(self) -> None:
        """Whatever an earlier stack of this folder left running: process group leaders that are still the same."""
        try:
            noted = [line.split() for line in (self.state_dir / "pids").read_text().splitlines()]
        except OSError:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            left = [int(pid) for pid, born in noted if start_time(int(pid)) == born]
            for pid in left:
                signal_group(pid, number)
                signal_group(pid, signal.SIGCONT)
            deadline = time.monotonic() + 5
            while time.monotonic() < deadline and any(start_time(int(p)) == born for p, born in noted):
                time.sleep(0.02)

    # configuration

    def settings(self) -> conf.Settings:
        """What greenroom.conf says: this stack's own places, then the given settings."""
        return conf.merged({
            "site": {"base_url": f"http://127.0.0.1:{self.port}"},
            "paths": {"share": self.share_dir},
            "database": {"socket": self.mariadb.socket, "user": self.mariadb.user, "name": DATABASE},
            "redis": {"socket": self.redis.socket},
            "api": {"socket": self.run_dir / "api.sock"},
            "stream": {"socket": self.run_dir / "stream.sock"},
            "generator": {"state_dir": self.run_dir},
        }, self._settings)

    def configure(self, **sections: dict[str, object]) -> None:
        """Change settings; a service sees them at its next start."""
        self._settings = conf.merged(self._settings, sections)
        self.config.write_text(conf.render(self.settings()))

    def render(self) -> None:
        """Write greenroom.conf, nginx' configuration and the share folder."""
        self.share_dir.mkdir(exist_ok=True)
        for name, target in (("page", "cgi/page"), ("prompts", "prompts"), ("bank", "bank")):
            link = self.share_dir / name
            link.unlink(missing_ok=True)
            link.symlink_to(ROOT / target)
        self.configure()
        self.nginx.render()

    # looking and acting

    def run_ctl(self, *words: str) -> subprocess.CompletedProcess:
        """greenroomctl as a sysadmin calls it, whatever comes of it."""
        return subprocess.run([str(self.build_dir / "greenroomctl"), "--config", str(self.config), *words],
                              capture_output=True, text=True, env=child_environment(), stdin=subprocess.DEVNULL,
                              timeout=60)

    def ctl(self, *words: str, parse: bool = True):
        """greenroomctl --json, which has to succeed: its JSON, or its text where parse is False."""
        done = self.run_ctl("--json", *words)
        if done.returncode:
            raise StackError(f"greenroomctl {' '.join(words)} ended with {done.returncode}:\n"
                             f"{done.stdout}{done.stderr}")
        return json.loads(done.stdout) if parse else done.stdout

    def create_session(self, role: str = "Nurse", *, job_description: str | None = None, intake: dict | None = None,
                       questions: int | None = None, language: str | None = None,
                       expires: str | None = None) -> Session:
        words = ["session", "create", "--role", role]
        with tempfile.TemporaryDirectory(dir=self.state_dir) as folder:
            if job_description is not None:
                words += ["--job-description", _file(folder, "job_description.txt", job_description)]
            if intake is not None:
                words += ["--intake", _file(folder, "intake.json", json.dumps(intake))]
            for option, value in (("--questions", questions), ("--language", language), ("--expires", expires)):
                words += [option, str(value)] if value is not None else []
            return Session(self, self.ctl(*words))

    def audit(self) -> list:
        """The violations that greenroomctl audit finds; [] when all invariants hold."""
        done = self.run_ctl("--json", "audit")
        if done.returncode not in (0, 1):
            raise StackError(f"greenroomctl audit ended with {done.returncode}:\n{done.stderr}")
        found = json.loads(done.stdout)
        return found["violations"] if isinstance(found, dict) else found

    def sql(self, query: str) -> list[dict[str, str | None]]:
        return self.mariadb.query(query, DATABASE)

    def logs(self) -> dict[str, str]:
        return {path.name: path.read_text(errors="replace") for path in sorted(self.log_dir.glob("*.log"))}

    def wait_until(self, condition, timeout_s: float = 10, what: str = ""):
        return wait_until(condition, timeout_s, what)


def _file(folder: str, name: str, text: str) -> str:
    path = Path(folder) / name
    path.write_text(text)
    return str(path)


def _holds(condition) -> bool:
    try:
        return bool(condition())
    except OSError:
        return False


def tail(program: Program, lines: int = 15) -> str:
    return "\n".join(program.log_text.splitlines()[-lines:])


def start_time(pid: int) -> str | None:
    """When a process began, in the kernel's ticks: tells it from a later one with the same number. None: no such."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if stat[0] == "Z" else stat[19]


def copy_tree(source: Path, target: Path) -> None:
    """Databases are mostly holes; cp keeps them so."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", "--sparse=always", "--reflink=auto", str(source), str(target)], check=True)


def raise_file_limit() -> None:
    """As many descriptors as we may have, for all that we start: thousands of streams need them."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
