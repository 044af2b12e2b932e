#include "mail/spf/flatten.h"

#include <string>
#include <vector>

#include "base/text.h"
#include "mail/spf/walk.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
using namespace mailready;
using namespace mailready::spf;
using test::FakeResolver;

namespace {

using Kind = Fault::Kind;
using Strings = std::vector<std::string>;

Tree tree_of(FakeResolver& dns) { return test::run(walk_tree(dns, test::name("acme.example"))); }

/// A world of records to include; silent.example and the addresses of half.example do not answer.
FakeResolver world(const std::string& record) {
  FakeResolver dns{{"acme.example", "TXT", record},
                   {"acme.example", "A", "185.10.20.1"},
                   {"b.example", "TXT", "v=spf1 ip4:185.10.30.0/24 -all"},
                   {"soft.example", "TXT", "v=spf1 ~ip4:185.10.30.0/25 ip4:185.10.30.0/24 ?all"},
                   {"open.example", "TXT", "v=spf1 ?all"},
                   {"any.example", "TXT", "v=spf1 +all"},
                   {"nested.example", "TXT", "v=spf1 include:b.example a:host.example ~all"},
                   {"_own.acme.example", "TXT", "v=spf1 include:nested.example -all"},
                   {"onward.example", "TXT", "v=spf1 -ip4:185.10.20.0/25 redirect=b.example"},
                   {"explained.example", "TXT", "v=spf1 ip4:185.10.30.0/24 -all exp=why.b.example"},
                   {"named.example", "TXT", "v=spf1 ip4:185.10.30.0/24 -all exp=why.%{d}"},
                   {"macro.example", "TXT", "v=spf1 ip4:185.10.20.0/24 exists:%{i}.x.example ?all"},
                   {"outer.example", "TXT", "v=spf1 include:macro.example ~all"},
                   {"unsure.example", "TXT", "v=spf1 include:silent.example ip4:185.10.30.0/24 -all"},
                   {"holds.example", "TXT", "v=spf1 include:gone.example -all"},
                   {"host.example", "A", "185.10.20.7"},
                   {"host.example", "AAAA", "2a05:10:20::7"},
                   {"half.example", "A", "185.10.20.7"},
                   {"mail.example", "MX", "10 host.example"}};
  for (int i = 1; i <= 11; ++i) dns.add({"pool.example", "MX", "10 mx" + std::to_string(i) + ".pool.example"});
  dns.fail("silent.example", "TXT");
  dns.fail("half.example", "AAAA");
  return dns;
}

Result<Flattened, Fault> flattened(const std::string& terms) {
  FakeResolver dns = world("v=spf1" + (terms.empty() ? "" : " " + terms));
  return flatten(tree_of(dns));
}

Strings texts(const std::vector<TermNote>& notes) {
  Strings all;
  for (const TermNote& note : notes) all.push_back(note.term + " " + note.why);
  return all;
}

/// "ip4:185.10.20.101 ip4:185.10.20.103 …": networks of 17 octets that do not add up, `count` of them behind `first`.
Strings networks(int first, int count) {
  Strings all;
  for (int i = first; i < first + count; ++i) all.push_back("ip4:185.10.20." + std::to_string(101 + 2 * i));
  return all;
}

/// "acme.example v=spf1 -all"
Strings texts_of(const std::vector<PublishedRecord>& records) {
  Strings all;
  for (const PublishedRecord& record : records) all.push_back(record.name.to_string() + " " + record.text);
  return all;
}

std::string record_of(const Strings& terms) { return "v=spf1 " + join(terms, " "); }

}  // namespace

TEST_CASE("A record is written out in addresses", "[mail][spf]") {
  const auto [terms, expected, lookups] = GENERATE(table<std::string, std::string, int>({
      {"-all", "-all", 0},
      {"", "", 0},
      {"mx:mail.example a:host.example/24//48 -all", "ip4:185.10.20.0/24 ip6:2a05:10:20::/48 -all", 0},
      {"a ~all", "ip4:185.10.20.1 ~all", 0},
      {"include:b.example include:nested.example -all", "ip4:185.10.20.7 ip4:185.10.30.0/24 ip6:2a05:10:20::7 -all", 0},
      {"a:gone.example mx:gone.example a:foo..example -all", "-all", 0},
      // Adjacent networks become one.
      {"ip4:185.10.20.0/25 ip4:185.10.20.128/25 ip4:185.10.20.7 -all", "ip4:185.10.20.0/24 -all", 0},
      {"include:b.example ip4:185.10.31.0/24 ~all", "ip4:185.10.30.0/23 ~all", 0},
      // An earlier term, whatever its qualifier, takes its addresses from the later ones.
      {"-ip4:185.10.30.0/25 include:b.example ?all", "ip4:185.10.30.128/25 -ip4:185.10.30.0/25 ?all", 0},
      {"-ip4:185.10.30.0/25 include:b.example -all", "ip4:185.10.30.128/25 -all", 0},
      {"~include:b.example ip4:185.10.30.7 ip4:185.10.20.7 -all", "ip4:185.10.20.7 ~ip4:185.10.30.0/24 -all", 0},
      {"ip4:185.10.20.7 ~ip4:185.10.20.6 ?ip4:185.10.20.5 -ip4:185.10.20.4 ?all",
       "ip4:185.10.20.7 -ip4:185.10.20.4 ~ip4:185.10.20.6 ?all", 0},
      {"?ip4:185.10.20.5 ip4:185.10.20.0/29", "ip4:185.10.20.0/30 ip4:185.10.20.4 ip4:185.10.20.6/31", 0},
      // What an include does not pass, it does not match.
      {"include:soft.example -all", "ip4:185.10.30.128/25 -all", 0},
      {"-include:soft.example +all", "-ip4:185.10.30.128/25 +all", 0},
      {"include:open.example ip4:185.10.20.7 -all", "ip4:185.10.20.7 -all", 0},
      {"include:onward.example -all", "ip4:185.10.30.0/24 -all", 0},
      // What passes is said, though the rest passes as well.
      {"include:b.example all", "ip4:185.10.30.0/24 all", 0},
      {"-all include:b.example", "-all", 0},
      {"-all redirect=b.example", "-all", 0},
      // What matches everybody today stays a condition that can be withdrawn.
      {"ip4:185.10.20.7 ~exists:host.example include:b.example -all",
       "ip4:185.10.20.7 ~exists:host.example ip4:185.10.30.0/24 -all", 1},
      {"ip4:185.10.20.7 include:any.example -all", "ip4:185.10.20.7 include:any.example -all", 1},
      {"exists:gone.example a:host.example -all", "ip4:185.10.20.7 ip6:2a05:10:20::7 -all", 0},
      {"ip4:0.0.0.0/0 ip6:::/0 ip4:185.10.20.7 -all", "ip4:0.0.0.0/0 ip6:::/0 -all", 0},
      // What addresses cannot express stays, and so does what stands behind it.
      {"ip4:185.10.20.7 exists:%{i}.x.example include:b.example -all",
       "ip4:185.10.20.7 exists:%{i}.x.example ip4:185.10.30.0/24 -all", 1},
      {"-ip4:185.10.20.7 ?ptr include:b.example -all", "-ip4:185.10.20.7 ?ptr ip4:185.10.30.0/24 -all", 1},
      {"ip4:185.10.20.0/25 ptr ip4:185.10.20.0/24 -all", "ip4:185.10.20.0/25 ptr ip4:185.10.20.128/25 -all", 1},
      {"-ip4:185.10.20.7 ptr -ip4:185.10.20.9 -all", "-ip4:185.10.20.7 ptr -all", 1},
      {"include:outer.example a:host.example -all", "include:outer.example ip4:185.10.20.7 ip6:2a05:10:20::7 -all", 3},
      {"Include:SILENT.example a:half.example a:host.example -all",
       "Include:SILENT.example a:half.example ip4:185.10.20.7 ip6:2a05:10:20::7 -all", 2},
      {"include:unsure.example include:b.example -all", "include:unsure.example ip4:185.10.30.0/24 -all", 2},
      {"?include:%{i}.x.example -all", "?include:%{i}.x.example -all", 1},
      // redirect= goes where all of its target is known.
      {"redirect=b.example ip4:185.10.20.7", "ip4:185.10.20.7 ip4:185.10.30.0/24 -all", 0},
      {"a:host.example redirect=onward.example", "ip4:185.10.20.7 ip4:185.10.30.0/24 ip6:2a05:10:20::7 -all", 0},
      {"-ip4:185.10.30.0/25 redirect=open.example", "-ip4:185.10.30.0/25 ?all", 0},
      {"ptr redirect=soft.example", "ptr ip4:185.10.30.128/25 ~ip4:185.10.30.0/25 ?all", 1},
      {"redirect=macro.example a:host.example", "ip4:185.10.20.7 ip6:2a05:10:20::7 redirect=macro.example", 2},
      {"?a:host.example redirect=silent.example", "?ip4:185.10.20.7 ?ip6:2a05:10:20::7 redirect=silent.example", 1},
      {"redirect=%{o2}.%{l}.example", "redirect=%{o2}.%{l}.example", 1},
      // Modifiers.
      {"x=%{i} a:host.example exp=why.%{d} -all", "ip4:185.10.20.7 ip6:2a05:10:20::7 -all x=%{i} exp=why.%{d}", 0},
      {"exp=why.acme.example redirect=macro.example", "redirect=macro.example exp=why.acme.example", 2},
      {"y=1 redirect=explained.example", "ip4:185.10.30.0/24 -all y=1 exp=why.b.example", 0},
      {"redirect=named.example", "ip4:185.10.30.0/24 -all", 0},
  }));
  CAPTURE(terms);
  const auto result = flattened(terms);
  REQUIRE(result);
  REQUIRE(result->records.size() == 1);
  CHECK(result->records[0].name == test::name("acme.example"));
  CHECK(result->records[0].text == (expected.empty() ? "v=spf1" : "v=spf1 " + expected));
  CHECK(result->lookups == lookups);
}

TEST_CASE("What stays as it is, or is lost, comes with its reason", "[mail][spf]") {
  const auto [terms, kept, lost] = GENERATE(table<std::string, Strings, Strings>({
      {"include:b.example a:host.example exp=why.%{d} -all", {}, {}},
      {"?ptr exists:%{i}.x.example -all",
       {"?ptr depends on the sender", "exists:%{i}.x.example depends on the sender"},
       {}},
      {"include:outer.example -all",
       {"include:outer.example holds exists:%{i}.x.example of macro.example, which depends on the sender"},
       {}},
      {"a:half.example redirect=silent.example",
       {"a:half.example got no answer for AAAA of half.example (timeout)",
        "redirect=silent.example got no answer for TXT of silent.example (timeout)"},
       {}},
      {"-include:unsure.example -all",
       {"-include:unsure.example holds include:silent.example of unsure.example, which got no answer for TXT of "
        "silent.example (timeout)"},
       {}},
      {"redirect=named.example exp=why.acme.example",
       {},
       {"exp=why.acme.example the record that redirect= led to gives the explanations",
        "exp=why.%{d} %{d} stands for named.example there"}},
      {"-all ptr", {}, {}},
  }));
  CAPTURE(terms);
  const auto result = flattened(terms);
  REQUIRE(result);
  CHECK(texts(result->kept) == kept);
  CHECK(texts(result->lost) == lost);
}

TEST_CASE("Answers about names of others are copied", "[mail][spf]") {
  const auto [terms, expected] = GENERATE(table<std::string, Strings>({
      {"a ip4:185.10.20.7 -all", {}},
      {"include:nested.example a:host.example include:nested.example -all",
       {"include:nested.example", "a:host.example"}},
      {"include:_own.acme.example -all", {"include:nested.example"}},
      {"ip4:185.10.20.7 redirect=onward.example", {"redirect=onward.example"}},
      {"redirect=_own.acme.example", {"include:nested.example"}},
      {"include:macro.example redirect=macro.example", {}},
      {"-all include:b.example", {}},
  }));
  CAPTURE(terms);
  const auto result = flattened(terms);
  REQUIRE(result);
  Strings found;
  for (const Source& source : result->copies) {
    found.push_back(source.term);
    CHECK(source.term.ends_with(source.target.to_string()));
  }
  CHECK(found == expected);
}

TEST_CASE("A tree at fault is not flattened", "[mail][spf]") {
  const auto [terms, kind] = GENERATE(table<std::string, Kind>({
      {"moo -all", Kind::malformed},
      {"include:gone.example -all", Kind::broken},
      {"include:holds.example -all", Kind::broken},
      {"include:acme.example -all", Kind::loop},
      {"mx:pool.example -all", Kind::many_exchanges},
  }));
  CAPTURE(terms);
  const auto result = flattened(terms);
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == kind);
}

TEST_CASE("A tree without a record is not flattened", "[mail][spf]") {
  FakeResolver none, two{{"acme.example", "TXT", "v=spf1 -all"}, {"acme.example", "TXT", "v=spf1 a -all"}}, silent;
  silent.fail("acme.example", "TXT");
  CHECK(flatten(tree_of(none)).error().kind == Kind::missing);
  CHECK(flatten(tree_of(two)).error().kind == Kind::several);
  CHECK(flatten(tree_of(silent)).error().kind == Kind::unread);
  CHECK(flatten(tree_of(silent)).error().why == "no answer for acme.example TXT: timeout");
}

TEST_CASE("A record past the lookup limit is flattened as it was meant", "[mail][spf]") {
  const std::string nine =
      "a:n.example a:n.example a:n.example a:n.example a:n.example a:n.example a:n.example a:n.example a:n.example ";
  const auto [terms, expected, lookups] = GENERATE_COPY(table<std::string, std::string, int>({
      {nine + "include:nested.example include:b.example -all",
       "ip4:185.10.20.7 ip4:185.10.30.0/24 ip6:2a05:10:20::7 -all", 0},
      {nine + "a:host.example include:unsure.example redirect=soft.example",
       "ip4:185.10.20.7 ip6:2a05:10:20::7 include:unsure.example ip4:185.10.30.128/25 ~ip4:185.10.30.0/25 ?all", 2},
      {nine + "a mx:mail.example mx:gone.example -all", "ip4:185.10.20.1 mx:mail.example -all", 1},
  }));
  CAPTURE(terms);
  const auto result = flattened(terms);
  REQUIRE(result);
  CHECK(result->records.front().text == "v=spf1 " + expected);
  CHECK(result->lookups == lookups);
}

TEST_CASE("Networks move to names that the tree does not speak of", "[mail][spf]") {
  FakeResolver dns{
      {"acme.example", "TXT",
       "v=spf1 include:_spf1.acme.example " + join(networks(0, 24), " ") + " ?exists:_SPF2.acme.example -all"},
      {"_spf1.acme.example", "TXT", "v=spf1 include:_spf4.acme.example -all"},
      {"_spf4.acme.example", "TXT", "v=spf1 -all"}};
  dns.fail("_spf2.acme.example", "A");
  const auto result = flatten(tree_of(dns));
  REQUIRE(result);
  CHECK(texts_of(result->records) ==
        Strings{"acme.example v=spf1 include:_spf3.acme.example ip4:185.10.20.147 ?exists:_SPF2.acme.example -all",
                "_spf3.acme.example " + record_of(networks(0, 23)) + " -all"});
  CHECK(result->lookups == 2);
}
