#include "survey/facts.h"

#include <algorithm>

namespace mailready::survey {

std::vector<const ExchangeFacts*> MxFacts::primaries() const {
  std::vector<const ExchangeFacts*> found;
  for (const ExchangeFacts& exchange : exchanges)
    if (exchange.preference == exchanges.front().preference) found.push_back(&exchange);
  return found;
}

std::vector<const ExchangeFacts*> MxFacts::secondaries() const {
  std::vector<const ExchangeFacts*> found;
  for (const ExchangeFacts& exchange : exchanges)
    if (exchange.preference != exchanges.front().preference) found.push_back(&exchange);
  return found;
}

const catalogue::Provider* MxFacts::sole_provider() const {
  if (exchanges.empty()) return nullptr;
  const catalogue::Provider* first = exchanges.front().provider;
  const bool all_its =
      std::ranges::all_of(exchanges, [&](const ExchangeFacts& exchange) { return exchange.provider == first; });
  return all_its ? first : nullptr;
}

/// Whether a record passes nobody: "-all" is its only mechanism, and no other record takes over.
static bool passes_nobody(const spf::Node& node) {
  if (node.state != spf::Node::State::parsed) return false;
  int mechanisms = 0;
  bool fails_all = false;
  for (const spf::Term& term : node.record->terms) {
    const spf::Mechanism* mechanism = term.mechanism();
    if (!mechanism) continue;
    ++mechanisms;
    fails_all = mechanism->kind == spf::Mechanism::Kind::all && mechanism->qualifier == spf::Qualifier::fail;
  }
  return mechanisms == 1 && fails_all;
}

bool Facts::takes_and_sends_no_mail() const {
  const bool takes_none = mx.absent() || (mx.present() && mx->is_null());
  return takes_none && spf.present() && passes_nobody(spf->root);
}

std::vector<const SenderFacts*> Facts::declared() const {
  std::vector<const SenderFacts*> found;
  found.reserve(senders.size());
  for (const SenderFacts& sender : senders)
    if (sender.declared) found.push_back(&sender);
  return found;
}

std::vector<const SenderFacts*> Facts::esps(const Plan& plan) const {
  if (!plan.outbound.empty()) return declared();
  std::vector<const SenderFacts*> found;
  for (const SenderFacts& sender : senders)
    if (sender.provider->is_esp()) found.push_back(&sender);
  return found;
}

const SenderFacts* Facts::declared_owner(std::size_t key) const {
  const SenderFacts* owner = nullptr;
  for (const SenderFacts& sender : senders) {
    if (!sender.declared || std::ranges::count(sender.keys, key) == 0) continue;
    if (!owner || sender.provider.get() == dkim.keys[key].provider) owner = &sender;
  }
  return owner;
}

}  // namespace mailready::survey
