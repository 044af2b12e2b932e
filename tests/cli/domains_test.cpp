// Whole domains as they are met, in fixtures/domains, and failovers that hold or do not, in fixtures/failover: each
// zone's first comment says why it exists and what must be found, and nothing else may be. Its lines:
//
//   ; domain: NAME                 what is checked; the origin, which is the file's name, where it is not given
//   ; args: ARGUMENT...            begins a run; what follows speaks of it
//   ; finds: RULE SEVERITY [provider=ID] [subject=NAME]     the subject where it is not the domain
//   ; undetermined: RULE
//   ; scope: SCOPE   ; verdict: VERDICT   ; exit: CODE
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "support/catch.h"
#include "support/program.h"

using namespace mailready::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

using Lines = std::multiset<std::string>;

struct Expected {
  Lines finds{}, undetermined{};
  std::string scope{}, verdict{}, exit{};

  bool operator==(const Expected&) const = default;
};

/// What differs is what Catch prints.
[[maybe_unused]] std::ostream& operator<<(std::ostream& out, const Expected& expected) {
  for (const std::string& line : expected.finds) out << "\n  finds: " << line;
  for (const std::string& line : expected.undetermined) out << "\n  undetermined: " << line;
  return out << "\n  scope: " << expected.scope << "  verdict: " << expected.verdict << "  exit: " << expected.exit;
}

struct DomainRun {
  std::vector<std::string> arguments{};
  Expected expected{};
};

struct DomainZone {
  std::string file, domain;
  std::vector<DomainRun> runs{};
};

std::vector<std::string> split(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

void take(DomainZone& zone, const std::string& key, const std::string& value) {
  if (key == "domain") {
    zone.domain = value;
    return;
  }
  if (key == "args") zone.runs.push_back({.arguments = split(value)});
  if (zone.runs.empty()) throw std::runtime_error(zone.file + ": " + key + " stands before args");
  Expected& expected = zone.runs.back().expected;
  if (key == "finds") expected.finds.insert(value);
  if (key == "undetermined") expected.undetermined.insert(value);
  if (key == "scope") expected.scope = value;
  if (key == "verdict") expected.verdict = value;
  if (key == "exit") expected.exit = value;
}

DomainZone read_zone(const fs::path& path) {
  DomainZone zone{.file = path.string(), .domain = path.stem().string()};
  const std::set<std::string> keys{"domain", "args", "finds", "undetermined", "scope", "verdict", "exit"};
  std::ifstream in(path);
  for (std::string line; std::getline(in, line) && line.starts_with(";");) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || !keys.contains(line.substr(2, colon - 2))) continue;
    const std::size_t value = std::min(line.find_first_not_of(' ', colon + 1), line.size());
    take(zone, line.substr(2, colon - 2), line.substr(value));
  }
  return zone;
}

std::vector<fs::path> zone_files(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(MAILREADY_FIXTURES) / folder))
    if (entry.path().extension() == ".zone") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

std::string line_of(const json& finding, const std::string& domain) {
  std::string line = finding.at("rule").get<std::string>() + " " + finding.at("severity").get<std::string>();
  if (const auto provider = finding.find("provider"); provider != finding.end() && provider->is_string())
    line += " provider=" + provider->get<std::string>();
  if (finding.at("subject") != domain) line += " subject=" + finding.at("subject").get<std::string>();
  return line;
}

/// What the run found, in the words of a zone's first comment.
Expected found_by(const Exit& exit) {
  const json result = json::parse(exit.out).at("domains").at(0);
  Expected found{.scope = result.at("scope"), .verdict = result.at("verdict"), .exit = std::to_string(exit.code)};
  for (const json& finding : result.at("findings")) found.finds.insert(line_of(finding, result.at("domain")));
  std::set<std::string> undetermined;
  for (const json& gap : result.at("undetermined")) undetermined.insert(gap.at("rule").get<std::string>());
  found.undetermined = {undetermined.begin(), undetermined.end()};
  return found;
}

Exit check(const DomainZone& zone, const DomainRun& run, const std::vector<fs::path>& others) {
  std::vector<std::string> arguments{"check", zone.domain, "--format", "json", "--zone", zone.file};
  for (const fs::path& other : others) arguments.insert(arguments.end(), {"--zone", other.string()});
  arguments.insert(arguments.end(), run.arguments.begin(), run.arguments.end());
  return run_program(arguments);
}

}  // namespace

TEST_CASE("a whole domain gives the findings that it must, and no others", "[cli][domains]") {
  const std::vector<fs::path> providers = zone_files("providers");
  const std::string folder = GENERATE("domains", "failover");
  for (const fs::path& file : zone_files(folder)) {
    DomainZone zone = read_zone(file);
    CAPTURE(zone.file);
    CHECK_FALSE(zone.runs.empty());
    for (DomainRun& run : zone.runs) {
      CAPTURE(run.arguments);
      run.arguments.push_back("--offline");
      const Exit exit = check(zone, run, providers);
      CHECK(exit.err == "");
      CHECK(found_by(exit) == run.expected);
    }
  }
}

TEST_CASE("shop.example and a small Internet are all that the first example needs", "[cli][domains]") {
  const std::string fixtures = MAILREADY_FIXTURES;
  const DomainZone shop = read_zone(fixtures + "/domains/shop.example.zone");
  const DomainRun& run = shop.runs.at(0);
  const Exit exit = check(shop, run, {fixtures + "/internet.zone"});
  CHECK(found_by(exit) == run.expected);
  CHECK(std::ranges::count_if(run.expected.finds,
                              [](const std::string& line) { return line.find(" error") != std::string::npos; }) == 3);
}
