#include <fmt/format.h>

#include <vector>

#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;
using Authorised = survey::SenderFacts::Authorised;

static bool is_authorised(const survey::SenderFacts& sender) {
  return sender.authorised == Authorised::self || sender.authorised == Authorised::return_path;
}

static Outcome check(const Facts& facts, const Plan& plan) {
  if (!plan.outbound.empty() || plan.no_backup_meant) return {};
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  std::vector<const survey::SenderFacts*> authorised;
  for (const survey::SenderFacts* sender : facts.esps(plan)) {
    if (!sender->provider->is(catalogue::Kind::transactional)) continue;
    if (sender->authorised == Authorised::unknown) return {};  // perhaps a second one: nobody declared it
    if (is_authorised(*sender)) authorised.push_back(sender);
  }
  if (authorised.size() > 1) return {};
  const std::string domain = facts.domain.to_string();
  if (authorised.empty())
    return finding({.severity = Severity::info,
                    .subject = domain,
                    .type = "TXT",
                    .message = fmt::format("The records of {} authorise no transactional ESP that is known", domain),
                    .fix = "Name what sends, and what takes over: --primary ESP:SELECTOR --backup ESP:SELECTOR."});
  return finding(
      {.subject = domain,
       .type = "TXT",
       .provider = authorised.front()->provider->id,
       .message = fmt::format(
           "{} is the only transactional ESP that the records authorise: when it is down, nothing can take over",
           authorised.front()->provider->name),
       .fix = "Set up a second ESP (SPF, DKIM), and declare both: --primary ESP:SELECTOR --backup ESP:SELECTOR."});
}

extern const Rule spf_single_esp{
    .id = "spf-single-esp",
    .severity = Severity::warning,
    .summary = "Two transactional ESPs are authorised",
    .applies = Applies::mail,
    .needs = {Need::spf, Need::senders},
    .references = {{"RFC 7208", "2.4"}},
    .explanation =
        R"(Password resets and receipts leave through one ESP. When it is down, or suspends the account, a second one can take
over within minutes only if it was authorised and signs before that day: changing DNS in the middle of an outage takes as long as
the old records are cached. Declare both with a plan, and the failover itself is judged.)",
    .bad = R"(@ TXT "v=spf1 include:spf.mtasv.net -all")",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
