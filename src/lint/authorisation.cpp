#include "lint/authorisation.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "lint/spf.h"
#include "mail/spf/fault.h"
#include "survey/esp_coverage.h"

namespace mailready::lint {
namespace {

using Way = Authorisation::Way;
using catalogue::Provider;
using survey::Facts;
using survey::SenderFacts;

/// `pattern` with a placeholder for what the ESP makes up.
std::string filled_in(std::string_view pattern, std::string_view placeholder) {
  std::string text;
  for (const char c : pattern) text += c == '*' ? std::string(placeholder) : std::string(1, c);
  return text;
}

std::string label_of(const Provider& provider) {
  const auto literal = provider.literal_return_path_labels();
  return literal.empty() ? filled_in(provider.return_path_labels.front(), "<LABEL>") : literal.front();
}

/// The alias target: whole where the label is the same for everybody, else a name of the account's own below it.
std::string alias_target(const Provider& provider) {
  const std::string& target = provider.return_path_targets.front();
  return (provider.literal_return_path_labels().empty() ? "<TARGET>." : "") + target + ".";
}

/// The domain's record with `term` in front of what decides for everybody else. Includes of the ESP that pass nothing
/// where they stand are left out.
std::string with_include(const spf::Node& root, const Provider& provider, const std::string& term) {
  std::set<std::size_t> idle;
  for (std::size_t i = 0; i < root.branches.size(); ++i)
    if (root.branches[i].is_include() && survey::names_provider(root.branches[i], provider)) idle.insert(i);
  const auto rest = spf::parse(spf::without(*root.record, idle));
  return rest ? spf::with_in_front(*rest, term) : "";
}

Authorisation present(std::string at) { return {.way = Way::present, .at = std::move(at)}; }

/// The record includes the ESP: whether receivers get that far.
Authorisation included(const Facts& facts) {
  if (spf::permerror(*facts.spf)) return {.way = Way::broken};
  if (facts.spf->first_failure()) return {.way = Way::undetermined};
  return present(facts.domain.to_string());
}

}  // namespace

std::vector<RecordChange> return_path_records(const dns::Name& domain, const Provider& provider) {
  if (provider.return_path_labels.empty()) return {};
  const std::string name = fmt::format("{}.{}", label_of(provider), domain.to_string());
  if (!provider.return_path_targets.empty()) return {{name, "CNAME", alias_target(provider)}};
  const auto includes = provider.literal_includes();
  if (provider.return_path_exchanges.empty() || includes.empty()) return {};
  const std::string exchange = filled_in(provider.return_path_exchanges.front(), "<REGION>");
  const std::string text = fmt::format("v=spf1 include:{} ~all", includes.front().to_string());
  return {{name, "MX", fmt::format("10 {}.", exchange)}, {name, "TXT", quoted_strings(spf::txt_strings(text))}};
}

Authorisation apex_include(const Facts& facts, const SenderFacts& sender) {
  if (facts.spf.unknown()) return {.way = Way::undetermined};
  if (sender.apex.authorises()) return included(facts);
  const auto includes = sender.provider->literal_includes();
  if (includes.empty()) return {.way = Way::unknown};
  const std::string term = fmt::format("include:{}", includes.front().to_string());
  Authorisation found{.way = Way::include, .at = facts.domain.to_string()};
  Finding offered;
  if (facts.spf.absent()) {
    found.record = fmt::format("v=spf1 {} ~all", term);
    offer(offered, facts, found.record);
  } else {
    const spf::Node& root = facts.spf->root;
    if (root.state != spf::Node::State::parsed) return {.way = Way::broken};
    found.record = with_include(root, *sender.provider, term);
    if (found.record == root.record->text) return found;  // it stands there in vain, past a limit
    offer_in_place(offered, facts, root, found.record);
  }
  found.publish = std::move(offered.publish);
  found.remove = std::move(offered.remove);
  return found;
}

Authorisation authorisation(const Facts& facts, const SenderFacts& sender) {
  const auto envelope = std::ranges::find_if(sender.envelopes, &survey::EnvelopeFacts::authorises);
  if (envelope != sender.envelopes.end()) return present(envelope->name.to_string());
  const bool heard = std::ranges::any_of(sender.envelopes, [](const auto& name) { return !name.failure; });
  if (facts.spf.unknown() && !heard) return {.way = Way::undetermined};
  if (sender.provider->apex_include != catalogue::ApexInclude::not_needed) return apex_include(facts, sender);
  auto records = return_path_records(facts.domain, *sender.provider);
  // With labels alone, it uses a name below the domain that only its own pages tell.
  if (records.empty()) return {.way = sender.provider->return_path_labels.empty() ? Way::elsewhere : Way::unknown};
  Authorisation found{.way = Way::return_path, .at = records.front().name};
  found.publish = std::move(records);
  return found;
}

}  // namespace mailready::lint
