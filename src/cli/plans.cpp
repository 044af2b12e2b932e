#include "cli/plans.h"

#include <algorithm>
#include <set>

#include "cli/plan_overrides.h"

namespace mailready::cli {
namespace {

using survey::Plan;
using survey::Role;
using survey::Sender;
using survey::Stream;

/// The value of a key, the entry's own or the default.
template <class T>
const std::optional<T>& pick(const PlanFile& file, const PlanEntry* entry, std::optional<T> PlanEntry::*key) {
  static const std::optional<T> nothing;
  if (entry != nullptr && entry->*key) return entry->*key;
  return file.defaults ? (*file.defaults).*key : nothing;
}

std::optional<dns::Place> place_of(const PlanFile& file, const PlanEntry* entry) {
  if (entry != nullptr) return entry->place;
  return file.defaults ? std::optional(file.defaults->place) : std::nullopt;
}

void declare_inbound(Plan& plan, const std::vector<dns::Name>& hosts) {
  plan.no_inbound = hosts.empty();
  for (const dns::Name& host : hosts)
    plan.inbound.push_back({.host = host, .role = plan.inbound.empty() ? Role::primary : Role::backup});
}

/// What the file says of the domains of `entry`; null: of those that it does not name.
Plan plan_of(const PlanFile& file, const PlanEntry* entry) {
  Plan plan;
  plan.place = place_of(file, entry);
  if (const auto& stream = pick(file, entry, &PlanEntry::stream)) plan.stream = *stream;
  if (const auto& outbound = pick(file, entry, &PlanEntry::outbound)) plan.outbound = *outbound;
  if (const auto& reason = pick(file, entry, &PlanEntry::no_backup)) {
    plan.no_backup_meant = true;
    plan.no_backup_reason = *reason;
  }
  if (const auto& inbound = pick(file, entry, &PlanEntry::inbound)) declare_inbound(plan, *inbound);
  if (const auto& health = pick(file, entry, &PlanEntry::health_check)) plan.health_check = *health;
  if (const auto& suppressions = pick(file, entry, &PlanEntry::suppressions)) plan.suppressions = *suppressions;
  if (const auto& ttl = pick(file, entry, &PlanEntry::max_ttl))
    plan.max_ttl = *ttl;
  else if (file.max_ttl)
    plan.max_ttl = *file.max_ttl;
  return plan;
}

/// The first of each stream is its primary. Servers of one's own that are not listed stand in front of hosted services.
void settle_roles(Plan& plan) {
  std::set<Stream> seen;
  for (Sender& sender : plan.outbound) {
    const Stream stream = plan.stream_of(sender);
    const bool hosted = sender.provider.get() == catalogue::find(sender.provider->id);
    const bool first = seen.insert(stream).second;
    sender.role = first && !(stream == Stream::self_hosted && hosted) ? Role::primary : Role::backup;
  }
}

}  // namespace

Plans::Plans(const PlanOptions& options, const PlanFile& file) {
  PlanOverrides overrides(options);
  const auto resolve = [&](const PlanEntry* entry) {
    Plan plan = plan_of(file, entry);
    if (options.stream) plan.stream = *options.stream;
    settle_roles(plan);
    overrides.apply(plan);
    return plan;
  };
  unnamed_ = resolve(nullptr);
  for (const DomainEntry& domain : file.domains)
    (domain.below ? below_ : exact_).emplace(domain.name, resolve(&domain.entry));
  overrides.refuse_misfits();
}

const Plan& Plans::of(const dns::Name& domain) const {
  if (const auto own = exact_.find(domain); own != exact_.end()) return own->second;
  if (below_.empty()) return unnamed_;
  for (dns::Name above = domain; !above.is_root();) {
    above = above.parent();
    if (const auto wildcard = below_.find(above); wildcard != below_.end()) return wildcard->second;
  }
  return unnamed_;
}

std::vector<dns::Name> domains_of(const PlanFile& file) {
  std::vector<dns::Name> names;
  for (const DomainEntry& domain : file.domains)
    if (!domain.below) names.push_back(domain.name);
  return names;
}

}  // namespace mailready::cli
