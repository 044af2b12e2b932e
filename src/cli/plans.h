// The plans of a run, a domain its own: what the plan file says of it, under what the command line says of all.
#pragma once
#include <unordered_map>
#include <vector>

#include "cli/check_options.h"
#include "cli/plan_file/plan_file.h"

namespace mailready::cli {

class Plans {
 public:
  /// Throws UsageError where the options contradict one another or the file, or name what is not known.
  Plans(const PlanOptions& options, const PlanFile& file);

  /// That of the domain's entry, else of the nearest wildcard above it, else of the defaults. Lives as long as this.
  const survey::Plan& of(const dns::Name& domain) const;
  /// That of the names which an entry of the file is for.
  const survey::Plan& of(const DomainEntry& entry) const { return (entry.below ? below_ : exact_).at(entry.name); }
  /// That of a domain that the file does not name.
  const survey::Plan& unnamed() const { return unnamed_; }

 private:
  survey::Plan unnamed_;
  std::unordered_map<dns::Name, survey::Plan> exact_, below_;
};

/// The domains that the file names, wildcards left out, in its order.
std::vector<dns::Name> domains_of(const PlanFile& file);

}  // namespace mailready::cli
