#include "report/spf/flattened.h"

#include "mail/spf/walk.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/json_value.h"
#include "support/page_text.h"
#include "support/run.h"
using namespace mailready;
using report::Flattening;
using test::FakeResolver;
using test::Json;

namespace {

/// `terms` at acme.example, flattened among records to lead to.
Flattening flattened(const std::string& terms) {
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 " + terms},
                   {"b.example", "TXT", "v=spf1 ip4:185.10.30.0/24 -all"},
                   {"named.example", "TXT", "v=spf1 ip4:185.10.30.0/24 ~all exp=why.%{d}"},
                   {"spf.mtasv.net", "TXT", "v=spf1 ip4:50.31.156.96/27 ~all"}};
  auto tree = std::make_shared<const spf::Tree>(test::run(spf::walk_tree(dns, test::name("acme.example"))));
  return {tree, tree->root.domain, spf::flatten(*tree)};
}

auto written(const Flattening& flattening) {
  return [&](report::JsonWriter& json) { report::write_flattening(json, flattening); };
}

Json json_of(const Flattening& flattening) { return test::json_value(written(flattening)); }

std::string text_of(const Flattening& flattening) {
  return test::page_text([&](report::Page& page) { report::write_flattening(page, flattening); });
}

/// " exists:%{i}.x1.example exists:%{i}.x2.example …"
std::string open_terms(int count) {
  std::string terms;
  for (int i = 1; i <= count; ++i) terms += " exists:%{i}.x" + std::to_string(i) + ".example";
  return terms;
}

}  // namespace

TEST_CASE("A flattened record comes as a change, with its lookups and what it breaks", "[report][spf]") {
  CHECK(text_of(flattened("a:gone.example include:b.example -all")) ==
        R"(- acme.example. TXT "v=spf1 a:gone.example include:b.example -all"
+ acme.example. TXT "v=spf1 ip4:185.10.30.0/24 -all"

0 of 10 lookups (now 2).

What flattening breaks:
  a:gone.example  is a copy now: what gone.example changes later, this record
    does not
  include:b.example  is a copy now: what b.example changes later, this record
    does not
)");
}

TEST_CASE("Whose answers are copied is told by name, where the catalogue knows it", "[report][spf]") {
  const Flattening copied = flattened("include:spf.mtasv.net include:b.example -all");
  CHECK_THAT(test::unwrapped(text_of(copied)),
             contains_text("include:spf.mtasv.net is a copy now: what Postmark changes later, this record does not"));
  CHECK(json_of(copied)["copies"] == Json::parse(R"([
    {"term": "include:spf.mtasv.net", "target": "spf.mtasv.net", "provider": "postmark"},
    {"term": "include:b.example", "target": "b.example", "provider": null}])"));
}

TEST_CASE("What stays, and what is lost, comes with its reason", "[report][spf]") {
  const Flattening kept = flattened("ptr include:b.example -all");
  CHECK_THAT(text_of(kept), contains_text("  ptr  stays, since it depends on the sender\n"));
  CHECK(json_of(kept)["kept"] == Json::parse(R"([{"term": "ptr", "why": "depends on the sender"}])"));
  CHECK(json_of(kept)["lost"] == Json::array());

  const Flattening lost = flattened("redirect=named.example exp=mine.acme.example");
  CHECK_THAT(test::unwrapped(text_of(lost)),
             contains_text("exp=mine.acme.example is lost: the record that redirect= led to gives the explanations "
                           "exp=why.%{d} is lost: %{d} stands for named.example there"));
  CHECK(json_of(lost)["lost"] == Json::parse(R"([
    {"term": "exp=mine.acme.example", "why": "the record that redirect= led to gives the explanations"},
    {"term": "exp=why.%{d}", "why": "%{d} stands for named.example there"}])"));
}

TEST_CASE("A record of addresses has nothing to flatten", "[report][spf]") {
  const Flattening same = flattened("ip4:185.10.30.0/24 -all");
  CHECK(text_of(same) == "There is nothing to flatten: the record stays as it is.\n");
  CHECK(json_of(same) == Json::parse(R"({
    "domain": "acme.example", "lookups_now": 0, "error": null, "publish": [], "remove": [], "lookups": 0,
    "kept": [], "lost": [], "copies": []})"));

  const Flattening kept = flattened("ip4:185.10.30.0/24 ptr -all");
  CHECK(text_of(kept) ==
        "There is nothing to flatten: the record stays as it is.\n"
        "\n"
        "Not in addresses:\n"
        "  ptr  stays, since it depends on the sender\n");
  CHECK(json_of(kept)["publish"].empty());
  CHECK(json_of(kept)["lookups"] == 1);
}

TEST_CASE("What flattening brings is said in lookups", "[report][spf]") {
  const auto [terms, budget] = GENERATE(table<std::string, std::string>({
      {"include:b.example ptr -all", "\n1 of 10 lookups (now 2).\n"},
      {"ip4:185.10.20.0/25 ip4:185.10.20.128/25 -all", "\n0 of 10 lookups (now 0). Flattening saves nothing here.\n"},
      {"ptr ip4:185.10.20.0/25 ip4:185.10.20.128/25 -all",
       "\n1 of 10 lookups (now 1). Flattening saves nothing here.\n"},
      {"include:b.example" + open_terms(10) + " -all", "\n10 of 10 lookups (now 11).\n"},
      {"include:b.example" + open_terms(11) + " -all",
       "\n11 of 10 lookups (now 12). It still does not fit: receivers would stop with\npermerror.\n"},
  }));
  CAPTURE(terms);
  CHECK_THAT(text_of(flattened(terms)), contains_text(budget));
}

TEST_CASE("A policy too long for one record comes as several", "[report][spf]") {
  // Networks of 17 octets that do not add up: 23 fit beside the rest, and 23 into a record of their own.
  std::string own, moved;
  for (int i = 0; i < 24; ++i) own += "ip4:185.10.20." + std::to_string(101 + 2 * i) + " ";
  for (int i = 0; i < 23; ++i) moved += "ip4:185.10.20." + std::to_string(101 + 2 * i) + " ";
  const Flattening flattening = flattened(own + "-all");
  const Json json = json_of(flattening);
  REQUIRE(json["publish"].size() == 2);
  CHECK(json["publish"][0]["name"] == "acme.example");
  CHECK(json["publish"][0]["data"] == "\"v=spf1 include:_spf1.acme.example ip4:185.10.20.147 -all\"");
  CHECK(json["publish"][1]["name"] == "_spf1.acme.example");
  CHECK(json["publish"][1]["type"] == "TXT");
  REQUIRE(json["remove"].size() == 1);
  CHECK(json["lookups"] == 1);
  CHECK(json["lookups_now"] == 0);
  CHECK_THAT(text_of(flattening), contains_text("\n+ _spf1.acme.example. TXT \"v=spf1 "));
  CHECK(flattening.outcome->records[1].text == "v=spf1 " + moved + "-all");
}

TEST_CASE("A record behind an alias is changed where it stands", "[report][spf]") {
  Flattening aliased = flattened("include:b.example -all");
  aliased.holder = test::name("zone.acme.example");
  CHECK_THAT(text_of(aliased), contains_text("- zone.acme.example. TXT \"v=spf1 include:b.example -all\"\n"
                                             "+ zone.acme.example. TXT \"v=spf1 ip4:185.10.30.0/24 -all\"\n"));
  const Json json = json_of(aliased);
  CHECK(json["domain"] == "acme.example");
  CHECK(json["publish"][0]["name"] == "zone.acme.example");
  CHECK(json["remove"][0]["name"] == "zone.acme.example");
}

TEST_CASE("A record at fault is not flattened, and says why", "[report][spf]") {
  const Flattening broken = flattened("include:gone.example -all");
  CHECK(test::unwrapped(text_of(broken)) ==
        "It cannot be flattened: include:gone.example of acme.example leads to no valid record: gone.example publishes "
        "no SPF record.");
  CHECK(json_of(broken) == Json::parse(R"({
    "domain": "acme.example", "lookups_now": 1,
    "error": "include:gone.example of acme.example leads to no valid record: gone.example publishes no SPF record"})"));
}

TEST_CASE("Octets of a record that cannot be flattened reach no terminal raw", "[report][spf]") {
  const Flattening hostile = flattened("a\x1b[2J\x07\xff -all");
  REQUIRE_FALSE(hostile.outcome);
  CHECK(test::is_safe(text_of(hostile)));
  CHECK_THAT(test::unwrapped(text_of(hostile)), contains_text("a\\027[2J\\007\\255"));
  CHECK_THAT(json_of(hostile)["error"].get<std::string>(), contains_text("a\\027[2J\\007\\255"));
  CHECK(test::is_safe(report::json_text(written(hostile), 1)));
}
