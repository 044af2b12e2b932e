#include "mail/spf/fault.h"

#include "mail/spf/walk.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
using namespace mailready;
using namespace mailready::spf;
using test::FakeResolver;

namespace {

using Kind = Fault::Kind;

std::string repeated(const std::string& term, int count) {
  std::string terms;
  for (int i = 0; i < count; ++i) terms += term + " ";
  return terms;
}

/// Records of each kind to lead to; silent.example does not answer, and n.example has both addresses.
FakeResolver world() {
  FakeResolver dns{{"b.example", "TXT", "v=spf1 ip4:185.10.30.0/24 -all"},
                   {"broken.example", "TXT", "v=spf1 moo"},
                   {"two.example", "TXT", "v=spf1 a -all"},
                   {"two.example", "TXT", "v=spf1 mx -all"},
                   {"holds.example", "TXT", "v=spf1 include:gone.example -all"},
                   {"loop.example", "TXT", "v=spf1 include:loop.example -all"},
                   {"n.example", "A", "185.10.20.1"},
                   {"n.example", "AAAA", "2a05:10:20::1"}};
  for (int i = 1; i <= 11; ++i) dns.add({"pool.example", "MX", "10 mx" + std::to_string(i) + ".pool.example"});
  dns.fail("silent.example", "TXT");
  return dns;
}

Tree walked(FakeResolver& dns, const std::string& domain = "acme.example") {
  return test::run(walk_tree(dns, test::name(domain)));
}

Tree tree_of(const std::string& terms) {
  FakeResolver dns = world();
  dns.add({"acme.example", "TXT", "v=spf1 " + terms});
  return walked(dns);
}

}  // namespace

TEST_CASE("What a name publishes is at fault, or is one valid record", "[mail][spf]") {
  const auto [domain, kind, why] = GENERATE(table<std::string, Kind, std::string>({
      {"gone.example", Kind::missing, "gone.example publishes no SPF record"},
      {"two.example", Kind::several, "two.example publishes 2 SPF records"},
      {"broken.example", Kind::malformed, "the record of broken.example is malformed at column 8, in moo: "},
      {"silent.example", Kind::unread, "no answer for silent.example TXT: timeout"},
  }));
  CAPTURE(domain);
  FakeResolver dns = world();
  const auto fault = fault_of(walked(dns, domain).root);
  REQUIRE(fault);
  CHECK(fault->kind == kind);
  CHECK(fault->record == test::name(domain));
  CHECK(fault->term == (kind == Kind::malformed ? "moo" : ""));
  CHECK(fault->why.starts_with(why));
  CHECK_FALSE(fault_of(walked(dns, "b.example").root));
}

TEST_CASE("The first fault of a tree is told with the term and its record", "[mail][spf]") {
  const std::string ten = repeated("a:n.example", 10);
  const auto [terms, kind, record, why] = GENERATE_COPY(table<std::string, Kind, std::string, std::string>({
      {"moo -all", Kind::malformed, "acme.example", "the record of acme.example is malformed at column 8, in moo: "},
      {"include:gone.example -all", Kind::broken, "acme.example",
       "include:gone.example of acme.example leads to no valid record: gone.example publishes no SPF record"},
      {"include:two.example -all", Kind::broken, "acme.example",
       "include:two.example of acme.example leads to no valid record: two.example publishes 2 SPF records"},
      {"redirect=broken.example", Kind::broken, "acme.example",
       "redirect=broken.example of acme.example leads to no valid record: the record of broken.example is malformed "},
      {"include:foo..example -all", Kind::broken, "acme.example",
       "include:foo..example of acme.example names no domain"},
      {"include:holds.example -all", Kind::broken, "holds.example",
       "include:gone.example of holds.example leads to no valid record: "},
      {"include:acme.example -all", Kind::loop, "acme.example",
       "include:acme.example of acme.example leads back to a record that it stands in"},
      {"include:loop.example -all", Kind::loop, "loop.example", "include:loop.example of loop.example leads back"},
      {"mx:pool.example -all", Kind::many_exchanges, "acme.example",
       "mx:pool.example of acme.example stands for 11 exchanges, past the limit of 10"},
      {ten + "ip4:185.10.20.7 include:b.example -all", Kind::past_limit, "acme.example",
       "include:b.example of acme.example stands past the lookup limit of 10"},
      {"mx:pool.example include:gone.example -all", Kind::many_exchanges, "acme.example", "mx:pool.example "},
      {"include:gone.example mx:pool.example -all", Kind::broken, "acme.example", "include:gone.example "},
  }));
  CAPTURE(terms);
  const auto fault = first_fault(tree_of(terms));
  REQUIRE(fault);
  CHECK(fault->kind == kind);
  CHECK(fault->record == test::name(record));
  CHECK(fault->why.starts_with(why));
  CHECK_FALSE(fault->term.empty());
}

TEST_CASE("What is never reached, not read, void or left to the sender is no fault of a tree", "[mail][spf]") {
  const std::string terms =
      GENERATE(as<std::string>(), "include:b.example -all", "-all include:gone.example", "-all redirect=gone.example",
               "include:silent.example -all", "redirect=silent.example", "include:%{i}.x.example -all",
               "a:gone1.example a:gone2.example a:gone3.example -all");
  CAPTURE(terms);
  CHECK_FALSE(first_fault(tree_of(terms)));
}

TEST_CASE("With the lookup limit left aside, the fault behind it is the first", "[mail][spf]") {
  const std::string eleven = repeated("a:n.example", 11);
  CHECK_FALSE(first_fault(tree_of(eleven + "-all"), LookupLimit::left_aside));
  CHECK(first_fault(tree_of(eleven + "include:gone.example -all"))->kind == Kind::past_limit);
  CHECK(first_fault(tree_of(eleven + "include:gone.example -all"), LookupLimit::left_aside)->kind == Kind::broken);
}

TEST_CASE("Receivers give permerror for a fault, or past the limit of void lookups", "[mail][spf]") {
  const std::string void_reason = "more than 2 lookups come back empty";
  const auto [terms, why] = GENERATE_COPY(table<std::string, std::optional<std::string>>({
      {"include:b.example -all", std::nullopt},
      {"a:x1.example a:x2.example -all", std::nullopt},
      {"a:x1.example a:x2.example mx:x3.example -all", void_reason},
      {"a:x1.example exists:x2.example include:silent.example a:x3.example -all", void_reason},
      // A fault goes first, wherever it stands.
      {"a:x1.example a:x2.example a:x3.example include:acme.example -all",
       "include:acme.example of acme.example leads back to a record that it stands in"},
      {repeated("a:n.example", 10) + "mx:n.example -all",
       "mx:n.example of acme.example stands past the lookup limit of 10"},
      {"include:silent.example -all", std::nullopt},
  }));
  CAPTURE(terms);
  CHECK(permerror(tree_of(terms)) == why);
}

TEST_CASE("A domain without a record, or whose record is not read, gets no permerror", "[mail][spf]") {
  FakeResolver dns = world();
  CHECK(permerror(walked(dns, "gone.example")) == std::nullopt);
  CHECK(permerror(walked(dns, "silent.example")) == std::nullopt);
  CHECK(permerror(walked(dns, "two.example")) == "two.example publishes 2 SPF records");
  CHECK(permerror(walked(dns, "broken.example")).has_value());
}
