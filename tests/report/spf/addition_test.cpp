#include "report/spf/addition.h"

#include "mail/spf/walk.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/json_value.h"
#include "support/page_text.h"
#include "support/run.h"
using namespace mailready;
using lint::Authorisation;
using report::Addition;
using test::FakeResolver;
using test::Json;
using Way = Authorisation::Way;

namespace {

std::shared_ptr<const catalogue::Provider> provider(std::string name, std::string docs = "") {
  catalogue::Provider made;
  made.id = "sender";
  made.name = std::move(name);
  made.docs = std::move(docs);
  return std::make_shared<const catalogue::Provider>(std::move(made));
}

spf::Tree tree_of(const std::string& record) {
  FakeResolver dns{{"acme.example", "TXT", record},
                   {"b.example", "TXT", "v=spf1 ip4:185.10.30.0/24 -all"},
                   {"four.example", "A", "185.10.20.7"}};
  dns.fail("silent.example", "TXT");
  return test::run(spf::walk_tree(dns, test::name("acme.example")));
}

/// An ESP called Sender, declared for acme.example with this record, and the way for it; `then` is the record to
/// publish.
Addition addition(const std::string& record, Authorisation authorisation, const std::string& then = "",
                  std::shared_ptr<const catalogue::Provider> esp = provider("Sender")) {
  auto facts = std::make_shared<survey::Facts>();
  facts->domain = test::name("acme.example");
  facts->spf = tree_of(record);
  survey::SenderFacts sender;
  sender.provider = std::move(esp);
  sender.declared = 0;
  facts->senders.push_back(std::move(sender));
  Addition made{.facts = facts, .authorisation = std::move(authorisation), .then = nullptr};
  if (!then.empty()) made.then = std::make_shared<const spf::Tree>(tree_of(then));
  return made;
}

Json json_of(const Addition& addition) {
  return test::json_value([&](report::JsonWriter& json) { report::write_addition(json, addition); });
}

std::string text_of(const Addition& addition) {
  return test::page_text([&](report::Page& page) { report::write_addition(page, addition); });
}

Authorisation include_of(const std::string& before, const std::string& then) {
  return {.way = Way::include,
          .at = "acme.example",
          .publish = {{"acme.example", "TXT", "\"" + then + "\""}},
          .remove = {{"acme.example", "TXT", "\"" + before + "\""}},
          .record = then};
}

}  // namespace

TEST_CASE("An ESP that passes already needs nothing", "[report][spf]") {
  const Addition present = addition("v=spf1 include:b.example -all", {.way = Way::present, .at = "mail.acme.example"});
  CHECK(text_of(present) ==
        "Sender passes already, by the record of mail.acme.example. There is nothing to\npublish.\n");
  CHECK(json_of(present) == Json::parse(R"({
    "domain": "acme.example", "provider": "sender", "way": "present", "at": "mail.acme.example", "publish": [],
    "remove": [], "complete": true, "lookups": 1, "void_lookups": 0, "lookups_at_least": false, "lookups_now": 1})"));
}

TEST_CASE("The records of a return path are given, with what its dashboard fills in", "[report][spf]") {
  const Addition whole = addition("v=spf1 -all", {.way = Way::return_path,
                                                  .at = "pm.acme.example",
                                                  .publish = {{"pm.acme.example", "CNAME", "pm.sender.example."}}});
  CHECK(text_of(whole) ==
        "Sender takes bounces at a name below acme.example, and receivers check SPF\n"
        "there: an include at acme.example would never be evaluated. Publish what stands\n"
        "below.\n"
        "\n"
        "+ pm.acme.example. CNAME pm.sender.example.\n");
  CHECK(json_of(whole)["way"] == "return-path");
  CHECK(json_of(whole)["complete"] == true);

  const Addition open =
      addition("v=spf1 -all", {.way = Way::return_path,
                               .at = "em<LABEL>.acme.example",
                               .publish = {{"em<LABEL>.acme.example", "CNAME", "<TARGET>.x.example."}}});
  CHECK_THAT(test::unwrapped(text_of(open)),
             contains_text("Publish what stands below, with the placeholders as its dashboard shows them. + "
                           "em<LABEL>.acme.example. CNAME <TARGET>.x.example."));
  CHECK(json_of(open)["complete"] == false);
  CHECK(json_of(open)["publish"] == Json::parse(R"([
    {"name": "em<LABEL>.acme.example", "type": "CNAME", "data": "<TARGET>.x.example."}])"));
}

TEST_CASE("An include comes as a change, with what the record costs then", "[report][spf]") {
  const std::string before = "v=spf1 a:four.example -all", then = "v=spf1 a:four.example include:b.example -all";
  const Addition included = addition(before, include_of(before, then), then);
  CHECK(text_of(included) ==
        R"(Sender passes once the record of acme.example includes it.

- acme.example. TXT "v=spf1 a:four.example -all"
+ acme.example. TXT "v=spf1 a:four.example include:b.example -all"

Now it takes 1 lookup. Then:
2 of 10 lookups, 0 of 2 void for IPv4 senders, 1 of 2 void for IPv6 senders.
)");
  const Json json = json_of(included);
  CHECK(json["way"] == "include");
  CHECK(json["lookups"] == 2);
  CHECK(json["void_lookups"] == 1);
  CHECK(json["lookups_now"] == 1);
  CHECK(json["remove"] == Json::parse(R"([{"name": "acme.example", "type": "TXT",
                                           "data": "\"v=spf1 a:four.example -all\""}])"));
}

TEST_CASE("An include into a record that gives permerror does not pass", "[report][spf]") {
  const auto [before, then, said] = GENERATE(table<std::string, std::string, std::string>({
      {"v=spf1 include:gone.example -all", "v=spf1 include:gone.example include:b.example -all",
       "Sender would pass by this include, but the record of acme.example gives permerror already."},
      {"v=spf1 a:g1.example a:g2.example -all", "v=spf1 a:g1.example a:g2.example include:g3.example -all",
       "Sender would pass by this include, but the record of acme.example then gives permerror."},
  }));
  CAPTURE(before);
  const std::string text = test::unwrapped(text_of(addition(before, include_of(before, then), then)));
  CHECK_THAT(text, contains_text(said));
  CHECK_THAT(text, contains_text(" void. permerror "));
}

TEST_CASE("An ESP that bounces to itself has nothing to publish", "[report][spf]") {
  const Addition elsewhere = addition("v=spf1 -all", {.way = Way::elsewhere});
  CHECK(text_of(elsewhere) ==
        "Sender takes bounces at its own domain, and receivers check SPF there: nothing\n"
        "that acme.example publishes counts. For DMARC its DKIM signature must align.\n");
  CHECK(json_of(elsewhere)["way"] == "elsewhere");
  CHECK(json_of(elsewhere)["at"].is_null());
}

TEST_CASE("An ESP of which too little is known refers to its own pages", "[report][spf]") {
  CHECK(text_of(addition("v=spf1 -all", {.way = Way::unknown})) == "The catalogue does not know what Sender needs.\n");
  const Addition documented =
      addition("v=spf1 -all", {.way = Way::unknown}, "", provider("Sender", "https://sender.example/spf"));
  CHECK(test::unwrapped(text_of(documented)) ==
        "The catalogue does not know what Sender needs; its own pages tell: https://sender.example/spf.");
  CHECK(json_of(documented)["way"] == "unknown");
}

TEST_CASE("A record that gives permerror says why", "[report][spf]") {
  const auto [record, why] = GENERATE(table<std::string, std::string>({
      {"v=spf1 a\x1b[2J -all", "the record of acme.example is malformed at column 9, in a\\027[2J: "},
      {"v=spf1 include:gone.example -all",
       "include:gone.example of acme.example leads to no valid record: gone.example publishes no SPF record."},
      {"v=spf1 a:g1.example a:g2.example a:g3.example -all", "more than 2 lookups come back empty."},
  }));
  const Addition broken = addition(record, {.way = Way::broken});
  const std::string text = text_of(broken);
  CHECK(test::is_safe(text));
  CHECK_THAT(test::unwrapped(text),
             contains_text("The SPF record of acme.example gives permerror, so nobody passes: " + why));
  CHECK_THAT(test::unwrapped(text), contains_text(". Mend that first, as `mailready check acme.example` says."));
  CHECK(json_of(broken)["way"] == "broken");
}

TEST_CASE("A record that was not fetched says why, and counts nothing", "[report][spf]") {
  Addition open = addition("v=spf1 -all", {.way = Way::undetermined});
  auto facts = std::make_shared<survey::Facts>();
  facts->domain = test::name("acme.example");
  facts->spf = dns::Failure{.kind = dns::Failure::Kind::timed_out, .question = {facts->domain, dns::Type::txt}};
  facts->senders = {open.facts->senders.front()};
  open.facts = facts;
  CHECK(text_of(open) == "Whether Sender passes is not known: no answer for acme.example TXT: DNS timed\nout.\n");
  const Json json = json_of(open);
  CHECK(json["way"] == "undetermined");
  CHECK(json["lookups"] == 0);
  CHECK(json["lookups_now"] == 0);
}

TEST_CASE("A part of a record that was not fetched is told by its own question", "[report][spf]") {
  const Addition open = addition("v=spf1 include:silent.example -all", {.way = Way::undetermined});
  CHECK(test::unwrapped(text_of(open)) ==
        "Whether Sender passes is not known: no answer for silent.example TXT: DNS timed out.");
  CHECK(json_of(open)["lookups_at_least"] == true);
}

TEST_CASE("The name of an ESP reaches no terminal raw", "[report][spf]") {
  const Way way = GENERATE(Way::present, Way::return_path, Way::elsewhere, Way::unknown);
  const std::string text =
      text_of(addition("v=spf1 -all", {.way = way, .at = "acme.example"}, "", provider("Sen\x1b[2J\x07\xff")));
  CHECK(test::is_safe(text));
  CHECK_THAT(text, contains_text("Sen\\027[2J\\007\\255"));
}
