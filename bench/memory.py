#!/usr/bin/env python3
"""Shows that memory stays flat however long a list of domains is.

Starts nsd over a world of zones (of a million domains: `world.py --layout flat --domains 1000000`), checks lists of
growing length, and prints the peak of the resident set of each run.

Exit: 0; 1 where the longest list takes more than --most MiB, or more than --growth MiB over the one before it.
"""
import argparse
import pathlib
import sys

sys.dont_write_bytecode = True
import loopback  # noqa: E402
import usage  # noqa: E402

SIZES = [1_000, 10_000, 100_000, 1_000_000]


def sizes(text):
    found = sorted(loopback.whole(size) for size in text.split(","))
    if len(found) < 2:
        raise argparse.ArgumentTypeError("two sizes at least, to compare")
    return found


def check(options, served, size):
    """One run over the first `size` domains; what it reports is thrown away."""
    names, errors = served.folder / "domains", served.folder / "errors"
    served.world.write_list(names, size)
    command = loopback.check_command(options, served.port, ["--domains", names])
    with open(errors, "wb") as file:
        run = usage.measure(command, stderr=file, prefix=loopback.pinned([], options.core))
    if run.exit_code not in (0, 1, 3):
        loopback.fail(f"{loopback.show(command)}: exit code {run.exit_code}\n{errors.read_text()[-2000:].rstrip()}")
    return run


def measure(options, served):
    """The peak of each size, in MiB; prints a row each."""
    print(f"{'domains':>9} {'wall':>9} {'domains/s':>9} {'user':>9} {'system':>9} {'peak':>10}")
    peaks = []
    for size in options.sizes:
        run = check(options, served, size)
        print(f"{size:9,} {run.wall:7.1f} s {size / run.wall:9,.0f} {run.user:7.1f} s {run.system:7.1f} s "
              f"{run.peak:6.1f} MiB")
        peaks.append(run.peak)
    return peaks


def judge(options, peaks):
    """Prints how the longest list compares. Whether it passes."""
    before, longest = options.sizes[-2:]
    growth = peaks[-1] - peaks[-2]
    print(f"\n{longest:,} domains take {peaks[-1]:.1f} MiB (at most {options.most:g}), "
          f"{growth:+.1f} MiB over {before:,} (at most {options.growth:g})")
    return peaks[-1] <= options.most and growth <= options.growth


def parse_arguments():
    parser = loopback.arguments(__doc__)
    parser.add_argument("--sizes", type=sizes, default=SIZES, metavar="N,...",
                        help="how many domains (1000,10000,100000,1000000)")
    parser.add_argument("--most", type=float, default=200, help="MiB of the longest list that pass (200)")
    parser.add_argument("--growth", type=float, default=20, help="MiB over the list before it that pass (20)")
    return loopback.parse(parser)


def main():
    options = parse_arguments()
    with loopback.served(options) as served:
        return 0 if judge(options, measure(options, served)) else 1


if __name__ == "__main__":
    sys.exit(main())
