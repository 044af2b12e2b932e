// `--baseline FILE`: the findings that are known already. A run reports only what is new beside them.
#pragma once
#include <memory>
#include <set>
#include <span>
#include <string>

#include "cli/check_options.h"
#include "cli/output.h"
#include "lint/engine.h"

namespace mailready::cli {

/// What a finding is known by. Its wording, level and records may change.
struct KnownFinding {
  std::string domain, rule, subject, type, provider;
  auto operator<=>(const KnownFinding&) const = default;
};

class Baseline {
 public:
  /// Reads the file, which may be missing where it is to be written. Throws UsageError where it cannot be read, is no
  /// baseline, or cannot be written. `rules` are those of the run.
  Baseline(const BaselineOptions& options, std::span<const lint::Rule* const> rules);

  /// Suppresses what is known; where the baseline is to be updated, everything, as it is known from then on.
  void apply(lint::Judgement& judgement);
  /// Writes the new baseline, where it is to be updated. Entries stay that this run could not decide: those of rules
  /// and domains that it did not judge, and where DNS did not answer.
  void commit();

 private:
  void forget_settled(const lint::Judgement& judgement);

  std::set<KnownFinding> known_, found_;
  std::set<std::string, std::less<>> rules_;  ///< those of the run, by id
  std::unique_ptr<Output> output_;            ///< null: it is not to be updated
};

}  // namespace mailready::cli
