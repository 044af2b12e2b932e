"""Cases for evaluators of SPF, the same for the same seed and number: small worlds, and messages checked in them.

Most of a case is valid; what stresses an evaluator is thrown in by chance: broken syntax, loops, limits, names that
fail, do not exist or are empty, aliases, and macros of every kind.
"""
import ipaddress
import random

import model

DOMAINS = ["acme.example", "mail.acme.example", "Acme.Example", "news.acme.example", "esp.example.net",
           "_spf.esp.example.net", "a.spf.esp.example.net", "relay.example.org", "x.relay.example.org"]
NOTATIONS6 = ["::ffff:185.10.20.1", "::", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "2a05:10:20::0.0.0.1",
              "2A05:0010:0020:0::1",
              "2a05:10:20:0:0:0:0:1"]
HOSTS = ["mx%d.acme.example" % number for number in range(4)] + ["out.esp.example.net", "pool-1.relay.example.org"]
ADDRESSES = ["185.10.20.%d" % last for last in (1, 2, 9, 77)] + ["185.10.21.1", "185.10.52.1", "9.9.9.9"]
ADDRESSES6 = ["2a05:10:20::%x" % last for last in (1, 2, 0xff)] + ["2a05:10:20:1::1", "2a05:11::1"]
LOCAL_PARTS = ["info", "Info", "strong-bad", "a.b.c", "user+tag", "x_y=z", "a/b,c", "o'hara", "", "..", "a..b", "-x",
               "100%", "%{d}", "q@r", "space y", "~tilde!", "z" * 64, ".".join("abcdefgh") + ".", "\u00e9t\u00e9"]
HELOS = ["mx0.acme.example", "acme.example", "Acme.Example", "out.esp.example.net", "[185.10.20.1]", "localhost",
         "a..example", "mail_1.acme.example", "acme.example.", "none.such.example", "%{i}.example", ""]
LONGEST = ".".join(["l" * 63, "m" * 63, "n" * 63, "o" * 53, "example"])  # 253 octets
ODD_SENDERS = ["x@", "@", "\"a@b\"@acme.example", "x@" + "l" * 63 + ".example", "x@" + LONGEST, "x@p" + LONGEST,
               "x@\u00e9.example", "x@acme.example..", "x@ACME.EXAMPLE", "x y@mail.acme.example", "x@[185.10.20.1]",
               "acme.example", "x@acme..example", "x@example", "x@" + "l" * 64 + ".example", "x@acme.example.",
               "x@.acme.example", "@acme.example", "x@" + "label." * 41 + "example"]
FAILURES = ["SERVFAIL"] * 10 + ["REFUSED", "NOTIMP", "FORMERR", "TIMEOUT"]
RECORD_LIKE = ["v=spf1 -all", "v=spf10 -all", "v=spf1-all", "spf2.0/mfrom -all", "", "v=spf1\t-all", " v=spf1 -all",
               "v=spf1",
               "v=spf1 ", "V=SPF1 ?all", "v=spf1;-all", "\"v=spf1 -all\"", "v = spf1 -all", "v=spf1\x00-all",
               "\xefv=spf1 -all"]
NOISE = " ::///==%%{}..--++~?,;_\t\x00\x7f\xff0123456789arRzZ[@"
LETTERS, DELIMITERS = "slodiphv", ".-+,/_="
BREAKS = ["a:", "a:/24", "a/", "a/33", "a/024", "a//129", "a/24//64/8", "ip4", "ip4:", "ip4:1.2.3", "ip4:1.2.3.4/33",
          "ip4:1.2.3.256", "ip4:01.2.3.4", "ip4:185.10.20.0//24", "ip6:::1/129", "ip6:1:2:3", "ip6:::1::", "ip6:g::1",
          "ip6:2a05:10:20::1/064", "all:x", "all/8", "-all.", "++a", "=a", ":a", "include", "include:", "include:x",
          "include:acme.example/24", "exists", "exists:x", "exists:acme.example/24", "ptr:", "ptr/24", "mx:/24",
          "mx:acme.123", "a:acme.example-", "a:acme.-example", "a:.example", "a:acme..example", "a:1.2.3.4",
          "foo", "foo:bar", "ipv4:185.10.20.1", "a:%", "a:%{", "a:%{d", "a:%{}", "a:%{x}.acme.example",
          "a:%{c}.acme.example", "a:%{d0}", "a:%{d00r}", "a:%{d1x}", "a:%{dr1}", "a:%{d;}", "a:%(d)", "a:%{ d}",
          "a:\tacme.example", "a:\xe9.example", "a:acme.\xe9x", "a:acme.\xc3\xa9x", "a\x00", "redirect:acme.example",
          "-redirect=acme.example",
          "exp=", "redirect=", "redirect=x", "exp=x", "redirect=%{x}.acme.example", "exp=%{c}.acme.example",
          "exp=%{d0}",
          "1x=y", "x_y.z-1=%{d}", "moo=", "moo=%", "moo=%{x}", "moo=%{c}", "moo=%{d0}", "moo=a b", "default=deny",
          "op=%", "a:acme.example,", "all,", "v=spf1", "spf2.0/pra", "a:%{dR}", "A:%{D}", "a:%%", "a:x%-",
          "a:x%_y.example",
          "a:%{d129}", "a:%{d99999999999999999999}", "mx:%{l-}.acme.example", "exists:%{h-}.x.example",
          "exists:%{d.-+,/_=}.example", "exists:%{L}.acme.example", "exists:%{S}.acme.example",
          "exists:%{lr/}.acme.example"]


class Generator:
    """Makes one case."""

    def __init__(self, seed, number):
        self.random = random.Random("%d:%d" % (seed, number))
        self.world = {}
        self.case = self.message()
        self.used = []  # domain-specs that hold macros, to be given records

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, choices):
        return self.random.choice(choices)

    def message(self):
        ip = self.pick(ADDRESSES[:4]) if self.chance(0.6) else self.pick(ADDRESSES6[:3])
        if "." in ip and self.chance(0.1):
            ip = "::ffff:" + ip
        local = self.pick(LOCAL_PARTS[:8] if self.chance(0.6) else LOCAL_PARTS)
        sender = "%s@%s" % (local, self.pick(DOMAINS[:3]))
        if self.chance(0.03):
            sender = self.pick(ODD_SENDERS)
        elif self.chance(0.1):
            sender = ""
        return {"ip": ip, "sender": sender, "helo": self.pick(HELOS[:5] if self.chance(0.8) else HELOS[:-1]),
                "void_limit": 2 if self.chance(0.5) else 1000}

    def addresses(self, choices):
        return self.random.sample(choices, self.random.randint(1, 3))

    def host(self):
        """A name with addresses, or with what goes wrong with them."""
        roll = self.random.random()
        if roll < 0.04:
            return {"*": self.pick(FAILURES)}
        if roll < 0.10:
            return {"TXT": [["no addresses"]]}
        if roll < 0.16:
            return {"CNAME": self.pick(HOSTS + ["none.such.example"])}
        node = {}
        if self.chance(0.8):
            node["A"] = self.addresses(ADDRESSES)
        if self.chance(0.6):
            node["AAAA"] = self.addresses(ADDRESSES6)
        return node

    def exchanges(self):
        count = self.pick([9, 10, 11, 12]) if self.chance(0.15) else self.random.randint(1, 4)
        exchanges = [[self.random.randint(1, 3) * 10, name] for name in self.random.sample(HOSTS, min(count, 4))]
        for number in range(4, count):
            name = "m%d.many.example" % number
            self.world.setdefault(name, {"A": [self.pick(ADDRESSES)]} if self.chance(0.7) else {"AAAA": ["2a05:11::9"]})
            exchanges.append([self.random.randint(1, 3) * 10, name])
        if self.chance(0.04):
            exchanges = [[0, ""]]
        return [exchange for at, exchange in enumerate(exchanges) if exchange not in exchanges[:at]]

    def macro(self):
        letter = self.pick(LETTERS)
        letter = letter.upper() if self.chance(0.15) else letter
        digits = str(self.pick([1, 1, 2, 2, 3, 5, 10, 128])) if self.chance(0.3) else ""
        delimiters = "".join(self.random.sample(DELIMITERS, self.random.randint(1, 3))) if self.chance(0.25) else ""
        return "%%{%s%s%s%s}" % (letter, digits, "r" if self.chance(0.3) else "", delimiters)

    def macro_spec(self):
        pieces = [self.macro() for _ in range(1 if self.chance(0.6) else 2)]
        if self.chance(0.08):
            pieces += [self.pick(["%%", "%_", "%-", "l" * 70, ".".join(["%{d}"] * 25), "%{l}" * 5])]
        spec = ".".join(pieces) if self.chance(0.8) else "-".join(pieces)
        spec += self.pick(["", ".spf.example.net", ".acme.example", "._x.Acme.example."])
        self.used.append(spec)
        return spec

    def domain_spec(self, names):
        if self.chance(0.22):
            return self.macro_spec()
        name = self.pick(names)
        if self.chance(0.06):
            name = self.pick(["none.such.example", "nothing.example", name + ".", name.upper()])
        return name

    def cidr(self):
        text = "/%d" % self.pick([0, 8, 23, 24, 31, 32]) if self.chance(0.25) else ""
        return text + ("//%d" % self.pick([0, 32, 48, 64, 127, 128]) if self.chance(0.2) else "")

    def mechanism(self):
        kind = self.pick(["ip4", "ip6", "a", "a", "mx", "mx", "include", "include", "include", "exists", "exists",
                          "ptr", "all"])
        if kind == "ip4":
            text = "ip4:%s%s" % (self.pick(ADDRESSES), self.pick(["", "", "/24", "/20", "/32", "/0"]))
        elif kind == "ip6":
            text = "ip6:%s%s" % (self.pick(ADDRESSES6 + NOTATIONS6),
                                 self.pick(["", "/64", "/48", "/0", "/128"]))
        elif kind == "all":
            text = "all"
        elif kind in ("a", "mx"):
            names = DOMAINS + HOSTS
            text = kind + (":" + self.domain_spec(names) if self.chance(0.75) else "") + self.cidr()
        elif kind == "ptr":
            text = "ptr" + (":" + self.domain_spec(DOMAINS + ["example"]) if self.chance(0.6) else "")
        else:
            text = kind + ":" + self.domain_spec(DOMAINS if kind == "include" else DOMAINS + HOSTS)
        text = text[0].upper() + text[1:] if self.chance(0.05) else text
        return self.pick(["", "", "", "+", "-", "~", "?"]) + text

    def modifier(self):
        return self.pick(["redirect=", "exp=", "exp=", "Redirect=", "x-note=", "exp="]) + self.domain_spec(
            DOMAINS + ["why.acme.example"])

    def record(self):
        count = self.random.randint(8, 13) if self.chance(0.08) else self.random.randint(0, 5)
        terms = [self.mechanism() for _ in range(count)]
        if self.chance(0.5):
            terms.append(self.pick(["-all", "-all", "-all", "~all", "?all", "all"]))
        if self.chance(0.35):
            terms.insert(self.random.randint(0, len(terms)), self.modifier())
        if self.chance(0.03):
            terms.insert(self.random.randint(0, len(terms)), self.modifier())
        if self.chance(0.06):
            terms.insert(self.random.randint(0, len(terms)), self.pick(BREAKS))
        text = " ".join(["v=spf1" if self.chance(0.95) else "V=sPf1"] + terms)
        if self.chance(0.03):
            text = self.mutated(text)
        if self.chance(0.02):
            text = self.pick(RECORD_LIKE)
        return self.pick(["", "", " "]).join([text, ""]) if self.chance(0.1) else text

    def mutated(self, text):
        at = self.random.randrange(len(text) or 1)
        return self.pick([text[:at] + text[at + 1:], text[:at] + self.pick(NOISE) + text[at:],
                          text[:at] + text[at + 1:at + 2] + text[at:at + 1] + text[at + 2:], text.replace(" ", "  ",
                                                                                   1)])

    def odd_record(self):
        """One term, mostly one that is broken in some way, before what tells whether it was taken."""
        term = self.pick([self.mechanism, self.modifier, lambda: self.pick(BREAKS)])()
        for _ in range(self.random.randint(0, 2)):
            term = self.mutated(term)
        return " ".join(["v=spf1", term, self.pick(["?all", "-all", "exp=why.acme.example -all"])])

    def chain(self):
        """Records that lead one to the next, about as many as the lookup limit allows."""
        length = self.random.randint(7, 12)
        for number in range(length):
            lead = self.pick(["include:", "include:", "redirect="])
            terms = [self.pick(["a:%s ", "mx:%s ", "exists:%s "]) % self.pick(HOSTS)] if self.chance(0.1) else [""]
            self.world["c%d.chain.example" % number] = {"TXT": [[
                "v=spf1 %s%sc%d.chain.example%s" % (terms[0], lead, number + 1, "" if lead[0] == "r" else " ~all")]]}
        self.world["c%d.chain.example" % length] = {"TXT": [["v=spf1 " + self.pick(["all", "-all", "ip4:0.0.0.0/0",
                                                                                    ""])]]}
        return "c%d.chain.example" % self.random.randint(0, 2)

    def strings(self, text):
        """The character-strings of a TXT record: at most 255 octets each, split anywhere."""
        strings = []
        while text:
            length = self.random.randint(1, 255) if self.chance(0.2) else 255
            strings.append(text[:length])
            text = text[length:]
        return strings or [""]

    def texts(self):
        texts = [self.strings(self.record())]
        if self.chance(0.05):
            texts.append(self.strings(self.pick(RECORD_LIKE)))
        if self.chance(0.1):
            texts.insert(0, ["some-verification=1234"])
        return [text for at, text in enumerate(texts) if text not in texts[:at]]  # a set of records holds each once

    def policy_node(self):
        roll = self.random.random()
        if roll < 0.03:
            return {"*": self.pick(FAILURES)}
        if roll < 0.06:
            return {"CNAME": self.pick(DOMAINS).lower()}
        node = {"TXT": self.texts()} if self.chance(0.97) else {"A": ["185.10.20.1"]}
        if self.chance(0.6):
            node["MX"] = self.exchanges()
        if self.chance(0.5):
            node.update(self.host() if self.chance(0.3) else {"A": self.addresses(ADDRESSES)})
        return node

    def explanation(self):
        text = " ".join(self.pick([self.macro(), "see", "%{c}", "%{r}", "%{i}", "why?", "%%", "%_", "%-",
                                   "https://x/?i=%{I}"])
                        for _ in range(self.random.randint(1, 6)))
        if self.chance(0.1):
            text = self.pick(["", "%", "%{", "%{x}", "%{d0}", "tab\there", "caf\xe9", "caf\xc3\xa9", "%{d1x}",
                              "%{dr1}", "%x"])
        node = {"TXT": [self.strings(text)]}
        if self.chance(0.06):
            node["TXT"].append(["another"])
        return {"*": self.pick(FAILURES)} if self.chance(0.03) else node

    def reverse(self, name):
        if self.chance(0.5):
            return
        count = self.pick([9, 10, 11, 12]) if self.chance(0.1) else self.random.randint(1, 3)
        names = self.random.sample(HOSTS + sorted(set(map(str.lower, DOMAINS))) + ["c.none.such.example"], min(count,
                                                                                   3))
        for number in range(3, count):
            names.append("p%d.acme.example" % number)
            if self.chance(0.7):
                self.world.setdefault(names[-1], {"A": [self.case["ip"].rpartition(":")[2]]} if "." in self.case["ip"]
                                      else {"AAAA": [self.case["ip"]]})
        self.world[name] = {"*": self.pick(FAILURES)} if self.chance(0.06) else {"PTR": names}

    def plant(self):
        """Gives records to what the macros expand to."""
        evaluation = model.Model(self.world, self.case)
        for spec in self.used:
            try:
                name = evaluation.expand_name(
                    spec, evaluation.domain if self.chance(0.4) else self.pick(DOMAINS)).lower()
            except model.Stop:
                continue
            if self.chance(0.6) and name.isascii() and not model.dns.no_dns_name(name) and name not in self.world:
                self.world[name] = self.policy_node() if self.chance(0.4) else self.host()

    def generate(self):
        for name in sorted({name.lower() for name in DOMAINS}):
            if self.chance(0.96):
                self.world[name] = self.policy_node()
        for name in ("l" * 63 + ".example", LONGEST):
            self.world[name] = {"TXT": [[self.record()[:250]]]}
        for name in HOSTS:
            if self.chance(0.9):
                self.world[name] = self.host()
        self.world["why.acme.example"] = self.explanation()
        ip = model.Model({}, self.case).ip
        self.reverse(ip.reverse_pointer)
        checked = self.case["sender"].rpartition("@")[2].lower()
        if self.chance(0.2) and checked in self.world:
            self.world[checked] = {"TXT": [self.strings(self.odd_record())]}
        elif self.chance(0.05) and checked in self.world:
            self.world[checked] = {"TXT": [["v=spf1 %s%s" % (self.pick(["include:", "redirect="]), self.chain())]]}
        self.plant()
        return {"world": self.world, "case": self.case}


def generate(seed, number):
    return Generator(seed, number).generate()
