// `check` with what is accepted: by the plan, or by a baseline.
#include <nlohmann/json.hpp>

#include "support/catch.h"
#include "support/cli_zones.h"
#include "support/program.h"

using namespace mailready::test;
using nlohmann::json;

namespace {

using Words = std::vector<std::string>;

/// acme.example with an exchange less, so that mx-no-secondary is found, in a folder with a baseline.
class Project {
 public:
  Project() { publish(one_exchange()); }

  void publish(const std::string& zone) { zone_ = folder_.write("acme.zone", zone); }
  Exit check(const Words& more = {}) const {
    return run_program(
        words({"check", "acme.example", "--format", "json", "--select", "mx-no-secondary,spf-softfail-all,mx-no-ipv6"},
              words(more, offline_with(zone_))));
  }
  Exit check_baseline(const Words& more = {}) const { return check(words({"--baseline", path()}, more)); }
  std::string path() const { return folder_.path("baseline.json"); }
  std::string baseline() const { return folder_.read("baseline.json"); }
  const TemporaryFolder& folder() const { return folder_; }

  static std::string one_exchange(const std::string& spf = both_senders) {
    std::string zone = acme_zone(spf);
    zone.erase(zone.find("@ MX 20 mx2\n"), std::string_view("@ MX 20 mx2\n").size());
    return zone;
  }

 private:
  TemporaryFolder folder_;
  std::string zone_;
};

std::string softened(std::string spf) { return spf.replace(spf.find("-all"), 4, "~all"); }

std::vector<std::string> rules_in(const Exit& exit, const char* list) {
  std::vector<std::string> rules;
  for (const json& entry : json::parse(exit.out)["domains"][0][list]) rules.push_back(entry["rule"]);
  return rules;
}

constexpr const char* known_mx = R"({"schema": "mailready-baseline/1",
 "findings": [
  {"domain": "acme.example", "rule": "mx-no-secondary", "subject": "acme.example", "type": "MX"}
 ]}
)";

}  // namespace

TEST_CASE("A finding of the plan's ignore list is told apart, and does not fail", "[cli][plan]") {
  const Project project;
  const std::string plan = project.folder().write("plan.json", R"({"domains": {"acme.example": {
    "ignore": [{"rule": "mx-no-secondary", "reason": "inbound moves", "until": "2999-01-01"}]}}})");
  const Exit exit = project.check({"--config", plan});
  CHECK(exit.code == 0);
  const json domain = json::parse(exit.out)["domains"][0];
  CHECK(domain["findings"].empty());
  CHECK(domain["verdict"] == "ready");
  CHECK(domain["suppressed"][0]["reason"] == "inbound moves");
  CHECK(domain["suppressed"][0]["until"] == "2999-01-01");
}

TEST_CASE("A finding is back once its date is past", "[cli][plan]") {
  const Project project;
  const std::string plan = project.folder().write("plan.json", R"({"domains": {"acme.example": {
    "ignore": [{"rule": "mx-no-secondary", "reason": "inbound moves", "until": "2020-01-01"}]}}})");
  const Exit exit = project.check({"--config", plan, "--select", "plan-suppression-expired"});
  CHECK(exit.code == 1);
  CHECK(rules_in(exit, "findings") == Words{"mx-no-secondary", "plan-suppression-expired"});
}

TEST_CASE("A baseline is written, and then only what is new is reported", "[cli][baseline]") {
  Project project;
  CHECK(project.check().code == 1);
  const Exit update = project.check_baseline({"--update-baseline"});
  CHECK(update.code == 0);
  CHECK(project.baseline() == known_mx);

  const Exit known = project.check_baseline();
  CHECK(known.code == 0);
  CHECK(rules_in(known, "suppressed") == Words{"mx-no-secondary"});

  project.publish(Project::one_exchange(softened(both_senders)));
  const Exit more = project.check_baseline({"--fail-on", "info"});
  CHECK(more.code == 1);
  CHECK(rules_in(more, "findings") == Words{"spf-softfail-all"});
  CHECK(project.baseline() == known_mx);
}

TEST_CASE("An update drops what is gone, and keeps what was not looked at", "[cli][baseline]") {
  Project project;
  project.folder().write("baseline.json", R"({"schema": "mailready-baseline/1", "findings": [
    {"domain": "acme.example", "rule": "spf-softfail-all", "subject": "acme.example", "type": "TXT"},
    {"domain": "acme.example", "rule": "dmarc-missing", "subject": "acme.example"},
    {"domain": "b.example", "rule": "mx-no-secondary", "subject": "b.example", "type": "MX"}]})");
  CHECK(project.check_baseline({"--update-baseline"}).code == 0);
  CHECK(project.baseline() == R"({"schema": "mailready-baseline/1",
 "findings": [
  {"domain": "acme.example", "rule": "dmarc-missing", "subject": "acme.example"},
  {"domain": "acme.example", "rule": "mx-no-secondary", "subject": "acme.example", "type": "MX"},
  {"domain": "b.example", "rule": "mx-no-secondary", "subject": "b.example", "type": "MX"}
 ]}
)");
}

TEST_CASE("A domain that DNS said nothing about keeps its entries", "[cli][baseline]") {
  const TemporaryFolder folder;
  const std::string file = folder.write("baseline.json", known_mx);
  const Exit exit =
      run_program({"check", "acme.example", "--offline", "--format", "json", "--baseline", file, "--update-baseline"});
  CHECK(exit.code == 3);
  CHECK(folder.read("baseline.json") == known_mx);
}

TEST_CASE("A baseline that is none, or not there, is refused", "[cli][baseline]") {
  const Project project;
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"", "the file ends too early"},
      {"{}", "is no baseline"},
      {R"({"schema": "mailready/1", "findings": []})", R"(:1: schema: is not "mailready-baseline/1")"},
      {R"({"schema": "mailready-baseline/1", "findings": [{"domain": "a.example", "subject": "b"}]})",
       R"(findings[0]: has no "rule")"},
      {R"({"schema": "mailready-baseline/1", "finding": []})", R"(did you mean "findings"?)"},
  }));
  const std::string file = project.folder().write("baseline.json", text);
  for (const Words& more : {Words{}, Words{"--update-baseline"}}) {
    const Exit exit = project.check_baseline(more);
    CHECK(exit.code == 2);
    CHECK(exit.out.empty());
    CHECK_THAT(exit.err, contains_text(file + ":1: "));
    CHECK_THAT(exit.err, contains_text(message));
    CHECK(project.baseline() == text);
  }
}

TEST_CASE("A missing baseline is an error unless it is to be written", "[cli][baseline]") {
  const Project project;
  const Exit exit = project.check_baseline();
  CHECK(exit.code == 2);
  CHECK(exit.out.empty());
  CHECK_THAT(exit.err, contains_text("--update-baseline writes one"));
  CHECK(project.check({"--update-baseline"}).code == 2);
  CHECK(project.check({"--baseline", project.folder().path("nowhere/b.json"), "--update-baseline"}).code == 2);
}
