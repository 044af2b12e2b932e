#include <fmt/format.h>

#include <algorithm>

#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;
using survey::Sender;
using survey::Stream;

/// Whether both send through one ESP under one domain.
static bool share_a_way(const Sender& a, const Sender& b, const dns::Name& domain) {
  return a.provider->id == b.provider->id && a.sending_domain.value_or(domain) == b.sending_domain.value_or(domain);
}

static Finding mixed(const Facts& facts, const Sender& marketing) {
  const dns::Name& from = marketing.sending_domain.value_or(facts.domain);
  return {.subject = facts.domain.to_string(),
          .provider = marketing.provider->id,
          .message = fmt::format("Transactional and marketing mail both leave {} through {}: complaints about "
                                 "campaigns hold up receipts",
                                 from.to_string(), marketing.provider->name),
          .fix = fmt::format("Send campaigns from a domain of their own, such as news.{}, as \"sending_domain\".",
                             facts.domain.to_string()),
          .complete = false,
          .place = marketing.place};
}

static Outcome check(const Facts& facts, const Plan& plan) {
  Outcome outcome;
  std::vector<const Sender*> told;
  for (const Sender& marketing : plan.outbound) {
    if (plan.stream_of(marketing) != Stream::marketing) continue;
    const auto shares = [&](const Sender& other) { return share_a_way(marketing, other, facts.domain); };
    const bool shared = std::ranges::any_of(plan.outbound, [&](const Sender& other) {
      return plan.stream_of(other) == Stream::transactional && shares(other);
    });
    if (!shared || std::ranges::any_of(told, [&](const Sender* other) { return shares(*other); })) continue;
    told.push_back(&marketing);
    outcome += finding(mixed(facts, marketing));
  }
  return outcome;
}

extern const Rule plan_streams_mixed{
    .id = "plan-streams-mixed",
    .severity = Severity::warning,
    .summary = "Transactional and marketing mail leave by different ways",
    .needs = {},
    .references = {{"RFC 5863"}},
    .explanation =
        R"(Receivers judge mail by its domain and its addresses, not by its purpose. Campaigns draw complaints
and land in spam folders; password resets and receipts that leave from the same domain through the same ESP go there
with them, and an account that is suspended for a campaign stops both. Give campaigns a sending domain of their own, or
another ESP. Servers of the owner's own (the self-hosted stream) are left out.)",
    .bad = R"("outbound": [{"provider": "postmark", "stream": "transactional"},
             {"provider": "sendgrid", "stream": "transactional"},
             {"provider": "sendgrid", "stream": "marketing"}])",
    .good = R"("outbound": [{"provider": "postmark", "stream": "transactional"},
             {"provider": "sendgrid", "stream": "transactional"},
             {"provider": "sendgrid", "stream": "marketing", "sending_domain": "news.acme.example"}])",
    .check = check,
};
}  // namespace mailready::rules
