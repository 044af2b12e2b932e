"""check_host() as RFC 7208 words it, section by section: the third opinion where two evaluators disagree.

Each way in which an evaluator is known to depart from that wording, or to read what it leaves open, has a name (the
table in departures.py); a Model that is given names departs in just these. So a disagreement is explained where the
model without departures gives one of the results and the model with some gives the other.
"""
import functools
import ipaddress
import re
import urllib.parse

import world as dns

RESULTS = {"+": "pass", "": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
MAX_TERMS, MAX_ADDRESS_LOOKUPS = 10, 10  # section 4.6.4
NOW = "1700000000"


class Stop(Exception):
    """The evaluation ends with `result`."""


class PermError(Stop):
    """Section 2.6.7"""
    result = "permerror"


class TempError(Stop):
    """Section 2.6.6"""
    result = "temperror"


class Crash(Stop):
    """An evaluator's own, which no section has."""
    result = "crash"


class Hang(Stop):
    """No end at all."""
    result = "hang"


@functools.lru_cache
def grammar(departures):
    """The regular expressions of section 12, as `departures` have them."""
    delimiters = r"[^0-9a-zA-Z}]*[^}]*" if "lenient-macros" in departures else r"[.\-+,/_=]*"
    letter = "[a-z]" if "late-macro-errors" in departures else "[slodiphcrtv]"
    reverse = "(?-i:r?)" if "small-r-only" in departures else "r?"
    macro = r"%%(?:\{%s[0-9]*%s%s\}|[%%_-])" % (letter, reverse, delimiters)
    literal = r"(?:[!-$&-~]|%\{)" if "lenient-macros" in departures else r"[!-$&-~]"
    if "lenient-characters" in departures:
        literal = r"(?:[\0-\x1f!-$&-\x7f]|%\{)"
    string = "(?:%s|%s)*" % (macro, literal)
    alnum = r"0-9a-z\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\uffef" if "letters-beyond-ascii" in departures else "0-9a-z"
    alpha = alnum[3:]
    top = "(?:[%s]*[%s][%s]*|[%s]+-[%s-]*[%s])" % (alnum, alpha, alnum, alnum, alnum, alnum)
    domain = r"(?P<domain>%s(?:\.%s\.?|%s))" % (string, top, macro)
    cidr4, cidr6 = r"(?:/(?P<cidr4>0|[1-9][0-9]?))?", r"/(?P<cidr6>0|[1-9][0-9]{0,2})"
    qnum = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])"
    colon = ":?" if "colon-without-domain" in departures else ""
    slash = "/?" if "slash-before-colon" in departures else ""
    terms = {
        "all": "", "include": ":" + domain, "exists": ":" + domain, "ptr": "(?::%s)?" % domain,
        "a|mx": "(?:%s:%s|%s)%s(?:/%s)?" % (slash, domain, colon, cidr4, cidr6),
        "ip4": r":(?P<network>%s(?:\.%s){3})%s" % (qnum, qnum, cidr4),
        "ip6": ":(?P<network>[0-9a-f:.]+)(?:%s)?" % cidr6,
    }
    compiled = [re.compile("(?P<qualifier>[-+~?]?)(?P<kind>%s)%s" % term, re.I | re.A) for term in terms.items()]
    known = re.compile("(?P<kind>redirect|exp)=%s" % domain, re.I | re.A)
    unknown = re.compile("(?P<kind>[a-z][a-z0-9_.-]*)=%s" % string, re.I | re.A)
    explanation = re.compile("(?:%s|%s| )*" % (macro, literal), re.I | re.A)
    expand = re.compile(r"%%(?:(?P<literal>[%%_-])|\{(?P<letter>%s)(?P<digits>[0-9]*)(?P<reverse>%s)"
                        r"(?P<delimiters>%s)\})" % (letter, reverse, delimiters), re.I | re.A)
    return compiled, known, unknown, explanation, expand


class Model:
    """One evaluation. A case holds ip, sender, helo and void_limit."""

    def __init__(self, world, case, departures=()):
        self.world, self.case, self.departures = world, case, frozenset(departures)
        self.terms, self.known, self.unknown, self.explanation_text, self.macro = grammar(self.departures)
        address = ipaddress.ip_address(case["ip"])
        self.ip = getattr(address, "ipv4_mapped", None) or address  # section 5
        self.address_type = "A" if self.ip.version == 4 else "AAAA"
        self.helo = case["helo"]
        self.split_sender(case["sender"])
        self.lookups = self.voids = self.aliases = 0

    def has(self, departure):
        return departure in self.departures

    def split_sender(self, sender):
        """Section 2.4 and 4.3: the null sender is postmaster at the HELO name, and so is an empty local part."""
        if not sender:
            sender = "postmaster@" + self.helo
        split = sender.partition if self.has("first-at") else sender.rpartition
        local, _, self.domain = split("@")
        self.local = local or "postmaster"
        if self.has("lower-case-domain"):
            self.domain = self.domain.lower().removesuffix(".")
        self.sender = self.local + "@" + self.domain
        if self.has("bare-sender" if self.case["sender"] else "bare-null-sender"):
            self.sender = self.case["sender"] or self.helo

    @functools.cached_property
    def outcome(self):
        """(result, explanation or None)"""
        try:
            result, explained = self.check_host(self.domain, initial=True)
            return result, self.explain(*explained) if result == "fail" else None
        except Stop as stop:
            return stop.result, None

    def check_host(self, domain, initial=False, depth=0):
        """The result, and where it is fail, the exp= and the domain of the record that gave it."""
        if depth > 100:
            raise PermError
        if initial and (self.is_literal(domain) or domain.endswith(".") and self.has("final-dot-is-malformed")):
            return "none", (None, domain)
        if initial:
            domain = domain.rstrip(".") if self.has("many-final-dots") else domain.removesuffix(".")
        if dns.no_dns_name(domain) or ("." not in domain and not self.has("single-label")):
            return "none", (None, domain)  # section 4.3
        texts = self.query(domain, "TXT", "initial" if initial else "record")
        texts = [text for text in map(self.joined, texts) if re.match(r"(?i)v=spf1(?: |\Z)", text)]
        if len(texts) > 1:
            raise PermError  # section 4.5
        return self.evaluate(self.parse(texts[0], domain), domain, depth) if texts else ("none", (None, domain))

    def is_literal(self, domain):
        """Section 2.3: HELO may have an address literal, which is no domain name."""
        return domain.startswith("[") and not self.has("address-literal")

    def query(self, name, rdtype, purpose):
        """The records; a purpose that counts voids counts an answer without any (section 4.6.4)."""
        failure, _, answers = dns.lookup(self.world, name, rdtype)
        if failure:
            raise TempError
        records = [value for _, kind, value in answers if kind == rdtype]
        self.aliases = len(answers) - len(records)
        void = not (answers if self.has("alias-is-no-void") else records)
        if void and self.counts_void(purpose):
            self.voids += 1
            if self.voids > self.case["void_limit"]:
                raise PermError
        return records

    def joined(self, strings):
        """Section 3.3"""
        text = "".join(strings)
        return text.encode("latin-1").decode(errors="replace") if self.has("letters-beyond-ascii") else text

    def counts_void(self, purpose):
        return purpose in ("term", "record") or self.has("void-" + purpose)

    def parse(self, text, domain):
        """(mechanisms, modifiers by name); section 4.6: an error of syntax anywhere is a permerror."""
        mechanisms, modifiers = [], {}
        for term in filter(None, text[6:].split(" ")):
            if self.has("bare-default-and-op") and re.match("(?:default|op)=", term):
                continue
            found = next(filter(None, (form.fullmatch(term) for form in self.terms)), None)
            if found:
                mechanisms.append(self.mechanism(found.groupdict()))
            read = mechanisms[-1] if found else self.modifier(term, modifiers)
            if self.has("eager"):
                self.prepare(read["kind"], read.get("domain"), domain)
        return mechanisms, modifiers

    def mechanism(self, fields):
        fields["kind"] = fields["kind"].lower()
        fields["cidr4"], fields["cidr6"] = int(fields.get("cidr4") or 32), int(fields.get("cidr6") or 128)
        if fields["cidr4"] > 32 or fields["cidr6"] > 128:
            raise PermError
        if fields["kind"] in ("ip4", "ip6"):
            length = fields["cidr4"] if fields["kind"] == "ip4" else fields["cidr6"]
            try:
                fields["network"] = ipaddress.ip_network("%s/%d" % (fields["network"], length), strict=False)
            except ValueError:
                raise PermError
        self.check_macros(fields.get("domain"))
        return fields

    def modifier(self, term, modifiers):
        found = self.unknown.fullmatch(term)
        if not found:
            raise PermError
        kind = found["kind"] if self.has("modifiers-by-case") else found["kind"].lower()
        value = term.partition("=")[2]
        if kind in ("redirect", "exp") and not self.known.fullmatch(kind + "=" + value):
            raise PermError
        self.check_macros(value)
        if kind in modifiers and (kind in ("redirect", "exp") or self.has("modifiers-once")):
            raise PermError  # section 6
        modifiers[kind] = value
        return {"kind": kind + "=", "domain": value}

    def check_macros(self, text):
        """Section 7.2 and 7.3: c, r and t are for explanations only, and DIGIT is not zero."""
        if text and text.endswith("%") and self.has("percent-at-the-end"):
            raise PermError
        for macro in self.macro.finditer(text or ""):
            if macro["letter"] and not self.has("late-macro-errors"):
                self.check_macro(macro, explaining=False)

    def check_macro(self, macro, explaining):
        letter = macro["letter"].lower()
        if letter not in ("slodiphcrtv" if explaining else "slodiphv"):
            raise PermError
        if macro["digits"] and int(macro["digits"]) == 0 and not self.has("zero-digits"):
            raise PermError

    def evaluate(self, record, domain, depth):
        mechanisms, modifiers = record
        redirect, exp = modifiers.get("redirect"), modifiers.get("exp")
        matched = next((mechanism for mechanism in mechanisms if self.matches(mechanism, domain, depth)), None)
        if exp and self.has("expands-exp-always"):
            self.expand_name(exp, domain)
        if matched:
            if redirect and self.has("counts-unused-redirect"):
                self.count_term()
            return RESULTS[matched["qualifier"]], (exp, domain)
        if not redirect:
            return "neutral", (None, domain)
        if not self.has("eager"):
            self.count_term()
        result, explained = self.check_host(self.expand_name(redirect, domain), depth=depth + 1)
        if result == "none":
            raise PermError  # section 6.1
        return result, explained

    def prepare(self, kind, spec, domain):
        """What an evaluator does that expands each term, and counts redirect=, as it reads them."""
        if kind == "redirect=":
            self.count_term()
        if not spec and kind in ("a", "mx", "ptr") and not self.known.fullmatch("exp=x" + domain):
            raise PermError
        target = self.expand_name(spec, domain) if spec else domain
        if not target and not kind.endswith("=") or kind == "include" and target == domain:
            raise PermError
        if kind == "exp=":
            self.explain(spec, domain)

    def count_term(self):
        self.lookups += 1
        if self.lookups > MAX_TERMS:
            raise PermError

    def matches(self, mechanism, domain, depth):
        kind = mechanism["kind"]
        if kind == "all":
            return True
        if kind in ("ip4", "ip6"):
            return self.in_network(mechanism["network"])
        self.count_term()
        target = self.expand_name(mechanism["domain"], domain) if mechanism.get("domain") else domain
        if kind == "include":
            return self.included(target, depth)
        if dns.no_dns_name(target):
            if not self.has("asks-for-any-name") and not (kind == "ptr" and self.has("ptr-for-any-target")):
                return False  # section 4.8 leaves it open
        return {"a": self.match_a, "mx": self.match_mx, "ptr": self.match_ptr, "exists": self.match_exists}[kind](
            target, mechanism)

    def in_network(self, network):
        ip = self.ip
        if network.version == 6 and ip.version == 4 and self.has("ip6-matches-ipv4"):
            ip = ipaddress.ip_address("::ffff:%s" % ip)
        return ip.version == network.version and ip in network

    def included(self, target, depth):
        """Section 5.2"""
        result, _ = self.check_host(target, depth=depth + 1)
        if result == "none":
            raise PermError
        return result == "pass"

    def any_address(self, addresses, mechanism):
        length = mechanism["cidr4"] if self.ip.version == 4 else mechanism["cidr6"]
        networks = (ipaddress.ip_network("%s/%d" % (address, length), strict=False) for address in addresses)
        return any(self.ip in network for network in networks)

    def match_a(self, target, mechanism, purpose="term"):
        return self.any_address(self.query(target, self.address_type, purpose), mechanism)

    def match_mx(self, target, mechanism):
        """Section 5.4: by preference. Section 4.6.4: more than ten exchanges are a permerror."""
        records = self.query(target, "MX", "term")
        if len(records) > MAX_ADDRESS_LOOKUPS and not self.has("mx-beyond-ten-ignored"):
            raise PermError
        limit = MAX_ADDRESS_LOOKUPS - (self.aliases if self.has("counts-aliases") else 0)
        if self.has("mx-by-name"):
            records = sorted(records)
        elif not self.has("mx-in-answer-order"):  # that of equal preference is open: as mailready has it
            records = sorted(records, key=lambda record: (record[0], dns.wire_name(record[1].lower())))
        matched = False
        for _, exchange in records[:limit]:
            if not dns.no_dns_name(exchange) or self.has("asks-for-null-exchange"):
                matched = self.match_a(exchange, mechanism, "mx-address") or matched
            if matched and not self.has("mx-asks-all"):
                break
        return matched

    def match_exists(self, target, _):
        return bool(self.query(target, "A", "term"))

    def match_ptr(self, target, _):
        target = target.lower().removesuffix(".")
        names = self.validated("ptr")
        if self.has("ptr-asks-all"):
            names = list(names)
        return any(name == target or name.endswith("." + target) for name in names)

    def validated(self, purpose):
        """Section 5.5: the names of the client that lead back to it; a name that cannot be asked for is skipped."""
        try:
            names = self.query(self.ip.reverse_pointer, "PTR", "term" if purpose == "ptr" else "p")
        except TempError:
            if self.has("ptr-errors-are-temperror"):
                raise
            return
        limit = MAX_ADDRESS_LOOKUPS - (self.aliases if self.has("counts-aliases") else 0)
        for name in names[:limit]:
            try:
                if self.ip in map(ipaddress.ip_address, self.query(
                        name, self.address_type, "ptr-address" if purpose == "ptr" else "p")):
                    yield name.lower()
            except TempError:
                if self.has("ptr-name-errors-are-temperror"):
                    raise

    def validated_name(self, domain):
        """%{p}: the domain itself, else a name below it, else any."""
        names, domain = list(self.validated("p")), domain.removesuffix(".")
        domain = domain if self.has("p-by-case") else domain.lower()
        below = [name for name in names if name.endswith("." + domain)]
        return domain if domain in names else (below or names or ["unknown"])[0]

    def expand_name(self, text, domain):
        """The target name: expanded, and cut to 253 characters by whole labels from the left (section 7.3)."""
        name = self.expand(text, domain).removesuffix(".")
        if self.has("cuts-labels"):
            name = re.sub(r"([^.]{63})[^.]+", r"\1", name)
        while len(name) > 253 and "." in name:
            if name.startswith(".") and self.has("hangs-at-a-dot"):
                raise Hang
            name = name.partition(".")[2]
            if self.has("cuts-one-label"):
                break
        return name

    def expand(self, text, domain, explaining=False):
        """Section 7"""
        def replacement(macro):
            if macro["literal"]:
                return {"%": "%", "_": " ", "-": "%20"}[macro["literal"]]
            self.check_macro(macro, explaining)
            value = self.transformed(self.value(macro["letter"].lower(), domain), macro)
            escaped = macro["letter"].isupper() and (explaining or not self.has("escapes-nothing-in-terms"))
            return urllib.parse.quote(value, safe="~") if escaped else value

        return self.macro.sub(replacement, text)

    def value(self, letter, domain):
        if letter == "d" and self.has("lower-case-d"):
            return domain.lower()
        if letter == "p":
            return self.validated_name(domain)
        if letter == "i":
            dotted = str(self.ip) if self.ip.version == 4 else ".".join(self.ip.exploded.replace(":", ""))
            return dotted.upper() if self.has("upper-case-nibbles") else dotted
        return {"s": self.sender, "l": self.local, "o": self.domain, "d": domain, "h": self.helo,
                "v": "in-addr" if self.ip.version == 4 else "ip6", "c": str(self.ip), "r": "unknown",
                "t": NOW}[letter]

    def transformed(self, value, macro):
        if self.has("splits-if-transformed") and not macro["digits"] and not macro["reverse"]:
            return value
        delimiters = re.match("[^0-9a-zA-Z]*", macro["delimiters"]).group() or "."
        parts = re.split("([%s])" % re.escape(delimiters), value)
        if not self.has("keeps-delimiters") or macro["letter"].lower() in "ls":
            parts[1::2] = ["."] * len(parts[1::2])
        while self.has("drops-empty-parts") and len(parts) > 1 and not parts[-1]:
            del parts[-2:]
        if macro["reverse"]:
            parts.reverse()
        return "".join(parts[1 - 2 * int(macro["digits"]):] if macro["digits"] else parts)

    def explain(self, exp, domain):
        """Section 6.2: none where anything about it is wrong."""
        if exp is None:
            return None
        try:
            texts = self.query(self.expand_name(exp, domain), "TXT", "explanation")
        except Stop:
            return None
        text = self.joined(texts[0]) if len(texts) == 1 else None
        if text is None or (self.has("empty-explanation") and not text):
            return None
        if text.endswith("%") and self.has("percent-at-the-end"):
            return None
        plain = re.sub(r"[^ -~]", "x", text) if self.has("letters-beyond-ascii") else text
        if self.has("lone-percent"):
            plain = re.sub(r"%(?![{%_-])", "x", plain)
        if not self.explanation_text.fullmatch(plain):
            return None
        return self.explained(text, domain)

    def explained(self, text, domain):
        try:
            text = self.expand(text, domain, explaining=True)
        except Stop as stop:
            if stop.result == "permerror" and self.has("dies-of-voids"):
                raise Crash
            return None
        if len(text) > 253 and self.has("cuts-explanations"):
            text = text.partition(".")[2] or text
        return text
