#include <fmt/format.h>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/rule.h"
#include "lint/spf.h"
#include "mail/spf/repair.h"

namespace mailready::rules {
using namespace lint;

/// Offers one record in the place of all of them.
static void offer_merged(Finding& found, const Facts& facts, const std::string& text) {
  for (const dns::Record& record : facts.txt->records)
    if (const auto* txt = std::get_if<dns::Txt>(&record.rdata); txt && spf::is_spf(txt->joined()))
      found.remove.push_back(change(record));
  offer(found, facts, text);
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent() || facts.spf->root.state != spf::Node::State::several) return {};
  const auto& texts = facts.spf->root.texts;
  Finding found = spf_finding(
      facts, fmt::format("{} SPF records are published; receivers give permerror and use none of them", texts.size()));
  found.fix = "Merge their terms into one record and remove the others.";
  for (std::size_t i = 0; i < std::min<std::size_t>(texts.size(), 8); ++i)
    found.evidence.push_back(spf_line(facts.domain, texts[i]));
  const auto text = spf::merged(texts);
  found.complete = text.has_value();
  if (text) offer_merged(found, facts, *text);
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
