// What the command line declares, laid over the plan of every domain.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cli/check_options.h"
#include "survey/plan.h"

namespace mailready::cli {

/// The senders of the command line replace those of a plan as a whole, and so do its exchanges.
class PlanOverrides {
 public:
  /// Throws UsageError where the options contradict one another, or name what is not known.
  explicit PlanOverrides(const PlanOptions& options);

  /// `plan` has the stream that it is to have.
  void apply(survey::Plan& plan);
  /// Throws UsageError where an option fits none of the plans that it was laid over.
  void refuse_misfits() const;

 private:
  void set_return_paths(survey::Plan& plan);

  const PlanOptions& options_;
  survey::Plan declared_;                                   ///< by the options
  std::map<std::string, survey::ReturnPath> return_paths_;  ///< by provider id
  std::set<std::string> meant_;                             ///< the providers of them that a plan has
  bool any_self_hosted_ = false;                            ///< of all plans
  std::vector<std::string> senders_;                        ///< of all plans, each once
};

}  // namespace mailready::cli
