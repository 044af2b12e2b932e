// Flattened records of random worlds, held against the records that they stand for.
#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "mail/spf/flatten.h"
#include "mail/spf/walk.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
using namespace mailready;
using namespace mailready::spf;
using test::FakeResolver;

namespace {

using Strings = std::vector<std::string>;

Tree tree_of(FakeResolver& dns) { return test::run(walk_tree(dns, test::name("acme.example"))); }

/// Evaluates a tree for one address, term by term (RFC 7208, section 4.6). A term whose match is open matches or not by
/// its text and the address, so that it does the same in either tree.
class Evaluator {
 public:
  Evaluator(IpAddress address, unsigned salt) : address_(address), salt_(std::to_string(salt)) {}

  Qualifier result(const Node& node) const {
    for (const std::size_t i : node.record->evaluation_order()) {
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

/// Networks of a qualifier, /26 to /30 and none adjacent to another: 200 take some 3800 octets.
std::string scattered(const std::string& qualifier, int first, int count) {
  Strings all;
  for (int i = first; i < first + count; ++i)
    all.push_back(qualifier + "ip4:91." + std::to_string(i) + ".40.0/" + std::to_string(26 + i % 5));
  return join(all, " ");
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
  CAPTURE(own);

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
