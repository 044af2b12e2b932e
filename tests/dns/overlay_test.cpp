#include "dns/overlay.h"

#include <map>

#include "support/catch.h"
#include "support/run.h"
#include "support/zone_text.h"
using namespace mailready;
using namespace mailready::dns;
using namespace std::chrono_literals;
using test::zone_from;

static Name name(const std::string& text) { return *Name::parse(text); }

static Record alias(const std::string& owner, const std::string& target) {
  return {name(owner), Type::cname, 60s, Cname{name(target)}};
}

static Record text(const std::string& owner, const std::string& value) {
  return {name(owner), Type::txt, 60s, Txt{{value}}};
}

namespace {
/// The rest of the DNS: TXT answers by name, NXDOMAIN for all others.
class Rest final : public Resolver {
 public:
  void add(const std::string& owner, std::vector<Record> aliases, std::vector<Record> records) {
    Answer answer{.question = {name(owner), Type::txt}, .records = std::move(records), .aliases = std::move(aliases)};
    answer.server = "192.0.2.53:53";
    answer.authentic = true;
    replies_.emplace(name(owner), std::move(answer));
  }
  void fail(const std::string& owner) {
    replies_.emplace(name(owner), Failure{Failure::Kind::timed_out, {name(owner), Type::txt}});
  }
  Task<Reply> ask(Question question) override {
    asked.push_back(question.name.to_string());
    const auto found = replies_.find(question.name);
    if (found != replies_.end()) co_return found->second;
    Answer missing{.question = std::move(question), .rcode = Rcode::nxdomain};
    co_return missing;
  }

  std::vector<std::string> asked;

 private:
  std::map<Name, Reply> replies_;
};

struct World {
  ZoneResolver zones{{zone_from("$ORIGIN acme.example.\n"
                                "@ TXT \"here\"\n"
                                "out CNAME a.provider.test.\n"
                                "back CNAME round.provider.test.\n"
                                "end TXT \"the end\"\n"
                                "hop CNAME hop.provider.test.\n"
                                "child NS ns.child\n"
                                "down CNAME host.child\n")},
                     {test::part_from("x.y.part.test. TXT \"part\"\n")}};
  Rest rest;

  Reply ask(const std::string& owner) { return test::run(Overlay(zones, &rest).ask({name(owner), Type::txt})); }
  Reply ask_offline(const std::string& owner) {
    return test::run(Overlay(zones, nullptr).ask({name(owner), Type::txt}));
  }
};

using Names = std::vector<std::string>;
}  // namespace

TEST_CASE("the zones answer what they cover, and nobody else is asked", "[dns][overlay]") {
  World world;
  const Reply here = world.ask("acme.example");
  REQUIRE(here);
  CHECK(here->records.size() == 1);
  CHECK(here->authoritative);
  CHECK(here->server == "acme.zone");
  const Reply missing = world.ask("missing.acme.example");
  REQUIRE(missing);
  CHECK(missing->nxdomain());
  CHECK(world.rest.asked.empty());
}

TEST_CASE("what the zones do not cover comes from the rest", "[dns][overlay]") {
  World world;
  world.rest.add("provider.test", {}, {text("provider.test", "live")});
  const Reply live = world.ask("provider.test");
  REQUIRE(live);
  CHECK(live->records.size() == 1);
  CHECK(live->server == "192.0.2.53:53");
  CHECK_FALSE(live->authoritative);
  CHECK(live->authentic);
}

TEST_CASE("a name below a delegation comes from the rest", "[dns][overlay]") {
  World world;
  world.rest.add("host.child.acme.example", {}, {text("host.child.acme.example", "live")});
  const auto owner = GENERATE(as<std::string>{}, "host.child.acme.example", "down.acme.example");
  const Reply live = world.ask(owner);
  REQUIRE(live);
  CHECK(live->records.size() == 1);
  CHECK_FALSE(live->referral);
  CHECK(world.rest.asked == Names{"host.child.acme.example"});
}

TEST_CASE("an alias that leads out of the zones is followed outside", "[dns][overlay]") {
  World world;
  world.rest.add("a.provider.test", {alias("a.provider.test", "b.provider.test")}, {text("b.provider.test", "live")});
  const Reply answer = world.ask("out.acme.example");
  REQUIRE(answer);
  CHECK(answer->question == Question{name("out.acme.example"), Type::txt});
  REQUIRE(answer->aliases.size() == 2);
  CHECK(answer->aliases[0].place == Place{"acme.zone", 3});
  CHECK(answer->records == std::vector<Record>{text("b.provider.test", "live")});
  CHECK_FALSE(answer->authoritative);  // not every TTL in it is exact
  CHECK_FALSE(answer->authentic);
}

TEST_CASE("a chain that comes back into a zone is continued there", "[dns][overlay]") {
  World world;
  // The live DNS knows an older zone, in which the chain goes on to somewhere else.
  world.rest.add("round.provider.test",
                 {alias("round.provider.test", "end.acme.example"), alias("end.acme.example", "old.provider.test")},
                 {text("old.provider.test", "stale")});
  const auto [owner, links] = GENERATE(table<std::string, std::size_t>({
      {"round.provider.test", 1},
      {"back.acme.example", 2},
  }));
  CAPTURE(owner);
  const Reply answer = world.ask(owner);
  REQUIRE(answer);
  CHECK(answer->aliases.size() == links);
  REQUIRE(answer->records.size() == 1);
  CHECK(rdata_text(answer->records[0]) == "\"the end\"");
  CHECK(answer->server == "acme.zone");
}

TEST_CASE("a live chain that fails inside the old zone still goes on in the new one", "[dns][overlay]") {
  World world;
  world.rest.add("round.provider.test", {alias("round.provider.test", "end.acme.example")}, {});
  const Reply answer = world.ask("back.acme.example");
  REQUIRE(answer);
  CHECK_FALSE(answer->nxdomain());
  CHECK(answer->records.size() == 1);
}

TEST_CASE("a circle across both sides is a failure", "[dns][overlay]") {
  World world;
  world.rest.add("hop.provider.test", {alias("hop.provider.test", "hop.acme.example")}, {});
  const Reply failed = world.ask("hop.acme.example");
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == Failure::Kind::lame);
}

TEST_CASE("a chain is bounded across both sides", "[dns][overlay]") {
  const auto [live_links, ends] = GENERATE(table<int, bool>({{15, true}, {16, false}}));
  World world;
  std::vector<Record> links;
  for (int i = 0; i < live_links; ++i)
    links.push_back(alias(i == 0 ? "a.provider.test" : std::to_string(i) + ".test", std::to_string(i + 1) + ".test"));
  world.rest.add("a.provider.test", links, {text(std::to_string(live_links) + ".test", "end")});
  CHECK(static_cast<bool>(world.ask("out.acme.example")) == ends);
}

TEST_CASE("a failure of the rest is the outcome, and says what could not be asked", "[dns][overlay]") {
  World world;
  world.rest.fail("a.provider.test");
  const Reply failed = world.ask("out.acme.example");
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == Failure::Kind::timed_out);
  CHECK(failed.error().question.name == name("a.provider.test"));
}

TEST_CASE("offline, what the zones do not cover is unknown", "[dns][overlay]") {
  World world;
  CHECK(world.ask_offline("acme.example"));
  const auto [owner, asked] = GENERATE(table<std::string, std::string>({
      {"provider.test", "provider.test"},
      {"out.acme.example", "a.provider.test"},
      {"child.acme.example", "child.acme.example"},
      {"down.acme.example", "host.child.acme.example"},
  }));
  CAPTURE(owner);
  const Reply failed = world.ask_offline(owner);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == Failure::Kind::offline);
  CHECK(failed.error().question == Question{name(asked), Type::txt});
}

TEST_CASE("a name above a part's records exists, though the live DNS does not know it yet", "[dns][overlay]") {
  World world;
  CHECK(world.ask("x.y.part.test")->records.size() == 1);
  const Reply above = world.ask("y.part.test");
  REQUIRE(above);
  CHECK_FALSE(above->nxdomain());
  CHECK(world.ask("z.y.part.test")->nxdomain());
}
