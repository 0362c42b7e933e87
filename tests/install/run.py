"""
A package's whole life on a fresh Debian with systemd: `make test-install`. The steps of the installation are the commands
of docs/operations.md, taken from there.
"""
import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.install.container import Builder, Container, bootstrap
from tests.stack.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("greenroom-api", "greenroom-stream", "greenroom-generator")
LOCAL_PORT = 9180
WATCHDOG_S = 30
LATER = "0.1.0+later1"
# A later version says other things in the files that everybody edits.
OTHER_SAMPLES = "sed -i 's/least urgent line to print/least urgent line that is printed/' common/config_table.c && " \
                "sed -i '1i # Another beginning.' nginx/public.conf nginx/plain.conf"
CANARY = "sk-canary-0123456789abcdef"
ROLE = "Nurse on a surgical ward"    # of the documentation's own session
TLS = "curl -sS --cacert /etc/ssl/greenroom/fullchain.pem --resolve interviews.example.org:443:127.0.0.1"
CTL = "runuser -u greenroom -- greenroomctl"


def documented(step: str) -> str:
    """The commands of a step in docs/operations.md."""
    found = re.search(rf"<!-- step: {step} -->\n```sh\n(.*?)```", (ROOT / "docs/operations.md").read_text(), re.DOTALL)
    assert found, f"docs/operations.md has no step {step}"
    return found.group(1)


class Life:
    """What the steps share: the machine, and the interview that has to survive everything."""

    def __init__(self, machine: Container, packages: dict[str, Path]):
        self.machine = machine
        self.packages = packages
        self.session = self.token = ""
        self.question = None

    def bring(self, version: str) -> str:
        """Put a package into /root of the machine; its name there."""
        target = self.machine.root / "root"
        for old in target.glob("greenroom_*.deb"):
            old.unlink()
        return shutil.copy(self.packages[version], target).removeprefix(str(self.machine.root))

    def now(self) -> dict:
        url = f"https://interviews.example.org/api/session/{self.session}/now"
        return json.loads(self.machine.run(f"{TLS} -f -H 'Authorization: Bearer {self.token}' {url}"))

    def diagnosis(self) -> list[dict]:
        """What the doctor finds, as the services' user."""
        return json.loads(self.machine.run(f"{CTL} --json doctor || :"))["checks"]

    def tokens(self, count: int) -> list[str]:
        made = self.machine.run(f"{CTL} --json session create --role Nurse --count {count}")
        return [json.loads(line)["token"] for line in made.splitlines()]

    def same_interview(self) -> None:
        assert self.now()["question"] == self.question, self.now()

    def ready(self) -> None:
        self.machine.await_run(f"curl -sS http://127.0.0.1:{LOCAL_PORT}/readyz || :", '"ready"')

    def sound(self) -> None:
        """All answer, and the tables prove the invariants: the audit's exit status says so."""
        self.ready()
        self.machine.run(f"{CTL} audit")

    @contextlib.contextmanager
    def load(self):
        """Candidates at work meanwhile; not one of their requests may fail."""
        words = [*self.machine.enter("-n"), sys.executable, str(ROOT / "tests/install/load.py"), str(LOCAL_PORT)]
        work = subprocess.Popen([*words, *self.tokens(400)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        time.sleep(1)   # under way; nothing depends on how far
        yield
        said = json.loads(work.communicate(timeout=120)[0])
        print(f"      {said['answers']} answers, {said['interviews']} interviews, {len(said['failures'])} failures")
        assert said["interviews"] > 0 and not said["failures"], said["failures"][:10]


# the steps, in order


def installs(life: Life) -> None:
    life.bring("first")
    life.machine.run(documented("install"))
    for service in SERVICES:
        assert life.machine.run(f"systemctl is-active {service} || :").strip() == "inactive"


def follows_the_documentation(life: Life) -> None:
    for step in ("database", "redis", "settings", "start", "certificate", "nginx"):
        life.machine.run(documented(step))
    for service in SERVICES:
        assert life.machine.run(f"systemctl is-active {service} || :").strip() == "active"
    assert "a silent client is given up after 12 s" in life.machine.run("journalctl -u nginx -o cat")
    life.ready()
    link = re.search(r"https://interviews.example.org/s/([\w-]{43})", life.machine.run(documented("first")))
    assert link and ROLE in documented("first"), "no link was printed"
    assert {one["status"] for one in life.diagnosis() if one["check"] != "site"} == {"ok"}, life.diagnosis()
    life.token = link.group(1)


def interviews_through_nginx(life: Life) -> None:
    machine, link = life.machine, f"https://interviews.example.org/s/{life.token}"
    page = machine.run(f"{TLS} -i {link}")
    assert " 200" in page.splitlines()[0] and "Secure" in page, page
    life.session = re.search(r"Path=/api/session/([0-9a-f-]{36})", page).group(1)
    api = f"https://interviews.example.org/api/session/{life.session}"
    machine.run(f"{TLS} -f -X POST -H 'Authorization: Bearer {life.token}' {api}/start")
    wait_until(lambda: life.now()["session"]["status"] == "IN_SESSION", 15, "the first question")
    life.question = life.now()["question"]
    stream = machine.run(f"{TLS} -m 5 -H 'Authorization: Bearer {life.token}' {api}/stream?after=0 || :")
    assert "question_ready" in stream, stream
    metrics = machine.run(f"curl -sS http://127.0.0.1:{LOCAL_PORT}/metrics")
    assert 'greenroom_generations_total{result="done"} 1' in metrics and "greenroom_redis_up 1" in metrics, metrics
    assert " 404" in machine.run(f"{TLS} -i https://interviews.example.org/metrics").splitlines()[0]
    plain = machine.run(f"curl -sSi --resolve interviews.example.org:80:127.0.0.1 {link.replace('https', 'http', 1)}")
    assert " 301" in plain.splitlines()[0] and f"Location: {link}" in plain, plain


def is_seen_by_prometheus(life: Life) -> None:
    """The documented scrape and rules on a real Prometheus, and which alert fires when."""
    machine = life.machine
    machine.run(documented("figures"))
    shutil.copy(ROOT / "tests/install/alerts_test.yml", machine.root / "root")
    machine.run("cp /usr/share/doc/greenroom/monitoring/alerts.yml . && promtool test rules alerts_test.yml")
    machine.run(f"curl -sS http://127.0.0.1:{LOCAL_PORT}/metrics | promtool check metrics")
    ask = "curl -sS 127.0.0.1:9090/api/v1/query --data-urlencode 'query={}' || :"
    machine.await_run(ask.format('up{job="greenroom"} == 1'), '"greenroom"', 60)
    machine.await_run(ask.format('greenroom_generations_total{result="done"} >= 1'), '"done"')
    rules = machine.run("curl -sS 127.0.0.1:9090/api/v1/rules")
    assert "GreenroomGenerationsFail" in rules and '"health":"err"' not in rules, rules


def is_confined(life: Life) -> None:
    for service in SERVICES:
        said = life.machine.run(f"systemd-analyze security --no-pager {service} | tail -n 1")
        print("     ", said.strip())
        bound = 1.5 if service == "greenroom-generator" else 1.0
        assert float(re.search(r"([\d.]+) \w+", said.partition(":")[2]).group(1)) <= bound, said
        status = life.machine.run(f"cat /proc/{life.machine.main_pid(service)}/status")
        assert re.search(r"Seccomp:\s+2", status) and re.search(r"CapBnd:\s+0+$", status, re.MULTILINE), status


def restarts_under_load(life: Life) -> None:
    for service in SERVICES:
        with life.load():
            for _ in range(3):
                life.machine.run(f"systemctl restart {service}")
                time.sleep(1)
        life.sound()


def reloads(life: Life) -> None:
    machine = life.machine
    machine.run("sed -i -e 's/^level = .*/level = debug/' -e 's/^threads = 8/threads = 9/' -e 's/^deadline = 2m/deadline = 3m/' "
                "/etc/greenroom/greenroom.conf && systemctl reload greenroom-api")
    machine.await_run("journalctl -t greenroom-api -n 20", "changed setting=generation.deadline value=3m")
    machine.await_run("journalctl -t greenroom-api -n 20 -p 4..4", "waits for a restart setting=api.threads")
    machine.await_run("journalctl -t greenroom-api -n 20", "reloaded log.level=debug")
    machine.run("sed -i -e 's/^level = .*/level = info/' -e 's/^threads = 9/threads = 8/' -e 's/^deadline = 3m/deadline = 2m/' "
                "/etc/greenroom/greenroom.conf && systemctl reload greenroom-api")


def starts_without_its_servers(life: Life) -> None:
    """Ready at once without MariaDB and Redis, and whole when they come."""
    life.machine.run("systemctl stop mariadb redis-server")
    for service in SERVICES:
        life.machine.run(f"systemctl restart {service}", timeout_s=20)
        assert life.machine.run(f"systemctl is-active {service}").strip() == "active"
    life.machine.run("systemctl start redis-server mariadb")
    life.sound()
    life.same_interview()


def ends_what_hangs(life: Life) -> None:
    before = {service: life.machine.main_pid(service) for service in SERVICES}
    for pid in before.values():
        life.machine.run(f"kill -STOP {pid}")
    for service, pid in before.items():
        wait_until(lambda service=service, pid=pid: life.machine.main_pid(service) not in (0, pid),
                   2 * WATCHDOG_S + 30, f"{service} is started again", every_s=0.5)
        assert "Watchdog timeout" in life.machine.run(f"journalctl -u {service}")
    life.sound()
    life.same_interview()


def comes_back_from_kill(life: Life) -> None:
    for service in (*SERVICES, "mariadb", "redis-server", "nginx"):
        pid = life.machine.main_pid(service)
        life.machine.run(f"kill -KILL {pid}")
        if service == "nginx":
            life.machine.run("systemctl restart nginx")
        wait_until(lambda service=service, pid=pid: life.machine.main_pid(service) not in (0, pid), 60,
                   f"{service} is back", every_s=0.2)
        life.ready()
        life.same_interview()
    life.sound()


def erases_what_is_old(life: Life) -> None:
    """The retention's own unit, once by hand: with nothing old, nothing goes."""
    life.machine.run("systemctl enable --now greenroom-purge.timer && systemctl start greenroom-purge.service")
    assert life.machine.run("systemctl show -P Result greenroom-purge.service").strip() == "success"
    life.same_interview()


def survives_a_reboot(life: Life) -> None:
    life.machine.reboot()
    life.ready()
    life.same_interview()
    life.sound()


def restores_a_backup(life: Life) -> None:
    life.machine.run(documented("backup"))
    life.machine.run("mariadb -e 'DROP DATABASE greenroom'")
    life.machine.run(documented("restore"))
    life.ready()
    life.same_interview()


def upgrades(life: Life) -> None:
    life.machine.run("sed -i 's/^sender_name =.*/sender_name = Example Hospital/' /etc/greenroom/greenroom.conf")
    package = life.bring("later")
    with life.load():
        life.machine.run(f"apt-get install -y {package}")
    assert LATER in life.machine.run("dpkg-query -W greenroom")
    kept = life.machine.run("cat /etc/greenroom/greenroom.conf")
    assert "Example Hospital" in kept and "least urgent line to print" in kept
    assert "line that is printed" in life.machine.run("cat /usr/share/greenroom/conf/greenroom.conf")
    assert "Another beginning" not in life.machine.run("cat /etc/nginx/greenroom/p*.conf")
    life.same_interview()
    life.sound()


def hands_over_the_key(life: Life) -> None:
    """The key reaches the generator and nobody else; without it, a provider that needs one stops the start, in words."""
    machine, conf = life.machine, "/etc/greenroom/greenroom.conf"
    machine.run(f"cp {conf} /root/conf.before; sed -i -e 's|^provider = .*|provider = openai|' "
                f"-e 's|^key_file =.*|key_file = ${{CREDENTIALS_DIRECTORY}}/ai_key|' {conf}\n"
                "systemctl restart --no-block greenroom-generator")
    machine.await_run("journalctl -t greenroom-generator -n 20", "holds no readable key")
    machine.run(f"echo {CANARY} | install -m 600 /dev/stdin /etc/greenroom/ai.key; systemctl restart greenroom-generator")
    machine.await_run("journalctl -t greenroom-generator -n 20", "provider=openai")
    assert CANARY in machine.run("cat /run/credentials/greenroom-generator.service/ai_key")
    refused = machine.run("runuser -u nobody -- cat /run/credentials/greenroom-generator.service/ai_key "
                          "/etc/greenroom/ai.key || :")
    assert CANARY not in refused and "denied" in refused, refused
    assert not [one for one in life.diagnosis() if one["check"] == "config" and one["status"] != "ok"], life.diagnosis()
    machine.run(f"cp /root/conf.before {conf}; systemctl restart greenroom-generator")


def leaves_no_secret(life: Life) -> None:
    """No token, no key and nothing personal in the journal, in logs, in any process' words or environment."""
    seen = life.machine.run("journalctl -o cat; cat /var/log/nginx/*.log; cat /proc/[0-9]*/cmdline "
                            "/proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'")
    for secret in (life.token, CANARY, ROLE, life.question["text"]):
        assert secret not in seen, f"{secret} is in the journal, a log, or a process' words"
    for service in SERVICES:
        limits = life.machine.run(f"cat /proc/{life.machine.main_pid(service)}/limits")
        assert re.search(r"Max core file size\s+0\s+0", limits), limits


def is_removed_and_purged(life: Life) -> None:
    machine = life.machine
    machine.run("apt-get remove -y greenroom")
    for service in SERVICES:
        assert machine.run(f"systemctl is-active {service} || :").strip() in ("inactive", "unknown")
    assert "Example Hospital" in machine.run("cat /etc/greenroom/greenroom.conf")
    machine.run("nginx -t && systemctl restart nginx")
    machine.run("apt-get purge -y greenroom")
    for path in ("etc/greenroom", "etc/nginx/greenroom", "usr/share/greenroom", "usr/libexec/greenroom"):
        assert not (machine.root / path).exists(), path
    left = machine.run("mariadb -N -e 'SELECT COUNT(*) FROM greenroom.session'")
    assert int(left) > 0, "the data are gone"


STEPS = (installs, follows_the_documentation, interviews_through_nginx, is_seen_by_prometheus, is_confined,
         restarts_under_load, reloads, starts_without_its_servers, ends_what_hangs, comes_back_from_kill, erases_what_is_old, survives_a_reboot, restores_a_backup, upgrades,
         hands_over_the_key, leaves_no_secret, is_removed_and_purged)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for packages and the machine")
    parser.add_argument("--cache", type=Path, required=True, help="folder that keeps a pristine Debian for the next time")
    parser.add_argument("--suite", default="bookworm", help="Debian's name of the release (default bookworm)")
    options = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("make test-install boots a machine of its own: it has to be root")
    missing = [tool for tool in ("debootstrap", "systemd-nspawn", "nsenter") if not shutil.which(tool)]
    if missing:
        sys.exit(f"missing: {' '.join(missing)}; apt-get install debootstrap systemd-container util-linux")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    version = re.search(r'GREENROOM_VERSION "(.*)"', (ROOT / "common/program.h").read_text()).group(1)
    builder = Builder(options.cache, options.suite, ROOT)
    packages = {"first": builder.build(version, options.work / "deb"),
                "later": builder.build(LATER, options.work / "deb", OTHER_SAMPLES)}
    builder.lint(packages["first"])
    machine = Container(bootstrap(options.cache, options.suite), options.work / "machine")
    life = Life(machine, packages)
    machine.download(life.bring("first"), "mariadb-server", "redis-server", "openssl", "curl", "prometheus")
    try:
        machine.boot()
        machine.run("apt-get install -y openssl curl")
        for step in STEPS:
            began = time.monotonic()
            print(f"  ... {step.__name__.replace('_', ' ')}", flush=True)
            step(life)
            print(f"  ok  {step.__name__.replace('_', ' ')} ({time.monotonic() - began:.0f} s)", flush=True)
    except BaseException:
        with contextlib.suppress(Exception):
            print(machine.run("systemctl --no-pager --failed; journalctl --no-pager -n 60"))
        raise
    finally:
        machine.stop()
    print(f"{len(STEPS)} passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
