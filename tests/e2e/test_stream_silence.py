"""
A client whose network falls silent: nobody closes, nobody resets, and only nginx' kernel can know. nginx and the
client live in network namespaces of their own, joined by a cable that can be pulled.
"""
import os
import subprocess
import time
import uuid

import pytest

from tests.e2e.behind_nginx import descriptors
from tests.e2e.test_streaming_deep import tick
from tests.stack import wait_until

SERVER, CLIENT = "10.91.0.1", "10.91.0.2"
NOBODY = "02:00:00:00:00:01"
GONE_S = 30             # what the contract of the stream promises
SITE = "server_name _;\nlisten {port};\n"


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


class Cable:
    """Two namespaces and what joins them."""

    def __init__(self):
        name = uuid.uuid4().hex[:6]
        self.server, self.client = f"gr-{name}-s", f"gr-{name}-c"
        for space in (self.server, self.client):
            ip("netns", "add", space)
            ip("-n", space, "link", "set", "lo", "up")
        ip("-n", self.server, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", self.client)
        for space, address in ((self.server, SERVER), (self.client, CLIENT)):
            ip("-n", space, "address", "add", f"{address}/24", "dev", "eth0")
            ip("-n", space, "link", "set", "eth0", "up")

    def remove(self) -> None:
        for space in (self.server, self.client):
            ip("netns", "delete", space)

    def pull(self) -> None:
        """Nothing arrives any more, in either direction, and no link is down: frames go to somebody who isn't there."""
        for space, far in ((self.server, CLIENT), (self.client, SERVER)):
            ip("-n", space, "neighbour", "replace", far, "lladdr", NOBODY, "dev", "eth0", "nud", "permanent")

    def plug(self) -> None:
        for space, far in ((self.server, CLIENT), (self.client, SERVER)):
            ip("-n", space, "neighbour", "delete", far, "dev", "eth0")


class Listener:
    """curl on a stream, in the client's namespace."""

    def __init__(self, cable: Cable, stack, session, *options: str):
        self._process = subprocess.Popen(
            ["ip", "netns", "exec", cable.client, "curl", "--silent", "--no-buffer", *options, "--header",
             f"Authorization: Bearer {session.token}", f"http://{SERVER}:{stack.port}{session.api}/stream"],
            stdout=subprocess.PIPE)
        os.set_blocking(self._process.stdout.fileno(), False)
        self._received = b""

    @property
    def received(self) -> bytes:
        self._received += self._process.stdout.read() or b""
        return self._received

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture(name="cable")
def a_cable():
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root")
    cable = Cable()
    yield cable
    cable.remove()


@pytest.fixture(name="far")
def a_stack_whose_nginx_is_far_away(new_stack, cable):
    """Delivered settings throughout; nginx is moved into the server's namespace and told to be patient for 12 s."""
    stack = new_stack({"ai": {"provider": "bank"}})
    stack.nginx.stop()
    stack.nginx.render(public=SITE.format(port=f"{SERVER}:{stack.port}"))
    stack.nginx.argv = ["ip", "netns", "exec", cable.server, *stack.nginx.argv]
    stack.nginx.start()
    stack.note_started(stack.nginx)
    wait_until(lambda: stack.run_ctl("nginx", "patience", str(stack.nginx.pid)).returncode == 0,
               what="nginx listens and has been told")
    return stack


def open_streams(stack) -> int:
    """As greenroom-stream reports them to the metrics, each 5 s."""
    fields = stack.redis.command("HGETALL", "greenroom:streams").splitlines()
    return sum(int(value.split("@")[0]) for value in fields[1::2])


@pytest.mark.limit(100)
def test_a_client_that_fell_silent_is_gone_within_half_a_minute(far, cable):
    session = far.create_session()
    listeners = [Listener(cable, far, session) for _ in range(5)]
    wait_until(lambda: all(b"data:" in one.received for one in listeners), what="all have their first frame")
    wait_until(lambda: open_streams(far) == len(listeners), 10, "all are counted")
    files = descriptors(far.stream)
    cable.pull()
    begun = time.monotonic()
    wait_until(lambda: descriptors(far.stream) <= files - len(listeners), GONE_S, "their descriptors are closed")
    print(f"gone after {time.monotonic() - begun:.1f} s")
    assert time.monotonic() - begun > 3, "something else than the silence has ended them"
    wait_until(lambda: open_streams(far) == 0, 10, "nobody is counted any more")
    assert not any(one.ended for one in listeners), "the clients can't know"
    for one in listeners:
        one.close()


@pytest.mark.limit(100)
def test_a_client_that_is_merely_slow_stays(far, cable):
    """One whose network is away for a while, and one that reads 100 bytes a second."""
    session = far.create_session()
    away = Listener(cable, far, session)
    wait_until(lambda: b"data:" in away.received, what="it has its first frame")
    slow = Listener(cable, far, session, "--limit-rate", "100")
    wait_until(lambda: b"data:" in slow.received, what="so has the other")
    files = descriptors(far.stream)
    for said in range(1, 4):
        cable.pull()
        tick(far, session)      # so that something is on the way
        time.sleep(4.5)         # the server tries again after 0.2, 0.6, 1.4, 3 and 6.2 s, and gives up at 12
        cable.plug()
        wait_until(lambda said=said: away.received.count(b'"slow"') == said, 15, "what was said meanwhile arrives")
        time.sleep(1.5)         # the other's bytes are tried again a moment earlier or later, and need the network too
    time.sleep(GONE_S - 18)
    assert descriptors(far.stream) >= files and open_streams(far) == 2
    assert not away.ended and not slow.ended
    tick(far, session)
    wait_until(lambda: away.received.count(b'"slow"') == 4, what="both are live")
    away.close()
    slow.close()


def test_patience_says_what_is_wrong(far, build_dir):
    for words, status, said in ((("x",), 2, "not a process id"), (("999999999",), 1, "can't be looked into"),
                                ((str(far.redis.pid),), 1, "no listening TCP socket"),
                                ((str(far.nginx.pid), "--after", "2h"), 2, "at most")):
        done = far.run_ctl("nginx", "patience", *words)
        assert done.returncode == status and said in done.stderr, done
    done = far.ctl("nginx", "patience", str(far.nginx.pid), "--after", "20s")
    assert done["sockets"] >= 2 and done["afterSeconds"] == 20
