#include "report/page.h"

#include <algorithm>
#include <iterator>

#include "report/samples.h"
#include "support/catch.h"
using namespace mailready;
using namespace mailready::test;
using lint::Severity;

static std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

static lint::Finding warning(std::string rule, std::string message) {
  return {.rule = std::move(rule),
          .severity = Severity::warning,
          .subject = "acme.example",
          .message = std::move(message),
          .fix = "Mend it."};
}

TEST_CASE("whole pages are as they were checked by eye", "[report][text]") {
  CHECK(printed("text", healthy()) == golden("healthy.txt"));
  CHECK(printed("text", broken_backup()) == golden("broken-backup.txt"));
  CHECK(printed("text", broken_backup(), {.version = "0.1.0", .expected = 1, .width = 60, .verbose = true}) ==
        golden("broken-backup-60-verbose.txt"));
  CHECK(printed("text", undecided()) == golden("undecided.txt"));
}

TEST_CASE("a healthy domain of many takes a line, the others a block", "[report][text]") {
  std::vector<Sample> samples;
  samples.push_back(healthy());
  samples.push_back(healthy());
  samples.push_back(broken_backup());
  samples.push_back(healthy());
  samples.back().plan = {};
  samples.back().judgement.scope = lint::Scope::records;
  samples.push_back(undecided());
  CHECK(printed("text", samples, {.version = "0.1.0", .expected = {}}) == golden("many.txt"));
}

TEST_CASE("no line is wider than the page, ends in a space or holds colour codes", "[report][text]") {
  const int width = GENERATE(40, 60, 80, 140);
  const bool verbose = GENERATE(false, true);
  for (const Sample& sample : {broken_backup(), healthy(), undecided()}) {
    for (const std::string& line :
         lines_of(printed("text", sample, {.version = "0.1.0", .expected = 1, .width = width, .verbose = verbose}))) {
      CAPTURE(line);
      CHECK(report::width_of(line) <= static_cast<std::size_t>(width));
      CHECK_FALSE(line.ends_with(' '));
      CHECK(line.find('\x1b') == std::string::npos);
    }
  }
}

TEST_CASE("colour adds codes and changes no word", "[report][text]") {
  const std::string plain = printed("text", broken_backup());
  std::string coloured = printed("text", broken_backup(), {.version = "0.1.0", .expected = 1, .colour = true});
  CHECK(coloured != plain);
  for (std::size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b'))
    coloured.erase(at, coloured.find('m', at) - at + 1);
  CHECK(coloured == plain);
}

TEST_CASE("consequences stand beneath the cause about the same ESP", "[report][text]") {
  Sample sample = broken_backup();
  lint::Finding of_primary = spf_esp_missing();
  of_primary.provider = "postmark";
  of_primary.message = "the primary's cause";
  sample.judgement.findings = {of_primary, spf_esp_missing(), dmarc_esp_unaligned()};  // as the engine orders them
  const std::string text = printed("text", sample);
  CHECK(text.find("2. error: no mechanism") != std::string::npos);
  CHECK(text.find("2. error: no mechanism") < text.find("└─ error: under p=reject"));
  CHECK(text.find("3. error") == std::string::npos);
}

TEST_CASE("a consequence whose cause is not shown is a problem of its own", "[report][text]") {
  Sample sample = broken_backup();
  sample.judgement.findings = {dmarc_esp_unaligned()};
  sample.judgement.findings[0].caused_by = {"mx-no-ipv6"};
  CHECK_THAT(printed("text", sample), contains_text("\n1. error: under p=reject"));
}

TEST_CASE("numbers are aligned when there are ten and more", "[report][text]") {
  Sample sample = healthy();
  for (int i = 0; i < 10; ++i) sample.judgement.findings.push_back(warning("mx-duplicate", "listed twice"));
  const std::string text = printed("text", sample);
  CHECK_THAT(text, contains_text("\n 9. warning: listed twice [mx-duplicate]\n    fix: Mend it.\n"));
  CHECK_THAT(text, contains_text("\n10. warning: listed twice [mx-duplicate]\n    fix: Mend it.\n"));
}

TEST_CASE("a subject and a place that the message leaves out are named", "[report][text]") {
  Sample sample = healthy();
  sample.judgement.findings = {warning("dkim-testing", "t=y is set")};
  sample.judgement.findings[0].subject = "pm._domainkey.acme.example";
  sample.judgement.findings[0].place = dns::Place{.file = "acme.zone", .line = 17};
  CHECK_THAT(printed("text", sample), contains_text("\n   at pm._domainkey.acme.example, acme.zone:17\n"));
}

TEST_CASE("notes are folded into a line that -v unfolds", "[report][text]") {
  Sample sample = healthy();
  for (const char* rule : {"mx-no-ipv6", "spf-softfail-all", "mx-no-ipv6"})
    sample.judgement.findings.push_back({.rule = rule, .severity = Severity::info, .message = "a remark"});
  CHECK_THAT(printed("text", sample), contains_text("\n3 notes (-v shows them): mx-no-ipv6, spf-softfail-all\n"));
  const std::string verbose = printed("text", sample, {.version = "0.1.0", .expected = 1, .verbose = true});
  CHECK_THAT(verbose, contains_text("\n3. note: a remark [mx-no-ipv6]\n"));
  CHECK_THAT(verbose, !contains_text("-v shows"));
}

TEST_CASE("what is undecided and does not weigh is told with -v only", "[report][text]") {
  Sample sample = healthy();
  sample.judgement.undecided = {{.rule = "dns-ttl-too-long",
                                 .severity = Severity::warning,
                                 .subject = "acme.example",
                                 .reason = "unreachable",
                                 .weighs = false}};
  const report::Run verbose{.version = "0.1.0", .expected = 1, .verbose = true};
  CHECK_THAT(printed("text", sample), !contains_text("undecided"));
  CHECK_THAT(printed("text", sample, verbose), contains_text("dns-ttl-too-long"));
  CHECK_THAT(printed("text", sample, {.version = "0.1.0", .expected = {}}), !contains_text("undecided"));
}

TEST_CASE("long evidence is shown whole with -v only", "[report][text]") {
  Sample sample = healthy();
  sample.judgement.findings = {warning("spf-esp-partial", "some networks are missing")};
  for (int i = 0; i < 12; ++i) sample.judgement.findings[0].evidence.push_back("network " + std::to_string(i));
  const std::string text = printed("text", sample);
  CHECK_THAT(text, contains_text("│ network 9\n   │ and 2 more (-v shows them)\n"));
  CHECK_THAT(printed("text", sample, {.version = "0.1.0", .expected = 1, .verbose = true}),
             contains_text("│ network 11\n"));
}

TEST_CASE("carets stay below what they mark, however narrow the page", "[report][text]") {
  Sample sample = healthy();
  sample.judgement.findings = {warning("spf-ptr", "ptr is deprecated")};
  const std::string record = "v=spf1 include:spf.mtasv.net a:mail.acme.example ptr include:sendgrid.net -all";
  const std::size_t at = record.find("ptr");
  sample.judgement.findings[0].evidence = {record, std::string(at, '-') + "^^^"};
  const int width = GENERATE(40, 50, 60, 80, 100);
  CAPTURE(width);
  const auto lines = lines_of(printed("text", sample, {.version = "0.1.0", .expected = 1, .width = width}));
  const auto marks = std::ranges::find_if(lines, [](const std::string& line) { return line.ends_with("-^^^"); });
  REQUIRE(marks != lines.end());
  std::string quoted = *std::prev(marks);
  if (const std::size_t cut = quoted.find("│ …"); cut != std::string::npos) quoted.replace(cut, 7, "│ .");
  CHECK(quoted.substr(marks->find('^')).substr(0, 4) == "ptr ");
  CHECK(report::width_of(quoted) <= static_cast<std::size_t>(width));
}

TEST_CASE("-q says nothing of a healthy domain and leaves out facts and notes", "[report][text]") {
  const report::Run quiet{.version = "0.1.0", .expected = 1, .quiet = true};
  CHECK(printed("text", healthy(), quiet).empty());
  const std::string text = printed("text", broken_backup(), quiet);
  CHECK(text.starts_with("acme.example\n\n1. error: "));
  CHECK_THAT(text, !contains_text("mx-no-ipv6"));
  CHECK_THAT(text, contains_text("\nNOT READY  If Postmark fails"));

  std::vector<Sample> samples;
  samples.push_back(healthy());
  CHECK(printed("text", samples, {.version = "0.1.0", .expected = {}, .quiet = true}) ==
        "1 domain: 1 ready.\n0 errors, 0 warnings, 0 notes.\n");
}

TEST_CASE("an interrupted run says so", "[report][text]") {
  CHECK(printed("text", std::span<const Sample>(), {.version = "0.1.0", .expected = 1}, true) ==
        "Interrupted: the domains that were not finished are left out.\n");
}

TEST_CASE("octets that are no text reach no terminal", "[report][text]") {
  Sample sample = broken_backup();
  lint::Finding& finding = sample.judgement.findings[0];
  finding.message = "bad \x1b]0;title\x07";
  finding.evidence = {
      "\"\xc2\x9b"
      "31m\""};
  finding.publish = {{"acme.example", "TXT", "\"a\nb\""}};
  sample.judgement.undecided = {{.rule = "r", .severity = Severity::error, .reason = "timeout", .detail = "\x1b[2J"}};
  const std::string text = printed("text", sample);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
  CHECK(text.find("\xc2\x9b") == std::string::npos);
  CHECK_THAT(text, contains_text("+ acme.example. TXT \"a\\010b\"\n"));
}

TEST_CASE("what is suppressed is counted, and told with -v", "[report][text]") {
  Sample sample = healthy();
  sample.judgement.suppressed = {
      {.finding = {.rule = "mx-no-ipv6"}, .reason = "the provider has none", .until = "2027-03-01"}};
  CHECK_THAT(printed("text", sample), contains_text("\n1 finding suppressed (-v shows why)\n\nREADY "));
  CHECK_THAT(printed("text", sample, {.verbose = true}),
             contains_text("\n1 finding suppressed: mx-no-ipv6 (the provider has none, until 2027-03-01)\n\nREADY "));
  CHECK(printed("text", sample, {.quiet = true}) == "");
  CHECK_THAT(printed("text", std::span(&sample, 1), {}), contains_text("(1 suppressed)"));
}

TEST_CASE("a line that only names the domain stands at no finding", "[report][text]") {
  Sample sample = broken_backup();
  sample.judgement.place = dns::Place{"mailready.json", 3};
  sample.judgement.findings[0].place = dns::Place{"acme.zone", 12};
  sample.judgement.findings[1].place = sample.judgement.place;
  const std::string text = printed("text", sample);
  CHECK_THAT(text, contains_text("at acme.zone:12\n"));
  CHECK(text.find("mailready.json") == std::string::npos);
}
