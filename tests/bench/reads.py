"""GET /now, whole and with a matching ETag, beside a hello-world program behind the same nginx."""
import random
import statistics
import subprocess

from tests.bench.house import House, cores, now_request, path_of
from tests.bench.table import Row

ROUNDS = 5
SECONDS = 2
SESSIONS = 1000


def measure(bench) -> None:
    with bench.stack() as stack:
        hello = subprocess.Popen([bench.tool("hello_fcgi"), str(stack.hello_socket), "8"], start_new_session=True)
        try:
            rounds(bench, stack, hello.pid)
        finally:
            hello.kill()
            hello.wait()


def rounds(bench, stack: House, hello_pid: int) -> None:
    requests = dict(zip(("now", "etag"), wanted(bench, stack)))
    requests["hello"] = requests["now"]
    figures: dict[str, list[float]] = {name: [] for name in requests}
    accounts: dict[str, list] = {name: [] for name in requests}
    shares = []
    for _ in range(bench.rounds(ROUNDS)):
        for name in ("hello", "now", "etag"):
            port = stack.hello_port if name == "hello" else stack.public_port
            with bench.account(stack, ("hello", hello_pid)) as account:
                result = bench.load(port, SECONDS, requests[name])
            expect(result, "3xx" if name == "etag" else "2xx")
            figures[name].append(result["perSecond"])
            accounts[name].append((account, result["answers"]))
            shares.append(result["ownCpu"])
    beside = "a hello-world libfcgi program, the same nginx"
    bench.add(Row("GET /now, 32 connections", "/s", figures["now"], figures["hello"], beside, at_least=0.65))
    bench.add(Row("GET /now with a matching ETag", "/s", figures["etag"], figures["hello"], beside, at_least=0.70))
    for name, what in (("now", "GET /now"), ("etag", "GET /now with a matching ETag"), ("hello", "hello world")):
        bench.note(f"CPU ms for each {what}: {per_request(accounts[name])}.")
    bench.note(f"The load generator took {statistics.median(shares):.2f} of {cores()} cores while reading.")


def expect(result: dict, kind: str) -> None:
    """A 200 is no answer to a matching ETag."""
    if result[kind] != result["answers"]:
        raise SystemExit(f"not all answers are {kind}, the figure would be worthless: {result}")


def wanted(bench, stack: House) -> tuple[list[str], list[str]]:
    """The requests, without and with an ETag: every session has its question and its whole set."""
    issued = bench.sessions(stack, SESSIONS)
    bench.press_all(stack, issued)
    random.Random(1).shuffle(issued)
    tags = [stack.http.get(path_of(one) + "/now", token=one["token"]) for one in issued]
    if any('"question":{' not in answer.text for answer in tags):
        raise SystemExit("a session has no question, the figure would be worthless")
    return ([now_request(one) for one in issued],
            [now_request(one, answer.headers["etag"]) for one, answer in zip(issued, tags)])


def per_request(accounts: list) -> str:
    """Medians over the rounds."""
    names = accounts[0][0].spent
    each = {name: statistics.median(1000 * account.spent[name] / count for account, count in accounts)
            for name in names}
    return ", ".join(f"{name} {value:.3f}" for name, value in each.items() if value >= 0.0005)
