#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.h"
#include "lint/rule.h"
#include "lint/spf.h"
#include "mail/spf/repair.h"

namespace mailready::rules {
using namespace lint;
using State = spf::Node::State;

static bool is_broken(const spf::Node& node) {
  return node.state == State::missing || node.state == State::several || node.state == State::malformed;
}

/// What is wrong with the target, as the end of a sentence.
static std::string fault(const spf::Node& node) {
  switch (node.state) {
    case State::missing:
      return "publishes no SPF record";
    case State::several:
      return fmt::format("publishes {} SPF records", node.texts.size());
    case State::malformed:
      return fmt::format("publishes a malformed SPF record: {}", node.error->message);
    case State::parsed:
    case State::unknown:
      return "";
  }
  return "";
}

/// What the records at an own target were meant to say; nothing where that is not clear.
static std::optional<std::string> mended(const spf::Node& target) {
  return target.state == State::several ? spf::merged(target.texts) : spf::repaired(target.texts);
}

static std::vector<std::string> evidence(const Facts& facts, const spf::Path& path) {
  const spf::Node& target = *path.branch().child;
  std::vector<std::string> lines = quoted(path);
  if (target.state == State::several && !(is_own(facts, target) && mended(target)))  // else those to remove
    for (const std::string& text : target.texts) lines.push_back(spf_line(target.domain, text));
  if (target.state != State::malformed) return lines;
  lines.push_back(target.domain.to_string() + ":");
  for (std::string& line : spf::pointed_at(target.texts.front(), {{.offset = target.error->offset}}))
    lines.push_back(std::move(line));
  return lines;
}

/// The catalogue's SPF name that was meant: one slip away from the target. Empty where none is.
static std::string meant(const spf::Path& path) {
  if (!path.branch().target || path.branch().child->state != State::missing) return "";
  std::vector<std::string> known;
  for (const catalogue::Provider& provider : catalogue::providers())
    for (const dns::Name& name : provider.literal_includes()) known.push_back(name.to_string());
  return nearest(path.branch().target->to_string(), known);
}

/// Offers the record that holds the broken term with `term` in its place.
static void offer_instead(Finding& found, const Facts& facts, const spf::Path& path, const std::string& term) {
  if (!is_own(facts, path.record())) return;
  offer_in_place(found, facts, path.record(), spf::with(*path.record().record, {{path.index(), term}}));
}

static void suggest(Finding& found, const Facts& facts, const spf::Path& path) {
  const spf::Node& node = *path.branch().child;
  const std::string target = spf::target_text(path.branch());
  const std::string term = some_of({path.branch().term.text});
  if (node.state != State::missing && is_own(facts, node)) {
    found.fix = fmt::format("Publish one valid record at {}.", target);
    if (const auto text = mended(node)) offer_in_place(found, facts, node, *text);
  } else if (const std::string name = meant(path); !name.empty()) {
    found.fix = fmt::format("Was {} meant? Otherwise remove {}.", name, term);
    const std::string& written = path.branch().term.text;
    offer_instead(found, facts, path, written.substr(0, written.find_first_of(":=") + 1) + name);
  } else if (is_own(facts, path.record())) {
    found.fix = path.branch().is_redirect()
                    ? fmt::format(
                          "Put an end of its own in the place of {}{}, or have one valid SPF record published "
                          "at {}.",
                          term, in_record(facts, path.record()), target)
                    : fmt::format("Remove {}{}, or have one valid SPF record published at {}.", term,
                                  in_record(facts, path.record()), target);
    offer_without_term(found, facts, path);
  } else {
    found.fix = fmt::format("Tell whoever runs {}; until it is mended, replace {} by the addresses that you need.",
                            path.record().domain.to_string(), some_of({path.top().term.text}));
  }
  found.complete = !found.publish.empty();
}

static Finding broken(const Facts& facts, const spf::Path& path) {
  Finding found = spf_finding(facts, fmt::format("{}{} leads to permerror: {} {}", some_of({path.branch().term.text}),
                                                 in_record(facts, path.record()), spf::target_text(path.branch()),
                                                 fault(*path.branch().child)));
  found.evidence = evidence(facts, path);
  suggest(found, facts, path);
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};  // spf-missing reports that
  Outcome outcome;
  std::set<std::string> seen;
  spf::walk_paths(*facts.spf, [&](const spf::Path& path) {
    const spf::Node* target = path.branch().child.get();
    if (!target || target->state == State::parsed || !seen.insert(spf::target_text(path.branch())).second) return;
    if (is_broken(*target))
      outcome += finding(broken(facts, path));
    else
      outcome += undecided(facts.domain, *target->failure);
  });
  return outcome;
}

extern const Rule spf_include_broken{
    .id = "spf-include-broken",
    .severity = Severity::error,
    .summary = "Every include and redirect leads to one valid SPF record",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "5.2"}, {"RFC 7208", "6.1"}},
    .explanation = R"(An include or redirect whose target publishes no SPF record, several, or a malformed one makes the
whole evaluation a permerror. Senders that stand in front of it still pass; those behind it, often the backup, do not, which
shows only when the failover comes. It happens when a provider is left and deletes its record, or by a slip in its name. Remove
the term, or have the target mended.)",
    .bad =
        R"(@ TXT "v=spf1 include:spf.mtasv.net include:_old.acme.example include:sendgrid.net -all" ; no TXT at _old)",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
