#!/usr/bin/env python3
"""Writes a world of zones to measure with: domains that send through Postmark, with SendGrid behind it.

    bench/world.py [--domains 10000] [--layout zones|flat] [--seed 1] [--faulty 0.25] DIR

Each domain follows from the seed and its number alone, so the first of a large world are those of a small one. In
faults.txt stands which of them have a fault planted (a tab, and the rule that finds it). The providers are those of
fixtures/providers. With `flat` all domains stand in one zone: a million of them load in minutes, but none has name
servers of its own.
"""
import argparse
import contextlib
import dataclasses
import pathlib
import random
import shutil
import sys

sys.dont_write_bytecode = True
import loopback  # noqa: E402

ADJECTIVES = ("amber brisk calm dusty early fair green happy ivory jolly kind lucky mellow noble olive proud "
              "quiet").split()
NOUNS = ("anchor bakery cellar dairy estate forge garden harbour island joiner kiln library market nursery "
         "orchard").split()
HOSTS = 40  # companies that take mail and serve zones for others, in hosts.test
ADDED = ["include:servers.mcsv.net", "include:spf.mandrillapp.com", "include:amazonses.com", "include:spf.mailjet.com"]
MANY = [*ADDED, "include:_spf.google.com", "include:spf.protection.outlook.com", "include:mailgun.org"]
SENDGRID = "{}.domainkey.u1234567.wl001.sendgrid.net."  # an account in fixtures/providers
TTL = 3600
SOA = "SOA ns1.h00.hosts.test. hostmaster.hosts.test. 2026110101 7200 900 1209600 300"
KEYS = [
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAhlGw+18yUJmj8bAwkASdi7zyuU9ggjdKvmJwSb2bNvI+DtKI/+7pCt"
    "drkxR3TTRRIzNcTo7iHJoBEYRIkKYOjqHk+HfRHYkeWgB2AKzIoNpJV57GvPIL6VsV8Jmz3ytDKhaPi3xS6ghI6U+6urwAj1eV"
    "F6vk8ZhkAC4J6Fucqz5lxafXf2ra+DjIc4V0NN+DIkgijZJf7kK5wZv3oZsI8HQ2ddn3ltbkjsRGoLQkHqhi5G8PJrR1RFBHft"
    "Qu2Y5yR5MiWpnRTUTguj2OUSOyCAB5MucvEowhP4bTJLQ1Tk7mRGpUludtGvzIaY7qBsOqKM3gltoL3FFeGVZOJSV/HQIDAQAB",
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwoVWOmM1gk0BszC1nBPYFEIcUva1pyfZVvbzv7d8U64lxI9s2HfDZE"
    "Rohu2maaCuewiOPYBpfzefukjWJ3Wg61EcJm/iRWa0JwCAIHqasCQ5cZFtPLTE+9TrQ3yGjCRwaeyudhJfj1vtVfAz8b28mdQb"
    "XcOrBC1nvl5f8PBFSeivDZZ4KqVM/aqTdczBPt/EboZH3+u+gDt0vduttKx7zgQstURz2XWfBssOolcinQL5ue0yAn+rxw1TXM"
    "22Zy8OOQmaomNx5dSKb8kkvDr3c/xpCsIrh9IcS1cJoBJgY+qClbuTZua3zDYiGCFA0mK8wtBKuhKZBRdGjAcBveKC7wIDAQAB",
]


@dataclasses.dataclass
class Domain:
    """What a domain publishes; healthy until a fault is planted."""
    name: str
    number: int
    server: int  # the company that serves its zone
    spf: list[str]
    policies: list[str]
    exchanges: list[tuple[int, str]]
    own_hosts: dict[str, list[str]]  # label -> records
    keys: dict[str, str]  # selector -> record
    dmarc: list[str]
    others: list[str] = dataclasses.field(default_factory=list)  # TXT records about something else

    def records(self):
        """All but its name servers: pairs of owner and record."""
        apex = self.name + "."
        yield apex, f"A {address(3, self.number)}"
        for preference, exchange in self.exchanges:
            yield apex, f"MX {preference} {exchange}"
        for policy in self.policies:
            yield apex, text(" ".join(["v=spf1", *self.spf, policy]))
        for other in self.others:
            yield apex, text(other)
        for label, records in self.own_hosts.items():
            yield from ((f"{label}.{apex}", record) for record in records)
        for selector, record in self.keys.items():
            yield f"{selector}._domainkey.{apex}", record
        for policy in self.dmarc:
            yield f"_dmarc.{apex}", text(policy)


def address(network, number):
    """A public IPv4 address that no other number has, nor this one in another network."""
    return f"{80 + network}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def host_records(network, number):
    return [f"A {address(network, number)}", f"AAAA 2a0{network}:{number >> 16:x}:{number & 0xffff:x}::25"]


def text(content):
    return "TXT " + " ".join(f'"{content[at:at + 255]}"' for at in range(0, len(content), 255))


def domain_name(number):
    rest, adjective = divmod(number, len(ADJECTIVES))
    rest, noun = divmod(rest, len(NOUNS))
    return f"{ADJECTIVES[adjective]}-{NOUNS[noun]}{rest or ''}.example"


def make_domain(number, seed, faulty):
    """The domain and its fault, which may be None."""
    chance = random.Random(f"{seed}/{number}")
    fault = chance.choice(list(FAULTS)) if chance.random() < faulty else None
    own = fault in OWN_EXCHANGES or chance.random() < 0.4
    domain = healthy_domain(number, chance)
    (run_exchanges if own else rent_exchanges)(domain, chance)
    if chance.random() < 0.25:
        domain.spf.append(chance.choice(ADDED))
    if chance.random() < 0.5:
        domain.others.append(f"google-site-verification={chance.getrandbits(128):032x}")
    if chance.random() < 0.01:  # too long for UDP
        domain.others += [f"token-{k}={chance.getrandbits(800):0200x}" for k in range(7)]
    if fault:
        FAULTS[fault](domain)
    return domain, fault


def healthy_domain(number, chance):
    name = domain_name(number)
    keys = {"pm": text(f"v=DKIM1; k=rsa; p={KEYS[number % len(KEYS)]}")}
    keys |= {selector: f"CNAME {SENDGRID.format(selector)}" for selector in ("s1", "s2")}
    return Domain(name=name, number=number, server=chance.randrange(HOSTS), keys=keys,
                  spf=["include:spf.mtasv.net", "include:sendgrid.net"],
                  policies=[chance.choice(["~all", "-all"])], exchanges=[], own_hosts={},
                  dmarc=[f"v=DMARC1; p={chance.choice(['none', 'quarantine', 'reject'])}; rua=mailto:dmarc@{name}"])


def run_exchanges(domain, _):
    domain.exchanges = [(10, f"mx1.{domain.name}."), (20, f"mx2.{domain.name}.")]
    domain.own_hosts = {"mx1": host_records(1, domain.number), "mx2": host_records(2, domain.number)}
    domain.spf.append("mx")


def rent_exchanges(domain, chance):
    if chance.random() < 0.5:
        domain.exchanges = [(1, "aspmx.l.google.com."), (5, "alt1.aspmx.l.google.com."),
                            (10, "alt3.aspmx.l.google.com.")]
        domain.spf.append("include:_spf.google.com")
    else:
        zone = f"h{chance.randrange(HOSTS):02}.hosts.test"
        domain.exchanges = [(10, f"mx1.{zone}."), (20, f"mx2.{zone}.")]
        domain.spf.append(f"include:_spf.{zone}")


def lead_to_itself(domain):
    domain.spf.append(f"include:_spf.{domain.name}")
    domain.own_hosts["_spf"] = [text(f"v=spf1 include:{domain.name} ~all")]


# A rule, and what makes it fire. Those of OWN_EXCHANGES change mx1 or mx2.
FAULTS = {
    "spf-missing": lambda domain: domain.policies.clear(),
    "spf-multiple-records": lambda domain: domain.policies.append("?all"),
    "spf-syntax": lambda domain: domain.spf.append("ip4:300.1.1.1"),
    "spf-esp-missing": lambda domain: domain.spf.remove("include:spf.mtasv.net"),
    "spf-lookup-limit": lambda domain: domain.spf.extend(MANY),
    "spf-void-lookup-limit": lambda domain: domain.spf.extend(f"a:old{k}.{domain.name}" for k in (1, 2, 3)),
    "spf-include-broken": lambda domain: domain.spf.append(f"include:gone.{domain.name}"),
    "spf-loop": lead_to_itself,
    "spf-pass-all": lambda domain: domain.policies.__setitem__(0, "+all"),
    "mx-no-secondary": lambda domain: domain.exchanges.pop(),
    "mx-equal-preference": lambda domain: domain.exchanges.__setitem__(1, (10, domain.exchanges[1][1])),
    "mx-target-cname": lambda domain: domain.own_hosts.update(mx1=["CNAME mail"], mail=host_records(1, domain.number)),
    "mx-target-unresolvable": lambda domain: domain.own_hosts.pop("mx2"),
    "mx-shared-address": lambda domain: domain.own_hosts.update(mx2=domain.own_hosts["mx1"]),
    "dkim-esp-missing": lambda domain: domain.keys.pop("pm"),
    "dkim-cname-dangling": lambda domain: domain.keys.update(s1=f"CNAME {SENDGRID.format('s9')}"),
    "dkim-key-revoked": lambda domain: domain.keys.update(pm=text("v=DKIM1; k=rsa; p=")),
    "dmarc-missing": lambda domain: domain.dmarc.clear(),
    "dmarc-multiple-records": lambda domain: domain.dmarc.append("v=DMARC1; p=none"),
}
OWN_EXCHANGES = {fault for fault in FAULTS if fault.startswith("mx-")}


class Writer:
    """The files of a world: zones.txt, domains.txt, faults.txt and the zones."""

    def __init__(self, folder, flat):
        self.zones = folder / "zones"
        self.zones.mkdir(parents=True)
        self.flat = flat
        self.files = contextlib.ExitStack()
        self.zone_list, self.domains, self.faults = (
            self.files.enter_context(open(folder / name, "w")) for name in ("zones.txt", "domains.txt", "faults.txt"))
        self.all = self.files.enter_context(self.start_zone("example", "example.zone"))

    def start_zone(self, origin, path, server=0):
        self.zone_list.write(f"{origin}\t{path}\n")
        file = open(self.zones / path, "w", 1 << 16)
        file.write(f"$TTL {TTL}\n$ORIGIN {origin.rstrip('.')}.\n@ {SOA}\n"
                   f"@ NS ns1.h{server:02}.hosts.test.\n@ NS ns2.h{server:02}.hosts.test.\n")
        return file

    def providers(self):
        for file in sorted((loopback.FIXTURES / "providers").glob("*.zone")):
            if file.stem != "example":
                shutil.copy(file, self.zones / file.name)
                self.zone_list.write(f"{file.stem}\t{file.name}\n")
        self.start_zone(".", "root.zone").close()
        with self.start_zone("hosts.test", "hosts.test.zone") as file:
            for number in range(HOSTS):
                write_records(file, hosting_company(number))

    def domain(self, domain, fault):
        self.domains.write(f"{domain.name}\n")
        if fault:
            self.faults.write(f"{domain.name}\t{fault}\n")
        if self.flat:
            return write_records(self.all, domain.records())
        path = f"{domain.number // 1000:03}/{domain.name}.zone"
        (self.zones / path).parent.mkdir(exist_ok=True)
        with self.start_zone(domain.name, path, domain.server) as file:
            write_records(file, domain.records())


def hosting_company(number):
    name, network = f"h{number:02}", number << 8
    for place, (host, side) in enumerate([("mx1", 4), ("mx2", 5), ("ns1", 4), ("ns2", 5)]):
        yield from ((f"{host}.{name}", record) for record in host_records(side, network + 20 + place))
    yield f"_spf.{name}", text(f"v=spf1 ip4:{address(4, network)}/24 ip4:{address(5, network)}/24 ~all")


def write_records(file, records):
    file.writelines(f"{owner} {record}\n" for owner, record in records)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path, metavar="DIR", help="is made anew")
    parser.add_argument("--domains", type=loopback.whole, default=10_000, metavar="N", help="how many (10,000)")
    parser.add_argument("--layout", choices=["zones", "flat"], default="zones", help="a zone each, or one for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faulty", type=float, default=0.25, help="the share with a fault (0.25)")
    return parser.parse_args()


def main():
    options = parse_arguments()
    if options.folder.exists():
        loopback.fail(f"{options.folder} exists already")
    writer, planted = Writer(options.folder, options.layout == "flat"), 0
    with writer.files:
        writer.providers()
        for number in range(options.domains):
            domain, fault = make_domain(number, options.seed, options.faulty)
            writer.domain(domain, fault)
            planted += fault is not None
    print(f"{options.folder}: {options.domains:,} domains, {planted:,} with a fault")


if __name__ == "__main__":
    main()
