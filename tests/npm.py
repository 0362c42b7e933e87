"""Packages that tests need and Debian doesn't have, fetched by npm into the user's cache, outside the tree."""
import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

FETCH_SECONDS = 25


class NpmError(Exception):
    """The package can't be had; the text says why."""


def package(name: str) -> Path:
    """The folder node_modules with this package ("name@version") and what it depends on. NpmError."""
    folder, error = _installed(name)
    if error:
        raise NpmError(error)
    return folder


@functools.cache
def _installed(name: str) -> tuple[Path, str]:
    """The folder, or why there is none: asked once a run, as a registry that isn't there takes its time to say so."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "greenroom-tests"
    target = cache / name
    error = "" if (target / "node_modules").exists() else _fetch(name, target)
    return target / "node_modules", error


def _fetch(name: str, target: Path) -> str:
    """Install beside the target, then move there, so that half a package is never found; "" or what went wrong."""
    if not shutil.which("npm"):
        return f"npm is missing: {name} is fetched with it (apt-get install npm)"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        try:
            done = subprocess.run(["npm", "install", "--loglevel=error", "--no-save", "--ignore-scripts", "--no-audit",
                                   "--no-fund", "--fetch-retries=0", f"--prefix={folder}", name],
                                  capture_output=True, text=True, timeout=FETCH_SECONDS)
        except subprocess.TimeoutExpired:
            return f"npm could not fetch {name} within {FETCH_SECONDS} s: is its registry within reach?"
        if done.returncode:
            return f"npm could not fetch {name}; is its registry within reach?\n{done.stdout}{done.stderr}"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        (Path(folder) / "node_modules").rename(target / "node_modules")
    return ""
