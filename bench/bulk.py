#!/usr/bin/env python3
"""Compares a list of domains with the time that the same questions take on their own.

Starts nsd on one core over a world of zones. A first run of `mailready check --domains`, untimed and through a
forwarder, tells which questions it asks. Then dnsperf, which reads nothing into the answers, sends each of these once,
and mailready checks the list, in turn on the other core.

Exit: 0; 1 where mailready takes more than --most times as long, in the median of the pairs.
"""
import collections
import dataclasses
import json
import re
import statistics
import sys

sys.dont_write_bytecode = True
import forwarder  # noqa: E402
import loopback  # noqa: E402
import usage  # noqa: E402


@dataclasses.dataclass
class Floor:
    """A run of dnsperf."""
    seconds: float
    cpu: float
    lost: int


class Bench:
    """What all runs share: the list, the server, the folder for what they write."""

    def __init__(self, options, served):
        self.options, self.port = options, served.port
        self.sender = loopback.tool("dnsperf", "dnsperf")
        self.list, self.output, self.questions = (served.folder / name for name in ("domains", "output", "questions"))
        self.domains = served.world.write_list(self.list, options.domains)

    def check(self, port):
        """One run of mailready over the list."""
        command = loopback.check_command(self.options, port, ["--domains", self.list])
        run = self.run(command)
        if run.exit_code not in (0, 1, 3):
            loopback.fail(f"{loopback.show(command)}: exit code {run.exit_code}\n{self.tail()}")
        lines = count_lines(self.output)
        if lines != self.domains:
            loopback.fail(f"mailready reported {lines:,} of {self.domains:,} domains")
        return run

    def dnsperf(self, port):
        """One run of dnsperf over the questions: by its own clock or ours, whichever shows less."""
        run = self.run([self.sender, "-s", "127.0.0.1", "-p", str(port), "-d", self.questions,
                        "-n", "1", "-c", "1", "-T", "1", "-q", "100", "-e"])
        report = self.output.read_text()
        own = re.search(r"Run time \(s\): +([\d.]+)", report)
        lost = re.search(r"Queries lost: +(\d+)", report)
        if run.exit_code or not own or not lost:
            loopback.fail(f"dnsperf: exit code {run.exit_code}\n{self.tail()}")
        return Floor(min(float(own[1]), run.wall), run.cpu, int(lost[1]))

    def run(self, command):
        with open(self.output, "wb") as out, open(self.errors, "wb") as errors:
            return usage.measure(command, out, errors, loopback.pinned([], self.options.core))

    @property
    def errors(self):
        return self.output.with_suffix(".err")

    def tail(self):
        return self.errors.read_text(errors="replace")[-2000:].rstrip()


def count_lines(path):
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def learn_questions(bench):
    """Writes what a run asks, for dnsperf, and says what came of it."""
    with forwarder.Forwarder(bench.port) as between:
        bench.check(between.port)
    with open(bench.questions, "w") as file:
        file.writelines(f"{forwarder.text_of(question)}\n" for question in between.questions)
    with open(bench.output) as lines:
        verdicts = collections.Counter(json.loads(line)["verdict"] for line in lines)
    count = len(between.questions)
    print(f"{bench.domains:,} domains ask {count:,} distinct questions, {count / bench.domains:.2f} each; "
          f"{between.over_tcp:,} again over TCP")
    print(", ".join(f"{number:,} {verdict}" for verdict, number in sorted(verdicts.items())) + "\n")
    return count


def measure_pairs(bench):
    """Runs of dnsperf and of mailready in turn, as pairs; prints a row each."""
    print(f"{'run':6} {'dnsperf':>9} {'mailready':>9} {'ratio':>6} {'user':>7} {'system':>7} {'peak':>9}")
    pairs = []
    for number in range(1, bench.options.runs + 1):
        floor, run = bench.dnsperf(bench.port), bench.check(bench.port)
        lost = f"  dnsperf lost {floor.lost}" if floor.lost else ""
        print(f"{number:<6} {floor.seconds:7.3f} s {run.wall:7.3f} s {run.wall / floor.seconds:6.2f} {run.user:5.2f} s "
              f"{run.system:5.2f} s {run.peak:5.1f} MiB{lost}")
        pairs.append((floor, run))
    return pairs


def summarise(bench, pairs, questions):
    """Prints the medians. Whether the ratio passes."""
    most = bench.options.most
    floors, runs = zip(*pairs)
    floor, wall = (statistics.median(column) for column in ([f.seconds for f in floors], [r.wall for r in runs]))
    user, system, peak = (statistics.median(column) for column in zip(*((r.user, r.system, r.peak) for r in runs)))
    ratio = statistics.median(run.wall / floor.seconds for floor, run in pairs)
    print(f"{'median':6} {floor:7.3f} s {wall:7.3f} s {ratio:6.2f} {user:5.2f} s {system:5.2f} s {peak:5.1f} MiB\n")
    print(f"dnsperf    {questions / floor:9,.0f} questions/s, {statistics.median(f.cpu for f in floors):.2f} s of "
          "processor time")
    print(f"mailready  {questions / wall:9,.0f} questions/s, {user + system:.2f} s of processor time, "
          f"{bench.domains / wall:,.0f} domains/s, {1e6 * user / bench.domains:.0f} µs user a domain")
    print(f"ratio      {ratio:.2f}: {'within' if ratio <= most else 'over'} {most:g}")
    return ratio <= most


def parse_arguments():
    parser = loopback.arguments(__doc__)
    loopback.add_domains(parser)
    parser.add_argument("--runs", type=loopback.whole, default=5, help="pairs of runs (5)")
    parser.add_argument("--most", type=float, default=1.25, help="the ratio that passes (1.25)")
    return loopback.parse(parser)


def main():
    options = parse_arguments()
    with loopback.served(options) as served:
        bench = Bench(options, served)
        questions = learn_questions(bench)
        pairs = measure_pairs(bench)
        return 0 if summarise(bench, pairs, questions) else 1


if __name__ == "__main__":
    sys.exit(main())
