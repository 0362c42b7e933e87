"""The private MariaDB, Redis and nginx: how they are set up, started and asked whether they answer."""
import os
import pwd
import resource
import shutil
import socket
import subprocess
from pathlib import Path
from xml.etree import ElementTree

from tests.stack.process import Program, child_environment

ROOT = Path(__file__).resolve().parents[2]


def _tool(name: str) -> str:
    """A program's path; a plain user's PATH often lacks the sbin folders."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin")
    if not found:
        raise FileNotFoundError(f"{name} is not installed; `make deps` installs what is missing")
    return found


def own_name() -> str:
    """The operating system's name of who we are; MariaDB goes by it."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise RuntimeError(f"user {os.geteuid()} has no name in /etc/passwd, and MariaDB knows us by name") from None


def answers(path: Path) -> bool:
    """Does somebody accept connections on this unix socket?"""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


class MariaDb(Program):
    """
    MariaDB with full durability on a unix socket only. The operating system's user who runs it is also its
    administrator and greenroom's user, known by the socket: there is no password. Temporary files have a folder of
    their own, as a starting MariaDB deletes what it takes for leftovers of another in a shared one.
    """

    def __init__(self, data_dir: Path, run_dir: Path, log: Path):
        self.data_dir = data_dir
        self.socket = run_dir / "db.sock"
        self.user = own_name()
        self.tmp_dir = data_dir.with_name(data_dir.name + ".tmp")
        super().__init__("mariadb", [
            _tool("mariadbd"), "--no-defaults", f"--user={self.user}", f"--datadir={data_dir}",
            f"--tmpdir={self.tmp_dir}", f"--socket={self.socket}", f"--pid-file={run_dir / 'db.pid'}",
            "--skip-networking", "--skip-name-resolve",
            "--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=128M", "--innodb-log-file-size=64M",
            "--max-connections=600", "--table-open-cache=400",
            "--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci",
        ], log)

    def install(self) -> None:
        """Create the data folder, unless there is one from before."""
        self.tmp_dir.mkdir(parents=True, exist_ok=True)
        if (self.data_dir / "mysql").is_dir():
            return
        half = self.data_dir.with_name(self.data_dir.name + ".new")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        installer = Program("mariadb-install", [
            _tool("mariadb-install-db"), "--no-defaults", f"--user={self.user}", f"--datadir={half}",
            f"--tmpdir={self.tmp_dir}", "--auth-root-authentication-method=socket",
            f"--auth-root-socket-user={self.user}", "--skip-name-resolve", "--skip-test-db", "--force",
            "--innodb-log-file-size=64M",
        ], self.log.with_name("mariadb-install.log")).start()
        try:
            if installer.await_end(60):
                raise RuntimeError(f"mariadb-install-db failed:\n{installer.log_text}")
        finally:
            installer.kill()    # with what it has started, if we were interrupted
        shutil.rmtree(self.data_dir, ignore_errors=True)
        half.rename(self.data_dir)

    @property
    def ready(self) -> bool:
        return self.running and answers(self.socket)

    def query(self, sql: str, database: str = "") -> list[dict[str, str | None]]:
        """Rows as dictionaries of text, NULL as None, binary columns as 0x...."""
        done = subprocess.run([_tool("mariadb"), "--no-defaults", f"--socket={self.socket}", f"--user={self.user}",
                               "--default-character-set=utf8mb4", "--binary-as-hex", "--xml", f"--execute={sql}",
                               *([database] if database else [])],
                              capture_output=True, text=True, env=child_environment(), stdin=subprocess.DEVNULL)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        if not done.stdout.strip():
            return []
        nil = "{http://www.w3.org/2001/XMLSchema-instance}nil"
        return [{field.get("name"): None if field.get(nil) else field.text or "" for field in row}
                for row in ElementTree.fromstring(done.stdout).iter("row")]


class Redis(Program):
    """Redis on a unix socket only, keeping nothing: whatever is in it may be lost at any time."""

    def __init__(self, run_dir: Path, log: Path):
        self.socket = run_dir / "redis.sock"
        self._run_dir = run_dir
        super().__init__("redis", [
            _tool("redis-server"), "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "660",
            "--save", "", "--appendonly", "no", "--dir", run_dir, "--loglevel", "warning", "--maxclients", "10000",
        ], log)

    @property
    def ready(self) -> bool:
        return self.running and answers(self.socket)

    def command(self, *words: str) -> str:
        """What redis-cli prints."""
        return subprocess.run([_tool("redis-cli"), "-s", str(self.socket), *words], capture_output=True, text=True,
                              check=True, env=child_environment()).stdout.strip()


class Nginx(Program):
    """nginx with greenroom's site and no public side: one listener on the loopback address."""

    def __init__(self, state_dir: Path, run_dir: Path, share_dir: Path, port: int):
        self.port = port
        self.folder = state_dir / "nginx"
        self.access_log = state_dir / "log" / "nginx-access.log"
        self.values = {"SHARE": share_dir, "LOCAL": f"127.0.0.1:{port}", "RUN": run_dir, "LOG": self.access_log}
        self._main_values = {"STATE": state_dir, "USER": "user root;" if os.geteuid() == 0 else "",
                             "CONNECTIONS": min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 32768)}
        super().__init__("nginx", [
            _tool("nginx"), "-p", self.folder, "-c", self.folder / "nginx.conf", "-e", "stderr",
        ], state_dir / "log" / "nginx.log")

    def render(self, **own: str) -> None:
        """Write the configuration; own: texts of greenroom/NAME.conf, for a site as production has it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        included = self.folder / "greenroom"
        included.mkdir(parents=True)
        self.access_log.parent.mkdir(parents=True, exist_ok=True)
        for file in (ROOT / "nginx").glob("*.inc"):
            shutil.copy(file, included)
        for name, text in own.items():
            (included / f"{name}.conf").write_text(text)
        (self.folder / "greenroom.conf").write_text(filled_in("greenroom.conf.in", self.values))
        (self.folder / "nginx.conf").write_text(filled_in("nginx-dev.conf.in", self._main_values))

    def check(self) -> str:
        """What `nginx -t` says; "" when all is well."""
        done = subprocess.run([*self.argv, "-t", "-q"], capture_output=True, text=True, env=child_environment())
        return done.stdout + done.stderr

    @property
    def ready(self) -> bool:
        with socket.socket() as probe:
            return self.running and probe.connect_ex(("127.0.0.1", self.port)) == 0


def filled_in(name: str, values: dict[str, object]) -> str:
    """A template from nginx/ with its @NAMES@ replaced; comment lines stay as they are."""
    lines = (ROOT / "nginx" / name).read_text().splitlines()
    for key, value in values.items():
        lines = [line if line.startswith("#") else line.replace(f"@{key}@", str(value)) for line in lines]
    return "\n".join(lines) + "\n"
