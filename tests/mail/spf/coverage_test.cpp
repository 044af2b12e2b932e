#include "mail/spf/coverage.h"

#include "base/text.h"
#include "mail/spf/walk.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
using namespace mailready;
using namespace mailready::spf;
using test::FakeResolver;

namespace {

constexpr std::string_view in_b = "185.10.30.7";    // what b.example passes
constexpr std::string_view in_own = "185.10.20.7";  // what acme.example's own terms speak of
constexpr std::string_view elsewhere = "91.200.40.1";

/// Nine lookups that match nobody.
const std::string nine =
    "?a:n.example ?a:n.example ?a:n.example ?a:n.example ?a:n.example ?a:n.example ?a:n.example ?a:n.example "
    "?a:n.example ";

/// A world of records to include; silent.example and the hosts with "silent" do not answer.
FakeResolver world(const std::string& record) {
  FakeResolver dns{{"acme.example", "TXT", record},
                   {"b.example", "TXT", "v=spf1 ip4:185.10.30.0/24 -all"},
                   {"soft.example", "TXT", "v=spf1 ~ip4:185.10.30.7 ip4:185.10.30.0/24 ?all"},
                   {"open.example", "TXT", "v=spf1 +all"},
                   {"nested.example", "TXT", "v=spf1 include:b.example ~all"},
                   {"onward.example", "TXT", "v=spf1 redirect=b.example"},
                   {"macro.example", "TXT", "v=spf1 ip4:185.10.20.0/24 exists:%{i}.x.example ?all"},
                   {"even.example", "TXT", "v=spf1 ip4:185.10.30.0/24 ?exists:%{i}.x.example -all"},
                   {"broken.example", "TXT", "v=spf1 moo"},
                   {"unsure.example", "TXT", "v=spf1 include:silent.example ip4:185.10.30.0/24 -all"},
                   {"ten.example", "TXT", "v=spf1 " + nine + "ip4:185.10.30.0/24 a:host.example -all"},
                   {"host.example", "A", "185.10.20.7"},
                   {"host.example", "AAAA", "2a05:10:20::7"},
                   {"half.example", "A", "185.10.20.7"},
                   {"mail.example", "MX", "10 host.example"},
                   {"mail.example", "MX", "20 half.example"}};
  dns.fail("silent.example", "TXT");
  dns.fail("silent.example", "A");
  dns.fail("silent.example", "MX");
  dns.fail("half.example", "AAAA");
  return dns;
}

Tree tree_of(std::string_view terms) {
  FakeResolver dns = world("v=spf1 " + std::string(terms));
  return test::run(walk_tree(dns, test::name("acme.example")));
}

std::string_view verdict(const Coverage& coverage, std::string_view address) {
  const IpAddress ip = *IpAddress::parse(address);
  if (coverage.passed.contains(ip) && coverage.maybe.contains(ip)) return "both";
  return coverage.passed.contains(ip) ? "pass" : coverage.maybe.contains(ip) ? "maybe" : "no";
}

/// "185.10.20.7 2a05:10:20::7": the networks; "all" for every address, "?" where it is not known.
std::string networks_text(const std::optional<IpSet>& set) {
  if (!set) return "?";
  if (*set == IpSet::everything()) return "all";
  std::vector<std::string> networks;
  for (const Network& network : set->networks()) networks.push_back(network.to_string());
  return join(networks, " ");
}

}  // namespace

TEST_CASE("Addresses pass where evaluation ends in pass", "[mail][spf]") {
  const auto [terms, address, expected] = GENERATE(table<std::string_view, std::string_view, std::string_view>({
      {"-all", in_own, "no"},
      {"", in_own, "no"},
      {"+all", in_own, "pass"},
      {"+all", "2a05::1", "pass"},
      {"ip4:185.10.20.0/24 -all", in_own, "pass"},
      {"ip4:185.10.20.0/24 -all", elsewhere, "no"},
      {"ip6:2a05:10::/32 -all", "2a05:10:20::1", "pass"},
      {"a:host.example", in_own, "pass"},
      {"a:host.example", "2a05:10:20::7", "pass"},
      {"a:host.example/24//48", "2a05:10:20:1::", "pass"},
      {"mx:mail.example", in_own, "pass"},
      {"mx:mail.example", elsewhere, "no"},
      // The first match decides, whatever its qualifier.
      {"-ip4:185.10.20.7 ip4:185.10.20.0/24", in_own, "no"},
      {"?ip4:185.10.20.0/24 +all", in_own, "no"},
      {"~a:host.example +all", in_own, "no"},
      {"~a:host.example +all", elsewhere, "pass"},
      {"ip4:185.10.20.7 -ip4:185.10.20.0/24", in_own, "pass"},
      {"-all ip4:185.10.20.7", in_own, "no"},
      // An include matches what its record passes, and nothing else.
      {"include:b.example -all", in_b, "pass"},
      {"include:b.example -all", elsewhere, "no"},
      {"include:b.example +all", elsewhere, "pass"},
      {"-include:b.example +all", in_b, "no"},
      {"~include:b.example ip4:185.10.30.7", in_b, "no"},
      {"include:soft.example -all", in_b, "no"},
      {"include:soft.example ip4:185.10.30.7 -all", in_b, "pass"},
      {"include:soft.example -all", "185.10.30.8", "pass"},
      {"include:nested.example -all", in_b, "pass"},
      {"include:onward.example -all", in_b, "pass"},
      {"include:open.example -all", elsewhere, "pass"},
      {"-include:open.example +all", elsewhere, "no"},
      // redirect takes what is left, and hands on its result.
      {"redirect=b.example", in_b, "pass"},
      {"redirect=b.example ip4:185.10.20.7", in_own, "pass"},
      {"redirect=b.example -ip4:185.10.30.7", in_b, "no"},
      {"redirect=b.example -all", in_b, "no"},
      {"redirect=gone.example", in_own, "no"},
      // Broken includes and loops are passed over.
      {"include:gone.example ip4:185.10.20.7", in_own, "pass"},
      {"include:broken.example ip4:185.10.20.7", in_own, "pass"},
      {"include:acme.example ip4:185.10.20.7", in_own, "pass"},
      {"include:foo..example a:foo..example ip4:185.10.20.7", in_own, "pass"},
      // A fixed name exists or does not.
      {"exists:host.example -all", elsewhere, "pass"},
      {"exists:host.example -all", "2a05::1", "pass"},
      {"exists:gone.example -all", elsewhere, "no"},
      {"-exists:host.example +all", elsewhere, "no"},
  }));
  CAPTURE(terms, address);
  CHECK(verdict(coverage(tree_of(terms)), address) == expected);
}

TEST_CASE("What is unknown passes only where it makes no difference", "[mail][spf]") {
  const auto [terms, address, expected] = GENERATE(table<std::string_view, std::string_view, std::string_view>({
      // An unknown include in front: pass either way, or perhaps.
      {"include:silent.example ip4:185.10.20.7 -all", in_own, "pass"},
      {"include:silent.example ip4:185.10.20.7 -all", elsewhere, "maybe"},
      {"include:silent.example -ip4:185.10.20.7 +all", in_own, "maybe"},
      {"include:silent.example +all", elsewhere, "pass"},
      {"-include:silent.example ip4:185.10.20.7 -all", in_own, "maybe"},
      {"-include:silent.example ip4:185.10.20.7 -all", elsewhere, "no"},
      {"?include:silent.example include:silent.example -all", elsewhere, "maybe"},
      // Behind a sure match it is of no weight.
      {"ip4:185.10.20.7 -include:silent.example -all", in_own, "pass"},
      {"-ip4:185.10.20.7 include:silent.example -all", in_own, "no"},
      {"-all include:silent.example", in_own, "no"},
      {"redirect=silent.example", elsewhere, "maybe"},
      {"ip4:185.10.20.7 redirect=silent.example", in_own, "pass"},
      {"-ip4:185.10.20.7 redirect=silent.example", in_own, "no"},
      // Terms that depend on the sender.
      {"exists:%{i}.x.example ip4:185.10.20.7 -all", in_own, "pass"},
      {"exists:%{i}.x.example -all", elsewhere, "maybe"},
      {"-exists:%{i}.x.example ip4:185.10.20.7 -all", in_own, "maybe"},
      {"ptr -all", elsewhere, "maybe"},
      {"?ptr ip4:185.10.20.7 -all", in_own, "maybe"},
      {"include:%{i}.x.example -all", elsewhere, "maybe"},
      {"redirect=%{i}.x.example", elsewhere, "maybe"},
      // In an included record.
      {"include:macro.example -all", in_own, "pass"},
      {"include:macro.example -all", elsewhere, "maybe"},
      {"-include:macro.example +all", in_own, "no"},
      {"-include:macro.example +all", elsewhere, "maybe"},
      {"include:macro.example ip4:91.200.40.0/24 -all", elsewhere, "pass"},
      {"include:unsure.example -all", in_b, "pass"},
      {"include:unsure.example -all", elsewhere, "maybe"},
      // Addresses that are known pass; a failed question leaves open the addresses of its family.
      {"mx:mail.example -all", in_own, "pass"},
      {"mx:mail.example -all", elsewhere, "no"},
      {"mx:mail.example -all", "2a05:10:20::7", "pass"},
      {"mx:mail.example -all", "2a05::1", "maybe"},
      {"-a:half.example +all", in_own, "no"},
      {"-a:half.example +all", elsewhere, "pass"},
      {"-a:half.example +all", "2a05::1", "maybe"},
      {"a:silent.example -all", elsewhere, "maybe"},
      {"a:silent.example -all", "2a05::1", "no"},
      {"mx:silent.example -all", "2a05::1", "maybe"},
      {"exists:silent.example -all", "2a05::1", "maybe"},
  }));
  CAPTURE(terms, address);
  CHECK(verdict(coverage(tree_of(terms)), address) == expected);
}

TEST_CASE("A term past the tenth lookup ends evaluation", "[mail][spf]") {
  const auto [terms, address, expected] = GENERATE(table<std::string, std::string_view, std::string_view>({
      {nine + "include:b.example -all", in_b, "pass"},
      {nine + "a:n.example ip4:185.10.20.7 include:b.example -all", in_b, "no"},
      {nine + "a:n.example ip4:185.10.20.7 include:b.example -all", in_own, "pass"},
      {nine + "a:n.example include:b.example ip4:185.10.20.7 -all", in_own, "no"},
      {nine + "a:n.example include:b.example +all", elsewhere, "no"},
      {nine + "a:n.example redirect=b.example", in_b, "no"},
      {nine + "redirect=b.example", in_b, "pass"},
      {nine + "a:n.example include:silent.example -all", elsewhere, "no"},
      {nine + "include:nested.example -all", in_b, "no"},
      // In an included record it ends the evaluation of the including one too.
      {nine + "include:nested.example ip4:185.10.20.7 -all", in_own, "no"},
      {"include:ten.example ip4:185.10.20.7 -all", in_own, "no"},
      {"ip4:185.10.20.7 include:ten.example -all", in_own, "pass"},
      {"include:ten.example -all", in_b, "pass"},
      {"-include:ten.example +all", elsewhere, "no"},
  }));
  CAPTURE(terms, address);
  CHECK(verdict(coverage(tree_of(terms)), address) == expected);
}

TEST_CASE("A record that is broken itself passes nobody, an unknown one perhaps", "[mail][spf]") {
  CHECK(coverage(tree_of("ip4:185.10.20.7 moo")).passed.empty());
  FakeResolver dns;
  dns.fail("acme.example", "TXT");
  const Coverage unknown = coverage(test::run(walk_tree(dns, test::name("acme.example"))));
  CHECK(unknown.passed.empty());
  CHECK(unknown.maybe == IpSet::everything());
}

TEST_CASE("Networks that add up are one set", "[mail][spf]") {
  const Coverage found = coverage(tree_of("ip4:0.0.0.0/1 include:b.example ip4:128.0.0.0/1 -all"));
  CHECK(found.passed == IpSet::everything().only(Family::ipv4));
  CHECK(found.maybe.empty());
}

TEST_CASE("Includes that evaluation can reach with a pass", "[mail][spf]") {
  using Names = std::vector<std::string>;
  const auto [terms, expected] = GENERATE(table<std::string, Names>({
      {"include:b.example -all", {"b.example"}},
      {"include:nested.example include:silent.example -all", {"nested.example", "b.example", "silent.example"}},
      {"-include:b.example ~include:b.example ?include:nested.example -all", {}},
      {"-all include:b.example", {}},
      {"redirect=nested.example", {"nested.example", "b.example"}},
      {"redirect=nested.example include:b.example", {"b.example", "nested.example", "b.example"}},
      {"redirect=nested.example -all", {}},
      {"include:onward.example -all", {"onward.example", "b.example"}},
      {"include:unsure.example -all", {"unsure.example", "silent.example"}},
      {"include:acme.example include:gone.example -all", {"gone.example"}},
      {nine + "include:nested.example include:b.example -all", {"nested.example"}},
  }));
  CAPTURE(terms);
  const Tree tree = tree_of(terms);
  Names names;
  for (const Branch* branch : reachable_includes(tree)) names.push_back(branch->target->to_string());
  CHECK(names == expected);
}

TEST_CASE("What the last term of a record matches", "[mail][spf]") {
  const auto [terms, expected] = GENERATE(table<std::string, std::string>({
      {"-all", "all"},
      {"~ip4:185.10.20.7/24", "185.10.20.0/24"},
      {"-a:host.example", "185.10.20.7 2a05:10:20::7"},
      {"a:host.example/24//48", "185.10.20.0/24 2a05:10:20::/48"},
      {"a:half.example", "?"},
      {"mx:host.example", ""},
      {"a:foo..example", ""},
      {"ptr", "?"},
      {"exists:host.example", "all"},
      {"exists:gone.example", ""},
      {"exists:silent.example", "?"},
      {"exists:%{i}.x.example", "?"},
      {"exp=host.example", ""},
      // An include matches what its record passes, whatever the earlier terms caught.
      {"ip4:185.10.30.7 -include:b.example", "185.10.30.0/24"},
      {"include:soft.example",
       "185.10.30.0/30 185.10.30.4/31 185.10.30.6 185.10.30.8/29 185.10.30.16/28 185.10.30.32/27 185.10.30.64/26 "
       "185.10.30.128/25"},
      {"include:onward.example", "185.10.30.0/24"},
      {"include:open.example", "all"},
      {"include:gone.example", ""},
      {"include:acme.example", ""},
      {"include:macro.example", "?"},
      {"include:unsure.example", "?"},
      {"include:silent.example", "?"},
      {"redirect=b.example", "185.10.30.0/24"},
      // What depends on the sender is of no weight where both ways come to the same.
      {"include:even.example", "185.10.30.0/24"},
      // Not asked for, or an error.
      {"-all mx:mail.example", "?"},
      {nine + "a:host.example", "185.10.20.7 2a05:10:20::7"},
      {nine + "a:n.example a:host.example", "?"},
      {nine + "include:nested.example", "?"},
      {"include:ten.example", "?"},
  }));
  CAPTURE(terms);
  CHECK(networks_text(matched(tree_of(terms).root.branches.back())) == expected);
}
