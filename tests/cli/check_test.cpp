// `check` through the program: names, lists, formats and files.
#include <csignal>
#include <nlohmann/json.hpp>
#include <set>

#include "support/catch.h"
#include "support/cli_zones.h"
#include "support/program.h"

using namespace mailready::test;
using nlohmann::json;

namespace {

/// The names of a JSON report's domains.
std::vector<std::string> domains_of(const json& report) {
  std::vector<std::string> names;
  for (const json& domain : report["domains"]) names.push_back(domain["domain"]);
  return names;
}

std::vector<json> lines_of(const std::string& ndjson) {
  std::vector<json> lines;
  std::istringstream in(ndjson);
  for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
  return lines;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("arguments are reported once each, in their order, in A-labels", "[cli]") {
  const Exit exit =
      run_program({"check", "b.test", "A.test.", "bücher.test", "a.test", "--offline", "--format", "json"});
  CHECK(exit.code == 3);
  CHECK(domains_of(json::parse(exit.out)) == Names{"b.test", "a.test", "xn--bcher-kva.test"});
}

TEST_CASE("without names the zones' origins are checked", "[cli]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", acme_zone(both_senders));
  const Exit exit = run_program({"check", "--zone", zone, "--offline", "--format", "json", "--select", "mx"});
  CHECK(domains_of(json::parse(exit.out)) == Names{"acme.example"});
  CHECK(exit.code == 0);
}

TEST_CASE("a zone file without an origin takes the one domain's", "[cli]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", "$TTL 60\n@ MX 10 mx1\nmx1 A 185.10.20.10\n");
  CHECK(run_program({"check", "acme.example", "--zone", zone, "--offline", "--select", "mx-no-secondary"}).code == 1);
  const Exit several = run_program({"check", "acme.example", "b.example", "--zone", zone, "--offline"});
  CHECK(several.code == 2);
  CHECK_THAT(several.err, contains_text("acme.zone"));
}

TEST_CASE("what lies outside a zone's origin is left out with a warning, which -q keeps back", "[cli]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", acme_zone(both_senders) + "other.example. A 185.10.20.1\n");
  const std::vector<std::string> arguments{"check", "--zone", zone, "--offline", "--select", "mx"};
  const Exit exit = run_program(arguments);
  CHECK(exit.code == 0);
  CHECK_THAT(exit.err, contains_text("acme.zone:16"));
  CHECK(run_program(words(arguments, {"-q"})).err.empty());
}

TEST_CASE("a list gives each of its names one result, and its faulty lines an error each", "[cli]") {
  const Exit exit =
      run_program({"check", "--domains", "-", "--offline", "--format", "json", "--select", "spf-missing"},
                  "\xef\xbb\xbf# clients\r\na.test\r\n\r\nops@a.test\nA.TEST.\nb.test # second\n192.0.2.1\n");
  CHECK(exit.code == 1);
  const json report = json::parse(exit.out);
  const Names names = domains_of(report);
  CHECK(std::multiset<std::string>(names.begin(), names.end()) ==
        std::multiset<std::string>{"a.test", "ops@a.test", "b.test", "192.0.2.1"});
  for (const json& domain : report["domains"]) {
    const bool valid = domain["domain"] == "a.test" || domain["domain"] == "b.test";
    CAPTURE(domain.dump());
    if (valid) {
      CHECK(domain["verdict"] == "undetermined");
      CHECK(domain["findings"].empty());
    } else {
      CHECK(domain["verdict"] == "not-ready");
      REQUIRE(domain["findings"].size() == 1);
      CHECK(domain["findings"][0]["rule"] == "domain-invalid");
      CHECK(domain["findings"][0]["severity"] == "error");
    }
  }
  CHECK(report["summary"]["domains"] == 4);
  CHECK(report["summary"]["errors"] == 2);
}

TEST_CASE("a list without names is an error, and nothing is reported", "[cli]") {
  const auto [text] = GENERATE(table<std::string>({{""}, {"\n\n"}, {"# none\r\n"}, {"\xef\xbb\xbf"}}));
  const Exit exit = run_program({"check", "a.test", "--domains", "-", "--offline", "--format", "json"}, text);
  CHECK(exit.code == 2);
  CHECK(exit.out.empty());
  CHECK_THAT(exit.err, contains_text("holds no names"));
}

TEST_CASE("names are taken as they come, without waiting for the list's end", "[cli]") {
  Program program({"check", "--domains", "-", "--offline", "--format", "ndjson", "--select", "spf-missing"});
  program.write("a.test\n");
  CHECK(json::parse(program.read_line())["domain"] == "a.test");
  program.write("b.test\n");
  CHECK(json::parse(program.read_line())["domain"] == "b.test");
  const Exit exit = program.finish("c.test");
  CHECK(json::parse(exit.out)["domain"] == "c.test");
  CHECK(exit.code == 3);
}

TEST_CASE("ten thousand names are one stream", "[cli]") {
  std::string list;
  for (int number = 0; number < 10'000; ++number) list += "client" + std::to_string(number) + ".test\n";
  const Exit exit =
      run_program({"check", "--domains", "-", "--offline", "--format", "ndjson", "--select", "spf-missing"}, list);
  CHECK(exit.code == 3);
  std::set<std::string> names;
  for (const json& line : lines_of(exit.out)) names.insert(line["domain"]);
  CHECK(names.size() == 10'000);
}

TEST_CASE("an interrupt closes the report of what is finished", "[cli]") {
  Program program({"check", "--domains", "-", "--offline", "--format", "ndjson", "--format", "json=/dev/stderr",
                   "--select", "spf-missing"});
  program.write("a.test\n");
  program.read_line();
  program.signal(SIGINT);
  // The list stays open until the program has ended, so only the signal can have ended it.
  const Exit exit = program.wait();
  CHECK(exit.code == 130);
  const json report = json::parse(exit.err);
  CHECK(domains_of(report) == Names{"a.test"});
  CHECK(report["interrupted"] == true);
}

TEST_CASE("reports go to several places, files whole or not at all", "[cli]") {
  const TemporaryFolder folder;
  folder.write("out.json", "old");
  const Exit exit = run_program({"check", "a.test", "--offline", "--format", "ndjson", "--format",
                                 "json=" + folder.path("out.json"), "--format", "text=" + folder.path("out.txt")});
  CHECK(exit.code == 3);
  CHECK(lines_of(exit.out).size() == 1);
  CHECK(domains_of(json::parse(folder.read("out.json"))) == Names{"a.test"});
  CHECK_THAT(folder.read("out.txt"), contains_text("a.test"));
  CHECK(folder.count() == 2);
}

TEST_CASE("a run that fails leaves the old file and nothing beside it", "[cli]") {
  const TemporaryFolder folder;
  folder.write("out.json", "old");
  const Exit exit =
      run_program({"check", "--domains", "-", "--offline", "--format", "json", "-o", folder.path("out.json")});
  CHECK(exit.code == 2);
  CHECK(folder.read("out.json") == "old");
  CHECK(folder.count() == 1);

  const Exit nowhere = run_program({"check", "a.test", "--offline", "-o", folder.path("no/such/folder/out.txt")});
  CHECK(nowhere.code == 2);
  CHECK(nowhere.out.empty());
}

TEST_CASE("rules and providers print what they are asked for", "[cli]") {
  const Exit rules = run_program({"rules", "--format", "json"});
  CHECK(rules.code == 0);
  const json table = json::parse(rules.out);
  CHECK(table.size() > 10);
  for (const json& rule : table) CHECK_FALSE(rule["explanation"].get<std::string>().empty());

  CHECK_THAT(run_program({"rules"}).out, contains_text("spf-esp-missing"));
  CHECK_THAT(run_program({"rules", "mx"}).out, contains_text("mx-missing") && !contains_text("spf-"));
  CHECK_THAT(run_program({"rules", "spf-missing"}).out, contains_text("RFC 7208"));

  CHECK_THAT(run_program({"providers"}).out, contains_text("postmark"));
  CHECK(json::parse(run_program({"providers", "sendgrid", "--format", "json"}).out)["id"] == "sendgrid");
}
