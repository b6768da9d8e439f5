"""A PostgreSQL of the run's own. It syncs to its disk, asks for a password, and never runs as root."""

import os
import pwd
import secrets
import signal
import subprocess

from process import Process, children, free_port
from programs import postgresql_program
from record import NoRecord, PostgreSQLRecord
from waiting import until

START_SECONDS = 30
SETTINGS = {
    "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": 60, "shared_buffers": "64MB",
    "fsync": "on", "synchronous_commit": "on",
    # It writes little ahead of what it keeps, so that a small disk is enough, and recovers in seconds.
    "min_wal_size": "32MB", "max_wal_size": "128MB", "log_line_prefix": "%m [%p] "}


def account():
    """Root starts it as somebody else, for it refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def answers(record):
    try:
        return record.count("SELECT 1")
    except NoRecord:
        return 0


class PostgreSQL(Process):
    """`folder` becomes its own; all folders above must let everybody through."""

    def __init__(self, folder, environment, directory, journal):
        self.account, self.port, self.password = account(), free_port(), secrets.token_hex(16)
        self.folder, self.data = folder, f"{folder}/data"
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        command = [postgresql_program("postgres"), "-D", self.data, "-p", str(self.port), *settings]
        # To become another user ends the bond with us, so it is made after that.
        command = [*self.as_its_user(), "setpriv", "--pdeathsig", "KILL", *command]
        super().__init__("postgresql", command, environment, directory, journal)

    def as_its_user(self):
        if os.geteuid() != 0:
            return []
        return ["setpriv", "--reuid", str(self.account.pw_uid), "--regid", str(self.account.pw_gid), "--clear-groups"]

    @property
    def location(self):
        """Where the record is, past the proxy, for a superuser."""
        return self.url(self.port, "postgres")

    def url(self, port, user="jobyard", database="jobyard"):
        return f"postgresql://{user}:{self.password}@127.0.0.1:{port}/{database}"

    def create(self):
        """Makes its data, starts it, and makes a role and a database for Jobyard."""
        os.chown(self.folder, self.account.pw_uid, self.account.pw_gid)
        password = f"{self.folder}/password"
        with open(password, "x") as file:
            file.write(self.password)
        os.chown(password, self.account.pw_uid, self.account.pw_gid)
        os.chmod(password, 0o600)
        with open(f"{self.directory}/initdb.log", "wb") as log:
            subprocess.run(
                [*self.as_its_user(), postgresql_program("initdb"), "--pgdata", self.data, "--username", "postgres",
                 "--pwfile", password, "--auth", "scram-sha-256", "--data-checksums", "--encoding", "UTF8", "--locale", "C"],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True)
        os.unlink(password)
        self.start()
        record = PostgreSQLRecord(self.url(self.port, "postgres", "postgres"))
        if not until(lambda: answers(record), START_SECONDS):
            raise RuntimeError(f"PostgreSQL does not start: see {self.directory}/{self.name}.log")
        record.ask(f"CREATE ROLE jobyard LOGIN PASSWORD '{self.password}'")
        record.ask("CREATE DATABASE jobyard OWNER jobyard")

    # ---- What is done to it

    def signal_all(self, number):
        """The postmaster and all that it began; it stands still meanwhile, so that it begins no other."""
        self.signal(signal.SIGSTOP)
        for pid in children(self.pid):
            os.kill(pid, number)
        self.signal(number)

    def kill(self):
        self.wanted = False
        self.signal_all(signal.SIGKILL)
        self.popen.wait()

    def shut_down(self, number):
        """SIGINT: ends all connections first. SIGQUIT: at once, and the next start recovers."""
        self.wanted = False
        self.signal(number)

    def backends(self):
        """The process ids of those who serve Jobyard, by the title that each gives itself."""
        found = []
        for pid in children(self.pid):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as file:
                    if file.read().startswith(b"postgres: jobyard jobyard "):
                        found.append(pid)
            except OSError:
                pass
        return found

    def signal_backend(self, pid, number):
        try:
            os.kill(pid, number)
        except ProcessLookupError:  # it ended a moment ago
            pass
