#!/usr/bin/env python3
"""Shows that all lookups of one domain overlap.

Starts nsd on loopback over fixtures/ (or a generated world), puts a forwarder in front of it that makes each round
trip take 20 ms, and runs `mailready check` through it. Queries that wait for an answer come in a later round than the
query that they wait for; so the survey cannot take less than its rounds times the delay. What it takes beyond that is
the program's own (and the machine's), and is printed as the overhead.

Exit: 0; 1 where an overhead is over --most, a set-up does not take the rounds expected of it, or nothing was measured.
"""
import argparse
import asyncio
import collections
import contextlib
import json
import pathlib
import socket
import statistics
import struct
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import loopback  # noqa: E402

COUNTING_DELAY = 0.2
NAP = 0.002  # of the forwarder, so that it wakes for many datagrams at once
SO_TIMESTAMPNS = 35  # asm-generic/socket.h; Python has no name for it
BOTH = ["--primary", "postmark:pm", "--backup", "sendgrid:s1"]

RETURN_PATHS = ["--primary", "postmark:20260101pm", "--backup", "sendgrid:s1", "--return-path", "sendgrid=em4821"]
LEAN = ["--no-discover"]

# name, domain, arguments, the rounds that its longest chain of dependent queries takes (README.md derives them)
SETUPS = [
    ("no plan", "shop.example", [], 2),
    ("no plan, --no-discover", "shop.example", LEAN, 4),
    ("Postmark + SendGrid", "twins.example", BOTH, 3),
    ("Postmark + SendGrid, --no-discover", "twins.example", BOTH + LEAN, 3),
    ("... at return paths", "clinic.example", RETURN_PATHS, 3),
    ("... one unauthorised", "shop.example", BOTH, 4),
    ("... behind thirteen lookups", "legacy.example", BOTH, 4),
    ("Microsoft 365 and Amazon SES, no plan", "acme.example", [], 2),
]


class Forwarder:
    """Passes queries on at once, and keeps each answer back until the delay since its query has passed.

    It shares the machine with what it measures, so it wakes for many datagrams at once: the kernel's time stamps say
    when each came, and so when its answer is due.
    """

    def __init__(self, server, delay):
        self.server, self.delay = server, delay
        self.waiting = {}  # ID towards the server -> client, its ID, when the answer is due
        self.due = collections.deque()  # answers, in the order in which they are due
        self.arrivals = []
        self.lateness = []  # of answers: how far behind its delay the forwarder was itself
        self.next_id = 0
        self.truncated = False

    def start(self):
        """Returns the port that it listens on."""
        self.loop = asyncio.get_running_loop()
        self.inside = self.open(self.take_answer)
        self.inside.connect(self.server)
        self.outside = self.open(self.take_query)
        self.outside.bind(("127.0.0.1", 0))
        return self.outside.getsockname()[1]

    def open(self, take):
        endpoint = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        endpoint.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.loop.add_reader(endpoint, self.wake, endpoint, take)
        return endpoint

    def wake(self, endpoint, take):
        self.loop.remove_reader(endpoint)
        self.loop.call_later(NAP, self.drain, endpoint, take)

    def drain(self, endpoint, take):
        behind = time.time() - self.loop.time()  # of the loop's clock to the kernel's
        with contextlib.suppress(BlockingIOError):
            while True:
                data, [(_, _, stamp)], _, sender = endpoint.recvmsg(65535, 64)
                seconds, nanoseconds = struct.unpack("ll", stamp)
                take(data, sender, seconds + nanoseconds / 1e9 - behind)
        self.loop.add_reader(endpoint, self.wake, endpoint, take)

    def take_query(self, data, client, arrival):
        self.arrivals.append(arrival)
        self.next_id = (self.next_id + 1) % 65536
        self.waiting[self.next_id] = client, data[:2], arrival + self.delay
        self.inside.send(self.next_id.to_bytes(2, "big") + data[2:])

    def take_answer(self, data, *_):
        client, query_id, due = self.waiting.pop(int.from_bytes(data[:2], "big"))
        self.truncated |= bool(data[2] & 0x02)
        if not self.due:
            self.loop.call_at(due, self.send_due)
        self.due.append((due, client, query_id + data[2:]))

    def send_due(self):
        while self.due and self.due[0][0] <= self.loop.time():
            due, client, data = self.due.popleft()
            self.outside.sendto(data, client)
            self.lateness.append(self.loop.time() - due)
        if self.due:
            self.loop.call_at(self.due[0][0], self.send_due)

    def rounds(self):
        """Bursts of queries that stand more than half the delay apart."""
        gaps = [later - earlier for earlier, later in zip(self.arrivals, self.arrivals[1:])]
        return sum(gap > self.delay / 2 for gap in gaps) + bool(self.arrivals)


def world_setups(domains):
    return [(label, domain, arguments, None) for domain in domains
            for label, arguments in [("no plan", []), ("Postmark + SendGrid", loopback.PLAN)]]


async def run(program, forwarder, port, domain, arguments):
    """One run: the survey's time and the process's, in milliseconds."""
    forwarder.arrivals.clear()
    command = [program, "check", domain, "--resolver", f"127.0.0.1:{port}", "--format", "json", *arguments]
    start = time.monotonic()
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    out, _ = await process.communicate()
    wall = (time.monotonic() - start) * 1000
    if process.returncode not in (0, 1, 3) or forwarder.truncated:
        reason = "an answer needs TCP" if forwarder.truncated else f"exit code {process.returncode}"
        loopback.fail(f"{' '.join(map(str, command))}: {reason}")
    return json.loads(out)["domains"][0]["dns"]["elapsed_ms"], wall


async def count(program, forwarder, port, domain, arguments):
    """Queries and rounds of a run that is slow enough for the bursts to stand apart, however busy the machine is."""
    usual, forwarder.delay = forwarder.delay, COUNTING_DELAY
    await run(program, forwarder, port, domain, arguments)
    queries, rounds = len(forwarder.arrivals), forwarder.rounds()
    forwarder.delay = usual
    return queries, rounds


async def measure(options, forwarder, port, setup):
    """Prints a set-up's row. Whether it passes."""
    name, domain, arguments, expected = setup
    queries, rounds = await count(options.program, forwarder, port, domain, arguments)
    forwarder.lateness.clear()
    runs = [await run(options.program, forwarder, port, domain, arguments) for _ in range(options.runs)]
    survey, wall = (statistics.median(column) for column in zip(*runs))
    late = statistics.mean(forwarder.lateness) * 1000
    least = rounds * options.delay
    note = f"  expected {expected} rounds" if expected not in (None, rounds) else ""
    print(f"{name:37} {domain:20} {queries:7} {rounds:6} {least:5g} {survey:6g} {survey - least:5.1f} "
          f"{survey / least:5.2f} {wall:7.1f} {late:5.1f} {queries * options.delay:7g}{note}")
    return survey - least <= options.most and not note


async def measure_all(options, setups, server):
    forwarder = Forwarder(("127.0.0.1", server.port), options.delay / 1000)
    port = forwarder.start()
    print(f"{options.program}, {options.runs} runs each, {options.delay:g} ms a round trip; times in ms, medians\n")
    print(f"{'set-up':37} {'domain':20} queries rounds least survey  over ratio process  late in turn")
    passed = [await measure(options, forwarder, port, setup) for setup in setups]
    print("\nleast: rounds x delay; over: survey - least; ratio: survey / least; late: how far behind the delay the"
          "\nforwarder itself answers, on average; in turn: one query after the other")
    return all(passed)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", type=pathlib.Path, default=loopback.default_program())
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--delay", type=float, default=20, help="a round trip, in ms")
    parser.add_argument("--most", type=float, default=10, help="the overhead that passes, in ms")
    parser.add_argument("--world", type=pathlib.Path, help="a folder with zones/, zones.txt and domains.txt")
    parser.add_argument("--domains", type=int, default=3, help="how many of the world's domains")
    options = parser.parse_args()
    options.program = loopback.check_program(options.program)
    loopback.end_cleanly()
    world = loopback.World(options.world) if options.world else None
    setups = world_setups(world.domains(options.domains)) if world else SETUPS
    with loopback.Nsd(world.zones() if world else loopback.fixture_zones()) as server:
        server.wait(loopback.LOADING)
        return 0 if asyncio.run(measure_all(options, setups, server)) else 1


if __name__ == "__main__":
    sys.exit(main())
