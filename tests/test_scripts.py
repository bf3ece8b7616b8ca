"""scripts/_setup on machines that lack something, played by stand-ins for the system's commands."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the scripts are for Linux and macOS")

USED = ["bash", "dirname", "cat", "cksum", "grep"]
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}


class Machine:
    """A Linux on which only some commands exist, and none of them changes anything."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.project = folder / "project"
        self.commands = folder / "bin"
        self.commands.mkdir()
        shutil.copytree(root / "scripts", self.project / "scripts")
        shutil.copy(root / "pyproject.toml", self.project)
        for name in USED:
            (self.commands / name).symlink_to(shutil.which(name))
        self.add("uname", "echo Linux")
        self.add("id", "echo 1000")
        self.add("ldconfig", "")

    def add(self, name: str, script: str) -> None:
        path = self.commands / name
        path.write_text(f"#!{shutil.which('bash')}\n{script}\n")
        path.chmod(0o755)

    def run(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.commands / "bash", self.project / "scripts" / "test"],
            env={"PATH": str(self.commands), **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )


@pytest.fixture
def machine(root, tmp_path) -> Machine:
    return Machine(root, tmp_path)


def test_without_a_recent_python_it_says_so(machine):
    machine.add("python3", "exit 1")  # what an older one answers
    done = machine.run()
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stderr
    assert not (machine.project / ".venv").exists()


def test_a_user_is_told_which_libraries_are_missing(machine):
    machine.add("ldconfig", "echo '	libEGL.so.1 (libc6,x86-64) => /usr/lib/libEGL.so.1'")
    error = machine.run().stderr
    missing = [package for package in LIBRARIES.values() if package != "libegl1"]
    assert f"sudo apt-get install {' '.join(missing)} xvfb\n" in error


def test_where_all_is_there_nothing_is_said_of_libraries(machine):
    found = "".join(f"\t{name} (libc6) => /usr/lib/{name}\\n" for name in LIBRARIES)
    machine.add("ldconfig", f"printf '{found}'")
    assert "apt-get" not in machine.run(DISPLAY=":0").stderr


def test_root_gets_them_installed(machine, tmp_path):
    machine.add("id", "echo 0")
    machine.add("apt-get", f'echo "$DEBIAN_FRONTEND $@" >> {tmp_path}/calls')
    machine.run()
    update, install = (tmp_path / "calls").read_text().splitlines()
    assert update.split()[0] == "update"
    assert install.startswith("noninteractive install -y")
    assert install.endswith(" ".join([*LIBRARIES.values(), "xvfb"]))


def test_the_python_that_is_asked_for_is_used(machine):
    machine.add("mine", 'case "$*" in *ensurepip*) echo chosen >&2; exit 1;; *pip*) exit 1;; esac')
    done = machine.run(PYTHON="mine")
    assert done.returncode != 0
    assert "mine can neither make an environment nor install" in done.stderr


def test_an_installed_environment_is_used_as_it_is(machine):
    """Nothing is installed again as long as pyproject.toml stays as it was."""
    binary = machine.project / ".venv" / "bin"
    binary.mkdir(parents=True)
    (machine.project / "src" / "napari_compare").mkdir(parents=True)
    (machine.project / "src" / "napari_compare" / "napari.yaml").touch()
    python = binary / "python"
    python.write_text(f'#!{shutil.which("bash")}\necho "ran $@"\n')
    python.chmod(0o755)
    assert "ran -m pip install --quiet --editable ." in machine.run().stdout
    assert machine.run().stdout == "ran -m pytest --numprocesses auto --dist loadfile\n"
    with (machine.project / "pyproject.toml").open("a") as file:
        file.write("# changed\n")
    assert "ran -m pip install --quiet --editable ." in machine.run().stdout
