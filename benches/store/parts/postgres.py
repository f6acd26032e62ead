"""A cluster of PostgreSQL."""

import shutil
import signal
import subprocess
import time

from .processes import PROJECT, children, cpu, reserved_port, wait_for

SETTINGS = ["shared_buffers=512MB", "max_wal_size=8GB", "checkpoint_timeout=30min"]


class Cluster:
    """One of its own with the database `store` of `url`, durable as the package makes it, with room for what is written
    between two checkpoints. `under` is a command that becomes it."""

    def __init__(self, folder, under=()):
        self.folder = folder / "postgres"
        self.folder.mkdir()
        self.port = reserved_port()
        given = [part for setting in SETTINGS for part in ["-c", setting]]
        script = PROJECT / "crates/store/tests/postgres/cluster.sh"
        self.process = subprocess.Popen([*under, script, self.folder, str(self.port), *given],
                                        stderr=(self.folder / "log").open("a"), stdout=subprocess.DEVNULL)
        wait_for(self.port, self.process)
        # It listens before it is ready.
        while subprocess.run(["pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode:
            if self.process.poll() is not None:
                raise SystemExit((self.folder / "log").read_text())
            time.sleep(0.02)

        server = f"postgres://store@127.0.0.1:{self.port}"
        sql("CREATE DATABASE store", f"{server}/postgres")
        self.url = f"{server}/store"

    def sql(self, text):
        return sql(text, self.url)

    def cpu(self):
        postmaster = self.process.pid
        return sum(cpu(pid) for pid in [postmaster, *children(postmaster)])

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
        shutil.rmtree(self.folder)


def sql(text, url):
    return subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-c", text, url], check=True,
                          stdout=subprocess.PIPE, text=True).stdout.strip()
