#!/usr/bin/python3
"""Throws generated messages and records at `mailready spf` and at two independent evaluators of SPF.

    bench/spf_differential.py --program build/release/mailready [--cases 20000] [--seed 1] [--workers 2]
    bench/spf_differential.py --program build/release/mailready --only 4711

The evaluators are pyspf and Mail::SPF (Debian: python3-spf, libmail-spf-perl). Where one disagrees with mailready, a
reading of RFC 7208 in Python (differential/model.py) is asked, which can also depart from the text in each way that an
evaluator is known to (differential/departures.py). The disagreement is explained where the plain reading gives
mailready's outcome and known departures give the other's. The exit code is 1 where one is not explained, or where
mailready itself departs from what the text decides. --only shows one case, with what everyone makes of it.
"""
import argparse
import collections
import json
import multiprocessing
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "differential"))
import departures  # noqa: E402
from departures import MAIL_SPF, MAILREADY, PYSPF  # noqa: E402
import generate  # noqa: E402
import model  # noqa: E402
import peers  # noqa: E402
import shrink  # noqa: E402

READING = "the reading of RFC 7208"
CHUNK = 50  # cases a worker takes at once
WHO = {}


def start_evaluators(program):
    """Those of this process: mailready and the peers, by name."""
    WHO.update({MAILREADY: peers.Mailready(program), PYSPF: peers.Pyspf(),
                MAIL_SPF: peers.MailSpf()})


def brief(outcome):
    return outcome["result"], outcome["explanation"]


def behind(who, answer, case, reading):
    """The departures that explain how `answer` differs from what `reading` came to: nothing where it does not, "?"
    where none do."""
    if brief(answer) != reading.outcome:
        return departures.behind(case["world"], case["case"], who, brief(answer)) or ["?"]
    if who == MAILREADY and answer["counts"] != [reading.lookups, reading.voids]:
        return ["other-counts"]
    return None


def run_case(seed, number):
    """(number, everyone's outcomes, the departures behind each that differs from the reading)"""
    case = generate.generate(seed, number)
    reading = model.Model(**case)
    answers = {who: evaluator.evaluate(**case) for who, evaluator in WHO.items()}
    apart = {who: behind(who, answer, case, reading) for who, answer in answers.items()}
    if apart[MAILREADY]:  # the peers are measured by the reading, which then says nothing of mailready
        apart = {MAILREADY: apart[MAILREADY]}
    return (number, {who: brief(answer) for who, answer in answers.items()},
            {who: tuple(names) for who, names in apart.items() if names})


def run_chunk(chunk):
    seed, numbers = chunk
    return [run_case(seed, number) for number in numbers]


class Tally:
    """What came of all cases."""

    def __init__(self):
        self.results, self.agreements = collections.Counter(), collections.Counter()
        self.classes = collections.defaultdict(list)  # (who, names of departures) -> cases

    def add(self, number, outcomes, apart):
        self.results[outcomes[MAILREADY][0]] += 1
        self.agreements.update(who for who in (PYSPF, MAIL_SPF) if outcomes[who] == outcomes[MAILREADY])
        self.agreements[READING] += MAILREADY not in apart
        for who, names in apart.items():
            self.classes[who, names].append(number)

    def bad(self):
        return [key for key in self.classes if verdict(*key) in ("undecided", "mailready is wrong")]


def verdict(who, names):
    """Who is right about a class of disagreements."""
    if names == ("?",):
        return "undecided"
    decided = any(departures.NAMED[name].decided for name in names)
    if who == MAILREADY:
        return "mailready is wrong" if decided else "left open"
    return who + " is wrong" if decided else "left open"


def show_class(key, numbers, seed):
    """What is known of a class, with a least example; all cases of one that is not."""
    who, names = key
    print("%s: %s, %d cases (%s)" % (who, " + ".join(names), len(numbers), verdict(who, names)))
    for name in names:
        departure = departures.NAMED[name]
        print("    section %s: %s" % (departure.section, departure.why))
    for number in numbers if names == ("?",) else numbers[:1]:
        case = generate.generate(seed, number)
        show(shrink.smallest(case, lambda smaller: same_class(smaller, who, names)), "    ")
        print("    (--seed %d --only %d)\n" % (seed, number))


def same_class(case, who, names):
    found = behind(who, WHO[who].evaluate(**case), case, model.Model(**case))
    return bool(found) and tuple(found) == names


def show(case, indent=""):
    """The case, and what everyone makes of it."""
    reading = model.Model(**case)
    print(indent + json.dumps(case["case"]))
    for name, node in case["world"].items():
        print("%s%s: %s" % (indent, name, json.dumps(node)))
    print("%s-> %s: %s" % (indent, READING, json.dumps(reading.outcome)))
    for who, evaluator in WHO.items():
        outcome = evaluator.evaluate(**case)
        print("%s-> %s: %s (%s)" % (indent, who, json.dumps(brief(outcome)), json.dumps(outcome["message"])))


def report(tally, count, seed):
    print("%d cases of seed %d; mailready's results: %s" % (
        count, seed, ", ".join("%s %d" % pair for pair in tally.results.most_common())))
    for who in (READING, PYSPF, MAIL_SPF):
        print("mailready agrees with %s in %d" % (who, tally.agreements[who]))
    totals = collections.Counter()
    for key, numbers in tally.classes.items():
        totals[verdict(*key)] += len(numbers)
    print("disagreements: %s\n" % (", ".join("%s %d" % pair for pair in totals.most_common()) or "none"))
    bad = tally.bad()
    order = sorted(tally.classes, key=lambda key: (key not in bad, key[0], -len(tally.classes[key]), key[1]))
    for key in order:
        show_class(key, sorted(tally.classes[key]), seed)


def run(arguments):
    chunks = [(arguments.seed, range(start, min(start + CHUNK, arguments.cases)))
              for start in range(0, arguments.cases, CHUNK)]
    tally = Tally()
    with multiprocessing.Pool(arguments.workers, start_evaluators, [arguments.program]) as pool:
        for done, outcomes in enumerate(pool.imap(run_chunk, chunks), 1):
            for outcome in outcomes:
                tally.add(*outcome)
            if sys.stderr.isatty():
                print("\r%d of %d" % (min(done * CHUNK, arguments.cases), arguments.cases), end="", file=sys.stderr)
    report(tally, arguments.cases, arguments.seed)
    return 1 if tally.bad() else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--cases", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", type=int, metavar="N", help="show case N alone")
    arguments = parser.parse_args()
    missing = peers.missing_packages()
    if missing:
        sys.exit("missing: apt-get install %s" % " ".join(missing))
    if not os.access(arguments.program, os.X_OK):
        sys.exit("no program at %s" % arguments.program)
    start_evaluators(arguments.program)
    if arguments.only is not None:
        show(generate.generate(arguments.seed, arguments.only))
        return 0
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
