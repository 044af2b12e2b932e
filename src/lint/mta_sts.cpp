#include "lint/mta_sts.h"

#include <fmt/format.h>

#include "base/text.h"

namespace mailready::lint {

std::string policy_record_name(const dns::Name& domain) { return "_mta-sts." + domain.to_string(); }

RecordChange policy_record(const dns::Name& domain, const std::string& id) {
  return {.name = policy_record_name(domain), .type = "TXT", .data = quoted_strings({"v=STSv1; id=" + id})};
}

Outcome policy_undecided(const dns::Name& domain, const dns::Failure& failure) {
  const bool is_fetch = failure.kind != dns::Failure::Kind::offline && failure.server.starts_with("https:");
  if (!is_fetch) return undecided(domain, failure);
  return undecided(domain, "policy", fmt::format("{}: {}", printable(failure.server), printable(failure.detail)));
}

}  // namespace mailready::lint
