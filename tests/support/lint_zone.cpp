#include "support/lint_zone.h"

#include <filesystem>
#include <stdexcept>

#include "dns/overlay.h"
#include "dns/zone_file.h"
#include "dns/zone_resolver.h"
#include "rules/table.h"
#include "support/catch.h"
#include "support/run.h"
#include "survey/survey.h"

namespace mailready::test {

namespace {

namespace fs = std::filesystem;

/// The fixture's text stands in for a file, so that a zone given as text is read by the same code.
class TextReader final : public FileReader {
 public:
  explicit TextReader(std::string text) : text_(std::move(text)) {}
  Result<std::string, FileError> read(const std::string&) const override { return text_; }
  Result<std::string, FileError> resolve(const std::string& path) const override { return path; }

 private:
  std::string text_;
};

dns::Zone load(const std::string& path, const FileReader& files) {
  auto zone = dns::read_zone_file(path, files);
  if (!zone) throw std::runtime_error(zone.error().to_string());
  return *std::move(zone);
}

std::vector<dns::Zone> provider_zones() {
  std::vector<dns::Zone> zones;
  for (const auto& entry : fs::directory_iterator(fs::path(MAILREADY_FIXTURES) / "providers"))
    if (entry.path().extension() == ".zone") zones.push_back(load(entry.path().string(), DiskReader()));
  return zones;
}

const lint::Rule& rule_named(std::string_view id) {
  for (const lint::Rule* rule : rules::all())
    if (rule->id == id) return *rule;
  throw std::runtime_error("no rule " + std::string(id));
}

lint::Judgement judge(dns::Zone zone, std::string_view rule_id, const Setup& setup) {
  std::vector<dns::Zone> zones = provider_zones();
  zones.push_back(std::move(zone));
  dns::ZoneResolver files(std::move(zones), {});
  dns::Overlay offline(files, nullptr);
  const lint::Rule* rule = &rule_named(rule_id);
  survey::Options options{.needs = lint::needs({&rule, 1}), .discover = setup.discover};
  if (!setup.mta_sts_policy.empty()) options.mta_sts_policy = {"policy.txt", setup.mta_sts_policy};
  const auto domain = dns::Name::parse(setup.domain);
  const survey::Facts facts = run(survey::survey({offline}, domain.value(), setup.plan, options));
  return lint::judge(facts, setup.plan, {&rule, 1}, {});
}

survey::Sender sender(const std::string& text, survey::Role role) {
  auto parsed = survey::parse_sender(text, role);
  if (!parsed) throw std::runtime_error(parsed.error());
  return *std::move(parsed);
}

}  // namespace

survey::Plan plan(const std::string& primary, const std::vector<std::string>& backups) {
  survey::Plan plan;
  plan.outbound.push_back(sender(primary, survey::Role::primary));
  for (const std::string& backup : backups) plan.outbound.push_back(sender(backup, survey::Role::backup));
  return plan;
}

lint::Judgement judge_fixture(const std::string& zone, std::string_view rule, const Setup& setup) {
  const fs::path path = fs::path(MAILREADY_FIXTURES) / "rules" / zone;
  return judge(load(path.string(), DiskReader()), rule, setup);
}

lint::Judgement judge_zone(const std::string& text, std::string_view rule, const Setup& setup) {
  return judge(load("acme.example.zone", TextReader(text)), rule, setup);
}

std::vector<lint::Finding> lint_fixture(const std::string& zone, std::string_view rule, const Setup& setup) {
  lint::Judgement judgement = judge_fixture(zone, rule, setup);
  CHECK(judgement.undecided.empty());
  return std::move(judgement.findings);
}

}  // namespace mailready::test
