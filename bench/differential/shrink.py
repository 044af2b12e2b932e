"""Cuts a case down to what its peculiarity needs."""


def without(sequence, at):
    return sequence[:at] + sequence[at + 1:]


def smaller_texts(strings):
    """The same record with one term less."""
    terms = "".join(strings).split(" ")
    for at in range(1, len(terms)):
        text = " ".join(without(terms, at))
        yield [text[start:start + 255] for start in range(0, len(text), 255)]


def smaller_nodes(node):
    for kind, records in node.items():
        yield {other: value for other, value in node.items() if other != kind}
        if not isinstance(records, list):
            continue
        for at, record in enumerate(records):
            if len(records) > 1:
                yield {**node, kind: without(records, at)}
            if kind == "TXT":
                for strings in smaller_texts(record):
                    if strings not in records:  # a set of records holds each once
                        yield {**node, kind: records[:at] + [strings] + records[at + 1:]}


def smaller_cases(case):
    world = case["world"]
    for name in world:
        yield {**case, "world": {other: node for other, node in world.items() if other != name}}
    for name, node in world.items():
        for smaller in smaller_nodes(node):
            yield {**case, "world": {**world, name: smaller}}


def smallest(case, peculiar):
    """The least part of `case` that is still `peculiar`, by taking away one thing at a time."""
    while True:
        for smaller in smaller_cases(case):
            if peculiar(smaller):
                case = smaller
                break
        else:
            return case
