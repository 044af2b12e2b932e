#include "report/spf/evaluation.h"

#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/json_value.h"
#include "support/page_text.h"
using namespace mailready;
using report::Checked;
using test::Json;
using Verdict = spf::Evaluation::Result;

namespace {

/// An evaluation, of which a test names what it is about.
struct Outcome {
  Verdict result = Verdict::none;
  std::optional<std::string> explanation{};
  std::vector<spf::Evaluation::Step> path{};
  bool matched = false;
  std::string reason{};
  int lookups = 0, void_lookups = 0;
};

/// Mail from news@acme.example at 185.10.20.7, with this outcome.
Checked checked(const Outcome& outcome, std::string domain = "acme.example") {
  const spf::Evaluation evaluation{.result = outcome.result,
                                   .explanation = outcome.explanation,
                                   .path = outcome.path,
                                   .matched = outcome.matched,
                                   .reason = outcome.reason,
                                   .lookups = outcome.lookups,
                                   .void_lookups = outcome.void_lookups};
  const spf::Session session{
      .client = IpAddress::parse("185.10.20.7").value(), .sender = {"news", "acme.example"}, .helo = "mx.acme.example"};
  return {.domain = std::move(domain), .session = session, .evaluation = evaluation};
}

Json json_of(const Checked& checked) {
  return test::json_value([&](report::JsonWriter& json) { report::write_evaluation(json, checked); });
}

std::string text_of(const Checked& checked) {
  return test::page_text([&](report::Page& page) { report::write_evaluation(page, checked); });
}

spf::Evaluation::Step step(std::string_view domain, std::string term) { return {test::name(domain), std::move(term)}; }

}  // namespace

TEST_CASE("Each result is a sentence about mail", "[report][spf]") {
  const auto [result, sentence] = GENERATE(table<Verdict, std::string>({
      {Verdict::pass, "pass  185.10.20.7 may send for acme.example."},
      {Verdict::fail, "fail  185.10.20.7 may not send for acme.example."},
      {Verdict::softfail, "softfail  185.10.20.7 probably may not send for acme.example."},
      {Verdict::neutral, "neutral  acme.example does not say whether 185.10.20.7 may send."},
      {Verdict::none, "none  SPF says nothing about acme.example: of this."},
      {Verdict::temperror, "temperror  A receiver cannot tell for now: of this."},
      {Verdict::permerror, "permerror  The SPF record of acme.example cannot be evaluated: of this."},
  }));
  const std::string text = text_of(checked({.result = result, .reason = "of this"}));
  CHECK(text.substr(0, text.find('\n')) == sentence);
  CHECK(json_of(checked({.result = result}))["result"] == sentence.substr(0, sentence.find(' ')));
}

TEST_CASE("An empty domain is called so", "[report][spf]") {
  CHECK_THAT(text_of(checked({.reason = "it is no domain name"}, "")),
             contains_text("SPF says nothing about the empty domain: it is no domain name."));
}

TEST_CASE("The way to the term that decided stands below the sentence, in columns", "[report][spf]") {
  CHECK(text_of(checked({.result = Verdict::pass,
                         .path = {step("acme.example", "include:a.example"), step("a.example", "ip4:185.10.20.7")},
                         .matched = true,
                         .lookups = 3,
                         .void_lookups = 1})) ==
        "pass  185.10.20.7 may send for acme.example.\n"
        "  acme.example  include:a.example\n"
        "  a.example     ip4:185.10.20.7\n"
        "  3 of 10 lookups, 1 of 2 void\n");
}

TEST_CASE("A long domain name loses its middle in the way, and nowhere in JSON", "[report][spf]") {
  // 36 columns: 18 from the front, "…", 17 from the back.
  const std::string longest = std::string(40, 'a') + ".example";
  const Checked long_way = checked({.result = Verdict::fail,
                                    .path = {step("acme.example", "redirect=" + longest), step(longest, "-all")},
                                    .matched = true});
  const std::string text = text_of(long_way);
  CHECK_THAT(text, contains_text("\n  acme.example" + std::string(26, ' ') + "redirect="));
  CHECK_THAT(text, contains_text("\n  " + std::string(18, 'a') + "…" + std::string(9, 'a') + ".example  -all\n"));
  CHECK(json_of(long_way)["path"][1]["domain"] == longest);
}

TEST_CASE("That no term matches is said where that made it neutral", "[report][spf]") {
  const std::string said = "  no term matches\n";
  CHECK_THAT(text_of(checked({.result = Verdict::neutral})), contains_text(said));
  CHECK_THAT(text_of(checked({.result = Verdict::neutral, .path = {step("acme.example", "?all")}, .matched = true})),
             !contains_text(said));
  CHECK_THAT(text_of(checked({.result = Verdict::none})), !contains_text(said));
  CHECK_THAT(text_of(checked({.result = Verdict::permerror})), !contains_text(said));
}

TEST_CASE("Lookups stand beside their limits", "[report][spf]") {
  const auto [lookups, voids, limit, counts] = GENERATE(table<int, int, int, std::string>({
      {0, 0, 2, "\n  0 of 10 lookups, 0 of 2 void\n"},
      {10, 2, 2, "\n  10 of 10 lookups, 2 of 2 void\n"},
      {11, 0, 2, "\n  more than the 10 lookups, 0 of 2 void\n"},
      {4, 3, 5, "\n  4 of 10 lookups, 3 of 5 void\n"},
  }));
  Checked counted = checked({.lookups = lookups, .void_lookups = voids});
  counted.void_limit = limit;
  CHECK_THAT(text_of(counted), contains_text(counts));
}

TEST_CASE("What the domain explains is quoted, and nothing of it is raw", "[report][spf]") {
  Checked explained = checked({.result = Verdict::fail,
                               .explanation = "see \x1b]0;title\x07 \xff \\",
                               .path = {step("acme.example", "exists:\x1b[2J.\x07.example")},
                               .matched = true},
                              "acme\x1b[31m.example");
  explained.session.helo = "mx\x1b\x07\xff";
  explained.session.sender.local_part = "news\x1b";
  const std::string text = text_of(explained);
  CHECK(test::is_safe(text));
  CHECK_THAT(text, contains_text("  explanation  see \\027]0;title\\007 \\255 \\\\\n"));
  CHECK_THAT(text, contains_text("exists:\\027[2J.\\007.example"));
  CHECK_THAT(text, contains_text("may not send for acme\\027[31m.example."));

  const Json json = json_of(explained);
  CHECK(json["explanation"] == "see \\027]0;title\\007 \\255 \\\\");
  CHECK(json["matched"] == "exists:\\027[2J.\\007.example");
  CHECK(json["domain"] == "acme\\027[31m.example");
  CHECK(json["helo"] == "mx\\027\\007\\255");
  CHECK(json["mail_from"] == "news\\027@acme.example");
}

TEST_CASE("A reason is escaped once where it was safe before", "[report][spf]") {
  const Checked odd = checked({.result = Verdict::none, .reason = "a\\032b.example publishes no SPF record"});
  CHECK_THAT(text_of(odd), contains_text(": a\\032b.example publishes no SPF\n"));
  CHECK(json_of(odd)["reason"] == "a\\032b.example publishes no SPF record");
}

TEST_CASE("The result in JSON has the keys that scripts rely on", "[report][json][spf]") {
  CHECK(json_of(checked({.result = Verdict::fail,
                         .explanation = "no",
                         .path = {step("acme.example", "redirect=a.example"), step("a.example", "-all")},
                         .matched = true,
                         .lookups = 1})) == Json::parse(R"({
    "domain": "acme.example", "ip": "185.10.20.7", "mail_from": "news@acme.example", "helo": "mx.acme.example",
    "result": "fail", "explanation": "no", "matched": "-all",
    "path": [{"domain": "acme.example", "term": "redirect=a.example"}, {"domain": "a.example", "term": "-all"}],
    "lookups": 1, "void_lookups": 0, "reason": null})"));
  const Json broken = json_of(checked({.result = Verdict::temperror,
                                       .path = {step("acme.example", "a")},
                                       .reason = "no answer for acme.example A: timeout",
                                       .lookups = 1,
                                       .void_lookups = 1}));
  CHECK(broken["matched"].is_null());
  CHECK(broken["explanation"].is_null());
  CHECK(broken["path"].size() == 1);
  CHECK(broken["reason"] == "no answer for acme.example A: timeout");
  CHECK(broken["void_lookups"] == 1);
}
