#include <fmt/format.h>

#include <algorithm>

#include "lint/rule.h"
#include "lint/streams.h"

namespace mailready::rules {
using namespace lint;
using survey::Sender;
using survey::Stream;

/// Whether somebody else runs it: a service of the catalogue, or one given in place whose SPF names lie elsewhere.
static bool is_hosted(const Sender& sender, const dns::Name& domain) {
  if (sender.provider.get() == catalogue::find(sender.provider->id)) return true;
  const std::vector<dns::Name> includes = sender.provider->literal_includes();
  return std::ranges::any_of(includes, [&](const dns::Name& name) { return !name.is_at_or_below(domain); });
}

/// The senders of the self-hosted stream; nothing where the plan has no such stream.
static std::optional<std::vector<const Sender*>> self_hosted(const Plan& plan) {
  for (const StreamSenders& stream : by_stream(plan))
    if (stream.stream == Stream::self_hosted) return stream.senders;
  if (plan.stream == Stream::self_hosted && plan.outbound.empty()) return std::vector<const Sender*>();
  return std::nullopt;
}

static Outcome check(const Facts& facts, const Plan& plan) {
  const auto senders = self_hosted(plan);
  if (!senders || plan.no_backup_meant) return {};
  const bool has_fallback = std::ranges::any_of(*senders, [&](const Sender* sender) {
    return sender->role == survey::Role::backup && is_hosted(*sender, facts.domain);
  });
  if (has_fallback) return {};
  return finding({.subject = facts.domain.to_string(),
                  .message = "The domain sends by servers of its own, and no hosted service takes over when they fail",
                  .fix = "Name a hosted ESP as the backup (--backup ID, or in \"outbound\"), and publish its records.",
                  .complete = false,
                  .place = senders->empty() ? plan.place : senders->front()->place});
}

extern const Rule plan_self_hosted_no_fallback{
    .id = "plan-self-hosted-no-fallback",
    .severity = Severity::error,
    .summary = "A hosted ESP stands behind servers of one's own",
    .needs = {},
    .references = {{"RFC 2182", "3.1"}},
    .explanation = R"(One's own servers fail together: one network, one power supply, one listing of their addresses. A
second server beside the first does not help against that. Name an ESP that a company runs elsewhere as the backup,
publish its records and keep it warm. A service that the catalogue lacks counts too, where its SPF names lie outside the
domain. If none is meant, say so and why ("backup": "none").)",
    .bad = R"(mailready check acme.example --stream self-hosted)",
    .good = R"(mailready check acme.example --stream self-hosted --backup sendgrid)",
    .check = check,
};
}  // namespace mailready::rules
