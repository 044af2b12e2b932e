"""The ways in which evaluators are known to depart from RFC 7208, or read what it leaves open; model.py enacts them."""
import typing

import model


class Departure(typing.NamedTuple):
    name: str
    peers: tuple    # who do so
    section: str    # of RFC 7208
    decided: bool   # whether the section forbids it; otherwise it leaves that open
    why: str        # what is done


MAILREADY, PYSPF, MAIL_SPF = "mailready", "pyspf", "Mail::SPF"
BOTH = (PYSPF, MAIL_SPF)

TABLE = (
    Departure("void-initial", (PYSPF,), "4.6.4", True,
              "counts the query for the checked domain's own record as a void lookup, which is none of a term's"),
    Departure("void-mx-address", BOTH, "4.6.4", False,
              "counts a void lookup for each exchange without addresses; the section speaks of terms"),
    Departure("void-ptr-address", BOTH, "4.6.4", False,
              "counts a void lookup for each name of the client without addresses; the section speaks of terms"),
    Departure("void-p", BOTH, "4.6.4", False, "counts void lookups for %{p}, which is no term"),
    Departure("alias-is-no-void", (MAIL_SPF,), "4.6.4", False,
              "counts no void lookup where the answer holds an alias and no record of the type"),
    Departure("single-label", BOTH, "4.3", True, "asks for a domain of a single label"),
    Departure("address-literal", BOTH, "2.3", True, "asks for the name that an address literal in HELO would be"),
    Departure("first-at", (PYSPF,), "4.3", True,
              "takes what follows the first \"@\" for the domain; a quoted local part may hold one (RFC 5321, 4.1.2)"),
    Departure("final-dot-is-malformed", (PYSPF,), "4.3", True,
              "gives none for a domain that ends in a dot; only a zero-length label elsewhere is malformed"),
    Departure("many-final-dots", (MAIL_SPF,), "4.3", True,
              "takes a domain that ends in several dots, of which only the last is no zero-length label"),
    Departure("lower-case-d", (MAILREADY,), "7.3", False, "has %{d} in lower case"),
    Departure("lower-case-domain", (MAIL_SPF,), "7.3", False, "has the domain in lower case in macros"),
    Departure("bare-sender", BOTH, "4.3", True, "leaves \"postmaster\" out of %{s} where there is no local part"),
    Departure("bare-null-sender", (MAIL_SPF,), "2.4", True, "leaves \"postmaster@\" out of %{s} for the null sender"),
    Departure("eager", (PYSPF,), "4.6.2", True,
              "expands every term, refuses an include of the record's own domain and counts redirect= as it reads the "
              "record, though a mechanism before them may match"),
    Departure("expands-exp-always", (MAIL_SPF,), "6.2", True,
              "expands exp= whatever the result, and counts the void lookups of its macros"),
    Departure("counts-unused-redirect", (MAIL_SPF,), "4.6.4", True,
              "counts a redirect= that is not followed, since a mechanism matched"),
    Departure("late-macro-errors", (MAIL_SPF,), "4.6", True,
              "finds an error in a macro only when it expands it; syntax errors anywhere are detected first"),
    Departure("letters-beyond-ascii", (MAIL_SPF,), "7.1", True,
              "decodes UTF-8, and takes letters beyond ASCII in a top label and in an explanation"),
    Departure("colon-without-domain", (MAIL_SPF,), "5.3", True, "takes \"a:/24\", where the domain is missing"),
    Departure("slash-before-colon", (MAIL_SPF,), "5.4", True, "takes \"mx/:NAME\", where the prefix length is missing"),
    Departure("ip6-matches-ipv4", (MAIL_SPF,), "5", True,
              "compares IPv4 clients with ip6 as IPv4-mapped addresses; IPv4 addresses are only listed using ip4"),
    Departure("ptr-asks-all", (PYSPF,), "5.5", False,
              "asks for all names of the client before it compares one, so void lookups behind a match count"),
    Departure("counts-aliases", (MAIL_SPF,), "4.6.4", True,
              "counts an alias in the answer among the ten exchanges or names"),
    Departure("ptr-errors-are-temperror", BOTH, "5.5", True,
              "gives temperror for a failed PTR query; ptr then fails to match, and %{p} is \"unknown\" (section 7.3)"),
    Departure("ptr-name-errors-are-temperror", (PYSPF,), "5.5", True,
              "gives temperror for a failed query for a name of the client, which is to be skipped"),
    Departure("mx-in-answer-order", (MAIL_SPF,), "5.4", True,
              "asks for exchanges in the order of the answer, not of preference"),
    Departure("mx-by-name", (PYSPF,), "5.4", False, "asks for exchanges of equal preference by name"),
    Departure("asks-for-any-name", (MAIL_SPF,), "4.8", False,
              "asks for names with empty or overlong labels, and counts a void lookup for them"),
    Departure("asks-for-null-exchange", (MAIL_SPF,), "4.6.4", False,
              "asks for the addresses of the root where the exchange is \".\", and counts a void lookup"),
    Departure("ptr-for-any-target", (PYSPF,), "4.8", False,
              "asks for the client's names though the target is no domain name, so nothing can match"),
    Departure("lone-percent", (MAIL_SPF,), "7.1", True, "takes \"%\" without a macro behind it, in an explanation"),
    Departure("percent-at-the-end", (PYSPF,), "7.1", True, "takes a last \"%%\" for an error"),
    Departure("mx-asks-all", (PYSPF,), "5.4", True,
              "asks for every exchange before it compares one, so a failure behind a match counts"),
    Departure("mx-beyond-ten-ignored", (MAIL_SPF,), "4.6.4", True,
              "ignores exchanges beyond the tenth (as RFC 4408 had it), where permerror is due"),
    Departure("modifiers-by-case", (PYSPF,), "4.6.1", True, "knows redirect and exp in lower case only"),
    Departure("modifiers-once", (PYSPF,), "6", True, "refuses an unknown modifier that is there twice"),
    Departure("bare-default-and-op", (PYSPF,), "6", True, "does not read the values of default= and op="),
    Departure("lenient-macros", (PYSPF,), "7.1", True, "takes what is no macro for one, or for text"),
    Departure("lenient-characters", (PYSPF,), "7.1", True, "takes characters that are no macro-literal"),
    Departure("zero-digits", (PYSPF,), "7.3", True, "takes zero for a number of parts"),
    Departure("cuts-one-label", (PYSPF,), "7.3", True, "drops one label of a name that is too long, not all it takes"),
    Departure("hangs-at-a-dot", (MAIL_SPF,), "7.3", True, "never ends where a name to be cut begins with a dot"),
    Departure("keeps-delimiters", (PYSPF,), "7.3", True,
              "joins the parts of %{d}, %{o} and %{h} by the delimiters that were there instead of dots"),
    Departure("splits-if-transformed", (MAIL_SPF,), "7.3", True,
              "ignores delimiters that stand in a macro without a number or \"r\""),
    Departure("drops-empty-parts", (MAIL_SPF,), "7.3", True, "drops empty parts at the end"),
    Departure("escapes-nothing-in-terms", (MAIL_SPF,), "7.3", True,
              "does not escape for an upper-case macro in a domain-spec"),
    Departure("cuts-labels", (MAIL_SPF,), "4.8", False, "cuts a label that is too long to 63 characters"),
    Departure("p-by-case", (PYSPF,), "7.3", True,
              "prefers no name of the client for %{p} that differs from the domain in case"),
    Departure("small-r-only", BOTH, "7.1", True, "takes \"R\" in a macro for no \"r\""),
    Departure("upper-case-nibbles", (PYSPF,), "7.3", False, "writes an IPv6 address in upper case"),
    Departure("empty-explanation", (PYSPF,), "6.2", False, "takes an empty explanation for none"),
    Departure("cuts-explanations", (PYSPF,), "6.2", True,
              "cuts an explanation of more than 253 characters as if a name"),
    Departure("dies-of-voids", (MAIL_SPF,), "6.2", True,
              "ends in an exception where the macros of an explanation pass the limit of void lookups"),
    Departure("other-counts", (MAILREADY,), "4.6.4", True, "counts lookups or void lookups otherwise"),
    Departure("?", (), "none known", True, "does what no known departure explains"),
)

NAMED = {departure.name: departure for departure in TABLE}


def of(who):
    """The departures that `who` is known for; mailready is suspected of all."""
    return [departure.name for departure in TABLE if who == MAILREADY or who in departure.peers]


def behind(world, case, who, outcome):
    """The fewest departures of `who` that give `outcome`, by names, or nothing."""
    def gives(names):
        return model.Model(world, case, names).outcome == outcome

    known = of(who)
    for name in known:
        if gives([name]):
            return [name]
    if not gives(known):
        pairs = ([one, other] for at, one in enumerate(known) for other in known[at + 1:])
        return next(filter(gives, pairs), None)
    for name in list(known):
        fewer = [other for other in known if other != name]
        if gives(fewer):
            known = fewer
    return known
