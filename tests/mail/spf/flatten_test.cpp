#include "mail/spf/flatten.h"

#include <functional>
#include <random>
#include <set>
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
                   {"broken.example", "TXT", "v=spf1 moo"},
                   {"two.example", "TXT", "v=spf1 a -all"},
                   {"two.example", "TXT", "v=spf1 mx -all"},
                   {"holds.example", "TXT", "v=spf1 include:gone.example -all"},
                   {"loop.example", "TXT", "v=spf1 include:loop.example -all"},
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

TEST_CASE("A tree without one meaning is not flattened", "[mail][spf]") {
  const std::string ten =
      "a:n.example a:n.example a:n.example a:n.example a:n.example a:n.example a:n.example "
      "a:n.example a:n.example a:n.example ";
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
  }));
  CAPTURE(terms);
  FakeResolver dns = world("v=spf1 " + terms);
  const Tree tree = tree_of(dns);
  const auto fault = first_fault(tree);
  REQUIRE(fault);
  CHECK(fault->kind == kind);
  CHECK(fault->record == test::name(record));
  CHECK(fault->why.starts_with(why));
  CHECK_FALSE(fault->term.empty());
  CHECK(bool(flatten(tree)) == (kind == Kind::past_limit));
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

// ---- The same result for every sender

namespace {

/// Evaluates a tree for one address, term by term (RFC 7208, section 4.6). A term whose match is open matches or not by
/// its text and the address, so that it does the same in either tree.
class Evaluator {
 public:
  Evaluator(IpAddress address, unsigned salt) : address_(address), salt_(std::to_string(salt)) {}

  Qualifier result(const Node& node) const {
    for (const std::size_t i : node.record.evaluation_order()) {
      const Branch& branch = node.branches[i];
      if (branch.is_redirect()) return is_open(branch) ? Qualifier::softfail : result(*branch.child);
      if (matches(branch)) return branch.term.mechanism()->qualifier;
    }
    return Qualifier::neutral;
  }

 private:
  static bool is_open(const Branch& branch) {
    return branch.depends_on_sender || !branch.failures.empty() || branch.term.is(Mechanism::Kind::ptr);
  }

  bool matches(const Branch& branch) const {
    if (is_open(branch)) return std::hash<std::string>{}(salt_ + branch.term.text + address_.to_string()) % 2 == 0;
    if (branch.child) return result(*branch.child) == Qualifier::pass;
    if (branch.term.is(Mechanism::Kind::all)) return true;
    return branch.exists || branch.addresses.contains(address_);
  }

  IpAddress address_;
  std::string salt_;
};

/// What acme.example publishes, and what others do.
struct World {
  std::string own;
  std::vector<test::FakeRecord> others;

  Tree tree(const std::vector<PublishedRecord>& published) const {
    FakeResolver dns;
    dns.fail("silent.example", "TXT");
    for (const test::FakeRecord& record : others) dns.add(record);
    for (const PublishedRecord& record : published) dns.add({record.name.to_string(), "TXT", record.text});
    return tree_of(dns);
  }
  Tree tree() const { return tree({{test::name("acme.example"), own}}); }
};

/// Random records of a few names that include each other, with few addresses, so that they overlap.
class Worlds {
 public:
  explicit Worlds(unsigned seed) : random_(seed) {}

  World next() {
    World world{record(0), {}};
    for (int i = 1; i < names; ++i) world.others.push_back({name_of(i), "TXT", record(i)});
    for (const std::string host : {"h0.example", "h1.example", "h2.example"}) {
      world.others.push_back({host, "A", "185.10.20." + number(64)});
      if (chance(2)) world.others.push_back({host, "AAAA", "2a05:10:20::" + number(10)});
    }
    return world;
  }

  /// Every address of the networks that worlds are made of, with those beside them, and some far off.
  static std::vector<IpAddress> probes() {
    std::vector<IpAddress> all;
    for (const std::string_view base : {"185.10.19.255", "2a05:10:1f:ffff:ffff:ffff:ffff:ffff"})
      for (unsigned i = 0; i <= 65; ++i) {
        IpAddress address = IpAddress::parse(base).value();
        address.value += i;
        all.push_back(address);
      }
    for (const std::string_view far : {"0.0.0.0", "91.200.40.1", "255.255.255.255", "::", "2a05:10:21::"})
      all.push_back(IpAddress::parse(far).value());
    return all;
  }

 private:
  static constexpr int names = 5;
  static std::string name_of(int i) { return i == 0 ? "acme.example" : "r" + std::to_string(i) + ".example"; }

  unsigned below(unsigned count) { return static_cast<unsigned>(random_()) % count; }
  bool chance(unsigned of) { return below(of) == 0; }
  std::string number(unsigned count) { return std::to_string(below(count)); }
  std::string qualifier() { return chance(2) ? "" : std::string(1, "-~?+"[below(4)]); }
  std::string later(int i) { return name_of(i + 1 + static_cast<int>(below(static_cast<unsigned>(names - 1 - i)))); }

  std::string mechanism(int i) {
    const unsigned kind = below(20);
    if (kind < 7) return "ip4:185.10.20." + number(64) + "/" + std::to_string(26 + below(7));
    if (kind < 10) return "ip6:2a05:10:20::" + number(10) + "/" + std::to_string(122 + below(7));
    if (kind < 12) return "a:h" + number(4) + ".example/" + std::to_string(28 + below(5)) + "//126";
    if (kind < 13) return chance(4) ? "exists:h0.example" : "exists:gone.example";
    if (kind < 14) return chance(2) ? "ptr" : "exists:%{i}.x" + number(2) + ".example";
    if (kind < 15 && chance(2)) return "include:silent.example";
    return i + 1 < names ? "include:" + later(i) : "ip4:185.10.20." + number(64);
  }

  std::string record(int i) {
    std::string text = "v=spf1";
    for (unsigned left = below(7); left > 0; --left) text += " " + qualifier() + mechanism(i);
    const unsigned end = below(5);
    if (end < 2) return text + " " + qualifier() + "all";
    return end < 4 && i + 1 < names ? text + " redirect=" + (chance(8) ? "silent.example" : later(i)) : text;
  }

  std::mt19937 random_;
};

/// The first probe to which the two trees give different results, with both.
std::string difference(const Tree& before, const Tree& after, unsigned salt) {
  for (const IpAddress& probe : Worlds::probes()) {
    const Evaluator evaluator(probe, salt);
    const Qualifier was = evaluator.result(before.root), is = evaluator.result(after.root);
    if (was != is)
      return probe.to_string() + " got " + std::string(qualifier_text(was)) + ", gets " +
             std::string(qualifier_text(is));
  }
  return "";
}

}  // namespace

TEST_CASE("A flattened record gives every address what the record gave it", "[mail][spf]") {
  Worlds worlds(7208);
  int past_limit = 0, shortened = 0, with_kept = 0;
  std::set<Qualifier> seen;
  for (unsigned i = 0; i < 400; ++i) {
    const World world = worlds.next();
    const Tree before = world.tree();
    if (before.lookups > lookup_limit) ++past_limit;
    const auto result = flatten(before);
    REQUIRE(result);
    const Tree after = world.tree(result->records);
    CAPTURE(i, world.own, result->records.front().text);
    CHECK(difference(before, after, i) == "");
    CHECK(after.lookups == result->lookups);
    if (result->records.size() == 1) CHECK(after.lookups <= before.lookups);
    for (const IpAddress& probe : Worlds::probes()) seen.insert(Evaluator(probe, i).result(before.root));
    shortened += result->kept.empty() && before.lookups > 0;
    with_kept += !result->kept.empty();
  }
  CHECK(past_limit >= 10);
  CHECK(shortened >= 100);
  CHECK(with_kept >= 50);
  CHECK(seen.size() == 4);
}

// ---- Records too long for one answer

namespace {

/// "ip4:185.10.20.101 ip4:185.10.20.103 …": networks of 17 octets that do not add up, `count` of them behind `first`.
Strings networks(int first, int count) {
  Strings all;
  for (int i = first; i < first + count; ++i) all.push_back("ip4:185.10.20." + std::to_string(101 + 2 * i));
  return all;
}

std::string record_of(const Strings& terms) { return "v=spf1 " + join(terms, " "); }

/// "acme.example v=spf1 -all"
Strings texts(const std::vector<PublishedRecord>& records) {
  Strings all;
  for (const PublishedRecord& record : records) all.push_back(record.name.to_string() + " " + record.text);
  return all;
}

/// Networks of a qualifier, /26 to /30 and none adjacent to another: 200 take some 3800 octets.
std::string scattered(const std::string& qualifier, int first, int count) {
  Strings all;
  for (int i = first; i < first + count; ++i)
    all.push_back(qualifier + "ip4:91." + std::to_string(i) + ".40.0/" + std::to_string(26 + i % 5));
  return join(all, " ");
}

}  // namespace

TEST_CASE("Networks move where the record is too long", "[mail][spf]") {
  // acme.example, "v=spf1" and " -all" take 23 octets, and each network 18: 23 networks come to 437.
  SECTION("one record") {
    const auto result = flattened(join(networks(0, 23), " ") + " -all");
    REQUIRE(result);
    CHECK(texts(result->records) == Strings{"acme.example " + record_of(networks(0, 23)) + " -all"});
    CHECK(result->records.front().size_octets() == 437);
    CHECK(result->lookups == 0);
  }
  SECTION("a record of their own takes as many as fit") {
    const auto result = flattened(join(networks(0, 24), " ") + " -all");
    REQUIRE(result);
    CHECK(texts(result->records) == Strings{"acme.example v=spf1 include:_spf1.acme.example ip4:185.10.20.147 -all",
                                            "_spf1.acme.example " + record_of(networks(0, 23)) + " -all"});
    CHECK(result->lookups == 1);
  }
  SECTION("with their qualifier, and in their place") {
    const auto result = flattened("-" + join(networks(0, 24), " -") + " ptr ip4:185.10.30.0/24 x=1 ~all");
    REQUIRE(result);
    CHECK(texts(result->records) == Strings{"acme.example v=spf1 -include:_spf1.acme.example -ip4:185.10.20.147 ptr "
                                            "ip4:185.10.30.0/24 ~all x=1",
                                            "_spf1.acme.example " + record_of(networks(0, 23)) + " -all"});
    CHECK(result->lookups == 2);
  }
  SECTION("the longest group goes first") {
    const auto result = flattened("~" + join(networks(0, 10), " ~") + " " + join(networks(10, 20), " ") + " -all");
    REQUIRE(result);
    CHECK(texts(result->records) ==
          Strings{"acme.example v=spf1 include:_spf1.acme.example ~" + join(networks(0, 10), " ~") + " -all",
                  "_spf1.acme.example " + record_of(networks(10, 20)) + " -all"});
  }
  SECTION("names that the tree speaks of are taken") {
    FakeResolver dns{
        {"acme.example", "TXT",
         "v=spf1 include:_spf1.acme.example " + join(networks(0, 24), " ") + " ?exists:_SPF2.acme.example -all"},
        {"_spf1.acme.example", "TXT", "v=spf1 include:_spf4.acme.example -all"},
        {"_spf4.acme.example", "TXT", "v=spf1 -all"}};
    dns.fail("_spf2.acme.example", "A");
    const auto result = flatten(tree_of(dns));
    REQUIRE(result);
    CHECK(texts(result->records) ==
          Strings{"acme.example v=spf1 include:_spf3.acme.example ip4:185.10.20.147 ?exists:_SPF2.acme.example -all",
                  "_spf3.acme.example " + record_of(networks(0, 23)) + " -all"});
    CHECK(result->lookups == 2);
  }
}

TEST_CASE("A record stays too long where no network can move", "[mail][spf]") {
  const std::string modifier = "x=" + std::string(460, 'y');
  const auto result = flattened("ip4:185.10.20.7 -all " + modifier);
  REQUIRE(result);
  CHECK(texts(result->records) == Strings{"acme.example v=spf1 ip4:185.10.20.7 -all " + modifier});

  const std::string label(61, 'a'), longest = label + "." + label + "." + label + "." + label + ".ex";
  FakeResolver dns{{longest, "TXT", record_of(networks(0, 24)) + " -all"}};
  const auto at_longest = flatten(test::run(walk_tree(dns, test::name(longest))));
  REQUIRE(at_longest);
  CHECK(texts(at_longest->records) == Strings{longest + " " + record_of(networks(0, 24)) + " -all"});
}

TEST_CASE("A long policy is the same over several records, each of which fits", "[mail][spf]") {
  const auto own = GENERATE(
      as<std::string>(), scattered("", 0, 100) + " -all", scattered("", 0, 60) + " " + scattered("~", 60, 60) + " ?all",
      "ptr " + scattered("-", 0, 60) + " exists:%{i}.x.example " + scattered("", 30, 60) + " ~all",
      scattered("-", 0, 40) + " redirect=far.example");
  const World world{"v=spf1 " + own, {{"far.example", "TXT", "v=spf1 " + scattered("", 20, 70) + " ?all"}}};
  const Tree before = world.tree();
  const auto result = flatten(before);
  REQUIRE(result);
  const Tree after = world.tree(result->records);
  CAPTURE(own, texts(result->records));

  CHECK(result->records.size() > 3);
  for (const PublishedRecord& record : result->records) CHECK(record.size_octets() <= most_record_octets);
  CHECK(after.lookups == result->lookups);
  for (int i = 0; i < 140; ++i)
    for (const std::string_view host : {".39.255", ".40.0", ".40.3", ".40.4", ".40.63", ".40.64"}) {
      const auto address = IpAddress::parse("91." + std::to_string(i) + std::string(host)).value();
      CAPTURE(address.to_string());
      CHECK(Evaluator(address, 1).result(before.root) == Evaluator(address, 1).result(after.root));
    }
}
