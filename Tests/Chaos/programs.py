"""Where PostgreSQL's programs are. Debian keeps those of each version in a folder that is in no path."""

import glob
import shutil


class NotInstalled(Exception):
    pass


def postgresql_program(name):
    by_version = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=lambda path: int(path.split("/")[-3]))
    found = by_version[-1] if by_version else shutil.which(name)
    if found is None:
        raise NotInstalled(f"PostgreSQL's {name} is missing: scripts/install-packages test")
    return found
