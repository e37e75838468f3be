import shutil
import subprocess
import sys

import pytest

from tests.faults.house import ROOT, House


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A state directory with the tables made, to copy: migrating takes longer than all else."""
    home = tmp_path_factory.mktemp("migrated") / "home"
    env = House.clean_env(home)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    return home


@pytest.fixture
def home(migrated, tmp_path):
    shutil.copytree(migrated, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def houses():
    """Starts houses; whatever a test did to them, nothing of them is left afterwards."""
    started = []

    def start(*args, **kwargs):
        started.append(House(*args, **kwargs))
        return started[-1]

    yield start
    for house in started:
        house.end()
