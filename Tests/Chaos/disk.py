"""The disk of the database, which can become full."""

import ctypes
import os


class Disk:
    """The folder of the database. If it is to become full, it is a tmpfs of its own, where that can be mounted."""

    def __init__(self, path, megabytes=None):
        self.path = path
        self.filler = f"{path}/filler"
        os.makedirs(path, exist_ok=True)
        self.is_small = megabytes is not None and self.mount(path, megabytes)

    @staticmethod
    def mount(path, megabytes):
        """In a mount namespace of our own, so that it ends with us."""
        libc = ctypes.CDLL(None, use_errno=True)
        new_namespace, recursive, private = 0x00020000, 0x4000, 0x40000
        if libc.unshare(new_namespace) != 0 or libc.mount(b"none", b"/", None, recursive | private, None) != 0:
            return False
        return libc.mount(b"tmpfs", path.encode(), b"tmpfs", 0, b"mode=700,size=%dm" % megabytes) == 0

    def fill(self):
        with open(self.filler, "ab", buffering=0) as file:
            size, more = 0, 1 << 40
            while more:
                try:
                    os.posix_fallocate(file.fileno(), size, more)
                    size += more
                except OSError:
                    more //= 2

    def unmount(self):
        if self.is_small:
            detach = 2
            ctypes.CDLL(None).umount2(self.path.encode(), detach)

    def free(self):
        if os.path.exists(self.filler):
            os.unlink(self.filler)
