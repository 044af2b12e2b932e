#include "report/markdown_text.h"
#include "report/samples.h"
#include "support/catch.h"
using namespace mailready;
using namespace mailready::test;

TEST_CASE("words stay words, and what could be more is code", "[report][markdown]") {
  const auto [text, markdown] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"If Postmark fails, mail passes: 2 errors (50%).", "If Postmark fails, mail passes: 2 errors (50%)."},
      {"mx1.acme.example has no address", "mx1.acme.example has no address"},
      {"no record at s1._domainkey.acme.example", "no record at `s1._domainkey.acme.example`"},
      {"not \"v=spf1 mx -all\" but", "not `\"v=spf1 mx -all\"` but"},
      {"an \"open quote", "an `\"open` quote"},
      {"a|b c`d", "<code>a&#124;b</code> <code>c&#96;d</code>"},
      {"at www.evil.example", "at `www.evil.example`"},
      {"GH-12 deadbeef", "`GH-12` `deadbeef`"},
      {":bomb: 12%x", "`:bomb`: `12%x`"},
      {"(under p=reject), or \"all\".", "(under `p=reject`), or `\"all\"`."},
      {"post \xd0\xbf", "post \xd0\xbf"},
      {"one\ntwo", "`one\\010two`"},
  }));
  CHECK(report::markdown_inline(text) == markdown);
}

TEST_CASE("a block ends where its last line does", "[report][markdown]") {
  CHECK(report::markdown_block({"a", "```", "b ````"}, "diff") == "`````diff\na\n```\nb ````\n`````\n");
  CHECK(report::markdown_block({"a"}, "") == "```\na\n```\n");
}

TEST_CASE("a domain gets its verdict, a table and the fixes", "[report][markdown]") {
  Sample sample = broken_backup();
  sample.judgement.findings[0].place = dns::Place{"acme.zone", 12};
  sample.judgement.suppressed = {{.finding = {.rule = "mx-shared-network"}, .reason = "known", .until = "2027-03-01"}};
  sample.judgement.undecided = undecided().judgement.undecided;
  CHECK(printed("markdown", sample) == golden("broken-backup.md"));
}

TEST_CASE("of many domains, those that are well get a line", "[report][markdown]") {
  std::vector<Sample> samples;
  samples.push_back(healthy());
  samples.push_back(broken_backup());
  CHECK(printed("markdown", samples, {})
            .starts_with("- READY `acme.example`: If Postmark fails, mail through SendGrid passes SPF and DKIM.\n\n### "
                         "`acme.example`\n\n"));
  CHECK(printed("markdown", samples, {})
            .ends_with("**2 domains: 1 ready; 1 not ready.** 2 errors, 0 warnings, 1 note.\n"));
  CHECK(printed("markdown", samples, {.quiet = true}).starts_with("### `acme.example`\n"));
}

TEST_CASE("a report fits into a comment", "[report][markdown]") {
  std::vector<Sample> samples;
  for (int i = 0; i < 200; ++i) samples.push_back(broken_backup());
  const std::string text = printed("markdown", samples, {});
  CHECK(text.size() < 65'536);
  CHECK(text.size() > 50'000);
  CHECK_THAT(text, contains_text(" domains more would not fit in here.\n"));
}
