#include "mail/spf/paths.h"

#include "mail/spf/walk.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
using namespace mailready;
using namespace mailready::spf;
using test::FakeResolver;

namespace {

Tree walked(FakeResolver& dns) { return test::run(walk_tree(dns, test::name("acme.example"))); }

using Lines = std::vector<std::string>;

Lines ways(const Tree& tree) {
  Lines lines;
  walk_paths(tree, [&](const Path& path) { lines.push_back(path.branch().term.text + ": " + path.way()); });
  return lines;
}

}  // namespace

TEST_CASE("each term is met on its way from the domain's own record", "[mail][spf]") {
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 include:_a.acme.example -all a"},
                   {"_a.acme.example", "TXT", "v=spf1 ip4:185.10.20.7 redirect=_b.acme.example"},
                   {"_b.acme.example", "TXT", "v=spf1 ~all"}};
  const Tree tree = walked(dns);
  CHECK(ways(tree) == Lines{"include:_a.acme.example: acme.example", "ip4:185.10.20.7: acme.example → _a.acme.example",
                            "redirect=_b.acme.example: acme.example → _a.acme.example",
                            "~all: acme.example → _a.acme.example → _b.acme.example", "-all: acme.example"});
  walk_paths(tree, [&](const Path& path) {
    CHECK(path.is_own() == (path.record().domain == test::name("acme.example")));
    const std::string top = path.branch().term.text == "-all" ? "-all" : "include:_a.acme.example";
    CHECK(path.top().term.text == top);
  });
}

TEST_CASE("what a term matches passes where every qualifier on its way is +", "[mail][spf]") {
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 include:_a.acme.example ?include:_a.acme.example -ip4:185.10.20.8"},
                   {"_a.acme.example", "TXT", "v=spf1 ip4:185.10.20.7"}};
  const Tree tree = walked(dns);
  std::vector<bool> passes;
  walk_paths(tree, [&](const Path& path) { passes.push_back(path.passes()); });
  CHECK(passes == std::vector<bool>{true, true, false, false, false});
}

TEST_CASE("a record that could not be fetched is told from one that is not there", "[mail][spf]") {
  FakeResolver dns{
      {"acme.example", "TXT", "v=spf1 include:_gone.acme.example include:_a.acme.example redirect=_b.acme.example"}};
  SECTION("all are known") {
    const Tree tree = walked(dns);
    CHECK(unread_record(tree) == nullptr);
    CHECK(unread_policy(tree) == nullptr);
  }
  SECTION("an include is not, which leaves the policy known") {
    dns.fail("_a.acme.example", "TXT");
    const Tree tree = walked(dns);
    REQUIRE(unread_record(tree));
    CHECK(unread_record(tree)->question.name == test::name("_a.acme.example"));
    CHECK(unread_policy(tree) == nullptr);
  }
  SECTION("the redirect is not") {
    dns.fail("_b.acme.example", "TXT");
    const Tree tree = walked(dns);
    CHECK(unread_record(tree));
    CHECK(unread_policy(tree));
  }
}
