#include "mail/spf/record.h"
#include "support/catch.h"
using namespace mailready;
using namespace mailready::spf;

namespace {

/// The only term of "v=spf1 TERM", which must parse.
Term term(std::string_view text) {
  const auto record = parse("v=spf1 " + std::string(text));
  REQUIRE(record);
  REQUIRE(record->terms.size() == 1);
  return record->terms[0];
}

}  // namespace

TEST_CASE("An SPF record begins with its version and a space", "[mail][spf]") {
  const auto [text, expected] = GENERATE(table<std::string_view, bool>({
      {"v=spf1", true},
      {"v=spf1 -all", true},
      {"v=spf1  ", true},
      {"V=SpF1 -all", true},
      {"v=spf10 -all", false},
      {"v=spf1;-all", false},
      {"v=spf1\t-all", false},
      {" v=spf1 -all", false},
      {"v=spf", false},
      {"spf2.0/pra -all", false},
      {"", false},
  }));
  CAPTURE(text);
  CHECK(is_spf(text) == expected);
}

TEST_CASE("Records in the grammar parse", "[mail][spf]") {
  const auto [text, terms] = GENERATE(table<std::string_view, std::size_t>({
      {"v=spf1", 0},
      {"v=spf1   ", 0},
      {"v=spf1   a    -all  ", 2},
      {"V=SPF1 +A ?MX:Acme.Example ~IP4:192.0.2.1 -ALL", 4},
      // Addresses and prefixes.
      {"v=spf1 ip4:0.0.0.0/0 ip4:255.255.255.255/32 ip4:192.0.2.77/9", 3},
      {"v=spf1 ip6:::/0 ip6:2001:db8::1 ip6:2001:DB8:0:0:0:0:0:1/128 ip6:::ffff:192.0.2.1/96 ip6:::1.1.1.1/0", 5},
      {"v=spf1 a/0 a/32 a//0 a//128 a/24//64 mx/30 mx//64 mx:acme.example/24//48", 8},
      // Domain-specs: a slash, colon or percent may stand in a name; two labels, a macro or a final dot end it.
      {"v=spf1 a:a/b.example a:foo:8080.example a:%{d} a:acme.example. a:x%{i}%% include:.example exists:%_", 7},
      {"v=spf1 a:foo..example a:-a.example a:_spf.acme.ex-ample a:acme.3com a:acme.xn--p1ai", 5},
      {"v=spf1 mx:%{d2}/24 mx:%{d/}/24//64 mx:b/c%_/24 a:a/1.example/8", 4},
      {"v=spf1 ptr ptr:acme.example ?ptr:%{o}", 3},
      {"v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d2} exists:%{S}.%{H}.%{V}.%{P}.%{O}.acme.example", 2},
      {"v=spf1 exists:%{d99999999999999999999}.example exists:%{d01R.-+,/_=}.example", 2},
      // Modifiers.
      {"v=spf1 redirect=_spf.acme.example exp=explain.%{d}", 2},
      {"v=spf1 REDIRECT=%{d} -all", 2},
      {"v=spf1 a=b c= x-1_2.z=%{d}%%%_%-:/= ip4=192.0.2.300 redirect-to=nowhere all=1 a=b", 7},
      {"v=spf1 -all a", 2},
      {"v=spf1 all -all all", 3},
  }));
  CAPTURE(text);
  const auto record = parse(text);
  REQUIRE(record);
  CHECK(record->terms.size() == terms);
  CHECK(record->text == text);
}

TEST_CASE("The first fault of a record is reported with its place", "[mail][spf]") {
  // The offset counts octets from the start of the record, where "v=spf1 a " takes nine.
  const auto [bad, offset, says] = GENERATE(table<std::string_view, std::size_t, std::string_view>({
      {"moo", 0, "unknown mechanism"},
      {"-", 1, "missing"},
      {"+-all", 1, "unknown"},
      {"=all", 0, "letter"},
      {"1up=foo", 0, "letter"},
      {"all:", 3, "all"},
      {"all/8", 3, "all"},
      {"all.", 0, "unknown"},
      {"mx,", 2, "follow"},
      {"ip:192.0.2.1", 0, "ip4"},
      {"redirect:acme.example", 0, "="},
      {"-redirect=acme.example", 0, "qualifier"},
      {"?x=y", 0, "qualifier"},
      // ip4 and ip6.
      {"ip4", 3, "missing"},
      {"ip4:", 4, "four"},
      {"ip4/24", 3, "missing"},
      {"ip4:192.0.2", 4, "four"},
      {"ip4:192.0.2.256", 4, "four"},
      {"ip4:192.0.2.01", 4, "four"},
      {"ip4:192.0.2.1.", 4, "four"},
      {"ip4:192.0.2.1:25", 4, "four"},
      {"ip4:2001:db8::1", 4, "four"},
      {"ip4:192.0.2.1/", 14, "missing"},
      {"ip4:192.0.2.1/33", 14, "32"},
      {"ip4:192.0.2.1/024", 14, "zero"},
      {"ip4:192.0.2.1/00", 14, "zero"},
      {"ip4:192.0.2.1/-1", 14, "32"},
      {"ip4:192.0.2.1//32", 14, "32"},
      {"ip4:192.0.2.1/4294967328", 14, "32"},
      {"ip4:192.0.2.7-all", 4, "four"},
      {"ip6:185.10.20.7", 4, "IPv6"},
      {"ip6:2a05::20::10", 4, "IPv6"},
      {"ip6:2a05:10:20::g", 4, "IPv6"},
      {"ip6:1:2:3:4:5:6:7", 4, "IPv6"},
      {"ip6:1:2:3:4:5:6:7:8:9", 4, "IPv6"},
      {"ip6:12345::", 4, "IPv6"},
      {"ip6:fe80::1%{d}", 4, "IPv6"},
      {"ip6:[2001:db8::1]", 4, "IPv6"},
      {"ip6:::1.1.1.1//33", 14, "128"},
      {"ip6:::1.1.1.1/129", 14, "128"},
      {"ip6:2001:db8::/", 15, "missing"},
      // Domain-specs.
      {"include", 7, "missing"},
      {"include:", 8, "missing"},
      {"include/24", 7, "missing"},
      {"exists", 6, "missing"},
      {"a:", 2, "missing"},
      {"mx:", 3, "missing"},
      {"ptr:", 4, "missing"},
      {"a:localhost", 2, "two labels"},
      {"a:localhost.", 2, "two labels"},
      {"a:.", 2, "two labels"},
      {"a:%{d}example", 6, "two labels"},
      {"a:111.222.33.44", 2, "number"},
      {"a:acme.123", 2, "number"},
      {"a:acme.-com", 2, "last label"},
      {"a:acme.com-", 2, "last label"},
      {"a:acme.c_m", 2, "last label"},
      {"a:acme.com:8080", 2, "last label"},
      {"a:acme.com..", 2, "last label"},
      {"include:acme.example/24", 8, "last label"},
      {"exists:acme.example/24", 7, "last label"},
      {"ptr/0", 3, "domain name"},
      {"redirect=", 9, "missing"},
      {"exp=", 4, "missing"},
      {"exp=-all", 4, "two labels"},
      {"redirect=acme.example/24", 9, "last label"},
      // Dual CIDR lengths.
      {"a/", 2, "missing"},
      {"a/33", 2, "32"},
      {"a//129", 3, "128"},
      {"a//", 3, "missing"},
      {"a/24/64", 2, "32"},
      {"a///64", 3, "128"},
      {"a/24//", 6, "missing"},
      {"a/08", 2, "zero"},
      {"mx:acme.example/33", 16, "32"},
      {"mx:acme.example/", 16, "missing"},
      {"mx/24:acme.example", 2, "domain name"},
      {"a:/24", 2, "missing"},
      // Macros.
      {"exists:%.acme.example", 7, "%"},
      {"exists:acme.example%", 19, "%"},
      {"exists:%(ir).example", 7, "%"},
      {"exists:%{}.example", 9, "letters"},
      {"exists:%{a}.example", 9, "letters"},
      {"exists:%{", 9, "letters"},
      {"exists:%{d", 10, "}"},
      {"exists:%{dr", 11, "}"},
      {"exists:%{dr5}", 11, "order"},
      {"exists:%{d.r}", 11, "order"},
      {"exists:%{drr}", 11, "order"},
      {"exists:%{d;}", 10, "order"},
      {"exists:%{d0}.example", 10, "zero"},
      {"exists:%{d00r}.example", 10, "zero"},
      {"exists:%{c}.example", 9, "explanation"},
      {"exists:%{R}.example", 9, "explanation"},
      {"exp=%{t}.example", 6, "explanation"},
      {"foo=%abc", 4, "%"},
      {"foo=%{r}", 6, "explanation"},
      // Octets that no term holds.
      {"a\t-all", 1, "tab"},
      {"\x80"
       "a",
       0, "ASCII"},
      {"a:\xef\xbb\xbf"
       "acme.example",
       2, "ASCII"},
      {"a:acme.example\r", 14, "ASCII"},
      {std::string_view("a:acme.example\0", 15), 14, "ASCII"},
      {"foo=\x7f", 4, "ASCII"},
  }));
  CAPTURE(bad);
  const auto record = parse("v=spf1 a " + std::string(bad) + " worse -all");
  REQUIRE_FALSE(record);
  CHECK(record.error().offset == 9 + offset);
  CHECK(record.error().term == bad);
  CHECK_THAT(record.error().message, contains_text(std::string(says)));
}

TEST_CASE("redirect and exp stand in a record once", "[mail][spf]") {
  const std::string first = "v=spf1 Exp=a.example redirect=b.example x=1 x=2 ";
  REQUIRE(parse(first));
  for (const std::string repeated : {"REDIRECT=b.example", "exp=c.example"}) {
    CAPTURE(repeated);
    const auto record = parse(first + repeated);
    REQUIRE_FALSE(record);
    CHECK(record.error().offset == first.size());
    CHECK_THAT(record.error().message, contains_text("once"));
  }
}

TEST_CASE("Strings that run together make one wrong term", "[mail][spf]") {
  const auto record = parse("v=spf1 ip4:185.10.20.7-all");
  REQUIRE_FALSE(record);
  CHECK(record.error().term == "ip4:185.10.20.7-all");
}

TEST_CASE("Terms keep what they say", "[mail][spf]") {
  SECTION("a host with both prefixes") {
    const Term mx = term("~mx:acme.example/24//64");
    REQUIRE(mx.mechanism());
    CHECK(mx.mechanism()->kind == Mechanism::Kind::mx);
    CHECK(mx.mechanism()->qualifier == Qualifier::softfail);
    CHECK(mx.mechanism()->prefix4 == 24);
    CHECK(mx.mechanism()->prefix6 == 64);
    CHECK(mx.mechanism()->domain_spec->text == "acme.example");
    CHECK(mx.text == "~mx:acme.example/24//64");
    CHECK(mx.offset == 7);
  }
  SECTION("a network, host bits cleared") {
    CHECK(term("ip4:192.0.2.77/24").mechanism()->network == Network::parse("192.0.2.0/24"));
    CHECK(term("ip6:2001:db8::1").mechanism()->network == Network::parse("2001:db8::1/128"));
  }
  SECTION("a modifier") {
    const Term redirect = term("Redirect=_spf.%{d}");
    REQUIRE(redirect.modifier());
    CHECK(redirect.modifier()->kind == Modifier::Kind::redirect);
    CHECK(redirect.modifier()->name == "redirect");
    CHECK(redirect.modifier()->value.pieces.size() == 2);  // "_spf." and the macro
  }
}

TEST_CASE("Terms that mean the same have one canonical form", "[mail][spf]") {
  const auto [text, canonical] = GENERATE(table<std::string_view, std::string_view>({
      {"+ALL", "all"},
      {"-all", "-all"},
      {"IP4:192.0.2.7/32", "ip4:192.0.2.7"},
      {"ip4:192.0.2.7/24", "ip4:192.0.2.0/24"},
      {"ip6:2001:DB8:0::1/128", "ip6:2001:db8::1"},
      {"A", "a"},
      {"+a:%{d}/32//128", "a"},
      {"?mx:Acme.Example./24//64", "?mx:acme.example/24//64"},
      {"include:%{D}.Acme.example", "include:%{D}.acme.example"},
      {"exists:%{IR}.%{l1r-.}%_%%.Example", "exists:%{Ir}.%{l1r-.}%_%%.example"},
      {"exists:%{i.}.x.example", "exists:%{i}.x.example"},
      {"Redirect=Acme.Example", "redirect=acme.example"},
      {"X-Note=Acme", "x-note=Acme"},
  }));
  CAPTURE(text);
  CHECK(term(text).canonical() == canonical);
}

TEST_CASE("In the record of a domain, the domain itself may be left out", "[mail][spf]") {
  const dns::Name acme = *dns::Name::parse("acme.example");
  CHECK(term("a:ACME.example").canonical_at(acme) == "a");
  CHECK(term("mx:acme.example./24").canonical_at(acme) == "mx/24");
  CHECK(term("a:www.acme.example").canonical_at(acme) == "a:www.acme.example");
  CHECK(term("include:acme.example").canonical_at(acme) == "include:acme.example");
}

TEST_CASE("Terms that query DNS cost a lookup", "[mail][spf]") {
  const auto [text, costs] = GENERATE(table<std::string_view, bool>({
      {"include:acme.example", true},
      {"a", true},
      {"mx", true},
      {"ptr", true},
      {"exists:acme.example", true},
      {"redirect=acme.example", true},
      {"all", false},
      {"ip4:192.0.2.1", false},
      {"ip6:2001:db8::1", false},
      {"exp=acme.example", false},
      {"include=acme.example", false},
  }));
  CAPTURE(text);
  CHECK(term(text).costs_lookup() == costs);
}

TEST_CASE("Evaluation goes up to all, and to redirect last", "[mail][spf]") {
  const auto [text, order] = GENERATE(table<std::string, std::vector<std::size_t>>({
      {"v=spf1", {}},
      {"v=spf1 a mx -all", {0, 1, 2}},
      {"v=spf1 redirect=b.example a x=1 mx", {1, 3, 0}},
      {"v=spf1 a ?all mx redirect=b.example", {0, 1}},
      {"v=spf1 redirect=b.example -all all", {1}},
      {"v=spf1 exp=a.example", {}},
  }));
  CAPTURE(text);
  const auto record = parse(text);
  REQUIRE(record);
  CHECK(record->evaluation_order() == order);
}
