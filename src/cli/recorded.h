// Judges what earlier runs recorded.
#pragma once
#include <string>
#include <vector>

#include "cli/bulk.h"
#include "cli/check_options.h"
#include "cli/input.h"
#include "cli/plans.h"
#include "dns/loop.h"
#include "survey/recording.h"

namespace mailready::cli {

/// Whether what `input` holds begins as recordings do, and JSON never. Takes nothing of it.
bool holds_recording(Input& input);
/// Throws UsageError, with the line, where it cannot be read.
survey::Recording read_recording(Input& input);

/// Throws UsageError where options were given that have no recording to be for.
void refuse_without_recording(const PlanOptions& plan, const RuleOptions& rules);

/// By the plan and the rules of this run, not of that which was recorded.
class RecordedJudge {
 public:
  /// Throws UsageError where the options do not fit together, as `check` does.
  RecordedJudge(const PlanOptions& plan, const RuleOptions& rules, const PlanFile& file);

  Checked judge(survey::RecordedDomain recorded, const survey::RecordedRun& run);
  const survey::Plan& plan_of(const dns::Name& domain) const { return plans_.of(domain); }
  const std::vector<const lint::Rule*>& rules() const { return rules_; }

 private:
  dns::Loop loop_;
  Plans plans_;
  lint::Settings settings_;
  std::vector<const lint::Rule*> rules_;
};

}  // namespace mailready::cli
