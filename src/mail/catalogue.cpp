#include "mail/catalogue.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>

#include "base/text.h"

namespace mailready::catalogue {

namespace {

constexpr std::array all_kinds{Kind::transactional, Kind::marketing, Kind::mailbox,
                               Kind::gateway,       Kind::helpdesk,  Kind::backup_mx};

bool is_literal(std::string_view pattern) { return pattern.find_first_of("*%") == pattern.npos; }

std::vector<std::string> literals(const std::vector<std::string>& patterns) {
  std::vector<std::string> out;
  std::copy_if(patterns.begin(), patterns.end(), std::back_inserter(out), is_literal);
  return out;
}

/// Whether `label` fits one of `patterns` that says something; a bare "*" fits everything.
bool hints_at(const std::vector<std::string>& patterns, std::string_view label) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return pattern != "*" && matches_label(label, pattern); });
}

/// The labels behind the last one that holds a `*`, as one text: what a name must end in, letter by letter.
std::string_view literal_tail(std::string_view pattern) {
  const std::size_t star = pattern.rfind('*');
  if (star == pattern.npos) return pattern;
  const std::size_t dot = pattern.find('.', star);
  return dot == pattern.npos ? std::string_view{} : pattern.substr(dot + 1);
}

/// Finds who claims a name among one list of patterns of every provider, or of every DNS operator: a look-up a label of
/// the name, whatever the size of the catalogue.
template <class Owner>
class Index {
 public:
  enum class Match { exactly, at_or_below };

  Index(std::span<const Owner> owners, std::vector<std::string> Owner::*list, Match match) : match_(match) {
    for (const Owner& owner : owners)
      for (const std::string& pattern : owner.*list)
        by_tail_[literal_tail(pattern)].push_back({&owner, pattern, is_literal(pattern)});
  }

  /// The claim of the highest rank, by `rank_of(owner, pattern)`; null where there is none.
  template <class RankOf>
  const Owner* find(const dns::Name& name, const RankOf& rank_of) const {
    const Claim* best = nullptr;
    decltype(rank_of(*best->owner, best->pattern)) best_rank{};
    const std::string text = name.to_string();
    for (std::size_t at = 0; at < text.size(); at = next_label(text, at)) {
      const auto found = by_tail_.find(std::string_view(text).substr(at));
      if (found == by_tail_.end()) continue;
      for (const Claim& claim : found->second) {
        if (!fits(claim, name, at == 0)) continue;
        const auto rank = rank_of(*claim.owner, claim.pattern);
        if (best && rank <= best_rank) continue;
        best = &claim;
        best_rank = rank;
      }
    }
    return best ? best->owner : nullptr;
  }

 private:
  struct Claim {
    const Owner* owner;
    std::string_view pattern;
    bool literal;
  };

  static std::size_t next_label(const std::string& text, std::size_t at) {
    const std::size_t dot = text.find('.', at);
    return dot == text.npos ? text.size() : dot + 1;
  }

  bool fits(const Claim& claim, const dns::Name& name, bool whole) const {
    if (claim.literal) return whole || match_ == Match::at_or_below;
    return match_ == Match::exactly ? matches_exactly(name, claim.pattern) : matches_suffix(name, claim.pattern);
  }

  Match match_;
  std::unordered_map<std::string_view, std::vector<Claim>> by_tail_;
};

using ProviderIndex = Index<Provider>;

/// Ranks what providers claim: alone, hinted at, labels of the pattern, and how far in front in the file. `hint` says
/// of a provider whether the label or selector speaks for it.
template <class Hint>
auto ranked_by(const Hint& hint) {
  return [&hint](const Provider& provider, std::string_view pattern) {
    return std::tuple(provider.runs_alone(), hint(provider), std::count(pattern.begin(), pattern.end(), '.'),
                      providers().data() - &provider);
  };
}

/// The same without such a hint.
const Provider* find_in(const ProviderIndex& index, const dns::Name& name) {
  const auto no_hint = [](const Provider&) { return false; };
  return index.find(name, ranked_by(no_hint));
}

/// The same where `word`, a label or a selector, is a hint at those who have a pattern for it in `patterns`.
const Provider* find_in(const ProviderIndex& index, const dns::Name& name, std::vector<std::string> Provider::*patterns,
                        std::string_view word) {
  const auto hint = [&](const Provider& provider) { return hints_at(provider.*patterns, word); };
  return index.find(name, ranked_by(hint));
}

}  // namespace

std::string_view kind_text(Kind kind) {
  switch (kind) {
    case Kind::transactional:
      return "transactional";
    case Kind::marketing:
      return "marketing";
    case Kind::mailbox:
      return "mailbox";
    case Kind::gateway:
      return "gateway";
    case Kind::helpdesk:
      return "helpdesk";
    case Kind::backup_mx:
      return "backup-mx";
  }
  return {};
}

std::optional<Kind> parse_kind(std::string_view text) {
  for (const Kind kind : all_kinds)
    if (kind_text(kind) == text) return kind;
  return std::nullopt;
}

std::string_view tls_text(SubmissionHost::Tls tls) {
  switch (tls) {
    case SubmissionHost::Tls::starttls:
      return "starttls";
    case SubmissionHost::Tls::implicit:
      return "implicit";
    case SubmissionHost::Tls::both:
      return "both";
  }
  return {};
}

bool SubmissionHost::implicit_tls(std::uint16_t port) const {
  constexpr std::array<std::uint16_t, 4> implicit_ports{443, 465, 2465, 8465};
  if (tls != Tls::both) return tls == Tls::implicit;
  return std::find(implicit_ports.begin(), implicit_ports.end(), port) != implicit_ports.end();
}

bool Provider::is(Kind kind) const { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); }

bool Provider::is_esp() const { return is(Kind::transactional) || is(Kind::marketing); }

bool Provider::has_generated_return_path() const {
  return !std::all_of(return_path_labels.begin(), return_path_labels.end(), is_literal);
}

bool Provider::selectors_open() const {
  return customer_selectors || selectors.empty() || !std::all_of(selectors.begin(), selectors.end(), is_literal);
}

std::vector<dns::Name> Provider::literal_includes() const {
  std::vector<dns::Name> out;
  for (const std::string& include : literals(spf_includes))
    if (auto target = dns::Name::parse(include)) out.push_back(std::move(*target));
  return out;
}

std::vector<std::string> Provider::literal_selectors() const { return literals(selectors); }

std::vector<std::string> Provider::literal_return_path_labels() const { return literals(return_path_labels); }

const Provider* find(std::string_view id_or_alias) {
  using Table = std::unordered_map<std::string_view, const Provider*>;
  static const Table table = [] {
    Table made;
    for (const Provider& provider : providers()) {
      made.emplace(provider.id, &provider);
      for (const std::string& alias : provider.aliases) made.emplace(alias, &provider);
    }
    return made;
  }();
  const std::string word = to_lower(id_or_alias);
  const auto found = table.find(word);
  return found == table.end() ? nullptr : found->second;
}

std::string nearest_id(std::string_view word) {
  std::vector<std::string> words;
  for (const Provider& provider : providers()) {
    words.push_back(provider.id);
    words.insert(words.end(), provider.aliases.begin(), provider.aliases.end());
  }
  const Provider* found = find(nearest(to_lower(word), words));
  return found ? found->id : "";
}

const Provider* by_include(const dns::Name& target) {
  static const ProviderIndex index(providers(), &Provider::spf_includes, ProviderIndex::Match::exactly);
  return find_in(index, target);
}

const Provider* by_dkim_target(const dns::Name& target, std::string_view selector) {
  static const ProviderIndex index(providers(), &Provider::dkim_targets, ProviderIndex::Match::at_or_below);
  return find_in(index, target, &Provider::selectors, selector);
}

const Provider* by_return_path_target(const dns::Name& target, std::string_view label) {
  static const ProviderIndex index(providers(), &Provider::return_path_targets, ProviderIndex::Match::at_or_below);
  return find_in(index, target, &Provider::return_path_labels, label);
}

const Provider* by_return_path_exchange(const dns::Name& exchange, std::string_view label) {
  static const ProviderIndex index(providers(), &Provider::return_path_exchanges, ProviderIndex::Match::at_or_below);
  return find_in(index, exchange, &Provider::return_path_labels, label);
}

const Provider* by_exchange(const dns::Name& exchange) {
  static const ProviderIndex index(providers(), &Provider::mx_hosts, ProviderIndex::Match::at_or_below);
  return find_in(index, exchange);
}

const DnsOperator* by_name_server(const dns::Name& host) {
  static const Index<DnsOperator> index(dns_operators(), &DnsOperator::hosts, Index<DnsOperator>::Match::at_or_below);
  return index.find(host, [](const DnsOperator& one, std::string_view) { return dns_operators().data() - &one; });
}

}  // namespace mailready::catalogue
