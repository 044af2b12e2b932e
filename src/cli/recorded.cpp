#include "cli/recorded.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

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

RecordedJudge::RecordedJudge(const PlanOptions& plan, const RuleOptions& rules, const PlanFile& file)
    : plans_(plan, file),
      settings_(make_settings(rules, file.severities)),
      rules_(lint::selected(rules::all(), settings_)) {}

Checked RecordedJudge::judge(survey::RecordedDomain recorded, const survey::RecordedRun& run) {
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
