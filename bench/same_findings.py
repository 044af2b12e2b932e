#!/usr/bin/env python3
"""Holds that a list of domains gets the findings that its domains get one at a time.

Starts nsd over a world of zones and checks the domains one at a time, each by a process of its own; then all in one run
of `mailready check --domains`; then so again through a forwarder that loses datagrams both ways. Verdict, findings,
what is undetermined and the facts have to be the same; times, TTLs and counts of queries may differ. Where the world
has a faults.txt, the rule named there has to be among the findings.

Exit: 0; 1 where something differs or a fault was not found.
"""
import concurrent.futures
import json
import os
import subprocess
import sys
import time

sys.dont_write_bytecode = True
import forwarder  # noqa: E402
import loopback  # noqa: E402

PASSING = {"dns", "ttl", "ttl_exact", "elapsed_ms"}  # keys of what may differ from run to run
SHOWN = 20  # differences


def without_passing(value):
    """A report without what may differ."""
    if isinstance(value, dict):
        return {key: without_passing(part) for key, part in value.items() if key not in PASSING}
    if isinstance(value, list):
        return [without_passing(part) for part in value]
    return value


def reports(ndjson):
    """The report of each domain."""
    return {report["domain"]: without_passing(report) for report in map(json.loads, ndjson.splitlines())}


def check(options, port, names, *more):
    """The reports of one run."""
    command = loopback.check_command(options, port, names, *more)
    ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if ran.returncode not in (0, 1, 3):
        loopback.fail(f"{loopback.show(command)}: exit code {ran.returncode}\n{ran.stderr[-2000:]}")
    return reports(ran.stdout)


def check_each(options, port, domains):
    """The reports of a run for each domain, several at a time. A list asks for no more than the plan names, so these
    must not either."""
    found = {}
    with concurrent.futures.ThreadPoolExecutor(options.workers) as workers:
        for report in workers.map(lambda domain: check(options, port, [domain, "--no-discover"]), domains):
            found |= report
    return found


def differences(one, other, path=""):
    """Where two reports differ, as lines for people."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys(), key=lambda key: (key == "facts", key)):  # what matters first
            yield from differences(one.get(key), other.get(key), f"{path}.{key}" if path else key)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other)):
            yield from differences(*pair, f"{path}[{index}]")
    elif one != other:
        yield f"{path}: {json.dumps(one)[:300]} alone, {json.dumps(other)[:300]} in the list"


def compare(alone, listed, what):
    """Prints how many reports are the same, and the first differences. Whether all are."""
    apart = {domain: list(differences(alone.get(domain), listed.get(domain)))
             for domain in sorted(alone.keys() | listed.keys()) if alone.get(domain) != listed.get(domain)}
    print(f"{what}: {len(alone) - len(apart):,} of {len(alone):,} the same")
    for domain, lines in list(apart.items())[:SHOWN]:
        print(f"  {domain}: {lines[0]}" + (f" (and {len(lines) - 1} more)" if lines[1:] else ""))
    return not apart


def find_planted(world, found):
    """Prints how many planted faults were found. Whether all were."""
    file = world.folder / "faults.txt"
    planted = [line.split("\t") for line in file.read_text().splitlines()] if file.exists() else []
    planted = [(domain, rule) for domain, rule in planted if domain in found]
    missed = [(domain, rule) for domain, rule in planted
              if rule not in {finding["rule"] for finding in found[domain]["findings"]}]
    if planted:
        print(f"planted faults: {len(planted) - len(missed):,} of {len(planted):,} found")
    for domain, rule in missed[:SHOWN]:
        print(f"  {domain}: no {rule}")
    return not missed


def check_lossy(options, port, names):
    """The reports of a run in which datagrams are lost. Most of its time it waits, so it takes more domains at once."""
    many = [] if options.concurrency else ["--concurrency", "256"]
    with forwarder.Forwarder(port, forwarder.Loss(options.loss, options.seed)) as between:
        start = time.monotonic()
        found = check(options, between.port, names, "--retries", "6", "--timeout", "1", *many)
    print(f"lost {between.lost:,} of {between.passed + between.lost:,} datagrams; {time.monotonic() - start:.0f} s")
    return found


def compare_all(options, served):
    domains = served.world.domains(options.domains)
    names = served.folder / "domains"
    names.write_text("".join(f"{domain}\n" for domain in domains))
    alone = check_each(options, served.port, domains)
    listed = ["--domains", names]
    passed = [find_planted(served.world, alone), compare(alone, check(options, served.port, listed), "in a list")]
    if options.loss:
        passed.append(compare(alone, check_lossy(options, served.port, listed), "in a list, with losses"))
    return all(passed)


def parse_arguments():
    parser = loopback.arguments(__doc__)
    loopback.add_domains(parser, 1000)
    parser.add_argument("--workers", type=loopback.whole, default=os.cpu_count(), help="processes at once (the cores)")
    parser.add_argument("--loss", type=float, default=0.05, help="the share lost in each direction (0.05); 0: none")
    parser.add_argument("--seed", type=int, default=1, help="of the losses")
    return loopback.parse(parser)


def main():
    options = parse_arguments()
    with loopback.served(options) as served:
        return 0 if compare_all(options, served) else 1


if __name__ == "__main__":
    sys.exit(main())
