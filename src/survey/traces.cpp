#include "survey/traces.h"

#include <algorithm>
#include <utility>

namespace mailready::survey {
namespace {

using catalogue::Provider;

/// Whose a name is that lies outside the author's domain.
const Provider* by_own_name(const dns::Name& name) {
  if (const Provider* found = catalogue::by_return_path_target(name, "")) return found;
  if (const Provider* found = catalogue::by_include(name)) return found;
  return catalogue::by_dkim_target(name, "");
}

/// The one service on servers of its own with a pattern, other than a bare "*", that `label` matches; null where
/// several have one.
const Provider* by_pattern(std::string_view label, std::vector<std::string> Provider::*patterns) {
  const Provider* found = nullptr;
  for (const Provider& provider : catalogue::providers()) {
    const bool matches = std::ranges::any_of(provider.*patterns, [&](const std::string& pattern) {
      return pattern != "*" && catalogue::matches_label(label, pattern);
    });
    if (!matches || !provider.runs_alone()) continue;
    if (found) return nullptr;
    found = &provider;
  }
  return found;
}

bool belong_together(const dns::Name& a, const dns::Name& b) { return a.is_at_or_below(b) || b.is_at_or_below(a); }

/// The labels of `name` in front of `above`.
std::string label_below(const dns::Name& name, const dns::Name& above) {
  const std::string text = name.to_string();
  return name.is_below(above) ? text.substr(0, text.size() - above.to_string().size() - 1) : "";
}

const Provider* sender_of(const message::Header& header) {
  std::vector<dns::Name> foreign;
  for (const message::Signature& signature : header.signatures) foreign.push_back(signature.domain);
  if (header.return_path) foreign.push_back(*header.return_path);
  std::erase_if(foreign, [&](const dns::Name& name) { return belong_together(name, header.author); });
  for (const dns::Name& name : foreign)
    if (const Provider* found = by_own_name(name)) return found;
  if (header.return_path)
    if (const auto label = label_below(*header.return_path, header.author); !label.empty())
      if (const Provider* found = by_pattern(label, &Provider::return_path_labels)) return found;
  for (const message::Signature& signature : header.signatures)
    if (belong_together(signature.domain, header.author))
      if (const Provider* found = by_pattern(signature.selector, &Provider::selectors)) return found;
  return nullptr;
}

void fill_in(Sender& sender, const dns::Name& domain, const Traces& traces) {
  if (sender.selectors.empty()) sender.selectors = traces.selectors;
  if (sender.return_path.kind != ReturnPath::Kind::unnamed || !traces.return_path) return;
  if (*traces.return_path == domain)
    sender.return_path = {ReturnPath::Kind::self};
  else if (belong_together(*traces.return_path, domain))
    sender.return_path = {ReturnPath::Kind::named, traces.return_path->to_string()};
  else
    sender.return_path = {ReturnPath::Kind::provider};
}

}  // namespace

Traces traces_of(const message::Header& header) {
  Traces traces{.provider = sender_of(header), .selectors = {}, .return_path = header.return_path};
  for (const message::Signature& signature : header.signatures) {
    if (!belong_together(signature.domain, header.author)) continue;
    DeclaredSelector selector{signature.selector, {}};
    if (signature.domain != header.author) selector.signing_domain = signature.domain;
    if (std::ranges::count(traces.selectors, selector) == 0) traces.selectors.push_back(std::move(selector));
  }
  return traces;
}

void learn(Plan& plan, const dns::Name& domain, Traces traces) {
  const auto sent = std::ranges::find_if(plan.outbound, [&](const Sender& sender) {
    return traces.provider && sender.provider->id == traces.provider->id;
  });
  if (sent != plan.outbound.end()) fill_in(*sent, domain, traces);
  plan.traces.push_back(std::move(traces));
}

}  // namespace mailready::survey
