"""
A million sessions, quickly: real ones are made through greenroom itself, then their rows are multiplied by SQL. Nothing
here knows the tables: columns, types and references come from information_schema, so a new column is copied like the
others, and what was made is checked through the API.
"""
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.bench.house import House, path_of

STEP = 20_000       # sessions to a transaction
TOKEN_HEAD = 8      # characters of a token that tell the copies apart


@dataclass
class Seed:
    """The finished sessions of a house: template sessions and how often each stands there as a copy."""
    templates: list[dict]
    copies: int

    def one(self, index: int) -> dict:
        """Any of the sessions: its id and its token."""
        template, copy = self.templates[index % len(self.templates)], index // len(self.templates)
        if copy == 0:
            return template
        return {"sessionId": f"{copy:08x}" + template["sessionId"][8:],
                "token": f"{copy:08x}" + template["token"][TOKEN_HEAD:]}

    def __len__(self) -> int:
        return len(self.templates) * (self.copies + 1)


def multiply(stack: House, templates: list[dict], count: int) -> Seed:
    """Copies of the templates until there are count sessions; templates is all there is in the database."""
    copies = count // len(templates) - 1
    if copies > 0:
        heads = heads_of(stack)
        tables = [row["t"] for row in stack.sql(
            "SELECT table_name AS t FROM information_schema.tables WHERE table_schema = DATABASE() "
            "AND table_type = 'BASE TABLE'")]
        stack.sql("CREATE TABLE bench_token (session_id UUID PRIMARY KEY, token CHAR(43) CHARACTER SET ascii); "
                  "INSERT INTO bench_token VALUES "
                  + ", ".join(f"('{t['sessionId']}', '{t['token']}')" for t in templates))
        statements = {table: sql for table in tables if (sql := copy_statement(stack, table, heads))}
        for table in statements:    # the templates apart, so that no step has to look for them
            key = stack.sql(f"SHOW KEYS FROM {table} WHERE Key_name = 'PRIMARY'")
            order = ", ".join(f"`{part['Column_name']}`" for part in key)
            stack.sql(f"CREATE TABLE bench_of_{table} AS SELECT * FROM {table} ORDER BY {order}")
        hurried(stack, lambda: insert_all(stack, list(statements.values()), copies, len(templates)))
        stack.sql("DROP TABLE bench_token, " + ", ".join(f"bench_of_{table}" for table in statements))
    seed = Seed(templates, copies)
    check(stack, seed)
    return seed


def heads_of(stack: House) -> list[str]:
    """The first eight digits of the templates' ids: the time, which changes once a minute or so."""
    ids = " UNION ".join(f"SELECT LEFT({row['c']}, 8) AS h FROM {row['t']}" for row in stack.sql(
        "SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE() "
        "AND column_type = 'uuid'"))
    return [row["h"] for row in stack.sql(f"SELECT DISTINCT h FROM ({ids}) AS heads WHERE h IS NOT NULL")]


def copy_statement(stack: House, table: str, heads: list[str]) -> str | None:
    """INSERT of every row for each seq of the table @copies; None for a table that holds nothing of a session."""
    columns = stack.sql(f"""SELECT c.column_name AS name, c.column_type AS type, c.character_set_name AS charset,
        c.extra AS extra, c.generation_expression AS made, k.referenced_column_name AS other, r.extra AS other_extra
        FROM information_schema.columns c
        LEFT JOIN information_schema.key_column_usage k ON k.table_schema = c.table_schema
        AND k.table_name = c.table_name AND k.column_name = c.column_name AND k.referenced_table_name IS NOT NULL
        LEFT JOIN information_schema.columns r ON r.table_schema = c.table_schema
        AND r.table_name = k.referenced_table_name AND r.column_name = k.referenced_column_name
        WHERE c.table_schema = DATABASE() AND c.table_name = '{table}' ORDER BY c.ordinal_position""")
    columns = [column for column in columns if not column["made"]]
    counted = [c for c in columns if "auto_increment" in f"{c['extra']} {c['other_extra']}"]
    if not any(column["type"] == "uuid" for column in columns) and not counted:
        return None
    chosen = ", ".join(copied(column, column in counted, heads) for column in columns)
    has_token = any(column["name"] == "token_hash" for column in columns)
    join = "JOIN bench_token b ON b.session_id = t.session_id" if has_token else ""
    names = ", ".join(f"`{column['name']}`" for column in columns)
    return (f"INSERT INTO {table} ({names}) SELECT STRAIGHT_JOIN {chosen} FROM @copies AS n "
            f"JOIN bench_of_{table} t {join}")


def copied(column: dict, counted: bool, heads: list[str]) -> str:
    """The value of a column in copy n.seq. Ids get another beginning, wherever they stand."""
    value = f"t.`{column['name']}`"
    if counted:
        return f"{value} + n.seq * 1000000"
    if column["name"] == "token_hash":
        return f"UNHEX(SHA2(CONCAT(LPAD(LOWER(HEX(n.seq)), 8, '0'), SUBSTR(b.token, {TOKEN_HEAD + 1})), 256))"
    if column["type"] == "uuid":
        return f"CONCAT(LPAD(LOWER(HEX(n.seq)), 8, '0'), SUBSTR({value}, 9))"
    if column["charset"] and not column["type"].startswith("enum"):
        for head in heads:
            value = f"REPLACE({value}, '{head}-', CONCAT(LPAD(LOWER(HEX(n.seq)), 8, '0'), '-'))"
    return value


def insert_all(stack: House, statements: list[str], copies: int, templates: int) -> None:
    """All tables of a step at once, as one core alone would take twice as long."""
    step = max(1, STEP // templates)
    with ThreadPoolExecutor(2) as pool:
        for first in range(1, copies + 1, step):
            last = min(copies, first + step - 1)
            list(pool.map(lambda sql: stack.sql(
                "SET foreign_key_checks = 0, unique_checks = 0; " + sql.replace("@copies", f"seq_{first}_to_{last}")),
                statements))


def hurried(stack: House, work) -> None:
    """Only the filling is hurried: after it MariaDB is started anew, with production's durability."""
    stack.sql("SET GLOBAL innodb_flush_log_at_trx_commit = 0; SET GLOBAL innodb_buffer_pool_size = 1 << 30")
    work()
    for program in (stack.nginx, *reversed(stack.services)):
        program.stop()
    stack.mariadb.stop(timeout_s=300)
    stack.mariadb.start()
    stack.await_ready(stack.mariadb, lambda: stack.mariadb.ready, 120)
    stack.start_services()
    time.sleep(1)


def check(stack: House, seed: Seed) -> None:
    """Does the API know the first, the last and some copies as what they are?"""
    for index in (0, len(seed) // 3, len(seed) // 2, len(seed) - 1):
        one = seed.one(index)
        answer = stack.http.get(path_of(one) + "/now", token=one["token"])
        if (answer.status != 200 or answer.json["session"]["sessionId"] != one["sessionId"]
                or not answer.json["question"]):
            raise SystemExit(f"the seed is not what greenroom would have made: {one} {answer.status} {answer.text}")
    found = stack.sql("SELECT (SELECT COUNT(*) FROM session) AS s, (SELECT COUNT(*) FROM event) AS e")[0]
    if int(found["s"]) < len(seed) or int(found["e"]) < 8 * len(seed):
        raise SystemExit(f"the seed is not whole: {found}")
