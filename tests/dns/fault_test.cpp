#include "dns/fault.h"

#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"

using namespace mailready;
using namespace mailready::dns;
using test::name;

namespace {

/// acme.example hands names to providers: k1 by way of a second alias, k2 straight.
struct World {
  test::FakeResolver rest{{"acme.example", "TXT", "v=spf1 include:spf.mail.test -all"},
                          {"acme.example", "MX", "10 mx.mail.test"},
                          {"k1.acme.example", "CNAME", "k1.keys.test"},
                          {"k1.keys.test", "CNAME", "k1.mail.test"},
                          {"k1.mail.test", "TXT", "p=1"},
                          {"k2.acme.example", "CNAME", "k2.mail.test"},
                          {"k2.mail.test", "TXT", "p=2"},
                          {"spf.mail.test", "TXT", "v=spf1 -all"},
                          {"notmail.test", "TXT", "other"}};

  Reply ask(Faults faults, const std::string& owner, Type type = Type::txt) {
    FaultResolver faulty(rest, std::move(faults));
    Question question{name(owner), type};
    return test::run(faulty.ask(std::move(question)));
  }
  Reply undisturbed(const std::string& owner, Type type = Type::txt) {
    Question question{name(owner), type};
    return test::run(rest.ask(std::move(question)));
  }
};

Faults silent(const std::string& top) { return {.silent = {name(top)}, .gone = {}}; }
Faults gone(const std::string& top) { return {.silent = {}, .gone = {name(top)}}; }

std::vector<std::string> targets(const std::vector<Record>& aliases) {
  std::vector<std::string> names;
  for (const Record& alias : aliases) names.push_back(std::get<Cname>(alias.rdata).target.to_string());
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("A lost name, and whatever lies below it, is not asked for", "[dns][fault]") {
  const std::string owner = GENERATE(as<std::string>{}, "mail.test", "spf.mail.test", "SPF.Mail.Test", "a.b.mail.test");
  CAPTURE(owner);
  World world;
  const Reply unheard = world.ask(silent("mail.test"), owner);
  REQUIRE_FALSE(unheard);
  CHECK(unheard.error().kind == Failure::Kind::timed_out);
  CHECK(unheard.error().question == Question{name(owner), Type::txt});
  CHECK(unheard.error().aliases.empty());

  const Reply missing = world.ask(gone("mail.test"), owner, Type::a);
  REQUIRE(missing);
  CHECK(missing->nxdomain());
  CHECK(missing->empty());
  CHECK(missing->question == Question{name(owner), Type::a});
  CHECK(world.rest.asked().empty());
}

TEST_CASE("Answers that no fault reaches pass untouched", "[dns][fault]") {
  const auto [owner, type] = GENERATE(table<std::string, Type>({
      {"acme.example", Type::txt},
      {"acme.example", Type::mx},        // its data names a lost host, which is another question
      {"k2.acme.example", Type::cname},  // the alias itself stands in a zone that answers
      {"k1.keys.test", Type::cname},
      {"notmail.test", Type::txt},  // ends like the lost name, but not on a label
      {"test", Type::txt},          // above it
      {"nothing.acme.example", Type::a},
  }));
  CAPTURE(owner);
  World world;
  const Reply expected = world.undisturbed(owner, type);
  CHECK(world.ask(silent("mail.test"), owner, type) == expected);
  CHECK(world.ask(gone("mail.test"), owner, type) == expected);
}

TEST_CASE("Without faults everything passes", "[dns][fault]") {
  World world;
  CHECK(world.ask({}, "k1.acme.example") == world.undisturbed("k1.acme.example"));
  CHECK(world.ask({}, "mail.test") == world.undisturbed("mail.test"));
}

TEST_CASE("An alias leads into the fault, and shows the links up to it", "[dns][fault]") {
  const auto [owner, top, links] = GENERATE(table<std::string, std::string, Names>({
      {"k2.acme.example", "mail.test", {"k2.mail.test"}},
      {"k2.acme.example", "k2.mail.test", {"k2.mail.test"}},
      {"k1.acme.example", "mail.test", {"k1.keys.test", "k1.mail.test"}},  // the end of the chain
      {"k1.acme.example", "keys.test", {"k1.keys.test"}},                  // its middle
      {"k1.acme.example", "test", {"k1.keys.test"}},                       // the first of several
  }));
  CAPTURE(owner, top);
  World world;
  const Reply unheard = world.ask(silent(top), owner);
  REQUIRE_FALSE(unheard);
  CHECK(unheard.error().kind == Failure::Kind::timed_out);
  CHECK(targets(unheard.error().aliases) == links);

  const Reply missing = world.ask(gone(top), owner);
  REQUIRE(missing);
  CHECK(missing->nxdomain());
  CHECK(missing->empty());
  CHECK(targets(missing->aliases) == links);
  CHECK(missing->question == Question{name(owner), Type::txt});
}

TEST_CASE("The first fault along a chain decides", "[dns][fault]") {
  World world;
  const Reply unheard = world.ask({.silent = {name("keys.test")}, .gone = {name("mail.test")}}, "k1.acme.example");
  REQUIRE_FALSE(unheard);
  CHECK(unheard.error().kind == Failure::Kind::timed_out);
  const Reply missing = world.ask({.silent = {name("mail.test")}, .gone = {name("keys.test")}}, "k1.acme.example");
  REQUIRE(missing);
  CHECK(missing->nxdomain());
}

TEST_CASE("Failures pass, with their own reason", "[dns][fault]") {
  World world;
  world.rest.fail("acme.example", "TXT", Failure::Kind::server_failed);
  world.rest.fail("k2.mail.test", "TXT", Failure::Kind::refused);
  CHECK(world.ask(silent("mail.test"), "acme.example") == world.undisturbed("acme.example"));
  CHECK(world.ask(gone("other.test"), "k2.acme.example") == world.undisturbed("k2.acme.example"));
}

TEST_CASE("A failure behind aliases that lead into the fault becomes the fault", "[dns][fault]") {
  World world;
  world.rest.fail("k1.mail.test", "TXT", Failure::Kind::refused);
  const auto [top, links] = GENERATE(table<std::string, Names>({
      {"mail.test", {"k1.keys.test", "k1.mail.test"}},
      {"keys.test", {"k1.keys.test"}},
  }));
  CAPTURE(top);
  const Reply unheard = world.ask(silent(top), "k1.acme.example");
  REQUIRE_FALSE(unheard);
  CHECK(unheard.error().kind == Failure::Kind::timed_out);
  CHECK(targets(unheard.error().aliases) == links);
  const Reply missing = world.ask(gone(top), "k1.acme.example");
  REQUIRE(missing);
  CHECK(missing->nxdomain());
  CHECK(targets(missing->aliases) == links);
}
