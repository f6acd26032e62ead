"""A Store that is measured."""

import json
import subprocess
import time

from .catalogue import PATH
from .processes import STOREAUTH, cpu, memory, reserved_port


class Store:
    """One of its own, with nothing limited. Its database is a file of its folder or, by `database`, PostgreSQL's;
    `like` is another Store of the same one. `under` is a command that becomes it."""

    def __init__(self, folder, tls=None, database=None, like=None, under=()):
        self.data, self.port, self.admin = folder / "data", reserved_port(), reserved_port()
        self.under = under
        self.log = folder / "log"
        self.config = folder / "store.toml"
        tls = "" if tls is None else f'certificate = "{tls[0]}"\nprivate_key = "{tls[1]}"\n'
        unlimited = "burst = 1000000\nper_minute = 60000000\n"
        self.config.write_text(
            ("" if database is None else f'database = "{database}"\n')
            + f'[[listen]]\ntcp = "127.0.0.1:{self.port}"\n{tls}[admin]\ntcp = "127.0.0.1:{self.admin}"\n'
            + "".join(f"[limits.{limit}]\n{unlimited}" for limit in ["per_id", "per_company", "per_address"]))
        if like is None:
            subprocess.run([STOREAUTH, "store", "init", "--data", self.data, "--config", self.config],
                           check=True, stdout=subprocess.DEVNULL)
        else:
            self.data.mkdir(mode=0o700)
            for name in ["master.key", "admin.token"]:
                (self.data / name).write_bytes((like.data / name).read_bytes())
                (self.data / name).chmod(0o600)
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [*self.under, STOREAUTH, "store", "serve", "--data", self.data, "--config", self.config],
            stderr=self.log.open("a"))
        while not self.is_listening():
            if self.process.poll() is not None:
                raise SystemExit(self.log.read_text())
            time.sleep(0.005)

    def is_listening(self):
        """Whether the note is that of this process: one that was ended while it started leaves its own behind."""
        try:
            return json.loads((self.data / "listening.json").read_text())["pid"] == self.process.pid
        except FileNotFoundError:
            return False

    def cpu(self):
        return cpu(self.process.pid)

    def memory(self, what="VmHWM"):
        return memory(self.process.pid, what)

    def run(self, *arguments, **more):
        return subprocess.run([STOREAUTH, "store", *arguments, "--data", self.data], check=True,
                              stdout=subprocess.PIPE, **more).stdout

    def import_(self, document):
        path = self.data.parent / "catalogue.json"
        path.write_text(json.dumps(document))
        self.run("import", path)

    def is_authorizing(self):
        url = f"http://127.0.0.1:{self.port}{PATH.format(1)}"
        said = subprocess.run(["curl", "-s", url], check=True, stdout=subprocess.PIPE).stdout
        return json.loads(said)["authorized"]

    def stop(self):
        self.process.terminate()
        self.process.wait()
