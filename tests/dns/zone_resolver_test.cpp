#include "dns/zone_resolver.h"

#include "support/catch.h"
#include "support/run.h"
#include "support/zone_text.h"
using namespace mailready;
using namespace mailready::dns;
using namespace std::chrono_literals;
using test::part_from;
using test::zone_from;

static Name name(const std::string& text) { return *Name::parse(text); }

using Texts = std::vector<std::string>;

static Texts texts(const std::vector<Record>& records) {
  Texts result;
  for (const Record& record : records) result.push_back(record_text(record));
  return result;
}

static const std::string acme_text =
    "$ORIGIN acme.example.\n"
    "$TTL 600\n"
    "@ SOA ns1 hostmaster 1 2 3 4 300\n"
    "  NS ns1\n"
    "  MX 10 mx1\n"
    "mx1 A 185.10.20.10\n"
    "a.deep TXT \"deep\"\n"
    "*.wild TXT \"any\"\n"
    "*.wild MX 10 mx1\n"
    "own.wild A 185.10.20.11\n"
    "x.sub.wild A 185.10.20.12\n"
    "*.alias CNAME mx1\n"
    "www CNAME web\n"
    "web CNAME mx1\n"
    "both CNAME mx1\n"
    "both TXT \"hidden\"\n"
    "lost CNAME nowhere\n"
    "out CNAME target.provider.test.\n"
    "in CNAME www.partner.example.\n"
    "child NS ns.child\n"
    "child NS ns.other.test.\n"
    "ns.child A 185.10.20.53\n"
    "ns.child AAAA 2a00::53\n"
    "down CNAME host.child\n"
    "loop CNAME pool\n"
    "pool CNAME loop\n";

static Reply ask(ZoneResolver& zones, const std::string& owner, Type type) {
  return test::run(zones.ask({name(owner), type}));
}

static Answer answer(ZoneResolver& zones, const std::string& owner, Type type) {
  auto reply = ask(zones, owner, type);
  REQUIRE(reply);
  return std::move(*reply);
}

static ZoneResolver acme() { return ZoneResolver({zone_from(acme_text)}); }

TEST_CASE("a zone answers as an authoritative server does", "[dns][zone]") {
  auto zones = acme();
  const Answer mx = answer(zones, "acme.example", Type::mx);
  CHECK(texts(mx.records) == Texts{"acme.example. 600 IN MX 10 mx1.acme.example."});
  CHECK(mx.question == Question{name("acme.example"), Type::mx});
  CHECK(mx.records[0].place == Place{"acme.zone", 5});
  CHECK(mx.server == "acme.zone");
  CHECK(mx.authoritative);
  CHECK_FALSE(mx.authentic);
  CHECK_FALSE(mx.soa);
  CHECK_FALSE(mx.referral);
}

TEST_CASE("NXDOMAIN and NODATA are told apart, with the SOA", "[dns][zone]") {
  auto zones = acme();
  const auto [owner, type, nxdomain] = GENERATE(table<std::string, Type, bool>({
      {"acme.example", Type::txt, false},
      {"mx1.acme.example", Type::aaaa, false},
      {"deep.acme.example", Type::txt, false},  // an empty non-terminal
      {"wild.acme.example", Type::txt, false},
      {"nowhere.acme.example", Type::txt, true},
      {"b.deep.acme.example", Type::txt, true},
      {"x.mx1.acme.example", Type::a, true},
      {"lost.acme.example", Type::a, true},  // of the alias' target
  }));
  CAPTURE(owner);
  const Answer negative = answer(zones, owner, type);
  CHECK(negative.nxdomain() == nxdomain);
  CHECK(negative.empty());
  REQUIRE(negative.soa);
  CHECK(negative.soa->ttl == 300s);  // the lower of TTL and minimum
}

TEST_CASE("wildcards stand for names that do not exist, below the closest encloser", "[dns][zone]") {
  auto zones = acme();
  CHECK(texts(answer(zones, "a.wild.acme.example", Type::txt).records) ==
        Texts{R"(a.wild.acme.example. 600 IN TXT "any")"});
  CHECK(answer(zones, "a.b.wild.acme.example", Type::mx).records.size() == 1);
  CHECK(answer(zones, "*.wild.acme.example", Type::txt).records.size() == 1);
  CHECK(answer(zones, "a.wild.acme.example", Type::txt).records[0].place == Place{"acme.zone", 8});

  const Answer no_such_type = answer(zones, "a.wild.acme.example", Type::aaaa);
  CHECK(no_such_type.empty());
  CHECK_FALSE(no_such_type.nxdomain());

  CHECK(answer(zones, "own.wild.acme.example", Type::txt).empty());       // the name exists
  CHECK(answer(zones, "sub.wild.acme.example", Type::txt).empty());       // as an empty non-terminal
  CHECK(answer(zones, "y.sub.wild.acme.example", Type::txt).nxdomain());  // whose children the wildcard does not reach
  CHECK(answer(zones, "y.own.wild.acme.example", Type::txt).nxdomain());

  const Answer aliased = answer(zones, "a.alias.acme.example", Type::a);
  CHECK(texts(aliased.aliases) == Texts{"a.alias.acme.example. 600 IN CNAME mx1.acme.example."});
  CHECK(aliased.records.size() == 1);
}

TEST_CASE("aliases are followed inside the zone", "[dns][zone]") {
  auto zones = acme();
  const Answer web = answer(zones, "www.acme.example", Type::a);
  CHECK(texts(web.aliases) ==
        Texts{"www.acme.example. 600 IN CNAME web.acme.example.", "web.acme.example. 600 IN CNAME mx1.acme.example."});
  CHECK(texts(web.records) == Texts{"mx1.acme.example. 600 IN A 185.10.20.10"});

  const Answer alias = answer(zones, "www.acme.example", Type::cname);
  CHECK(alias.aliases.empty());
  CHECK(texts(alias.records) == Texts{"www.acme.example. 600 IN CNAME web.acme.example."});
}

TEST_CASE("an alias hides what stands beside it", "[dns][zone]") {
  auto zones = acme();
  const Answer both = answer(zones, "both.acme.example", Type::txt);
  CHECK(both.aliases.size() == 1);
  CHECK(both.empty());
}

TEST_CASE("an alias at the apex answers for all but what makes it an apex", "[dns][zone]") {
  ZoneResolver zones(
      {zone_from("$ORIGIN acme.example.\n@ SOA n. h. 1 2 3 4 5\n@ NS n.\n@ CNAME web.other.test.\n@ MX 1 m\n")});
  CHECK(answer(zones, "acme.example", Type::soa).records.size() == 1);
  CHECK(answer(zones, "acme.example", Type::ns).records.size() == 1);
  CHECK(answer(zones, "acme.example", Type::mx).aliases.size() == 1);
  CHECK(answer(zones, "acme.example", Type::mx).empty());
}

TEST_CASE("aliases of a zone that run in a circle are a failure", "[dns][zone]") {
  auto zones = acme();
  const Reply failed = ask(zones, "loop.acme.example", Type::a);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == Failure::Kind::lame);
}

TEST_CASE("a chain that leaves the files ends in an alias", "[dns][zone]") {
  auto zones = acme();
  const Answer out = answer(zones, "out.acme.example", Type::txt);
  CHECK(out.empty());
  CHECK(out.final_name() == name("target.provider.test"));
  CHECK_FALSE(out.soa);
  CHECK_FALSE(out.nxdomain());
  CHECK_FALSE(zones.covers({out.final_name(), Type::txt}));
}

TEST_CASE("below a delegation the answer is a referral with its glue", "[dns][zone]") {
  auto zones = acme();
  const std::string owner =
      GENERATE(as<std::string>{}, "child.acme.example", "ns.child.acme.example", "a.b.child.acme.example");
  const Type type = GENERATE(Type::ns, Type::a);
  CAPTURE(owner);
  const Answer referred = answer(zones, owner, type);
  CHECK(referred.empty());
  CHECK_FALSE(referred.nxdomain());
  REQUIRE(referred.referral);
  CHECK(referred.referral->zone == name("child.acme.example"));
  CHECK(referred.referral->servers.size() == 2);
  CHECK(texts(referred.referral->glue) ==
        Texts{"ns.child.acme.example. 600 IN A 185.10.20.53", "ns.child.acme.example. 600 IN AAAA 2a00::53"});
  CHECK_FALSE(zones.covers({name(owner), type}));
}

TEST_CASE("an alias may lead into a delegation", "[dns][zone]") {
  auto zones = acme();
  const Answer down = answer(zones, "down.acme.example", Type::a);
  CHECK(down.aliases.size() == 1);
  CHECK(down.referral);
}

TEST_CASE("the closest enclosing zone answers", "[dns][zone]") {
  ZoneResolver zones({zone_from(acme_text),
                      zone_from("$ORIGIN child.acme.example.\n@ A 185.10.20.60\nhost A 185.10.20.61\n", "child.zone"),
                      zone_from("$ORIGIN partner.example.\nwww A 185.10.20.70\n", "partner.zone")});
  const Answer child = answer(zones, "child.acme.example", Type::a);
  CHECK(child.server == "child.zone");
  CHECK(child.records.size() == 1);
  CHECK_FALSE(child.referral);
  CHECK(answer(zones, "x.child.acme.example", Type::a).nxdomain());
  CHECK(answer(zones, "down.acme.example", Type::a).records.size() == 1);

  const Answer across = answer(zones, "in.acme.example", Type::a);
  CHECK(across.server == "partner.zone");
  CHECK(across.records.size() == 1);
}

TEST_CASE("two files of one origin are one zone", "[dns][zone]") {
  ZoneResolver zones({zone_from("$ORIGIN acme.example.\n@ MX 10 a\n"),
                      zone_from("$ORIGIN acme.example.\n@ MX 20 b\n@ TXT \"x\"\n", "more.zone")});
  CHECK(answer(zones, "acme.example", Type::mx).records.size() == 2);
  CHECK(answer(zones, "acme.example", Type::txt).records.size() == 1);
}

TEST_CASE("without an SOA a negative answer has none", "[dns][zone]") {
  ZoneResolver zones({zone_from("$ORIGIN acme.example.\na A 1.1.1.1\n")});
  CHECK_FALSE(answer(zones, "acme.example", Type::mx).soa);
  CHECK(answer(zones, "b.acme.example", Type::mx).nxdomain());
}

TEST_CASE("outside all zones nothing is known", "[dns][zone]") {
  auto zones = acme();
  const Reply failed = ask(zones, "other.example", Type::mx);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == Failure::Kind::offline);
  CHECK(failed.error().question == Question{name("other.example"), Type::mx});
  CHECK_FALSE(zones.covers({name("other.example"), Type::mx}));
  CHECK(zones.covers({name("x.acme.example"), Type::mx}));
}

TEST_CASE("a part covers the sets that it holds, before any zone does", "[dns][zone][part]") {
  ZoneResolver zones({zone_from(acme_text)}, {part_from("$ORIGIN acme.example.\n"
                                                        "@ MX 20 mx2\n"
                                                        "new TXT \"x\"\n"
                                                        "s1._domainkey CNAME s1.provider.test.\n"
                                                        "host.other.test. A 1.1.1.1\n")});
  const Answer mx = answer(zones, "acme.example", Type::mx);
  CHECK(texts(mx.records) == Texts{"acme.example. 3600 IN MX 20 mx2.acme.example."});
  CHECK(mx.server == "part.zone");
  CHECK(answer(zones, "acme.example", Type::soa).server == "acme.zone");
  CHECK(zones.covers({name("host.other.test"), Type::a}));
  CHECK_FALSE(zones.covers({name("host.other.test"), Type::aaaa}));
  CHECK_FALSE(zones.covers({name("other.test"), Type::a}));

  SECTION("an alias in it stands for the whole name") {
    CHECK(answer(zones, "s1._domainkey.acme.example", Type::txt).aliases.size() == 1);
    CHECK(answer(zones, "s1._domainkey.acme.example", Type::cname).records.size() == 1);
  }
  SECTION("names at and above its records exist") {
    CHECK_FALSE(answer(zones, "new.acme.example", Type::mx).nxdomain());
    CHECK_FALSE(answer(zones, "_domainkey.acme.example", Type::txt).nxdomain());
    CHECK(answer(zones, "s2._domainkey.acme.example", Type::txt).nxdomain());
    CHECK(zones.exists(name("other.test")));
    CHECK_FALSE(zones.exists(name("x.other.test")));
  }
}
