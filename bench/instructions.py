#!/usr/bin/env python3
"""Counts the instructions and the allocations that a domain of a list takes.

Runs `mailready check --domains` under callgrind over the first n domains of a world, and over twice as many, against
nsd. A domain's cost is the difference by n, so that the start-up and what is asked once for all do not count. What the
kernel does for it is not counted either.
"""
import collections
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import callgrind  # noqa: E402
import loopback  # noqa: E402

PATIENCE = ["--timeout", "300", "--deadline", "3600"]  # it is fifty times as slow
NAMESPACES = {"dns": "dns", "survey": "survey", "lint": "lint", "rules": "rules", "failover": "failover",
              "report": "report", "cli": "cli", "net": "net",
              **dict.fromkeys(["mail", "spf", "dkim", "dmarc", "mta_sts", "tls_rpt", "catalogue"], "mail")}

TEMPLATES = {"nlohmann": "nlohmann::json", "asio": "asio", "fmt": "libfmt", "CLI": "CLI11"}


def profile(options, served, count):
    """A run over the first `count` domains."""
    names, out = served.folder / "domains", served.folder / f"callgrind.{count}"
    served.world.write_list(names, count)
    command = [loopback.tool("valgrind", "valgrind"), "--tool=callgrind", f"--callgrind-out-file={out}",
               *loopback.check_command(options, served.port, ["--domains", names], *PATIENCE)]
    ran = subprocess.run(loopback.pinned(command, options.core), stdin=subprocess.DEVNULL, capture_output=True,
                         text=True)
    if ran.returncode not in (0, 1, 3) or ran.stdout.count("\n") != count:
        loopback.fail(f"{loopback.show(command)}: exit code {ran.returncode}\n{ran.stderr[-2000:].rstrip()}")
    return callgrind.read(out)


def place(program, library, function):
    """Where a function stands: a folder of src, or a library. Templates count to the library that has them."""
    if os.path.basename(library) != program.name:
        return re.split(r"[-.]\d|\.so", os.path.basename(library))[0]
    scopes = callgrind.qualified_name(function).split("::")
    if scopes[0] == "mailready":
        return NAMESPACES.get(scopes[1], "base")
    return TEMPLATES.get(scopes[0], "std and other")


def print_places(places, total):
    print(f"{'where':16} {'instructions':>12}  share")
    for where, number in places.most_common():
        if number >= total / 1000:
            print(f"{where:16} {number:12,.0f} {number / total:6.1%}")


def print_functions(functions, total, count):
    print(f"\n{'instructions':>12}  share  function")
    for (where, name), number in functions.most_common(count):
        print(f"{number:12,.0f} {number / total:6.1%}  {name} ({where})")


def report(options, domain):
    places, functions = collections.Counter(), collections.Counter()
    for (library, function), number in domain.instructions.items():
        where = place(options.program, library, function)
        places[where] += number
        functions[where, callgrind.qualified_name(function)] += number
    print(f"a domain: {domain.total:,.0f} instructions, {domain.allocations:,.0f} allocations\n")
    print_places(places, domain.total)
    if options.top:
        print_functions(functions, domain.total, options.top)


def parse_arguments():
    parser = loopback.arguments(__doc__)
    parser.add_argument("--domains", type=loopback.whole, default=100, metavar="N",
                        help="how many; a second run takes twice as many (100)")
    parser.add_argument("--top", type=int, default=15, metavar="N", help="the dearest functions to print (15)")
    return loopback.parse(parser)


def main():
    options = parse_arguments()
    with loopback.served(options) as served:
        less, more = (profile(options, served, count) for count in (options.domains, 2 * options.domains))
    report(options, callgrind.difference(less, more, options.domains))


if __name__ == "__main__":
    main()
