"""The DNS that a case is evaluated in, and a name server for it on loopback.

A world maps names, in lower case without the final dot, to nodes. A node maps a type to its records (A, AAAA, PTR:
text; MX: [preference, host]; TXT: a list of character-strings, an octet a character), or to a failure (a key of
FAILURES, or "TIMEOUT"); "CNAME" to the target; "*" to the failure of every type not listed. All of it is JSON.
"""
import ipaddress
import socket
import struct
import threading

TYPES = {"A": 1, "CNAME": 5, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}
NAMES = {number: name for name, number in TYPES.items()}
NOERROR, NXDOMAIN = 0, 3
FAILURES = {"FORMERR": 1, "SERVFAIL": 2, "NOTIMP": 4, "REFUSED": 5}  # and TIMEOUT
LONGEST_ALIAS_CHAIN = 8


def no_dns_name(name):
    """Whether no DNS message can hold `name`: a label is empty or too long, or all of them are."""
    labels = name.split(".")
    return len(name.encode()) > 253 or any(not 0 < len(label.encode()) < 64 for label in labels)


def exists(world, name):
    return name in world or any(other.endswith("." + name) for other in world)


def lookup(world, name, rdtype):
    """What a resolver says, aliases followed: (failure or None, whether the name exists, [(owner, type, value)])."""
    answers, name = [], name.lower().removesuffix(".")
    for _ in range(LONGEST_ALIAS_CHAIN):
        if no_dns_name(name):
            return None, False, answers
        node = world.get(name)
        if node is None:
            return None, exists(world, name), answers
        found = node.get(rdtype, node.get("*", []))
        if isinstance(found, str):
            return found, True, []
        if found or "CNAME" not in node:
            return None, True, answers + [(name, rdtype, value) for value in found]
        answers.append((name, "CNAME", node["CNAME"]))
        name = node["CNAME"].lower()
    return "SERVFAIL", True, []


def wire_name(name):
    labels = [label.encode() for label in name.split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def wire_rdata(rdtype, value):
    if rdtype in ("A", "AAAA"):
        return ipaddress.ip_address(value).packed
    if rdtype == "MX":
        return struct.pack("!H", value[0]) + wire_name(value[1])
    if rdtype == "TXT":
        strings = [part.encode("latin-1") for part in value]
        return b"".join(bytes([len(part)]) + part for part in strings)
    return wire_name(value)


def read_question(wire):
    """(name, type number, the question's octets) of a query."""
    labels, at = [], 12
    while wire[at]:
        labels.append(wire[at + 1:at + 1 + wire[at]].decode("latin-1"))
        at += 1 + wire[at]
    (number,) = struct.unpack_from("!H", wire, at + 1)
    return labels, number, wire[12:at + 5]


def answer(world, wire):
    """The response to a query, or nothing where the world is silent."""
    labels, number, question = read_question(wire)
    rdtype = NAMES.get(number, "other")
    dotted = any("." in label for label in labels)  # no name of a world has a dot inside a label
    failure, found, records = (None, False, []) if dotted else lookup(world, ".".join(labels), rdtype)
    if failure == "TIMEOUT":
        return None
    rcode = FAILURES[failure] if failure else NOERROR if found else NXDOMAIN
    body = b"".join(wire_name(owner) + struct.pack("!HHIH", TYPES[kind], 1, 60, len(data)) + data
                    for owner, kind, data in ((owner, kind, wire_rdata(kind, value)) for owner, kind, value in records))
    authority = b"" if records or failure else b"\0" + struct.pack("!HHIH", 6, 1, 60, 22) + b"\0\0" + bytes(20)
    header = wire[:2] + struct.pack("!HHHHH", 0x8580 | rcode, 1, len(records), 1 if authority else 0, 1)
    return header + question + body + authority + b"\0" + struct.pack("!HHIH", 41, 4096, 0, 0)


class Server:
    """Answers on a port of its own, over UDP, from the world that was set last."""

    def __init__(self):
        self.world = {}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            wire, peer = self.socket.recvfrom(4096)
            response = answer(self.world, wire)
            if response:
                self.socket.sendto(response, peer)
