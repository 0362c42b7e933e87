"""A Debian of its own in a folder, booted with systemd as PID 1 by systemd-nspawn, without any network but lo."""
import os
import shutil
import subprocess
import time
from pathlib import Path

from tests.stack.waiting import wait_until

MIRROR = os.environ.get("MIRROR", "http://deb.debian.org/debian")
BASE_PACKAGES = "systemd,systemd-sysv,dbus,ca-certificates"
CLEAN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root",
         "DEBIAN_FRONTEND": "noninteractive"}


class CommandFailed(Exception):
    """A command in the container ended badly."""


def bootstrap(cache: Path, suite: str) -> Path:
    """A pristine Debian of a suite under cache, made once."""
    base = cache / suite
    if not base.exists():
        half = cache / "half"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        subprocess.run(["debootstrap", "--variant=minbase", f"--include={BASE_PACKAGES}", suite, half, MIRROR],
                       check=True, stdout=subprocess.DEVNULL)
        half.rename(base)
    return base


class Builder:
    """A Debian of the suite with what building a package needs, under cache, made once: packages are built where they run."""

    def __init__(self, cache: Path, suite: str, source: Path):
        self.root = cache / f"{suite}-build"
        if not self.root.exists():
            half = cache / "half-build"
            shutil.rmtree(half, ignore_errors=True)
            subprocess.run(["cp", "-a", "--reflink=auto", bootstrap(cache, suite), half], check=True)
            half.rename(self.root)
        self._bring(source)
        self._run("apt-get update -q && apt-get install -q -y dpkg-dev && apt-get build-dep -q -y /source")

    def build(self, version: str, folder: Path, change: str = ":") -> Path:
        """The package of this version, in folder; change: a script that has changed the sources before."""
        self._run(f"cd /source && {change} && sh tools/deb.sh /packages {version}")
        built = next((self.root / "packages").glob(f"greenroom_{version}_*.deb"))
        folder.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(built, folder))

    def lint(self, package: Path) -> None:
        """lintian has to find no error and no warning in it."""
        self._run("apt-get install -q -y --no-install-recommends lintian && lintian --allow-root --fail-on error,warning "
                  f"/packages/{package.name} >&2")

    def _bring(self, source: Path) -> None:
        target = self.root / "source"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("build", "build-*", ".git", "__pycache__"))

    def _run(self, script: str) -> None:
        subprocess.run(["chroot", self.root, "sh", "-ec", script], check=True, env=CLEAN, stdout=subprocess.DEVNULL)


class Container:
    def __init__(self, base: Path, folder: Path):
        self.root = folder / "root"
        self._console = folder / "console.log"
        self._nspawn: subprocess.Popen | None = None
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        subprocess.run(["cp", "-a", "--reflink=auto", base, self.root], check=True)

    def download(self, *packages: str) -> None:
        """Fetch packages and what they need into apt's cache; afterwards apt needs no network."""
        for words in (["update", "-q"], ["install", "-q", "-y", "--download-only", *packages]):
            subprocess.run(["chroot", self.root, "apt-get", *words], check=True, env=CLEAN, stdout=subprocess.DEVNULL)

    def boot(self) -> None:
        """Power on; returns when systemd has started all there is to start."""
        self._nspawn = subprocess.Popen(
            ["systemd-nspawn", "-D", self.root, "--boot", "--register=no", "--keep-unit", "--private-network",
             "--machine=greenroom-test", "--system-call-filter=pidfd_getfd"],   # as on a machine; nspawn forbids it
            stdin=subprocess.DEVNULL, stdout=open(self._console, "ab"), stderr=subprocess.STDOUT)
        wait_until(lambda: self._systemd_says() in ("running", "degraded"), 60, "systemd is up", every_s=0.2)

    def reboot(self) -> None:
        """Down and up again, as by a power button."""
        self.run("systemctl reboot", check=False)
        self._nspawn.wait(90)   # with --keep-unit it leaves a new start to whoever called it
        self.boot()

    def stop(self) -> None:
        if self._nspawn and self._nspawn.poll() is None:
            self.run("systemctl poweroff", check=False)
            try:
                self._nspawn.wait(60)
            except subprocess.TimeoutExpired:
                self._nspawn.kill()
                self._nspawn.wait()

    def run(self, script: str, check: bool = True, timeout_s: float = 300) -> str:
        """Run a shell script inside as root; its output. CommandFailed when it ends badly, unless check is False."""
        done = subprocess.run([*self.enter(), "sh", "-ec", f"cd /root\n{script}"], env=CLEAN, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=timeout_s)
        if check and done.returncode:
            raise CommandFailed(f"{script.strip()}\nended with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def enter(self, *namespaces: str) -> list[str]:
        """The words before a command that run it inside; namespaces: only these, as nsenter's options."""
        return ["nsenter", "-t", str(self._leader()), *(namespaces or ("-a",))]

    def await_run(self, script: str, wanted: str, timeout_s: float = 30) -> None:
        """Until the script prints what is wanted."""
        wait_until(lambda: wanted in self.run(script, check=False), timeout_s, f"{wanted} from {script}", every_s=0.2)

    def main_pid(self, unit: str) -> int:
        return int(self.run(f"systemctl show -P MainPID {unit}"))

    def _systemd_says(self) -> str:
        if not self._leader():
            return ""
        done = subprocess.run([*self.enter(), "systemctl", "is-system-running"], env=CLEAN, text=True,
                              capture_output=True)
        return done.stdout.strip()

    def _leader(self) -> int | None:
        """The container's PID 1, as we see it; None while there is none."""
        pid = self._nspawn.pid
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except OSError:
            return None
        for child in children:
            name = Path(f"/proc/{child}/comm")
            if name.exists() and name.read_text().strip() == "systemd":
                return int(child)
        time.sleep(0.05)
        return None
