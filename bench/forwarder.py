"""A forwarder on loopback, over UDP and TCP, that remembers what it was asked and can lose datagrams."""
import collections
import contextlib
import hashlib
import selectors
import socket
import struct
import threading

TYPES = {1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 43: "DS", 48: "DNSKEY",
         52: "TLSA", 99: "SPF"}
HEADER = 12
BURST = 64  # datagrams taken from one socket before the other has its turn
BUFFER = 4 << 20


class Loss:
    """Decides which datagrams are lost. What becomes of one depends on the seed, its question, its direction and how
    often that went this way before, and on nothing else: two runs that ask the same lose the same."""

    def __init__(self, share, seed=1):
        self.below = int(share * 2**32)
        self.seed = seed.to_bytes(8, "big")
        self.seen = collections.Counter()

    def takes(self, direction, question):
        if not self.below:
            return False
        self.seen[direction, question] += 1
        times = self.seen[direction, question].to_bytes(8, "big")
        digest = hashlib.blake2b(direction + times + question, digest_size=4, key=self.seed).digest()
        return int.from_bytes(digest, "big") < self.below


class Forwarder:
    """Works in threads of its own while in a `with`."""

    def __init__(self, server_port, loss=Loss(0)):
        self.server = "127.0.0.1", server_port
        self.loss = loss
        self.questions = {}  # each distinct one, as on the wire but in lower case; in the order of the first sight
        self.passed = self.lost = 0  # datagrams, in both directions
        self.over_tcp = 0  # questions
        self.waiting = {}  # ID towards the server -> client, its ID
        self.next_id = 0

    def __enter__(self):
        self.outside, self.listener = listen()
        self.port = self.outside.getsockname()[1]
        self.inside = udp_socket()
        self.inside.connect(self.server)
        self.ending, self.end = socket.socketpair()
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self.pass_datagrams, self.accept)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.end.close()
        self.listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
        for thread in self.threads:
            thread.join()
        for each in (self.outside, self.inside, self.listener, self.ending):
            each.close()

    def pass_datagrams(self):
        with selectors.DefaultSelector() as ready:
            ready.register(self.outside, selectors.EVENT_READ, self.take_query)
            ready.register(self.inside, selectors.EVENT_READ, self.take_answer)
            ready.register(self.ending, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    if not key.data:
                        return
                    with contextlib.suppress(BlockingIOError):
                        for _ in range(BURST):
                            key.data()

    def take_query(self):
        data, client = self.outside.recvfrom(65535)
        if self.loses(b"q", self.note(data)):
            return
        self.next_id = (self.next_id + 1) % 65536
        self.waiting[self.next_id] = client, data[:2]
        self.inside.send(self.next_id.to_bytes(2, "big") + data[2:])

    def take_answer(self):
        data = self.inside.recv(65535)
        client, query_id = self.waiting.pop(int.from_bytes(data[:2], "big"), (None, b""))
        if client and not self.loses(b"a", question_of(data)):
            self.outside.sendto(query_id + data[2:], client)

    def loses(self, direction, question):
        lost = self.loss.takes(direction, question)
        self.lost += lost
        self.passed += not lost
        return lost

    def note(self, message):
        question = question_of(message)
        self.questions[question] = None
        return question

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:  # shut down
                return
            threading.Thread(target=self.pass_stream, args=[client], daemon=True).start()

    def pass_stream(self, client):
        with client, contextlib.suppress(OSError), socket.create_connection(self.server) as server:
            while query := read_message(client):
                self.note(query[2:])
                self.over_tcp += 1
                server.sendall(query)
                client.sendall(read_message(server))


def udp_socket():
    endpoint = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    for direction in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        endpoint.setsockopt(socket.SOL_SOCKET, direction, BUFFER)
    return endpoint


def listen():
    """A socket for UDP and one for TCP, at one port."""
    for _ in range(100):
        datagrams, stream = udp_socket(), socket.socket()
        datagrams.bind(("127.0.0.1", 0))
        try:
            stream.bind(datagrams.getsockname())
            stream.listen(1024)
            return datagrams, stream
        except OSError:  # another process has this port for TCP
            datagrams.close()
            stream.close()
    raise OSError("no port is free for UDP and TCP")


def question_of(message):
    """The name, type and class in a message's first question, as on the wire but in lower case."""
    at = HEADER
    while message[at]:
        at += message[at] + 1
    return message[HEADER:at + 1].lower() + message[at + 1:at + 5]


def read_message(stream):
    """A message with the length in front of it; nothing at the end of the stream."""
    length = read_octets(stream, 2)
    return length + read_octets(stream, struct.unpack("!H", length)[0]) if length else b""


def read_octets(stream, count):
    octets = b""
    while len(octets) < count:
        part = stream.recv(count - len(octets))
        if not part:
            return b""
        octets += part
    return octets


def text_of(question):
    """A question as dnsperf takes it: the name, a space, the type."""
    labels, at = [], 0
    while question[at]:
        labels.append(escape(question[at + 1:at + 1 + question[at]]))
        at += question[at] + 1
    number = struct.unpack("!H", question[at + 1:at + 3])[0]
    return f"{'.'.join(labels) or '.'} {TYPES.get(number, f'TYPE{number}')}"


def escape(label):
    plain = b"abcdefghijklmnopqrstuvwxyz0123456789-_*"
    return "".join(chr(octet) if octet in plain else f"\\{octet:03}" for octet in label)
