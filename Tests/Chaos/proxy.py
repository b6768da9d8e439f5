"""A TCP proxy before redis-server and PostgreSQL, a process of its own: one port ("link") for whoever connects to either.

    proxy.py LINK=PORT...       the name of each link, and where it leads to on this machine

It prints {"link": NAME, "port": N} for each, a line of JSON.
Commands come on standard input, one JSON object a line: {"link": NAME, "do": …, "one": true, "direction": "up" | "down" |
"both", "milliseconds": N}. `one` touches one connection of the link, else all are, and those to come.

    cut      closes connections at once; nothing is to be healed
    lose     closes each connection that is there in place of its next answer: what was asked is done, and nobody is told
    refuse   closes connections, and new ones, until healed
    delay    holds every chunk back for so long, each way
    freeze   reads nothing more: what was sent arrives when healed
    swallow  reads and drops: what was sent is lost, and the connections are closed when healed
    heal     ends all of this on the link
"""

import asyncio
import json
import random
import sys

# What befalls those that are there, and none that are to come.
OF_CONNECTIONS = ("cut", "lose")


class Connection:
    def __init__(self, link, writers):
        self.link = link
        self.writers = writers
        self.modes = dict(link.modes)

    def close(self):
        for writer in self.writers:
            writer.transport.abort()


class Link:
    def __init__(self, upstream):
        self.upstream = upstream
        self.connections = set()
        self.modes = {}
        self.healed = asyncio.Event()

    async def accept(self, reader, writer):
        if "refuse" in self.modes:
            writer.transport.abort()
            return
        try:
            there = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:
            writer.transport.abort()
            return
        connection = Connection(self, [writer, there[1]])
        self.connections.add(connection)
        try:
            await asyncio.gather(
                self.pump("up", connection, reader, there[1]), self.pump("down", connection, there[0], writer))
        finally:
            connection.close()
            self.connections.discard(connection)

    async def pump(self, direction, connection, reader, writer):
        try:
            while data := await reader.read(1 << 16):
                if "delay" in connection.modes:
                    await asyncio.sleep(connection.modes["delay"]["milliseconds"] / 1000)
                while self.applies("freeze", direction, connection):
                    await self.healed.wait()
                if "lose" in connection.modes and direction == "down":
                    break
                if not self.applies("swallow", direction, connection):
                    writer.write(data)
                    await writer.drain()
        except OSError:
            pass
        finally:
            connection.close()

    @staticmethod
    def applies(mode, direction, connection):
        return mode in connection.modes and connection.modes[mode].get("direction", "both") in ("both", direction)

    def obey(self, command):
        do = command["do"]
        if do == "heal":
            self.heal()
            return
        chosen = list(self.connections)
        if command.get("one") and chosen:
            chosen = [random.choice(chosen)]
        elif do not in OF_CONNECTIONS:
            self.modes[do] = command
        self.healed.clear()
        for connection in chosen:
            if do in ("cut", "refuse"):
                connection.close()
            else:
                connection.modes[do] = command

    def heal(self):
        self.modes = {}
        for connection in self.connections:
            if "swallow" in connection.modes:
                connection.close()
            connection.modes = {}
        self.healed.set()


async def main(upstreams):
    links = {}
    for name, _, upstream in (words.rpartition("=") for words in upstreams):
        links[name] = Link(int(upstream))
        server = await asyncio.start_server(links[name].accept, "127.0.0.1", 0)
        print(json.dumps({"link": name, "port": server.sockets[0].getsockname()[1]}), flush=True)
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while line := await commands.readline():
        command = json.loads(line)
        links[command["link"]].obey(command)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
