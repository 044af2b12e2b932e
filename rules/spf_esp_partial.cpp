#include <fmt/format.h>

#include "lint/evidence.h"
#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;
using survey::EspCoverage;

static Finding partial(const survey::SenderFacts& sender, const EspCoverage& coverage, const dns::Name& name) {
  std::vector<std::string> networks;
  for (const Network& network : coverage.missing) networks.push_back(network.to_string());
  return {.subject = name.to_string(),
          .type = "TXT",
          .provider = sender.provider->id,
          .message = fmt::format("The SPF record of {} passes only a part of {}: {} published at {} {} missing",
                                 name.to_string(), sender.provider->name, some_of(networks), coverage.include,
                                 networks.size() == 1 ? "is" : "are"),
          .fix = fmt::format("Replace the copied addresses by include:{}, which stays current.", coverage.include),
          .complete = false,
          .evidence = networks};
}

static Outcome check(const Facts& facts, const Plan& plan) {
  using Authorised = survey::SenderFacts::Authorised;
  Outcome outcome;
  for (const survey::SenderFacts* sender : facts.esps(plan)) {
    if (sender->authorised != Authorised::no && sender->authorised != Authorised::unknown) continue;
    if (sender->apex.extent == EspCoverage::Extent::partial) {
      outcome += finding(partial(*sender, sender->apex, facts.domain));
      continue;
    }
    for (const survey::EnvelopeFacts& envelope : sender->envelopes)
      if (envelope.coverage.extent == EspCoverage::Extent::partial)
        outcome += finding(partial(*sender, envelope.coverage, envelope.name));
  }
  return outcome;
}

extern const Rule spf_esp_partial{
    .id = "spf-esp-partial",
    .severity = Severity::warning,
    .summary = "SPF passes all servers of an ESP, or none",
    .applies = Applies::mail,
    .needs = {Need::spf, Need::senders},
    .references = {{"RFC 7208", "5.2"}, {"RFC 7208", "5.6"}},
    .explanation =
        R"(A record whose includes were replaced by their addresses ("flattened") is a copy, and the ESP goes on adding servers.
What the copy lacks fails SPF, for some messages and not for others, which is the hardest fault to see during a failover. Use the
ESP's include, or have the flattening done by something that runs every hour.)",
    .bad =
        R"(@ TXT "v=spf1 ip4:50.31.156.96/27 ip4:104.245.209.192/26 ip4:50.31.205.0/24 -all" ; 147.160.158.0/24 came later)",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net -all")",
    .check = check,
};
}  // namespace mailready::rules
