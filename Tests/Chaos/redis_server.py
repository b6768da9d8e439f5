"""A redis-server with an AOF."""

import os
import shutil
import socket

from process import Process
from waiting import until


class Redis(Process):
    """Its data can be copied, put back, cut short and deleted while it is down."""

    def __init__(self, port, environment, directory, journal):
        self.port = port
        self.data = f"{directory}/redis"
        self.copy = f"{directory}/redis.copy"
        os.makedirs(self.data)
        command = [
            "redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", self.data, "--appendonly", "yes",
            "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction",
            "--enable-debug-command", "no", "--auto-aof-rewrite-min-size", "16mb"]
        super().__init__("redis", command, environment, directory, journal)

    def delete_data(self):
        shutil.rmtree(self.data)
        os.makedirs(self.data)

    def copy_data(self):
        """A base file is never written again, a manifest is replaced, and of an incremental file a part will do."""
        def is_copied():
            try:
                shutil.rmtree(self.copy, ignore_errors=True)
                shutil.copytree(self.data, self.copy)
                return True
            except (OSError, shutil.Error):  # a rewrite has just deleted a file
                return False

        if not until(is_copied, 1, pause=0.05):
            raise RuntimeError("redis-server's data cannot be copied")

    def put_copy_back(self):
        shutil.rmtree(self.data)
        shutil.copytree(self.copy, self.data)

    def cut_tail(self, count):
        """Drops the last bytes of the newest incremental file of the AOF. Answers how many it had."""
        folder = f"{self.data}/appendonlydir"
        files = [f"{folder}/{name}" for name in os.listdir(folder) if ".incr." in name]
        if not files:
            return 0
        newest = max(files, key=lambda path: int(path.split(".")[-3]))
        size = os.path.getsize(newest)
        os.truncate(newest, max(0, size - count))
        return size

    def ask(self, *words):
        """One command, past the proxy. Answers the raw reply."""
        with socket.create_connection(("127.0.0.1", self.port), 20) as connection:
            text = b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in (word.encode() for word in words))
            connection.sendall(b"*%d\r\n%s" % (len(words), text))
            return connection.recv(1 << 16)

    def count(self, *words):
        return int(self.ask(*words)[1:].split(b"\r")[0])
