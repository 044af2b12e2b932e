#include <algorithm>
#include <string_view>

#include "survey/esp_coverage.h"
#include "survey/senders.h"

namespace mailready::survey {

namespace {

void note(std::vector<Revealed>& found, const catalogue::Provider* provider, std::string_view place) {
  if (!provider) return;
  auto entry = std::ranges::find(found, provider, &Revealed::provider);
  if (entry == found.end()) entry = found.insert(found.end(), Revealed{provider});
  if (std::ranges::count(entry->seen_by, place) == 0) entry->seen_by.emplace_back(place);
}

void note_includes(std::vector<Revealed>& found, const spf::Node& node) {
  for (const spf::Branch& branch : node.branches) {
    if (!branch.evaluated) continue;
    const catalogue::Provider* provider = branch.target && (branch.is_include() || branch.is_redirect())
                                              ? catalogue::by_include(*branch.target)
                                              : nullptr;
    note(found, provider, "spf");
    if (!provider && branch.child) note_includes(found, *branch.child);
  }
}

}  // namespace

std::vector<Revealed> revealed_senders(const Facts& facts, const std::vector<Envelope>& envelopes) {
  std::vector<Revealed> found;
  if (facts.spf) note_includes(found, facts.spf->root);
  for (const KeyFacts& key : facts.dkim.keys)
    if (key.present() && key.behind_alias() && key.provider_sure && !key.declared) note(found, key.provider, "dkim");
  for (const Envelope& envelope : envelopes) note(found, revealed_by(envelope), "return-path");
  if (facts.mx)
    for (const ExchangeFacts& exchange : facts.mx->exchanges) note(found, exchange.provider, "mx");
  std::ranges::sort(found, {}, &Revealed::provider);  // the catalogue is one array
  return found;
}

}  // namespace mailready::survey
