#include "survey/esp_coverage.h"

#include <algorithm>

#include "base/text.h"
#include "dns/async.h"
#include "mail/spf/walk.h"

namespace mailready::survey {

namespace {

using Extent = EspCoverage::Extent;

/// What one SPF name of an ESP publishes.
struct Published {
  dns::Name name;
  spf::Coverage ranges{};
  spf::Tree tree{};
};

dns::Task<Published> publish(spf::RecordSource source, dns::Name name) {
  Published published{.name = name};
  published.tree = co_await spf::walk_tree(source, std::move(name));
  published.ranges = spf::coverage(published.tree);
  co_return published;
}

EspCoverage unknown(std::string reason) { return {.extent = Extent::unknown, .reason = std::move(reason)}; }

/// Why a part of the ranges, or of the record that should pass them, is not known.
EspCoverage unknown(const Published& esp, const spf::Tree& record) {
  if (const dns::Failure* failure = esp.tree.first_failure()) return unknown_coverage(*failure);
  if (const dns::Failure* failure = record.first_failure()) return unknown_coverage(*failure);
  return unknown("macro");
}

/// Holds the ranges of one alternative against what the record passes.
EspCoverage compare(const Published& esp, const spf::Tree& record, const spf::Coverage& passed) {
  const IpSet& ranges = esp.ranges.passed;
  const IpSet missing = ranges.without(passed.passed);
  if (!esp.ranges.maybe.empty()) return unknown(esp, record);  // the ESP's own record is not wholly known
  if (missing.empty()) return {.extent = Extent::whole, .include = esp.name.to_string()};
  if (!missing.intersected(passed.maybe).empty()) {
    const bool surely_partial = !missing.without(passed.maybe).empty() && missing != ranges;
    if (!surely_partial) return unknown(esp, record);
  }
  return {.extent = missing == ranges ? Extent::none : Extent::partial,
          .include = esp.name.to_string(),
          .missing = missing.networks(),
          .published = ranges,
          .include_lookups = 1 + esp.tree.lookups};
}

/// The first alternative that publishes anything, or that failed to answer; the others are legacy.
const Published* measure(const std::vector<Published>& alternatives) {
  const auto found = std::ranges::find_if(alternatives, [](const Published& esp) {
    return esp.tree.root.state == spf::Node::State::unknown || !esp.ranges.passed.empty() || !esp.ranges.maybe.empty();
  });
  return found == alternatives.end() ? nullptr : &*found;
}

EspCoverage best_of(const std::vector<Published>& alternatives, const spf::Tree& record, const spf::Coverage& passed) {
  std::optional<EspCoverage> first_unknown;
  for (const Published& esp : alternatives) {
    if (esp.ranges.passed.empty() && esp.ranges.maybe.empty()) continue;
    EspCoverage coverage = compare(esp, record, passed);
    if (coverage.authorises()) return coverage;
    if (coverage.extent == Extent::unknown && !first_unknown) first_unknown = std::move(coverage);
  }
  const Published* esp = measure(alternatives);
  if (!esp) return unknown("catalogue");
  const EspCoverage coverage = compare(*esp, record, passed);
  if (!first_unknown || coverage.extent == Extent::unknown) return coverage;
  return *first_unknown;  // it may be the one that the record covers
}

const spf::Branch* include_naming(const spf::Tree& tree, const catalogue::Provider& provider) {
  const auto includes = spf::reachable_includes(tree);
  const auto found =
      std::ranges::find_if(includes, [&](const spf::Branch* include) { return names_provider(*include, provider); });
  return found == includes.end() ? nullptr : *found;
}

/// Whether a mechanism other than `all` has another qualifier than "+": it may catch what an include behind it passes.
bool something_refuses(const spf::Tree& tree) {
  bool refuses = false;
  spf::walk(tree.root, [&](const spf::Node&, const spf::Branch& branch) {
    const spf::Mechanism* mechanism = branch.term.mechanism();
    refuses = refuses || (mechanism && mechanism->kind != spf::Mechanism::Kind::all &&
                          mechanism->qualifier != spf::Qualifier::pass);
  });
  return refuses;
}

/// The name whose record lists a provider's servers today: its own, or that of the provider that it runs on.
std::optional<dns::Name> current_name(const catalogue::Provider& provider) {
  constexpr int most_removes = 8;  // plans describe providers too, which might run on each other
  const catalogue::Provider* next = &provider;
  for (int i = 0; next && i < most_removes; ++i) {
    const std::vector<dns::Name> names = next->literal_includes();
    if (!names.empty()) return names.front();
    next = catalogue::find(next->runs_on);
  }
  return std::nullopt;
}

}  // namespace

EspCoverage unknown_coverage(const dns::Failure& failure) {
  return {.extent = Extent::unknown, .reason = std::string(dns::reason(failure.kind)), .failure = failure};
}

bool names_provider(const spf::Branch& branch, const catalogue::Provider& provider) {
  const auto& patterns = provider.spf_includes;
  if (branch.target)
    return std::ranges::any_of(
        patterns, [&](const std::string& pattern) { return catalogue::matches_exactly(*branch.target, pattern); });
  const spf::Mechanism* mechanism = branch.term.mechanism();
  if (!mechanism || !mechanism->domain_spec) return false;
  return std::ranges::any_of(patterns, [&](const std::string& pattern) {  // "%{ir}.%{v}.%{d}.spf.has.pphosted.com"
    return equal_ignoring_case(mechanism->domain_spec->text, pattern);
  });
}

dns::Task<EspCoverage> esp_coverage(spf::RecordSource source, const spf::Tree& tree, const spf::Coverage& passed,
                                    const catalogue::Provider& provider) {
  if (tree.root.state == spf::Node::State::unknown) co_return unknown_coverage(*tree.root.failure);
  if (tree.root.state != spf::Node::State::parsed) co_return EspCoverage{};
  if (const spf::Branch* include = include_naming(tree, provider)) {
    EspCoverage by_name{.extent = Extent::by_name, .include = printable(include->term.text)};
    if (!include->child || !something_refuses(tree)) co_return by_name;
    const Published esp = co_await publish(source, *include->target);
    EspCoverage exact = compare(esp, tree, passed);
    const bool is_caught = exact.extent == Extent::none || exact.extent == Extent::partial;
    co_return is_caught && !esp.ranges.passed.empty() ? std::move(exact) : std::move(by_name);
  }

  if (passed.passed.empty() && passed.maybe.empty()) co_return EspCoverage{.extent = Extent::none};
  const std::vector<dns::Name> names = provider.literal_includes();
  if (names.empty()) co_return unknown("catalogue");

  std::vector<dns::Task<Published>> work;
  for (const dns::Name& name : names) work.push_back(publish(source, name));
  const std::vector<Published> alternatives = co_await dns::all(std::move(work));
  co_return best_of(alternatives, tree, passed);
}

dns::Task<Fact<IpSet>> published_ranges(spf::RecordSource source, const catalogue::Provider& provider) {
  const std::optional<dns::Name> name = current_name(provider);
  if (!name) co_return Fact<IpSet>();
  const Published published = co_await publish(source, *name);
  if (const dns::Failure* failure = published.tree.first_failure()) co_return *failure;
  if (published.tree.root.state != spf::Node::State::parsed) co_return Fact<IpSet>();
  co_return published.ranges.passed;
}

}  // namespace mailready::survey
