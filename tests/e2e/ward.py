"""What a case of the doctor's tests may spoil, and how all is undone behind it."""
import contextlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.stack import settings as conf
from tests.stack.process import child_environment
from tests.stack.servers import ROOT
from tests.stack.settings import merged


class Ward:
    """What a case may spoil: the doctor's settings, the servers, the double. All is undone when the case is over."""

    def __init__(self, stack, fake_ai, folder, undo: contextlib.ExitStack):
        self.stack, self.ai, self.folder, self.undo = stack, fake_ai, folder, undo
        self.changes: conf.Settings = {}
        self.environment: dict[str, str] = {}
        self.before: list[str] = []     # words before the doctor's own

    def set(self, section: str, **values) -> None:
        self.changes = merged(self.changes, {section: values})

    def file(self, name: str, text: str = "", mode: int = 0o600):
        path = self.folder / name
        path.write_text(text)
        path.chmod(mode)
        return path

    def sql(self, statement: str, back: str = "") -> None:
        self.stack.mariadb.query(statement)
        if back:
            self.undo.callback(self.stack.mariadb.query, back)

    def redis(self, words: list[str], back: list[str]) -> None:
        self.stack.redis.command(*words)
        self.undo.callback(self.stack.redis.command, *back)

    def user(self, grant: str = "") -> None:
        """A MariaDB user who is known by a password and has no privilege but the granted ones."""
        self.sql("CREATE OR REPLACE USER paul@localhost IDENTIFIED BY 'secret'", "DROP USER paul@localhost")
        if grant:
            self.sql(f"{grant} TO paul@localhost")
        self.set("database", user="paul", password_file=self.file("password", "secret\n"))

    def database(self, charset: str = "utf8mb4", migrated: bool = True) -> str:
        """Another database; the doctor is shown that one."""
        name = "ward"
        self.sql(f"CREATE DATABASE {name} CHARACTER SET {charset}", f"DROP DATABASE {name}")
        self.set("database", name=name)
        if migrated:
            assert self.ctl("migrate").returncode == 0
        return name

    def share(self):
        """A share folder that may be damaged."""
        share = self.folder / "share"
        for name, source in (("page", "cgi/page"), ("prompts", "prompts"), ("bank", "bank")):
            shutil.copytree(ROOT / source, share / name)
        self.set("paths", share=share)
        return share

    def listening(self, name: str, mode: int) -> None:
        """A service's socket of these rights."""
        path = self.folder / f"{name}.sock"
        listener = self.undo.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(str(path))
        listener.listen()
        path.chmod(mode)
        self.set(name, socket=path)

    def web(self, status: int, body: bytes = b"hello", tls: bool = False, **headers: str) -> str:
        """A server that answers everything alike; its address."""
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(body)
            do_POST = do_GET

            def log_message(self, *args):
                pass
        server = self.undo.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        if tls:
            server.socket = self.certified().wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.undo.callback(server.shutdown)
        return f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"

    def certified(self) -> ssl.SSLContext:
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", "/CN=127.0.0.1", "-keyout", "key.pem", "-out", "certificate.pem"],
                       check=True, capture_output=True, cwd=self.folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "certificate.pem", self.folder / "key.pem")
        return context

    def without_privileges(self) -> None:
        """Root may read and write everything; a service may not."""
        if os.geteuid() == 0:
            self.before = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]

    def in_own_mounts(self, script: str) -> None:
        """Run a script first that mounts what the doctor alone is to see."""
        user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        self.before = ["unshare", *user, "--mount", "sh", "-ec", f"{script}\nexec \"$@\"", "sh"]

    def stopped(self, program) -> None:
        program.stop()
        self.undo.callback(self.stack.note_started, program)
        self.undo.callback(program.start)

    def ctl(self, *words: str) -> subprocess.CompletedProcess:
        config = self.stack.config
        if self.changes:
            config = self.folder / "ward.conf"
            config.write_text(conf.render(merged(self.stack.settings(), self.changes)))
        return subprocess.run([*self.before, self.stack.build_dir / "greenroomctl", "--config", config, *words],
                              capture_output=True, text=True, timeout=25, stdin=subprocess.DEVNULL,
                              env=child_environment(self.environment))

    def findings(self) -> tuple[int, list[dict]]:
        done = self.ctl("--json", "doctor")
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)["checks"]
