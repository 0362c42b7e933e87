"""What `make install` puts where, what the manual pages say, and what `make uninstall` leaves."""
import os
import re
import shutil
import subprocess

import pytest

from tests.stack.servers import ROOT


COMMAND = r"^  ([a-z][a-z-]*(?: [a-z]+)?)(?: ID| \[FILE\])?  "     # a line of the help
PROGRAMS = ("greenroom-api", "greenroom-stream", "greenroom-generator", "greenroomctl")


def make(build_dir, root, target, **places):
    """Of the programs as they are: make isn't to build them anew, perhaps with other flags than they have (-o)."""
    as_they_are = [word for name in PROGRAMS for word in ("-o", f"{build_dir}/{name}")]
    subprocess.run(["make", "-s", *as_they_are, f"BUILD={build_dir}", f"DESTDIR={root}", target,
                    *(f"{name}={place}" for name, place in places.items())], check=True, cwd=ROOT, capture_output=True)


@pytest.fixture(scope="module")
def root(build_dir, tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    make(build_dir, folder, "install")
    return folder


def files(folder) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_everything_is_where_it_belongs(root):
    assert {"usr/local/libexec/greenroom/greenroom-api", "usr/local/libexec/greenroom/greenroom-stream",
            "usr/local/libexec/greenroom/greenroom-generator", "usr/local/sbin/greenroomctl",
            "usr/local/share/greenroom/page/index.html", "usr/local/share/greenroom/nginx.service.d/greenroom.conf", "usr/local/share/greenroom/prompts/system.txt",
            "usr/local/share/greenroom/bank/general.txt", "usr/local/share/greenroom/schema/openapi.yaml",
            "etc/greenroom/greenroom.conf", "etc/nginx/sites-available/greenroom.conf",
            "etc/nginx/greenroom/public.conf", "etc/nginx/greenroom/plain.conf", "etc/nginx/greenroom/headers.inc",
            "usr/lib/systemd/system/greenroom.target", "usr/lib/sysusers.d/greenroom.conf",
            "usr/lib/tmpfiles.d/greenroom.conf", "usr/local/share/man/man8/greenroomctl.8",
            "usr/local/share/man/man5/greenroom.conf.5", "usr/local/share/man/man7/greenroom.7",
            "usr/local/share/bash-completion/completions/greenroomctl"} <= files(root)


def test_everything_goes_where_it_is_told_to_go(build_dir, tmp_path):
    other = tmp_path / "build"      # units and pages are made for their places
    other.mkdir()
    for name in PROGRAMS:
        (other / name).symlink_to(build_dir / name)
    root = tmp_path / "root"
    make(other, root, "install", PREFIX="/opt/greenroom", sysconfdir="/srv/etc", unitdir="/srv/units")
    there = files(root)
    outside = {name for name in there if not name.startswith(("opt/greenroom/", "srv/etc/", "srv/units/"))}
    assert outside == {"usr/lib/sysusers.d/greenroom.conf", "usr/lib/tmpfiles.d/greenroom.conf"}
    unit = (root / "srv/units/greenroom-generator.service").read_text()
    assert "ExecStart=/opt/greenroom/libexec/greenroom/greenroom-generator --config /srv/etc/greenroom/greenroom.conf" in unit
    assert "LoadCredential=ai_key:/srv/etc/greenroom/ai.key" in unit and "/usr/local" not in unit
    assert "/opt/greenroom/share/greenroom/page/" in (root / "srv/etc/nginx/sites-available/greenroom.conf").read_text()
    make(other, root, "uninstall", PREFIX="/opt/greenroom", sysconfdir="/srv/etc", unitdir="/srv/units")
    assert files(root) == {"srv/etc/greenroom/greenroom.conf", "srv/etc/nginx/greenroom/public.conf",
                           "srv/etc/nginx/greenroom/plain.conf"}


def test_the_sample_configuration_is_the_settings_table_with_its_defaults(root, build_dir):
    sample = root / "etc/greenroom/greenroom.conf"
    said = subprocess.run([build_dir / "greenroomctl", "--config", sample, "check-config"], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    printed = subprocess.run([build_dir / "greenroomctl", "--config", "/dev/null", "--print-config"], check=True,
                             capture_output=True, text=True).stdout
    assert sample.read_text() == printed


def test_no_placeholder_is_left(root):
    for name in ("etc/nginx/sites-available/greenroom.conf", "usr/local/share/man/man7/greenroom.7",
                 "usr/local/share/greenroom/nginx.service.d/greenroom.conf"):
        lines = [line for line in (root / name).read_text().splitlines() if not line.startswith("#")]
        assert not re.search(r"@[A-Z]+@", "\n".join(lines)), name


def test_the_manual_explains_every_setting_and_every_command(root, build_dir):
    manual = (root / "usr/local/share/man/man5/greenroom.conf.5").read_text().replace("\\-", "-")
    for key in re.findall(r"^(\w+) =", (root / "etc/greenroom/greenroom.conf").read_text(), re.MULTILINE):
        assert f".B {key}\n" in manual
    manual = (root / "usr/local/share/man/man8/greenroomctl.8").read_text().replace("\\-", "-")
    listed = subprocess.run([build_dir / "greenroomctl", "--help"], check=True, capture_output=True, text=True).stdout
    for command in re.findall(COMMAND, listed, re.MULTILINE):
        assert f'.SS "{command}"' in manual


@pytest.mark.skipif(not shutil.which("man"), reason="man isn't installed")
def test_the_manual_pages_are_well_formed(root):
    for page in (root / "usr/local/share/man").rglob("*.[578]"):
        said = subprocess.run(["man", "--warnings", "-l", page], check=True, capture_output=True, text=True,
                              env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""})
        assert said.stderr == "", said.stderr
        text = re.sub("\x1b\\[[0-9;]*m|.\x08", "", said.stdout)
        assert not [line for line in text.splitlines() if len(line) > 80], page
        headings = set(re.findall("^[A-Z][A-Z ]+$", text, re.MULTILINE))
        assert {"NAME", "DESCRIPTION", "FILES", "EXAMPLES", "SEE ALSO"} <= headings, (page, headings)
        if page.suffix != ".5":
            assert {"OPTIONS", "EXIT STATUS", "ENVIRONMENT"} <= headings, (page, headings)


def test_what_the_examples_call_exists(root, build_dir):
    listed = subprocess.run([build_dir / "greenroomctl", "--help"], check=True, capture_output=True, text=True).stdout
    commands = set(re.findall(COMMAND, listed, re.MULTILINE))
    for page in (root / "usr/local/share/man").rglob("*.[578]"):
        examples = page.read_text().replace("\\-", "-").partition(".SH EXAMPLES")[2]
        for called in re.findall(r"greenroomctl (?:--json )?([a-z][a-z-]*(?: [a-z]+)?)", examples):
            assert called in commands or called.split()[0] in commands, (page, called)


def test_help_fits_a_terminal(root, build_dir):
    listed = subprocess.run([build_dir / "greenroomctl", "--help"], check=True, capture_output=True, text=True).stdout
    for command in ["", *re.findall(COMMAND, listed, re.MULTILINE)]:
        text = subprocess.run([build_dir / "greenroomctl", *command.split(), "--help"], check=True, capture_output=True,
                              text=True).stdout
        assert not [line for line in text.splitlines() if len(line) > 80], command
    sample = (root / "etc/greenroom/greenroom.conf").read_text()
    assert not [line for line in sample.splitlines() if line.startswith("#") and len(line) > 90]


def complete(root, build_dir, *words: str) -> list[str]:
    script = f"""
        PATH={build_dir}:$PATH; . {root}/usr/local/share/bash-completion/completions/greenroomctl
        COMP_WORDS=(greenroomctl "$@"); COMP_CWORD=$#; _greenroomctl; echo "${{COMPREPLY[*]}}" """
    return subprocess.run(["bash", "-c", script, "bash", *words], check=True, capture_output=True,
                          text=True).stdout.split()


def test_bash_completes_commands_and_options(root, build_dir):
    assert complete(root, build_dir, "mi") == ["migrate"]
    assert {"create", "list", "watch"} <= set(complete(root, build_dir, "session", ""))
    assert complete(root, build_dir, "session", "create", "--job") == ["--job-description"]


def test_a_second_installation_keeps_what_was_edited(build_dir, tmp_path):
    make(build_dir, tmp_path, "install")
    edited = tmp_path / "etc/greenroom/greenroom.conf"
    edited.write_text("[site]\nsender_name = Example Hospital\n")
    make(build_dir, tmp_path, "install")
    assert "Example Hospital" in edited.read_text()


def test_what_is_uninstalled_is_gone_and_settings_stay(build_dir, tmp_path):
    make(build_dir, tmp_path, "install")
    make(build_dir, tmp_path, "uninstall")
    assert files(tmp_path) == {"etc/greenroom/greenroom.conf", "etc/nginx/greenroom/public.conf",
                               "etc/nginx/greenroom/plain.conf"}
