"""Reads what valgrind's callgrind writes: instructions by function, and calls of the allocator.

The format: https://valgrind.org/docs/manual/cl-format.html
"""
import collections
import dataclasses
import re

ALLOCATORS = {"malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign"}
NAME = re.compile(r"(\w+)=\((\d+)\)(?: (.*))?")  # in full the first time, by number alone after that
TABLES = {"cob": "ob", "cfn": "fn"}  # of callees: the same numbers


@dataclasses.dataclass
class Profile:
    instructions: collections.Counter  # (file of the program or library, function) -> its own
    allocations: int

    @property
    def total(self):
        return self.instructions.total()


def read(path):
    """The profile in a file."""
    profile = Profile(collections.Counter(), 0)
    names, here, callee = {}, {}, ""
    inclusive = False  # the line behind calls= is what the callee took
    with open(path, errors="replace") as lines:
        for line in lines:
            if named := NAME.match(line):
                kind, number, name = named.groups()
                table = TABLES.get(kind, kind)
                if name is not None:
                    names[table, number] = name
                if kind == "cfn":
                    callee = names[table, number]
                here[kind] = names.get((table, number))
            elif line.startswith("calls="):
                inclusive = True
                if callee in ALLOCATORS:
                    profile.allocations += int(line[6:].split()[0])
            elif line[0] in "0123456789+-*":
                if not inclusive:
                    profile.instructions[here["ob"], here["fn"]] += int(line.split()[1])
                inclusive = False
    return profile


def difference(less, more, count):
    """What `more` has over `less`, divided by `count`."""
    instructions = collections.Counter(more.instructions)
    instructions.subtract(less.instructions)
    return Profile(collections.Counter({key: number / count for key, number in instructions.items() if number}),
                   (more.allocations - less.allocations) / count)


def qualified_name(function):
    """The name of a function alone, without its types: "std::vector::push_back"."""
    name = function.replace("(anonymous namespace)", "anonymous").replace("operator()", "call")
    name = re.sub(r"\[abi:\w+\]", "", name)
    name = re.sub(r"operator *(<=>|<<=?|>>=?|<=|>=|<|>|->\*?)", "operator", name)
    while (shorter := re.sub(r"<[^<>]*>", "", name)) != name:
        name = shorter
    return name.split("(")[0].split(" ")[-1]
