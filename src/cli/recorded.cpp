#include "cli/recorded.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "cli/domain_argument.h"
#include "cli/invalid_domain.h"
#include "cli/plan_file/plan_file.h"
#include "cli/usage_error.h"
#include "rules/table.h"
#include "survey/replay.h"

namespace mailready::cli {

bool holds_recording(Input& input) { return input.sgetc() == 'm'; }

survey::Recording read_recording(Input& input) {
  const std::string text(std::istreambuf_iterator<char>(&input), {});
  auto recording = survey::read_recording(text);
  if (!recording)
    throw UsageError(fmt::format("{}:{}: {}", input.name(), recording.error().line, recording.error().what));
  if (recording->domains.empty()) throw UsageError(input.name() + " holds no domain");
  return *std::move(recording);
}

void refuse_without_recording(const PlanOptions& plan, const RuleOptions& rules) {
  const bool plans = !plan.config.empty() || !plan.primaries.empty() || !plan.backups.empty() ||
                     !plan.return_paths.empty() || !plan.messages.empty() || !plan.primary_exchanges.empty() ||
                     !plan.backup_exchanges.empty() || plan.no_inbound || plan.stream;
  if (plans || !rules.select.empty() || !rules.ignore.empty() || !rules.severities.empty())
    throw UsageError("a plan and a choice of rules are for recordings, and none is here: results stand as judged");
}

RecordedJudge::RecordedJudge(const PlanOptions& plan, const RuleOptions& rules, const PlanFile& file)
    : plans_(plan, file),
      settings_(make_settings(rules, file.severities)),
      rules_(lint::selected(rules::all(), settings_)) {}

Checked RecordedJudge::judge(survey::RecordedDomain recorded, const survey::RecordedRun& run) {
  if (!recorded.line.empty()) {
    const auto name = parse_domain(recorded.line);
    return {judge_invalid(recorded.line, name ? "This line was not checked" : name.error(), settings_), {}};
  }
  const dns::Name domain = recorded.domain;
  const survey::Plan& plan = plans_.of(domain);
  survey::Replay replay(std::move(recorded), run.offline);
  survey::Options options{
      .needs = lint::needs(rules_), .discover = run.discover, .date = std::chrono::floor<std::chrono::days>(run.date)};
  Checked checked;
  checked.facts = loop_.run(survey::survey(replay.world(), domain, plan, std::move(options)));
  checked.judgement = lint::judge(checked.facts, plan, rules_, settings_);
  return checked;
}

}  // namespace mailready::cli
