"""The house around the code: the locks, the way in by `make`, the layers' list, what is packaged."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parent.parent
PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS: Final = ("requirements-build.txt", "requirements.txt", "requirements-dev.txt")
PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")
SHELL_SCRIPTS: Final = (".ci/run", "tools/find-python", "tools/install", "tools/lock")


# ---- the locks --------------------------------------------------------------------------------


def pins(lock: str) -> list[Requirement]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return [Requirement(line.rstrip("\\ ")) for line in text.splitlines() if re.match(r"[a-z0-9]", line)]


def pinned(lock: str, python: str) -> dict[str, str]:
    """Name to version, as a Linux machine with that Python installs them."""
    machine = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
    here = [pin for pin in pins(lock) if pin.marker is None or pin.marker.evaluate(machine)]
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in here}


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(
    ("lock", "ranges"),
    [
        ("requirements-build.txt", PROJECT["dependency-groups"]["build"]),
        ("requirements.txt", PROJECT["project"]["dependencies"]),
        ("requirements-dev.txt", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_a_lock_pins_every_dependency_inside_its_range(lock: str, ranges: list[str], python: str) -> None:
    versions = pinned(lock, python)
    for wanted in map(Requirement, ranges):
        if wanted.marker is not None and not wanted.marker.evaluate({"python_version": python}):
            continue
        assert versions.get(canonicalize_name(wanted.name), "none") in wanted.specifier, wanted


@pytest.mark.parametrize("python", PYTHONS)
def test_the_locks_agree_with_each_other(python: str) -> None:
    build, product, dev = (pinned(lock, python) for lock in LOCKS)
    assert product.items() <= dev.items()
    assert {name: dev[name] for name in build if name in dev}.items() <= build.items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_is_exact_and_hashed(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    hashed = re.findall(
        r"^[a-z0-9][^\n]*==[^\n]*(?: \\\n    --hash=sha256:[0-9a-f]{64})+$", text, re.MULTILINE
    )
    assert len(hashed) == len(pins(lock)) > 0


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_host_or_path(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert (
        re.findall(r"^.*(?://|index-url|find-links|trusted-host| @ |(?<![\w.-])/\w).*$", text, re.MULTILINE)
        == []
    )


def test_what_the_project_is_built_with_is_locked() -> None:
    assert set(PROJECT["build-system"]["requires"]) <= set(PROJECT["dependency-groups"]["build"])


# ---- make -------------------------------------------------------------------------------------


def executable(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def fake_python(path: Path, version: str, *, venv: bool = True) -> None:
    """Answers what tools/find-python asks, as a Python of that version would."""
    executable(path, f"echo {version} {'whole' if venv else 'bare'}")


@pytest.fixture
def pythons(tmp_path: Path) -> Path:
    """The one folder of PATH: whatever Python this machine has is out of sight."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "id").symlink_to(str(shutil.which("id")))
    return folder


def find_python(pythons: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "tools/find-python"],
        env={"PATH": str(pythons), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def the_command(result: subprocess.CompletedProcess[str]) -> str:
    """What the one sentence on standard error tells to run, without sudo."""
    assert result.returncode == 1
    assert result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    found = re.fullmatch(r"Nutgraf needs .*; on Debian or Ubuntu this brings it: (?:sudo )?(.*)", sentence)
    assert found, sentence
    return found[1]


def test_without_a_python_the_command_that_brings_one_is_named(pythons: Path) -> None:
    assert the_command(find_python(pythons)) == "apt install python3 python3-venv"


def test_with_an_old_python_the_command_that_brings_a_newer_is_named(pythons: Path) -> None:
    fake_python(pythons / "python3", "3.10")
    result = find_python(pythons)
    assert the_command(result) == "apt install python3.11 python3.11-venv"
    assert "python3 is 3.10" in result.stderr


def test_without_venv_the_package_of_that_very_python_is_named(pythons: Path) -> None:
    fake_python(pythons / "python3", "3.12", venv=False)
    assert the_command(find_python(pythons)) == "apt install python3.12-venv"


def test_a_python_without_venv_is_passed_over_for_one_with_it(pythons: Path) -> None:
    fake_python(pythons / "python3.13", "3.13", venv=False)
    fake_python(pythons / "python3", "3.11")
    assert find_python(pythons).stdout == "python3\n"


def test_a_python_that_does_not_run_is_passed_over(pythons: Path) -> None:
    executable(pythons / "python3.13", "echo 'not chosen' >&2; exit 127")
    fake_python(pythons / "python3.12", "3.12")
    assert find_python(pythons).stdout == "python3.12\n"


@pytest.mark.parametrize("version", ["3.11", "3.14", "3.20", "4.0"])
def test_every_python_from_3_11_on_will_do(version: str, pythons: Path) -> None:
    fake_python(pythons / "python3", version)
    assert find_python(pythons).stdout == "python3\n"


@pytest.mark.parametrize("version", ["2.7", "3.9", "3.10"])
def test_no_older_python_will_do(version: str, pythons: Path) -> None:
    fake_python(pythons / "python", version)
    assert find_python(pythons).returncode == 1


def test_the_python_that_is_asked_for_is_taken(pythons: Path, tmp_path: Path) -> None:
    fake_python(pythons / "python3.13", "3.13")
    chosen = tmp_path / "with a space"
    fake_python(chosen, "3.11")
    assert find_python(pythons, PYTHON=str(chosen)).stdout == f"{chosen}\n"


def test_the_python_that_is_asked_for_is_not_replaced_by_another(pythons: Path) -> None:
    fake_python(pythons / "python3.13", "3.13")
    assert "PYTHON=nowhere does not run" in find_python(pythons, PYTHON="nowhere").stderr


def test_the_python_that_runs_the_tests_is_one_that_will_do(pythons: Path) -> None:
    """What is asked of a Python is answered by a real one as by the fakes."""
    assert find_python(pythons, PYTHON=sys.executable).stdout == f"{sys.executable}\n"


def recording_python(path: Path, version: str) -> None:
    """Makes environments and installs into them like a Python with pip, but without the network: it
    only writes down what it is asked to install."""
    executable(
        path,
        f"""
case "$*" in
    -V) echo Python {version}.1 ;;
    -c*) echo {version} whole ;;
    "-m venv"*)
        echo venv >>asked
        rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python
        printf '#!/bin/sh\necho nutgraf "$@"\n' >.venv/bin/nutgraf && chmod +x .venv/bin/nutgraf ;;
    *pip*)
        for last; do :; done
        echo "$last" >>asked
        [ ! -e offline ] ;;
esac""",
    )


@pytest.fixture
def checkout(tmp_path: Path, pythons: Path) -> Path:
    """What `make` needs of the project, with two Pythons in its PATH."""
    folder = tmp_path / "nutgraf"
    shutil.copytree(ROOT / "tools", folder / "tools")
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, folder)
    recording_python(pythons / "python3.13", "3.13")
    recording_python(pythons / "python3.12", "3.12")
    return folder


def make(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--silent", "-C", checkout, *arguments],
        env={"PATH": f"{checkout.parent / 'bin'}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )


def asked(checkout: Path) -> list[str]:
    """What was done since the last look."""
    record = checkout / "asked"
    lines = record.read_text().splitlines() if record.exists() else []
    record.unlink(missing_ok=True)
    return lines


def test_make_run_installs_from_the_locks_and_starts(checkout: Path) -> None:
    assert make(checkout, "run").stdout == "nutgraf run\n"
    assert asked(checkout) == ["venv", "requirements-build.txt", "requirements.txt", "."]


def test_the_second_make_run_installs_nothing(checkout: Path) -> None:
    make(checkout, "run")
    asked(checkout)
    assert make(checkout, "run").stdout == "nutgraf run\n"
    assert asked(checkout) == []


def test_the_tests_are_installed_on_top_and_do_not_disturb_make_run(checkout: Path) -> None:
    make(checkout, "run")
    asked(checkout)
    make(checkout, "install")
    assert asked(checkout) == ["requirements-dev.txt"]
    make(checkout, "run")
    assert asked(checkout) == []


def test_a_changed_lock_makes_the_environment_anew(checkout: Path) -> None:
    make(checkout, "run")
    asked(checkout)
    with (checkout / "requirements.txt").open("a") as lock:
        lock.write("# changed\n")
    make(checkout, "run")
    assert asked(checkout) == ["venv", "requirements-build.txt", "requirements.txt", "."]


def test_a_changed_pyproject_installs_the_project_alone(checkout: Path) -> None:
    make(checkout, "run")
    asked(checkout)
    with (checkout / "pyproject.toml").open("a") as project:
        project.write("# changed\n")
    make(checkout, "run")
    assert asked(checkout) == ["."]


def test_a_half_finished_install_says_so_and_is_repaired_by_the_next(checkout: Path) -> None:
    (checkout / "offline").touch()
    failed = make(checkout, "run")
    assert failed.returncode == 2
    assert failed.stdout == ""
    assert "the same command tries again" in failed.stderr
    (checkout / "offline").unlink()
    asked(checkout)
    assert make(checkout, "run").stdout == "nutgraf run\n"
    assert asked(checkout) == ["venv", "requirements-build.txt", "requirements.txt", "."]


def test_an_environment_that_was_moved_is_made_anew(checkout: Path) -> None:
    make(checkout, "run")
    moved = checkout.rename(checkout.with_name("moved"))
    asked(moved)
    make(moved, "run")
    assert asked(moved)[0] == "venv"


def test_an_environment_whose_python_has_gone_is_made_anew(checkout: Path) -> None:
    make(checkout, "run")
    asked(checkout)
    (checkout / ".venv/bin/python").unlink()
    make(checkout, "run")
    assert asked(checkout)[0] == "venv"


def test_an_environment_whose_python_became_another_is_made_anew(checkout: Path) -> None:
    """As when the system is upgraded: the packages lie in the folder of the former version."""
    make(checkout, "run")
    asked(checkout)
    recording_python(checkout / ".venv/bin/python", "3.12")
    make(checkout, "run")
    assert asked(checkout)[0] == "venv"


def test_another_python_can_be_asked_for_and_stays(checkout: Path) -> None:
    make(checkout, "run")
    asked(checkout)
    make(checkout, "run", "PYTHON=python3.12")
    assert asked(checkout)[0] == "venv"
    make(checkout, "run", "PYTHON=python3.12")
    make(checkout, "run")
    assert asked(checkout) == []


def test_make_alone_lists_every_command(checkout: Path) -> None:
    (phony,) = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    listed = re.findall(r"^  make (\w+) +\w", make(checkout).stdout, re.MULTILINE)
    assert listed == phony.split()


@pytest.mark.parametrize("script", SHELL_SCRIPTS)
def test_a_script_is_executable_and_its_shell_can_read_it(script: str) -> None:
    path = ROOT / script
    shell = path.read_text(encoding="utf-8").splitlines()[0].split("/")[-1].split()[-1]
    assert os.access(path, os.X_OK)
    assert subprocess.run([shell, "-n", path], check=False).returncode == 0


# ---- layers and packages ----------------------------------------------------------------------


def test_every_concrete_adapter_is_kept_to_the_composition_root() -> None:
    """The layers' contract is exhaustive and so complains of a new adapter by itself; this one is not."""
    (contract,) = (c for c in PROJECT["tool"]["importlinter"]["contracts"] if c["type"] == "protected")
    shared = {"base", "checks", "display", "links", "locale", "threads"}
    modules = {
        path.stem
        for path in (ROOT / "adapters").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert {f"adapters.{name}" for name in modules - shared - {"__init__"}} <= set(
        contract["protected_modules"]
    )


def test_the_wheel_holds_the_three_packages_with_all_that_lies_in_them(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    packages = ("bot", "adapters", "summarizer")
    files = [path for package in packages for path in (ROOT / package).rglob("*") if path.is_file()]
    assert packed == {str(path.relative_to(ROOT)) for path in files if "__pycache__" not in path.parts}


def test_all_that_the_product_imports_is_in_its_own_lock() -> None:
    """The environment of the tests holds more, and would hide what is missing."""
    script = (
        "import sys, bot.__main__, summarizer.core; from importlib.metadata import packages_distributions as p;"
        "d = p(); print(*{n for m in list(sys.modules) for n in d.get(m.split('.')[0], ())})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    imported = {canonicalize_name(name) for name in done.stdout.split()} - {"nutgraf"}
    locked = {canonicalize_name(pin.name) for pin in pins("requirements.txt")}
    assert "greenlet" in imported
    # aiohttp takes brotli up where it finds it; the fetch asks for none
    assert imported - locked - {"pip", "setuptools", "brotli"} == set()
