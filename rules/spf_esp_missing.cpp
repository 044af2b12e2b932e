#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "lint/authorisation.h"
#include "lint/esp.h"
#include "lint/evidence.h"
#include "lint/rule.h"
#include "lint/spf.h"
#include "mail/spf/edit.h"
#include "survey/esp_coverage.h"

namespace mailready::rules {
using namespace lint;
using Authorised = survey::SenderFacts::Authorised;

/// An include of the ESP that does not pass it, with the reason.
struct Ineffective {
  const spf::Node* node = nullptr;  ///< the record that it stands in
  std::size_t index = 0;            ///< of its term
  std::string why{};
  const spf::Branch& branch() const { return node->branches[index]; }
};

static std::string all_text(const spf::Node& node) {
  const std::size_t all = node.record->all_index();
  return all < node.record->terms.size() ? printable(node.record->terms[all].text) : "all";
}

static std::optional<std::string> why_ineffective(const spf::Node& node, const spf::Branch& branch) {
  if (!branch.evaluated)
    return branch.is_redirect() ? fmt::format("stands beside {}, which ends evaluation", all_text(node))
                                : fmt::format("stands behind {}, where no receiver reads it", all_text(node));
  const spf::Mechanism* mechanism = branch.term.mechanism();
  if (mechanism && mechanism->qualifier != spf::Qualifier::pass) return "does not pass: only \"+\", the default, does";
  if (branch.past_lookup_limit())
    return fmt::format("stands behind the {} lookups that receivers make", spf::lookup_limit);
  return std::nullopt;
}

static std::optional<Ineffective> find_ineffective(const spf::Node& node, const catalogue::Provider& provider) {
  for (std::size_t i = 0; i < node.branches.size(); ++i) {
    const spf::Branch& branch = node.branches[i];
    if (survey::names_provider(branch, provider))
      if (const auto why = why_ineffective(node, branch)) return Ineffective{&node, i, *why};
    if (branch.child)
      if (const auto found = find_ineffective(*branch.child, provider)) return found;
  }
  return std::nullopt;
}

static std::optional<Ineffective> find_ineffective(const Facts& facts, const catalogue::Provider& provider) {
  return facts.spf.present() ? find_ineffective(facts.spf->root, provider) : std::nullopt;
}

static std::string message(const Facts& facts, const survey::SenderFacts& sender,
                           const std::optional<Ineffective>& ineffective) {
  const std::string& name = sender.provider->name;
  if (ineffective)
    return fmt::format("{} is not authorised: {} {}", name, printable(ineffective->branch().term.text),
                       ineffective->why);
  const std::string tried =
      sender.envelopes.empty() ? "" : fmt::format(", nor does that of {}", envelopes_text(sender));
  return fmt::format("{} is not authorised: the SPF record of {} does not pass its servers{}", name,
                     facts.domain.to_string(), tried);
}

/// The records at the ESP's usual label, where its include at the domain would never be evaluated.
static std::vector<RecordChange> at_return_path(const Facts& facts, const survey::SenderFacts& sender) {
  const catalogue::Provider& provider = *sender.provider;
  const bool evaluated = provider.apex_include != catalogue::ApexInclude::not_needed ||
                         sender.return_path == survey::ReturnPath::Kind::self;
  if (evaluated || provider.literal_return_path_labels().empty()) return {};
  return return_path_records(facts.domain, provider);
}

/// Offers the record with `term` where it counts: in the record that has it in the wrong place, else in the domain's
/// own.
static void offer_include(Finding& found, const Facts& facts, const std::optional<Ineffective>& misplaced,
                          const std::string& term) {
  const spf::Node& node = misplaced && is_own(facts, *misplaced->node) ? *misplaced->node : facts.spf->root;
  if (node.state != spf::Node::State::parsed) return;
  const bool moves = misplaced && misplaced->node == &node;
  const auto rest = spf::parse(moves ? spf::without(*node.record, {misplaced->index}) : node.record->text);
  if (!rest) return;
  found.complete = true;
  if (!misplaced) found.evidence.clear();  // the record stands among those to remove
  offer_in_place(found, facts, node, spf::with_in_front(*rest, term));
}

static void propose_include(Finding& found, const Facts& facts, const survey::SenderFacts& sender,
                            const std::optional<Ineffective>& ineffective) {
  const auto includes = sender.provider->literal_includes();
  if (includes.empty()) return;
  if (ineffective && ineffective->branch().past_lookup_limit()) {
    found.fix = fmt::format("Bring the record within the {} lookups that receivers make.", spf::lookup_limit);
    found.caused_by = {"spf-lookup-limit"};
    return;
  }
  const std::string term = fmt::format("include:{}", includes.front().to_string());
  found.fix = fmt::format("{} {} in front of the end of the record.", ineffective ? "Put" : "Add", term);
  if (sender.return_path == survey::ReturnPath::Kind::unnamed && sender.provider->has_generated_return_path())
    found.fix +=
        fmt::format(" If it bounces to a generated name below {}, name that instead: --return-path {}=<LABEL>.",
                    facts.domain.to_string(), sender.provider->id);
  if (facts.spf.present()) offer_include(found, facts, ineffective, term);
}

/// The record that holds the ineffective include, with carets below it; without one, the domain's own.
static std::vector<std::string> record_lines(const Facts& facts, const std::optional<Ineffective>& ineffective) {
  if (ineffective) return quoted(facts, *ineffective->node, {ineffective->index});
  std::vector<std::string> lines;
  for (const std::string& text : facts.spf->root.texts) lines.push_back(spf_line(facts.domain, text));
  return lines;
}

static Finding missing(const Facts& facts, const Plan& plan, const survey::SenderFacts& sender) {
  const auto ineffective = find_ineffective(facts, *sender.provider);
  Finding found = esp_finding(facts, plan, sender);
  found.type = "TXT";
  found.message = message(facts, sender, ineffective);
  found.fix = fmt::format("Authorise {} as its page for {} says.", sender.provider->name, facts.domain.to_string());
  found.complete = false;
  if (facts.spf.present()) found.evidence = record_lines(facts, ineffective);
  if (std::ranges::any_of(sender.envelopes, &survey::EnvelopeFacts::declared)) {
    found.fix = fmt::format("Set up {} again as {} shows it: SPF is checked there.", envelopes_text(sender),
                            sender.provider->name);
    for (const survey::EnvelopeFacts& envelope : sender.envelopes)
      for (const dns::Record& alias : envelope.aliases) found.evidence.push_back(evidence(alias));
  } else if (auto records = at_return_path(facts, sender); !records.empty()) {
    found.fix = fmt::format("Give {} a return path below {}.", sender.provider->name, facts.domain.to_string());
    found.publish = std::move(records);
    found.complete = std::ranges::none_of(found.publish, has_placeholder);
  } else {
    propose_include(found, facts, sender, ineffective);
  }
  // Without a record that can be evaluated nobody passes, and the rule that says so says it once.
  found.unless = {"spf-missing", "spf-multiple-records", "spf-syntax", "spf-loop"};
  if (facts.spf.present() && !facts.spf->effective()) found.unless.push_back("spf-include-broken");
  return found;
}

static Outcome unknown(const Facts& facts, const Plan& plan, const survey::SenderFacts& sender) {
  const Severity severity = fault_severity(sender, plan);
  if (sender.unknown_failure) return undecided(facts.domain, *sender.unknown_failure, severity);
  const std::string& name = sender.provider->name;
  const bool listed = !sender.provider->literal_includes().empty();
  std::string detail = listed ? fmt::format("the SPF names of {} that are known publish nothing", name)
                              : fmt::format("the SPF names of {} are not known", name);
  if (sender.unknown_reason == "return-path")
    detail = fmt::format("{} bounces to a generated name below {}: name it with --return-path {}=<LABEL>", name,
                         facts.domain.to_string(), sender.provider->id);
  if (sender.unknown_reason == "macro")
    detail = fmt::format("whether {} passes depends on the sender, by ptr or a macro", name);
  return undecided(facts.domain, sender.unknown_reason, std::move(detail), severity);
}

/// Whether some of its ranges pass: then spf-esp-partial speaks.
static bool is_partial(const survey::SenderFacts& sender) {
  using Extent = survey::EspCoverage::Extent;
  for (const survey::EnvelopeFacts& envelope : sender.envelopes)
    if (envelope.coverage.extent == Extent::partial) return true;
  return sender.apex.extent == Extent::partial;
}

static Outcome check(const Facts& facts, const Plan& plan) {
  Outcome outcome;
  for (const survey::SenderFacts* sender : facts.declared()) {
    if (is_partial(*sender)) continue;
    if (sender->authorised == Authorised::no) outcome += finding(missing(facts, plan, *sender));
    if (sender->authorised == Authorised::unknown) outcome += unknown(facts, plan, *sender);
  }
  return outcome;
}

extern const Rule spf_esp_missing{
    .id = "spf-esp-missing",
    .severity = Severity::error,
    .summary = "SPF authorises each declared ESP",
    .applies = Applies::mail,
    .needs = {Need::spf, Need::senders},
    .references = {{"RFC 7208", "4.6.2"}, {"RFC 7208", "5.2"}},
    .explanation =
        R"(The classic paper backup: an account, credentials, code that switches over, and an SPF record that still names the
primary alone. From the first minute of the failover receivers see mail from servers that the domain disowns. An ESP counts as
authorised when the domain's record passes its published ranges (by an include, a redirect or a complete list of addresses), or
when a return-path name below the domain does. An include behind "all", with another qualifier than "+", or past the tenth lookup
does not count.)",
    .bad = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

@ TXT "v=spf1 include:spf.mtasv.net -all")",
    .good = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
