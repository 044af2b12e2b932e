#include "mail/spf/tree.h"

#include "mail/spf/walk.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
using namespace mailready;
using namespace mailready::spf;
using test::FakeRecord;
using test::FakeResolver;

namespace {

Tree walked(FakeResolver& dns, WalkOptions options = {}) {
  return test::run(walk_tree(dns, test::name("acme.example"), options));
}

/// The tree of `record` at acme.example, among `others`.
Tree walked(std::string_view record, const std::vector<FakeRecord>& others = {}) {
  FakeResolver dns{{"acme.example", "TXT", std::string(record)}};
  for (const FakeRecord& other : others) dns.add(other);
  return walked(dns);
}

/// " a:h1.acme.example a:h2.acme.example …", `count` terms.
std::string hosts(int count) {
  std::string terms;
  for (int i = 1; i <= count; ++i) terms += " a:h" + std::to_string(i) + ".acme.example";
  return terms;
}

/// Both addresses of each of those hosts.
std::vector<FakeRecord> host_records(int count) {
  std::vector<FakeRecord> records;
  for (int i = 1; i <= count; ++i) {
    const std::string host = "h" + std::to_string(i) + ".acme.example";
    records.push_back({host, "A", "185.10.21." + std::to_string(i)});
    records.push_back({host, "AAAA", "2a05:10:21::" + std::to_string(i)});
  }
  return records;
}

/// The terms in the order of evaluation, each with the number of lookups in front of it.
std::vector<std::string> charged(const Tree& tree) {
  std::vector<std::string> lines;
  walk(tree.root, [&](const Node&, const Branch& branch) {
    lines.push_back(branch.term.text + " " + std::to_string(branch.lookups_before));
  });
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("Terms that query DNS are counted, and no others", "[mail][spf]") {
  const auto [record, lookups] = GENERATE(table<std::string, int>({
      {"v=spf1 -all", 0},
      {"v=spf1 ip4:185.10.20.1 ip6:2a05::1 exp=e.acme.example x=y -all", 0},
      {"v=spf1 a mx ptr exists:h1.acme.example -all", 4},
      {"v=spf1" + hosts(10) + " -all", 10},
      {"v=spf1" + hosts(11) + " -all", 11},
      {"v=spf1 a -all a mx include:gone.example", 1},
      {"v=spf1 a redirect=gone.example", 2},
      {"v=spf1 a redirect=gone.example -all", 1},
      {"v=spf1 include:_five.acme.example include:_five.acme.example", 12},
      {"v=spf1 redirect=_five.acme.example", 6},
      {"v=spf1 include:_nested.acme.example a", 8},
  }));
  CAPTURE(record);
  auto others = host_records(11);
  others.push_back({"_five.acme.example", "TXT", "v=spf1" + hosts(5) + " ?all"});
  others.push_back({"_nested.acme.example", "TXT", "v=spf1 include:_five.acme.example ?all a"});
  const Tree tree = walked(record, others);
  CHECK(tree.lookups == lookups);
  CHECK_FALSE(tree.lookups_at_least);
  CHECK_FALSE(tree.capped);
}

TEST_CASE("Lookups that bring nothing are void, for each family of senders apart", "[mail][spf]") {
  const auto [terms, ipv4, ipv6] = GENERATE(table<std::string_view, int, int>({
      {"a:both.example", 0, 0},
      {"a:four.example", 0, 1},
      {"a:six.example", 1, 0},
      {"a:gone.example", 1, 1},
      {"a:four.example a:six.example a:gone.example", 2, 2},
      {"a:gone1.example a:gone2.example a:gone3.example", 3, 3},
      {"mx:both.example", 1, 1},
      {"mx:gone.example", 1, 1},
      {"mx:mail.example", 0, 0},  // its exchange has no address: neither a term nor a void
      {"mx:null.example", 0, 0},
      {"exists:four.example", 0, 0},
      {"exists:six.example", 1, 1},  // asks for A whatever the sender's family
      {"exists:gone.example", 1, 1},
      {"include:gone.example", 1, 1},
      {"include:four.example", 1, 1},  // NODATA
      {"include:other.example", 0, 0},
      {"include:two.example", 0, 0},
      {"include:spf.example", 1, 1},  // its own: a:gone.example
      {"include:spf.example include:spf.example a:gone.example", 3, 3},
      {"redirect=gone.example", 1, 1},
      {"ptr ptr:gone.example", 0, 0},
      {"exists:%{i}.gone.example", 0, 0},
      {"a:foo..gone.example", 0, 0},  // no name, no query
      {"-all a:gone.example", 0, 0},
      {"-all redirect=gone.example", 0, 0},
      {"a:alias.example a:dangling.example", 1, 2},
  }));
  CAPTURE(terms);
  const Tree tree = walked("v=spf1 " + std::string(terms), {{"both.example", "A", "185.10.20.1"},
                                                            {"both.example", "AAAA", "2a05:10::1"},
                                                            {"four.example", "A", "185.10.20.1"},
                                                            {"six.example", "AAAA", "2a05:10::1"},
                                                            {"mail.example", "MX", "10 gone.example"},
                                                            {"null.example", "MX", "0 ."},
                                                            {"other.example", "TXT", "hello"},
                                                            {"two.example", "TXT", "v=spf1 -all"},
                                                            {"two.example", "TXT", "v=spf1 ?all"},
                                                            {"spf.example", "TXT", "v=spf1 a:gone.example"},
                                                            {"alias.example", "CNAME", "four.example"},
                                                            {"dangling.example", "CNAME", "gone.example"}});
  CHECK(tree.voids == Voids{ipv4, ipv6});
  CHECK(tree.void_lookups() == std::max(ipv4, ipv6));
}

TEST_CASE("The record's own question is neither a lookup nor a void", "[mail][spf]") {
  FakeResolver dns;
  const Tree tree = walked(dns);
  CHECK(tree.root.state == Node::State::missing);
  CHECK(tree.root.is_void);
  CHECK(tree.lookups == 0);
  CHECK(tree.voids == Voids{});
  CHECK(tree.effective() == nullptr);
}

TEST_CASE("Terms are charged over the whole tree in the order of evaluation", "[mail][spf]") {
  const Tree tree =
      walked("v=spf1 redirect=_r.acme.example a include:_i.acme.example ip4:185.10.20.1 mx",
             {{"_i.acme.example", "TXT", "v=spf1 a:x.example include:_j.acme.example a:y.example -all mx"},
              {"_j.acme.example", "TXT", "v=spf1 ptr"},
              {"_r.acme.example", "TXT", "v=spf1 exists:z.example ~all"}});
  CHECK(charged(tree) == Lines{"a 0", "include:_i.acme.example 1", "a:x.example 2", "include:_j.acme.example 3",
                               "ptr 4", "a:y.example 5", "-all 6", "ip4:185.10.20.1 6", "mx 6",
                               "redirect=_r.acme.example 7", "exists:z.example 8", "~all 9"});
  CHECK(tree.lookups == 9);
  const Branch& include = tree.root.branches[2];
  CHECK(include.own_lookups == 1);
  CHECK(include.lookups == 5);
  CHECK(include.own_voids == Voids{});
  CHECK(include.voids == Voids{2, 2});
  CHECK(include.voids_before == Voids{1, 1});
  CHECK(tree.root.branches[0].voids_before == Voids{4, 4});
}

TEST_CASE("Terms behind all, and redirect beside it, are not walked", "[mail][spf]") {
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 redirect=b.example ip4:185.10.20.1 -all a include:c.example x=y"}};
  const Tree tree = walked(dns);
  std::vector<bool> evaluated;
  for (const Branch& branch : tree.root.branches) evaluated.push_back(branch.evaluated);
  CHECK(evaluated == std::vector<bool>{false, true, true, false, false, true});
  CHECK(dns.asked().size() == 1);
  CHECK(charged(tree) == Lines{"ip4:185.10.20.1 0", "-all 0"});
}

TEST_CASE("What a name publishes", "[mail][spf]") {
  const auto [target, state] = GENERATE(table<std::string_view, Node::State>({
      {"ok.example", Node::State::parsed},
      {"alias.example", Node::State::parsed},
      {"gone.example", Node::State::missing},
      {"other.example", Node::State::missing},
      {"two.example", Node::State::several},
      {"broken.example", Node::State::malformed},
      {"silent.example", Node::State::unknown},
      {"foo..example", Node::State::missing},
  }));
  CAPTURE(target);
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 include:" + std::string(target) + " -all"},
                   {"ok.example", "TXT", "v=spf1 -all"},
                   {"ok.example", "TXT", "v=spf10 is something else"},
                   {"alias.example", "CNAME", "ok.example"},
                   {"other.example", "TXT", "hello"},
                   {"two.example", "TXT", "v=spf1 -all"},
                   {"two.example", "TXT", "V=SPF1"},
                   {"broken.example", "TXT", "v=spf1 moo -all"}};
  dns.fail("silent.example", "TXT");
  const Tree tree = walked(dns);
  const Branch& include = tree.root.branches[0];
  REQUIRE(include.child);
  CHECK(include.child->state == state);
  CHECK(include.child->error.has_value() == (state == Node::State::malformed));
  CHECK(include.child->failure.has_value() == (state == Node::State::unknown));
  CHECK(include.child->texts.size() == (state == Node::State::missing || state == Node::State::unknown ? 0
                                        : state == Node::State::several                                ? 2
                                                                                                       : 1));
  CHECK(tree.lookups == 1);
  CHECK(tree.lookups_at_least == (state == Node::State::unknown));
}

TEST_CASE("A record that leads back to one above it loops", "[mail][spf]") {
  const std::vector<FakeRecord> others{{"a.example", "TXT", "v=spf1 include:b.example -all"},
                                       {"b.example", "TXT", "v=spf1 include:A.example. -all"},
                                       {"self.example", "TXT", "v=spf1 redirect=%{d}"},
                                       {"to-root.example", "TXT", "v=spf1 redirect=acme.example"},
                                       {"c.example", "TXT", "v=spf1 include:shared.example"},
                                       {"d.example", "TXT", "v=spf1 include:shared.example"},
                                       {"shared.example", "TXT", "v=spf1 -all"}};
  const auto [record, loops, lookups] = GENERATE(table<std::string_view, bool, int>({
      {"v=spf1 include:acme.example -all", true, 1},
      {"v=spf1 redirect=%{d}", true, 1},
      {"v=spf1 include:a.example -all", true, 3},
      {"v=spf1 include:self.example -all", true, 2},
      {"v=spf1 include:to-root.example -all", true, 2},
      {"v=spf1 include:c.example include:d.example include:shared.example -all", false, 5},
      {"v=spf1 include:shared.example include:shared.example redirect=c.example", false, 4},
      {"v=spf1 a:acme.example mx:acme.example exists:acme.example -all", false, 3},
      {"v=spf1 -all include:acme.example", false, 0},
  }));
  CAPTURE(record);
  const Tree tree = walked(record, others);
  CHECK(tree.has_loop() == loops);
  CHECK(tree.lookups == lookups);
  CHECK_FALSE(tree.lookups_at_least);
  CHECK_FALSE(tree.capped);
}

TEST_CASE("Macros in names: %{d} and %{o} are expanded, others leave a minimum", "[mail][spf]") {
  FakeResolver dns{
      {"acme.example", "TXT", "v=spf1 include:%{d1r}._spf.%{d} include:%{ir}.b.example a:%{l}.b.example ~all"},
      {"acme._spf.acme.example", "TXT", "v=spf1 exists:%{o}.%{d3}.x ?all"},
      {"acme.example._spf.acme.example.x", "A", "127.0.0.2"}};
  const Tree tree = walked(dns);
  CHECK(tree.lookups == 4);
  CHECK(tree.lookups_at_least);
  CHECK(tree.voids == Voids{});
  const Branch& fixed = tree.root.branches[0];
  REQUIRE(fixed.child);
  CHECK(fixed.child->branches[0].exists);
  const Branch& open = tree.root.branches[1];
  CHECK(open.depends_on_sender);
  CHECK_FALSE(open.target);
  CHECK_FALSE(open.child);
  CHECK(dns.asked().size() == 3);
}

TEST_CASE("a and mx match the addresses of hosts, with their prefixes", "[mail][spf]") {
  const std::vector<FakeRecord> others{
      {"acme.example", "A", "185.10.20.80"},          {"acme.example", "AAAA", "2a05:10:20::80"},
      {"acme.example", "MX", "20 mx2.acme.example"},  {"acme.example", "MX", "10 mx1.acme.example"},
      {"mx1.acme.example", "A", "185.10.20.10"},      {"mx2.acme.example", "A", "91.200.40.10"},
      {"mx2.acme.example", "AAAA", "2a0a:200:40::10"}};
  const auto [term, networks] = GENERATE(table<std::string, std::vector<std::string>>({
      {"a", {"185.10.20.80", "2a05:10:20::80"}},
      {"a/24//64", {"185.10.20.0/24", "2a05:10:20::/64"}},
      {"a:mx1.acme.example/31", {"185.10.20.10/31"}},
      {"mx", {"91.200.40.10", "185.10.20.10", "2a0a:200:40::10"}},
      {"mx/24//48", {"91.200.40.0/24", "185.10.20.0/24", "2a0a:200:40::/48"}},
      {"a//0", {"185.10.20.80", "::/0"}},
      {"ip4:185.10.20.80/30", {"185.10.20.80/30"}},
      {"exists:acme.example", {}},
  }));
  CAPTURE(term);
  const Tree tree = walked("v=spf1 " + term + " -all", others);
  std::vector<std::string> found;
  for (const Network& network : tree.root.branches[0].addresses.networks()) found.push_back(network.to_string());
  CHECK(found == networks);
  CHECK(tree.root.branches[0].exchanges == (term.starts_with("mx") ? 2 : 0));
}

TEST_CASE("Only the first ten exchanges of an mx are asked for, and only within the lookup limit", "[mail][spf]") {
  FakeResolver dns;
  for (int i = 1; i <= 12; ++i) {
    const std::string host = "p" + std::to_string(i) + ".example";
    dns.add({"pool.example", "MX", std::to_string(i) + " " + host});
    dns.add({host, "A", "185.10.22." + std::to_string(i)});
  }
  SECTION("the first ten by preference") {
    dns.add({"acme.example", "TXT", "v=spf1 mx:pool.example -all"});
    const Tree tree = walked(dns);
    CHECK(tree.root.branches[0].exchanges == 12);
    CHECK(tree.root.branches[0].addresses.contains(*IpAddress::parse("185.10.22.10")));
    CHECK_FALSE(tree.root.branches[0].addresses.contains(*IpAddress::parse("185.10.22.11")));
    CHECK(tree.lookups == 1);
    CHECK(dns.asked().size() == 2 + 20);
  }
  SECTION("past the tenth lookup") {
    dns.add({"acme.example", "TXT", "v=spf1 ptr ptr ptr ptr ptr ptr ptr ptr ptr ptr mx:pool.example -all"});
    const Tree tree = walked(dns);
    CHECK(tree.root.branches[10].exchanges == 12);
    CHECK(tree.root.branches[10].past_lookup_limit());
    CHECK(dns.asked().size() == 2);
  }
}

TEST_CASE("Questions without an answer are kept with their term, and are no voids", "[mail][spf]") {
  FakeResolver dns{
      {"acme.example", "TXT", "v=spf1 a:h.example mx:m.example exists:e.example include:i.example redirect=r.example"},
      {"h.example", "AAAA", "2a05::1"}};
  dns.fail("h.example", "A", dns::Failure::Kind::refused);
  dns.fail("m.example", "MX");
  dns.fail("e.example", "A");
  dns.fail("i.example", "TXT", dns::Failure::Kind::server_failed);
  dns.fail("r.example", "TXT");
  const Tree tree = walked(dns);
  CHECK(tree.voids == Voids{});
  CHECK(tree.lookups == 5);
  CHECK(tree.lookups_at_least);
  for (const Branch& branch : tree.root.branches) CHECK(branch.failures.size() == 1);
  REQUIRE(tree.first_failure());
  CHECK(tree.first_failure()->kind == dns::Failure::Kind::refused);
  CHECK(tree.effective() == nullptr);
}

TEST_CASE("A failed address question hides no lookup", "[mail][spf]") {
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 a:h.example -all"}};
  dns.fail("h.example", "A");
  const Tree tree = walked(dns);
  CHECK_FALSE(tree.lookups_at_least);
  CHECK(tree.voids == Voids{0, 1});
}

TEST_CASE("The root may be unknown", "[mail][spf]") {
  FakeResolver dns;
  dns.fail("acme.example", "TXT");
  const Tree tree = walked(dns);
  CHECK(tree.root.state == Node::State::unknown);
  REQUIRE(tree.first_failure());
  CHECK(tree.lookups_at_least);
}

TEST_CASE("The effective policy stands at the end of the redirects", "[mail][spf]") {
  const std::vector<FakeRecord> others{{"b.example", "TXT", "v=spf1 redirect=c.example include:d.example"},
                                       {"c.example", "TXT", "v=spf1 ~all"},
                                       {"broken.example", "TXT", "v=spf1 moo"}};
  const auto [record, domain] = GENERATE(table<std::string_view, std::string_view>({
      {"v=spf1 -all", "acme.example"},
      {"v=spf1", "acme.example"},
      {"v=spf1 -all redirect=b.example", "acme.example"},
      {"v=spf1 redirect=b.example", "c.example"},
      {"v=spf1 include:b.example", "acme.example"},
      {"v=spf1 redirect=gone.example", ""},
      {"v=spf1 redirect=broken.example", ""},
      {"v=spf1 redirect=acme.example", ""},
      {"v=spf1 redirect=%{i}.example", ""},
      {"v=spf1 moo", ""},
  }));
  CAPTURE(record);
  const Tree tree = walked(record, others);
  const Node* effective = tree.effective();
  CHECK((effective ? effective->domain.to_string() : "") == domain);
}

TEST_CASE("Independent questions are asked at once", "[mail][spf]") {
  FakeResolver dns{
      {"acme.example", "TXT", "v=spf1 a include:b.example include:c.example mx exists:d.example redirect=e.example"}};
  walked(dns);
  CHECK(dns.most_at_once() == 7);  // A, AAAA, two TXT, MX, A, TXT
}

TEST_CASE("The walk ends at a cap, in the order of evaluation, and says so", "[mail][spf]") {
  FakeResolver dns;
  SECTION("many includes of many includes") {
    std::string fan = "v=spf1";
    for (int i = 1; i <= 15; ++i) fan += " include:f" + std::to_string(i) + ".%{d}";
    dns.add({"acme.example", "TXT", fan + " -all"});
    for (int i = 1; i <= 15; ++i) {
      const std::string first = "f" + std::to_string(i) + ".acme.example";
      dns.add({first, "TXT", fan});
      for (int k = 1; k <= 15; ++k) dns.add({"f" + std::to_string(k) + "." + first, "TXT", "v=spf1 ?all"});
    }
    const Tree tree = walked(dns);
    CHECK(tree.capped);
    CHECK(tree.lookups_at_least);
    CHECK(tree.lookups == 15 + 7 * 15);  // the terms of the first six, and of the seventh, which are cut off in part
    std::size_t walked_terms = 0;
    bool cut = false, in_order = true;
    walk(tree.root, [&](const Node&, const Branch& branch) {
      if (branch.child) ++walked_terms;
      if (branch.child && cut) in_order = false;
      cut = cut || branch.capped;
    });
    CHECK(walked_terms == 100);
    CHECK(in_order);
    CHECK(dns.asked().size() <= 2 * 101);
  }
  SECTION("a long chain") {
    dns.add({"acme.example", "TXT", "v=spf1 redirect=n0.example"});
    for (int i = 0; i < 150; ++i)
      dns.add({"n" + std::to_string(i) + ".example", "TXT", "v=spf1 include:n" + std::to_string(i + 1) + ".example"});
    const Tree tree = walked(dns);
    CHECK(tree.capped);
    CHECK(tree.lookups == 101);
    CHECK(dns.asked().size() == 2 * 101);
  }
  SECTION("forty deep is within it") {
    dns.add({"acme.example", "TXT", "v=spf1 include:n1.example"});
    for (int i = 1; i < 40; ++i)
      dns.add({"n" + std::to_string(i) + ".example", "TXT", "v=spf1 include:n" + std::to_string(i + 1) + ".example"});
    dns.add({"n40.example", "TXT", "v=spf1"});
    const Tree tree = walked(dns);
    CHECK_FALSE(tree.capped);
    CHECK(tree.lookups == 40);
  }
  SECTION("many terms in one record") {
    dns.add({"acme.example", "TXT", "v=spf1" + hosts(101)});
    const Tree tree = walked(dns);
    CHECK(tree.capped);
    CHECK(tree.lookups == 101);
    CHECK(tree.root.branches.back().capped);
    CHECK_FALSE(tree.root.branches[99].capped);
    CHECK(dns.asked().size() == 1 + 1 + 200);
  }
  SECTION("exactly as many as there may be") {
    dns.add({"acme.example", "TXT", "v=spf1" + hosts(100)});
    CHECK_FALSE(walked(dns).capped);
  }
  SECTION("records that are too long in all") {
    dns.add({"acme.example", "TXT", "v=spf1 include:b.example include:c.example include:b.example"});
    dns.add({"b.example", "TXT", "v=spf1 x=" + std::string(600, 'x')});
    dns.add({"c.example", "TXT", "v=spf1 -all"});
    const Tree tree = walked(dns, {.max_octets = 1000});
    CHECK(tree.capped);
    CHECK(tree.root.branches[0].child);
    CHECK(tree.root.branches[1].child);
    CHECK(tree.root.branches[2].capped);
  }
}

TEST_CASE("Many mx terms ask for the exchanges of ten at the most", "[mail][spf]") {
  FakeResolver dns;
  // Each record has nine mx terms in front of an include, nested: as seen from each record alone, all are near.
  for (int depth = 0; depth < 8; ++depth) {
    std::string record = "v=spf1 include:d" + std::to_string(depth + 1) + ".example";
    for (int i = 0; i < 9; ++i) record += " mx:pool.example";
    dns.add({depth == 0 ? "acme.example" : "d" + std::to_string(depth) + ".example", "TXT", record});
  }
  for (int i = 1; i <= 10; ++i) dns.add({"pool.example", "MX", "10 p" + std::to_string(i) + ".example"});
  const Tree tree = walked(dns);
  CHECK(tree.lookups == 8 * 10);
  CHECK_FALSE(tree.capped);
  CHECK(dns.asked().size() <= 2 * (1 + 80 + 200));
}
