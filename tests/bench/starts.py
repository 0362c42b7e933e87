"""
POST start beside a bare libmariadb client that executes the same statements. Which those are is not written down
anywhere: MariaDB's general log tells what one start of this very build executes, and the client is given just that. So
the two can't drift apart.
"""
import hashlib
import json
import re
import subprocess
import tempfile
from pathlib import Path

from tests.bench.house import CONNECTIONS, House, path_of, start_request
from tests.bench.table import Row

ROUNDS = 5
STARTS = 600
LEARNED = 6     # starts that are watched; from the second on, everything is prepared

ENTRY = re.compile(rb"^(?:\d{6}\s+[\d:]+)?[ \t]+(\d+) "
                   rb"(Prepare|Execute|Query|Close stmt|Reset stmt|Connect|Quit|Init DB)\t", re.M)
LITERAL = rb"(NULL|-?\d+|(?:_binary ?)?'(?:[^'\\]|\\.|'')*')"
UUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
DIGEST = re.compile(rb"\b[0-9a-f]{16,64}\b")
ESCAPES = {b"n": b"\n", b"r": b"\r", b"0": b"\0", b"Z": b"\x1a", b"t": b"\t", b"b": b"\b"}


def measure(bench) -> None:
    """The generator rests, so that only starts count."""
    starts = STARTS // 4 if bench.quick else STARTS
    script = bench.folder / "start.script"
    script.write_bytes(b"".join(learn(bench)))
    ours, bare, accounts = [], [], []
    with bench.stack() as stack:
        stack.generator.stop()
        bench.load(stack.public_port, 0, [start_request(one) for one in bench.sessions(stack, 64)])
        for _ in range(bench.rounds(ROUNDS)):
            made = bench.sessions(stack, 2 * starts)
            with bench.account(stack) as account:
                result = bench.load(stack.public_port, 0, [start_request(one) for one in made[:starts]])
            ours.append(result["perSecond"])
            bare.append(bare_client(bench, stack, script, made[starts:]))
            accounts.append(account)
            if result["2xx"] != starts or started(stack) != 64 + 2 * starts * len(ours):
                raise SystemExit("not every session was started, the figure would be worthless")
    bench.add(Row("POST start, 32 clients, full durability", "/s", ours, bare,
                  "a bare libmariadb client, same statements, 32 connections", at_least=0.60))
    bench.note(f"CPU ms for each start: {accounts[-1].each(starts)}; the load generator took {result['ownCpu']:.2f} of "
               f"a core. The bare client executes {sum(line[:1] in b'QE' for line in script.read_bytes().splitlines())} "
               "statements a start, as learned from this build.")


def started(stack: House) -> int:
    return int(stack.sql("SELECT COUNT(*) AS n FROM session WHERE status = 'GENERATING_QUESTIONS'")[0]["n"])


def bare_client(bench, stack: House, script: Path, made: list[dict]) -> float:
    with tempfile.NamedTemporaryFile("w", dir=bench.folder, suffix=".txt") as file:
        file.write("".join(f"{one['sessionId']} {one['token']}\n" for one in made))
        file.flush()
        done = subprocess.run([bench.tool("bare_start"), str(stack.mariadb.socket), stack.mariadb.user, "greenroom",
                               str(CONNECTIONS), file.name, str(script)], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"the bare client failed: {done.stderr}")
    return json.loads(done.stdout)["perSecond"]


# learning the statements

def learn(bench) -> list[bytes]:
    """The script of one start, for tests/bench/bare_start.c: what was executed, and where each value is from."""
    with bench.stack({"api": {"threads": 1}}) as stack:
        stack.generator.stop()
        issued = bench.sessions(stack, LEARNED)
        log = stack.state_dir / "general.log"
        stack.sql(f"SET GLOBAL general_log_file = '{log}'; SET GLOBAL general_log = 1")
        stack.api.restart()     # only what is prepared under the log's eyes shows its values there
        stack.await_api()
        for one in issued:
            if stack.http.post(path_of(one) + "/start", token=one["token"]).status != 202:
                raise SystemExit("a start was not accepted")
        stack.sql("SET GLOBAL general_log = 0")
        entries = read_log(log.read_bytes())
    scripts = [script_of(entries, one) for one in issued]
    if len({b"".join(script) for script in scripts[1:]}) != 1:
        raise SystemExit("starts differ in what they execute, so there is nothing to stand beside them")
    return scripts[1]


def read_log(data: bytes) -> list[tuple[int, bytes, bytes]]:
    """(connection, command, text) of every entry."""
    found = list(ENTRY.finditer(data))
    return [(int(match[1]), match[2], data[match.end():following].rstrip(b"\n"))
            for match, following in zip(found, [match.start() for match in found[1:]] + [len(data)])]


def script_of(entries: list, one: dict) -> list[bytes]:
    """What the connection that started this session did from the look at its token to the last read of the session."""
    session = one["sessionId"].encode()
    token_hash = hashlib.sha256(one["token"].encode()).digest()
    connection = next(number for number, _, text in entries if session in text)
    prepared = [text for number, command, text in entries if number == connection and command == b"Prepare"]
    done = [(command, text) for number, command, text in entries
            if number == connection and command in (b"Execute", b"Query")]
    at = [i for i, (_, text) in enumerate(done) if session in text or unescaped(text).find(token_hash) >= 0]
    names: dict[bytes, int] = {}
    script = []
    for command, text in done[at[0]:at[-1] + 1]:
        if command == b"Query":
            if UUID.search(text):
                raise SystemExit(f"a start executes a text with values in it, which nothing here can replace: {text!r}")
            script.append(b"Q " + text + b"\n")
            continue
        fitting = [(sql, match.groups()) for sql in prepared if (match := shape(sql).fullmatch(text))]
        if not fitting:
            raise SystemExit(f"a start executes a statement that nobody has prepared: {text!r}")
        statement, values = fitting[0]
        script.append(b"E " + b" ".join(statement.split()) + b"\n")
        script += [argument(value, session, token_hash, names) for value in values]
    return script


def shape(statement: bytes) -> re.Pattern:
    """Matches the executed text of a prepared statement; a group for each argument."""
    return re.compile(LITERAL.join(re.escape(part) for part in statement.split(b"?")), re.S)


def argument(literal: bytes, session: bytes, token_hash: bytes, names: dict[bytes, int]) -> bytes:
    """
    Where the value comes from: this session, its token, a fresh id (the same number: the same id), or a text, in which
    ids may stand; times and digests inside a text are of no account for what it costs.
    """
    if literal == b"NULL":
        return b"A null\n"
    if not literal.endswith(b"'"):
        return b"A int " + literal + b"\n"
    value = unescaped(literal[literal.index(b"'") + 1:-1])
    if value == session:
        return b"A session\n"
    if value == token_hash:
        return b"A hash\n"
    if UUID.fullmatch(value):
        return b"A fresh %d\n" % names.setdefault(value, len(names))
    if not value.isascii() or b"\n" in value or b"@" in value:
        raise SystemExit(f"a start executes a statement with a value that nothing here knows: {value!r}")
    value = DIGEST.sub(lambda match: b"0" * len(match[0]), TIME.sub(b"2026-01-01T00:00:00.000Z", value))
    return b"A text " + UUID.sub(lambda match: b"@session" if match[0] == session else
                                 b"@fresh%02d" % names.setdefault(match[0], len(names)), value) + b"\n"


def unescaped(text: bytes) -> bytes:
    return re.sub(rb"\\(.)|''", lambda m: ESCAPES.get(m[1], m[1]) if m[1] else b"'", text, flags=re.S)
