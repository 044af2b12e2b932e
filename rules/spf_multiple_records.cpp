#include <fmt/format.h>

#include "lint/rule.h"
#include "lint/spf.h"
#include "mail/spf/repair.h"

namespace mailready::rules {
using namespace lint;

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent() || facts.spf->root.state != spf::Node::State::several) return {};
  const auto& texts = facts.spf->root.texts;
  Finding found = spf_finding(
      facts, fmt::format("{} SPF records are published; receivers give permerror and use none of them", texts.size()));
  found.fix = "Merge their terms into one record and remove the others.";
  if (const auto text = spf::merged(texts)) {
    offer_in_place(found, facts, facts.spf->root, *text);
    return finding(std::move(found));
  }
  found.complete = false;
  for (const std::string& text : texts) found.evidence.push_back(spf_line(facts.domain, text));
  return finding(std::move(found));
}

extern const Rule spf_multiple_records{
    .id = "spf-multiple-records",
    .severity = Severity::error,
    .summary = "A domain publishes one SPF record at the most",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "3.2"}, {"RFC 7208", "4.5"}},
    .explanation = R"(With two records that begin "v=spf1" a receiver must give permerror: neither the primary nor the
backup passes SPF, and which ESP sends makes no difference. It happens when the set-up page of a second ESP says "add this
TXT record" and the first one's record is left as it was. Merge all terms into one record with one "all" at its end.)",
    .bad = R"(@ TXT "v=spf1 include:spf.mtasv.net -all"
@ TXT "v=spf1 include:sendgrid.net -all")",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
