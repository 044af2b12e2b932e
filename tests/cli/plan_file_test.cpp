// The plan file: what is refused, with which words, and what is read out of the rest.
#include "cli/plan_file/plan_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "cli/plans.h"
#include "cli/print_config.h"
#include "rules/table.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/program.h"
#include "support/temporary_folder.h"

using namespace mailready;
using namespace mailready::cli;
using test::name;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> plans_in(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(MAILREADY_FIXTURES) / "plans" / folder))
    files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

PlanFile parsed(const std::string& text) {
  auto file = parse_plan_file(text, "mailready.json");
  if (!file) throw std::runtime_error(file.error().front().text);
  return *std::move(file);
}

/// A plan file for acme.example, by what stands inside its object.
PlanFile acme(const std::string& members) { return parsed("{\"domains\": {\"acme.example\": {" + members + "}}}"); }

survey::Plan plan_of(const PlanFile& file, const std::string& domain, const PlanOptions& options = {}) {
  return Plans(options, file).of(name(domain));
}

/// "postmark primary, sendgrid backup".
std::string outbound(const survey::Plan& plan) {
  std::vector<std::string> senders;
  for (const survey::Sender& sender : plan.outbound)
    senders.push_back(sender.provider->id + (sender.role == survey::Role::primary ? " primary" : " backup"));
  return join(senders, ", ");
}

constexpr const char* two_esps = R"("outbound": [{"provider": "postmark"}, {"provider": "sendgrid"}])";

}  // namespace

// Each file begins with what is said about it: "// LINE: MESSAGE".
TEST_CASE("A malformed plan is refused with its line, its key and what to do, and nothing is written", "[cli][plan]") {
  const auto files = plans_in("malformed");
  REQUIRE(files.size() >= 25);
  const test::TemporaryFolder folder;
  for (const fs::path& file : files) {
    CAPTURE(file);
    const std::string text = text_of(file);
    const std::string expected = text.substr(3, text.find('\n') - 3);
    const test::Exit exit = test::run_program({"check", "acme.example", "--config", file.string(), "--offline",
                                               "--format", "json", "--format", "csv=" + folder.path("out.csv")});
    CHECK(exit.code == 2);
    CHECK(exit.out.empty());
    CHECK(exit.err == "mailready: " + file.string() + ":" + expected + "\n");
    CHECK(folder.count() == 0);
  }
}

TEST_CASE("All that is wrong with a plan file is told at once, by line", "[cli][plan]") {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("plan.json",
                                        "{\"domains\": {\"acme.example\": {\n\"strem\": \"marketing\",\n"
                                        "\"outbound\": [{\"provider\": \"x\"}]}},\n \"rule\": {}}");
  const test::Exit exit = test::run_program({"simulate", "acme.example", "--config", file, "--offline"});
  CHECK(exit.code == 2);
  CHECK(exit.out.empty());
  const auto first = exit.err.find(":2: domains.\"acme.example\".strem:"), second = exit.err.find(":3: "),
             third = exit.err.find(":4: rule: there is no key \"rule\"; did you mean \"rules\"?");
  CHECK(first < second);
  CHECK(second < third);
  CHECK(third != std::string::npos);
}

TEST_CASE("A flood of faults is cut, and hostile text made safe", "[cli][plan]") {
  const test::TemporaryFolder folder;
  std::string text = "{";
  for (int i = 0; i < 500; ++i) text += "\"k" + std::to_string(i) + "\\u001b[31m\": 1,\n";
  const std::string file = folder.write("plan.json", text + "\"$schema\": \"x\"}");
  const test::Exit exit = test::run_program({"check", "acme.example", "--config", file, "--offline"});
  CHECK(exit.code == 2);
  CHECK(std::ranges::count(exit.err, '\n') == 21);
  CHECK_THAT(exit.err, contains_text(file + ": 480 more\n"));
  CHECK(exit.err.find('\x1b') == std::string::npos);
}

TEST_CASE("A plan file may begin with a byte order mark, and end its lines as it likes", "[cli][plan]") {
  std::string text = text_of(fs::path(MAILREADY_FIXTURES) / "plans/good/every-key.json"), crlf = "\xEF\xBB\xBF";
  for (const char letter : text) crlf += letter == '\n' ? std::string("\r\n") : std::string(1, letter);
  const PlanFile file = parsed(crlf);
  CHECK(file.domains.size() == 3);
  CHECK(file.domains.at(1).entry.place.line == parsed(text).domains.at(1).entry.place.line);
}

TEST_CASE("The manual's example is a plan", "[cli][plan]") {
  const std::string manual = text_of(fs::path(MAILREADY_SOURCE_DIR) / "docs/plan.md"), fence = "```json\n";
  const auto begin = manual.find(fence) + fence.size();
  const PlanFile file = parsed(manual.substr(begin, manual.find("```", begin) - begin));
  CHECK(outbound(plan_of(file, "acme.example")) == "postmark primary, sendgrid backup");
}

TEST_CASE("Entries know their lines", "[cli][plan]") {
  const PlanFile file = parsed(
      "{\"domains\": {\n"
      "  \"acme.example\": {\n"
      "    \"outbound\": [{\"provider\": \"postmark\"},\n"
      "                 {\"provider\": \"sendgrid\",\n"
      "                  \"share\": 5}],\n"
      "    \"ignore\": [\n"
      "      {\"rule\": \"mx\", \"reason\": \"-\"}]}}}");
  const PlanEntry& entry = file.domains.at(0).entry;
  CHECK(entry.place == dns::Place{"mailready.json", 2});
  CHECK(entry.outbound->at(0).place->line == 3);
  CHECK(entry.outbound->at(1).place->line == 4);
  CHECK(entry.suppressions->at(0).place->line == 7);
}

TEST_CASE("The nearest plan file upward is found, and none beyond the repository", "[cli][plan]") {
  const test::TemporaryFolder folder;
  fs::create_directories(folder.path("repository/.git"));
  fs::create_directories(folder.path("repository/zones/live"));
  const std::string outside = folder.write("mailready.json", "{}");
  CHECK(find_plan_file(folder.path("repository/zones/live")).empty());
  const std::string inside = folder.write("repository/mailready.json", "{}");
  CHECK(find_plan_file(folder.path("repository/zones/live")) == inside);
  CHECK(find_plan_file(folder.path("repository")) == inside);
  const std::string nearest = folder.write("repository/zones/mailready.json", "{}");
  CHECK(find_plan_file(folder.path("repository/zones/live")) == nearest);
}

TEST_CASE("The most specific entry holds for a domain", "[cli][plan]") {
  const PlanFile file = parsed(R"({"domains": {"a.example": {"max_ttl": 1}, "*.a.example": {"max_ttl": 2},
    "*.b.a.example": {"max_ttl": 3}, "c.b.a.example": {"max_ttl": 4}}})");
  const auto [domain, ttl] = GENERATE(table<std::string, int>({
      {"a.example", 1},
      {"x.a.example", 2},
      {"b.a.example", 2},
      {"x.b.a.example", 3},
      {"x.y.b.a.example", 3},
      {"c.b.a.example", 4},
      {"x.c.b.a.example", 3},
      {"aa.example", 3600},
      {"example", 3600},
  }));
  CAPTURE(domain);
  CHECK(plan_of(file, domain).max_ttl.count() == ttl);
}

TEST_CASE("Defaults are replaced key by key", "[cli][plan]") {
  const PlanFile file = parsed(R"({"max_ttl": 60, "defaults": {"stream": "marketing", "inbound": ["mx1.a.example"],
    "ignore": [{"rule": "mx", "reason": "old"}]}, "domains": {"a.example": {"inbound": [], "max_ttl": "2m"}}})");
  const survey::Plan own = plan_of(file, "a.example"), other = plan_of(file, "b.example");
  CHECK(own.stream == survey::Stream::marketing);
  CHECK(own.no_inbound);
  CHECK(own.inbound.empty());
  CHECK(own.suppressions.size() == 1);
  CHECK(own.max_ttl.count() == 120);
  CHECK(own.place->line == 2);
  CHECK(other.inbound.size() == 1);
  CHECK_FALSE(other.no_inbound);
  CHECK(other.max_ttl.count() == 60);
  CHECK(other.place->line == 1);
  CHECK_FALSE(plan_of(parsed("{}"), "b.example").place);
}

TEST_CASE("The first of each stream is its primary", "[cli][plan]") {
  const auto [members, roles] = GENERATE(table<std::string, std::string>({
      {two_esps, "postmark primary, sendgrid backup"},
      {R"("outbound": [{"provider": "postmark"}, {"provider": "sendgrid", "stream": "marketing"}, {"provider": "ses"}])",
       "postmark primary, sendgrid primary, amazon-ses backup"},
      {R"("stream": "self-hosted", "outbound": [{"provider": "sendgrid"}])", "sendgrid backup"},
      {R"("stream": "self-hosted", "outbound": [{"id": "own"}, {"provider": "sendgrid"}])",
       "own primary, sendgrid backup"},
  }));
  CHECK(outbound(plan_of(acme(members), "acme.example")) == roles);
}

TEST_CASE("Options replace the senders or the exchanges of the file, and leave the rest", "[cli][plan]") {
  const PlanFile file = acme(std::string(two_esps) + R"(, "inbound": ["mx1.a.example"], "max_ttl": 60)");
  const auto plan_with = [&](auto set) {
    PlanOptions options;
    set(options);
    return plan_of(file, "acme.example", options);
  };
  const survey::Plan senders = plan_with([](PlanOptions& options) {
    options.primaries = {"ses"};
    options.backups = {"none"};
  });
  CHECK(outbound(senders) == "amazon-ses primary");
  CHECK(senders.no_backup_meant);
  CHECK(senders.inbound.size() == 1);
  CHECK(senders.max_ttl.count() == 60);

  const survey::Plan exchanges = plan_with([](PlanOptions& options) { options.backup_exchanges = {"mx9.a.example"}; });
  CHECK(outbound(exchanges) == "postmark primary, sendgrid backup");
  REQUIRE(exchanges.inbound.size() == 1);
  CHECK(exchanges.inbound[0].host == name("mx9.a.example"));
  CHECK(plan_with([](PlanOptions& options) { options.no_inbound = true; }).inbound.empty());

  const survey::Plan paths = plan_with([](PlanOptions& options) { options.return_paths = {"sendgrid=em1"}; });
  CHECK(paths.outbound[1].return_path.text == "em1");
  const survey::Plan own = plan_with([](PlanOptions& options) { options.stream = survey::Stream::self_hosted; });
  CHECK(outbound(own) == "postmark backup, sendgrid backup");
}

TEST_CASE("A rule's own level goes before its family's, wherever it stands", "[cli][plan]") {
  const std::string text = GENERATE(as<std::string>{}, R"({"rules": {"mx": "off", "mx-no-ipv6": "error"}})",
                                    R"({"rules": {"mx-no-ipv6": "error", "mx": "off"}})");
  const PlanFile file = parsed(text);
  CHECK(file.severities.at("mx-no-ipv6") == lint::Severity::error);
  CHECK(file.severities.at("mx-missing") == std::nullopt);
  CHECK(file.severities.count("spf-missing") == 0);
}

TEST_CASE("What is printed as the configuration in force says the same as the file", "[cli][plan]") {
  for (const fs::path& path : plans_in("good")) {
    CAPTURE(path);
    const auto in_force = [](const PlanFile& file) {
      return config_text(Plans({}, file), file, make_settings({}, file.severities), {});
    };
    const std::string printed = in_force(parsed(text_of(path)));
    CHECK(in_force(parsed(printed)) == printed);
  }
}

TEST_CASE("--print-config shows the plan of a domain, flags included, and asks nobody", "[cli][plan]") {
  const std::string file = std::string(MAILREADY_FIXTURES) + "/plans/good/every-key.json";
  const test::Exit exit = test::run_program({"check", "shop.acme.example", "--config", file, "--print-config",
                                             "--severity", "spf-loop=off", "--primary-mx", "mx1.acme.example"});
  CHECK(exit.code == 0);
  CHECK(exit.err == "mailready: the plan file is " + file + "\n");
  CHECK_THAT(exit.out, contains_text("\"spf-loop\": \"off\""));
  const PlanFile printed = parsed(exit.out);
  REQUIRE(printed.domains.size() == 1);
  CHECK(printed.domains[0].pattern() == "shop.acme.example");
  CHECK(printed.domains[0].entry.no_backup == "campaigns can wait a day");
  CHECK(printed.domains[0].entry.inbound->size() == 1);
  CHECK(printed.domains[0].entry.health_check->external == "Datadog monitor 123");
}

TEST_CASE("The examples of the rules about plans show what they say", "[cli][plan][rule]") {
  survey::Facts facts;
  facts.domain = name("acme.example");
  facts.existence = true;
  facts.date = parse_date("2027-01-01");
  for (const lint::Rule* rule : rules::all()) {
    if (!rule->bad.starts_with('"')) continue;
    CAPTURE(rule->id);
    const auto found = [&](std::string_view members) {
      const survey::Plan plan = plan_of(acme(std::string(members)), "acme.example");
      return lint::judge(facts, plan, {&rule, 1}, {}).findings.size();
    };
    CHECK(found(rule->bad) == 1);
    CHECK(found(rule->good) == 0);
  }
}
