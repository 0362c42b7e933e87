"""
`greenroomctl doctor` against prepared misconfigurations: of each exactly one line fails, the one that it concerns, and
that line says what to do. What works less well, but works, is a warning.
"""
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess

import pytest

from tests.e2e.ward import Ward
from tests.fake_ai.speech import SPEECHES
from tests.stack import ai_settings
from tests.stack.settings import merged

OK, NOT_OK = 0, 1


@pytest.fixture(name="stack", scope="module")
def whole_stack(new_shared_stack, shared_ai, tmp_path_factory):
    """Everything that can be examined is there: an AI with a key, and a voice."""
    folder = tmp_path_factory.mktemp("key")
    ai = ai_settings("openai", shared_ai.openai_url, "double", "no-secret", folder=folder)
    return new_shared_stack(merged(ai, {
        "speech": {"provider": "openai", "base_url": shared_ai.openai_url, "format": "wav"},
        "ai": {"connect_ms": 2000}}))


@pytest.fixture(name="ward")
def a_ward(stack, fake_ai, tmp_path):
    with contextlib.ExitStack() as undo:
        yield Ward(stack, fake_ai, tmp_path, undo)


CASES: dict[str, tuple] = {}


def case(check: str, *said: str):
    """A misconfiguration, named by its function. check: whose line has to fail; said: what stands in it."""
    def note(prepare):
        CASES[prepare.__name__] = (prepare, check, said)
        return prepare
    return note


# settings


@case("config", "ward.conf:", "site.base_uri")
def a_setting_that_nobody_knows(ward):
    ward.set("site", base_uri="http://127.0.0.1")


@case("config", "ward.conf:", "base_url", "no path")
def links_with_a_path(ward):
    ward.set("site", base_url="https://interviews.example.org/practice")


@case("config", "clear", "https")
def links_without_tls(ward):
    ward.set("site", base_url="http://interviews.invalid")


@case("config", "ward.conf:", "generation.renew", "generation.lease")
def leases_that_are_never_renewed_in_time(ward):
    ward.set("generation", lease="5s", renew="5s")


@case("config", "ai.key_file", "No such file", "write the secret")
def the_key_s_file_is_missing(ward):
    ward.set("ai", key_file=ward.folder / "none")


@case("config", "ai.key_file", "is empty", "write the secret")
def the_key_s_file_is_empty(ward):
    ward.set("ai", key_file=ward.file("empty.key"))


@case("config", "ai.key_file", "Permission denied", "readable for us")
def the_key_s_file_is_not_ours_to_read(ward):
    ward.set("ai", key_file=ward.file("closed.key", "no-secret\n", 0o000))
    ward.without_privileges()


@case("config", "ai.key_file", "everybody", "chmod")
def everybody_can_read_the_key(ward):
    ward.set("ai", key_file=ward.file("open.key", "no-secret\n", 0o644))


@case("config", "/nowhere/ai_key", "LoadCredential", "greenroom-generator")
def the_key_was_not_handed_over(ward):
    ward.set("ai", key_file="${CREDENTIALS_DIRECTORY}/ai_key")
    ward.environment = {"CREDENTIALS_DIRECTORY": "/nowhere"}


@case("config", "password_file", "no readable password")
def the_database_s_password_is_missing(ward):
    ward.set("database", password_file=ward.folder / "none")


# MariaDB


@case("mariadb", "/nowhere/db.sock", "[database] socket")
def mariadb_is_looked_for_elsewhere(ward):
    ward.set("database", socket="/nowhere/db.sock")


@case("mariadb", "see that it runs")
def mariadb_is_down(ward):
    ward.stopped(ward.stack.mariadb)


@case("mariadb", "CREATE USER 'nobody_here'", "unix_socket")
def mariadb_doesn_t_know_the_user(ward):
    ward.set("database", user="nobody_here")


@case("mariadb", "'paul'", "password_file")
def the_password_is_wrong(ward):
    ward.user("GRANT ALL ON greenroom.*")
    ward.set("database", password_file=ward.file("wrong", "guess\n"))


@case("mariadb", "'paul'", "GRANT ALL ON greenroom.*")
def the_user_has_no_right_to_the_database(ward):
    ward.user()


@case("mariadb", "may not write", "GRANT ALL ON greenroom.*")
def the_user_may_only_read(ward):
    ward.user("GRANT SELECT ON greenroom.*")


@case("mariadb", "CREATE DATABASE never_made")
def there_is_no_database(ward):
    ward.set("database", name="never_made")


@case("mariadb", "innodb_flush_log_at_trx_commit = 1", "lose")
def commits_are_not_durable(ward):
    ward.sql("SET GLOBAL innodb_flush_log_at_trx_commit = 2", "SET GLOBAL innodb_flush_log_at_trx_commit = 1")


@case("mariadb", "read-only", "primary")
def the_server_is_a_read_only_copy(ward):
    ward.sql("SET GLOBAL read_only = 1", "SET GLOBAL read_only = 0")


@case("mariadb", "max_connections = ")
def too_few_connections_are_allowed(ward):
    ward.set("api", threads=256)
    ward.set("generator", threads=64)
    ward.sql("SET GLOBAL max_connections = 200", "SET GLOBAL max_connections = 600")


@case("mariadb", "max_allowed_packet")
def audio_doesn_t_fit_into_a_packet(ward):
    ward.sql("SET GLOBAL max_allowed_packet = 1048576", "SET GLOBAL max_allowed_packet = 16777216")


@case("mariadb", "ms apart", "chrony")
def the_database_s_clock_is_an_hour_ahead(ward):
    ward.user("GRANT ALL ON greenroom.*")
    ward.sql("SET GLOBAL init_connect = 'SET timestamp = UNIX_TIMESTAMP() + 3600'", "SET GLOBAL init_connect = ''")


@case("mariadb", "% of the disk", "free some space")
def the_database_s_disk_is_full(ward):
    folder = ward.stack.mariadb.data_dir
    ward.in_own_mounts(f"mount -t tmpfs -o size=1m tmpfs '{folder}'; dd if=/dev/zero of='{folder}/full' 2>/dev/null || :")


# the schema


@case("schema", "version 0", "greenroomctl migrate")
def nobody_has_migrated(ward):
    ward.database(migrated=False)


@case("schema", "newer", "install the greenroom that made it")
def the_schema_comes_from_the_future(ward):
    name = ward.database()
    ward.sql(f"INSERT INTO {name}.schema_migration SELECT 999, 'later', checksum, NOW(3), NOW(3) "
             f"FROM {name}.schema_migration WHERE version = 1")


@case("schema", "half way", "greenroomctl migrate")
def a_migration_has_stopped_half_way(ward):
    name = ward.database()
    ward.sql(f"UPDATE {name}.schema_migration SET applied_at = NULL")


@case("schema", "latin1", "ALTER DATABASE ward")
def the_database_holds_latin_letters_only(ward):
    name = ward.database()
    ward.sql(f"ALTER DATABASE {name} CHARACTER SET latin1")


# Redis


@case("redis", "/nowhere/redis.sock", "[redis] socket")
def redis_is_looked_for_elsewhere(ward):
    ward.set("redis", socket="/nowhere/redis.sock")


@case("redis", "start Redis")
def redis_is_down(ward):
    ward.stopped(ward.stack.redis)


@case("redis", "requirepass")
def redis_wants_a_password(ward):
    ward.redis(["config", "set", "requirepass", "secret"],
               ["--no-auth-warning", "-a", "secret", "config", "set", "requirepass", ""])


@case("redis", "replica", "primary")
def redis_is_a_replica(ward):
    ward.redis(["replicaof", "127.0.0.1", "1"], ["replicaof", "no", "one"])


@case("redis", "maxmemory")
def redis_is_full(ward):
    ward.redis(["config", "set", "maxmemory", "1"], ["config", "set", "maxmemory", "0"])


@case("redis", "ACL SETUSER")
def redis_allows_us_no_writes(ward):
    ward.redis(["acl", "setuser", "default", "-lpush"], ["acl", "setuser", "default", "+@all"])


# the share folder


@case("share", "/nowhere", "[paths] share")
def the_share_folder_is_elsewhere(ward):
    ward.set("paths", share="/nowhere")


@case("share", "page/index.html", "[paths] share")
def the_page_is_missing(ward):
    (ward.share() / "page/index.html").unlink()


@case("share", "prompts", "[paths] share")
def the_prompts_are_missing(ward):
    shutil.rmtree(ward.share() / "prompts")


@case("share", "prompts", "system.txt")
def a_prompt_is_empty(ward):
    (ward.share() / "prompts/system.txt").write_text("")


@case("share", "question bank", "[paths] share")
def the_bank_is_missing(ward):
    shutil.rmtree(ward.share() / "bank")


@case("share", "question bank", "general.txt")
def the_bank_is_damaged(ward):
    (ward.share() / "bank/general.txt").write_text("no question at all\n")


# sockets, limits, the generator


@case("socket", "/nowhere/api.sock", "start greenroom-api")
def the_api_s_socket_is_missing(ward):
    ward.set("api", socket="/nowhere/api.sock")


@case("socket", "refused", "start greenroom-stream")
def nobody_listens_at_the_stream_s_socket(ward):
    stale = ward.folder / "stale.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(stale))
    ward.set("stream", socket=stale)


@case("socket", "everybody", "0660")
def everybody_may_talk_to_the_api(ward):
    ward.listening("api", 0o666)


@case("socket", "nginx's group", "SocketGroup")
def nginx_may_not_talk_to_the_stream(ward):
    ward.listening("stream", 0o600)


@case("limits", "LimitNOFILE", "stream.max_streams")
def streams_have_too_few_descriptors(ward):
    pid = str(ward.stack.stream.pid)
    limits = subprocess.run(["prlimit", "--pid", pid, "--nofile", "--output=SOFT,HARD", "--noheadings"], check=True,
                            capture_output=True, text=True).stdout.split()
    subprocess.run(["prlimit", "--pid", pid, f"--nofile=300:{limits[1]}"], check=True)
    ward.undo.callback(subprocess.run, ["prlimit", "--pid", pid, f"--nofile={':'.join(limits)}"], check=True)


@case("generator", "/nowhere", "create the folder")
def the_generator_has_no_folder(ward):
    ward.set("generator", state_dir="/nowhere")


@case("generator", "Permission denied", "writable")
def the_generator_may_not_write_its_lock(ward):
    folder = ward.folder / "state"
    folder.mkdir(mode=0o555)
    ward.set("generator", state_dir=folder)
    ward.without_privileges()


@case("generator", "nobody takes them up", "start greenroom-generator")
def no_generator_works_anywhere(ward):
    session = ward.stack.create_session(role="Forgotten")
    ward.stopped(ward.stack.generator)
    session.start()
    ward.stack.sql("UPDATE job SET due_at = due_at - INTERVAL 1 MINUTE "
                   f"WHERE session_id = '{session.session_id}'")


# the site


@case("site", "start nginx", "base_url")
def nginx_is_down(ward):
    ward.stopped(ward.stack.nginx)


@case("site", "start nginx", "base_url")
def links_have_another_port(ward):
    ward.set("site", base_url="http://127.0.0.1:1")


@case("site", "SSL", "base_url")
def links_say_https_where_nothing_is_encrypted(ward):
    ward.set("site", base_url=f"https://127.0.0.1:{ward.stack.port}")


@case("site", "301", "redirects")
def links_are_redirected_to_https(ward):
    ward.set("site", base_url=ward.web(301, Location="https://interviews.example.org/"))


@case("site", "wants TLS", "https")
def links_say_http_where_all_is_encrypted(ward):
    problem = b'{"type": "urn:greenroom:problem:malformed-request", "status": 400}'
    ward.set("site", base_url=ward.web(400, problem, Content_Type="application/problem+json"))


@case("site", "not greenroom", "server_name")
def another_site_answers(ward):
    ward.set("site", base_url=ward.web(404))


@case("site", "nginx doesn't reach greenroom-api", "sockets")
def nginx_looks_for_the_sockets_elsewhere(ward):
    nginx, values = ward.stack.nginx, dict(ward.stack.nginx.values)

    def serve_from(folder):
        nginx.values["RUN"] = folder
        nginx.render()
        nginx.restart()
        ward.stack.note_started(nginx)
        ward.stack.await_ready(nginx, lambda: nginx.ready)
    ward.undo.callback(serve_from, values["RUN"])
    (ward.folder / "elsewhere").mkdir()
    os.symlink(ward.stack.run_dir / "stream.sock", ward.folder / "elsewhere/stream.sock")
    serve_from(ward.folder / "elsewhere")


# the AI


@case("ai", "401", "ai.key_file")
def the_key_is_wrong(ward):
    ward.ai.play("unauthorized")


@case("ai", "404", "ai.model")
def the_model_is_unknown(ward):
    ward.ai.play("not_found")


@case("ai", "404", "one that the server lists: double-1")
def the_model_is_not_among_those_that_the_server_lists(ward):
    ward.ai.play("not_found")
    ward.set("ai", model="no-such-model")


@case("ai", "404", "ai.base_url")
def the_ai_s_address_lacks_its_version(ward):
    ward.set("ai", base_url=ward.web(404, b"<h1>Not Found</h1>", Content_Type="text/html"))


@case("ai", "credit", "top it up")
def the_account_has_no_credit(ward):
    ward.ai.play("insufficient_quota")


@case("ai", "HTTP 500", "wait")
def the_ai_is_broken(ward):
    ward.ai.play("http_500")


@case("ai", "not understood", "base_url")
def a_web_page_answers_for_the_ai(ward):
    ward.set("ai", base_url=ward.web(200, b"<h1>Welcome</h1>", Content_Type="text/html"))


@case("ai", "within 1 s", "overloaded")
def the_ai_is_silent(ward):
    ward.ai.play("hang_before_headers")
    ward.set("ai", first_content_ms=1000)


@case("ai", "can't be reached", "base_url")
def nobody_answers_for_the_ai(ward):
    ward.set("ai", base_url="http://127.0.0.1:1/v1")


@case("ai", "proxy", "can't be reached")
def the_proxy_is_down(ward):
    ward.set("speech", provider="none")     # it would have to go the same way
    ward.set("ai", proxy="http://127.0.0.1:1")


@case("ai", "certificate", "ca_file")
def the_ai_s_certificate_is_from_an_unknown_authority(ward):
    ward.set("ai", base_url=ward.web(200, tls=True))


@case("ai", "can't be reached", "ca_file")
def the_authorities_file_is_missing(ward):
    ward.set("speech", provider="none")
    ward.set("ai", base_url=ward.web(200, tls=True), ca_file="/nowhere/ca.pem")


@case("config", "ai.base_url", "https://")
def the_ai_s_address_is_no_address(ward):
    ward.set("ai", base_url="api.openai.com/v1")


@case("config", "ai.headers", "Name: value")
def a_header_for_the_ai_is_none(ward):
    ward.set("ai", headers="X-Team red")


@case("ai", "malformed", "headers")
def a_header_for_the_ai_has_a_name_that_isn_t_one(ward):
    ward.set("ai", headers="X(Team): red")


# speech


@case("speech", "auth", "speech.key_file")
def the_voice_s_key_is_wrong(ward):
    ward.ai.speech = SPEECHES["unauthorized"]


@case("speech", "invalid_output", "speech.base_url")
def a_web_page_answers_for_the_voice(ward):
    ward.ai.speech = SPEECHES["html"]


@case("speech", "no answer", "total_ms")
def the_voice_is_silent(ward):
    ward.ai.speech = SPEECHES["hang"]
    ward.set("speech", total_ms=500)


@pytest.mark.parametrize("name", CASES)
def test_the_doctor_finds(ward, name):
    prepare, check, said = CASES[name]
    prepare(ward)
    status, checks = ward.findings()
    failed = [one for one in checks if one["status"] == "fail"]
    assert status == NOT_OK
    assert [one["check"] for one in failed] == [check], failed
    assert failed[0]["todo"], failed
    line = f"{failed[0]['what']} — {failed[0]['todo']}"
    for word in said:
        assert word in line, line
    assert "\n" not in line and len(line) < 400, line


def test_there_are_more_than_twenty():
    assert len(CASES) >= 20


def test_the_doctor_finds_nothing_where_nothing_is_wrong(ward):
    status, checks = ward.findings()
    assert status == OK
    assert {one["check"] for one in checks} == {"config", "mariadb", "schema", "redis", "share", "socket", "limits",
                                                "generator", "site", "ai", "speech"}
    assert {one["status"] for one in checks} == {"ok"}, checks
    assert "it lists 1 model" in next(one["what"] for one in checks if one["check"] == "ai")


# what works, but not as well as it could


def warnings(ward) -> list[str]:
    status, checks = ward.findings()
    assert status == OK, checks
    return [f"{one['check']}: {one['what']} — {one['todo']}" for one in checks if one["status"] == "warn"]


def test_an_ai_that_doesn_t_stream_is_a_warning(ward):
    body = json.dumps({"id": "1", "model": "m", "choices": [{"index": 0, "finish_reason": "stop", "message": {
        "role": "assistant", "content": "ok"}}]}).encode()
    ward.set("ai", base_url=ward.web(200, body, Content_Type="application/json"))
    found = warnings(ward)
    assert len(found) == 1 and "in one piece" in found[0] and "stream" in found[0]


def test_a_host_without_a_generator_is_a_warning(ward):
    ward.stopped(ward.stack.generator)
    assert [line for line in warnings(ward) if line.startswith("generator") and "another host" in line]


def test_a_wait_for_mariadb_that_outlasts_the_watchdog_is_a_warning(ward):
    ward.set("database", timeout_ms=20000)
    found = warnings(ward)
    assert len(found) == 1 and "20s at a time" in found[0] and "10000" in found[0]


def test_an_address_that_only_others_can_reach_is_a_warning(ward):
    ward.set("site", base_url="https://interviews.invalid")
    found = warnings(ward)
    assert found and all(line.startswith("site: https://interviews.invalid can't be reached from here") for line in found)


def test_a_nearly_full_disk_is_a_warning(ward):
    folder = ward.stack.mariadb.data_dir
    ward.in_own_mounts(f"mount -t tmpfs -o size=1000k tmpfs '{folder}'; dd if=/dev/zero of='{folder}/f' bs=1k count=970 2>/dev/null")
    found = warnings(ward)
    assert len(found) == 1 and "% of the disk" in found[0]


# for people


def test_each_finding_is_one_line_for_people(ward):
    ward.set("redis", socket="/nowhere/redis.sock")
    done = ward.ctl("doctor")
    assert done.returncode == NOT_OK
    for line in done.stdout.splitlines():
        assert re.match(r"(ok  |warn|fail)  [a-z]+ +\S", line), line
    failed = [line for line in done.stdout.splitlines() if line.startswith("fail")]
    assert len(failed) == 1 and "/nowhere/redis.sock" in failed[0] and " — start Redis" in failed[0]


# a server's own settings for new connections must not become ours


def test_a_connection_keeps_its_letters_whatever_the_server_sets(ward):
    ward.user("GRANT ALL ON greenroom.*")
    ward.sql("SET GLOBAL init_connect = \"SET NAMES latin1, time_zone = '+05:00', sql_mode = ''\"",
             "SET GLOBAL init_connect = ''")
    made = json.loads(ward.ctl("--json", "session", "create", "--role", "Ärztin für Ω").stdout)
    shown = json.loads(ward.ctl("--json", "session", "show", made["sessionId"]).stdout)
    assert shown["context"]["targetRole"] == "Ärztin für Ω"
    assert ward.stack.sql(f"SELECT HEX(target_role) AS h FROM session WHERE session_id = '{made['sessionId']}'") == [
        {"h": "Ärztin für Ω".encode().hex().upper()}]
    assert ward.findings()[0] == OK
