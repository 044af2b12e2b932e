#include <fmt/format.h>

#include <map>
#include <set>

#include "lint/evidence.h"
#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;
using survey::EspCoverage;

static Finding partial(const survey::SenderFacts& sender, const EspCoverage& coverage, const dns::Name& name) {
  std::vector<std::string> networks;
  for (const Network& network : coverage.missing) networks.push_back(network.to_string());
  return {.subject = name.to_string(),
          .type = "TXT",
          .provider = sender.provider->id,
          .message = fmt::format("The SPF record of {} passes only a part of {}: {} published at {} {} missing",
                                 name.to_string(), sender.provider->name, some_of(networks), coverage.include,
                                 networks.size() == 1 ? "is" : "are"),
          .fix = fmt::format("Replace the copied addresses by include:{}, which stays current.", coverage.include),
          .complete = false,
          .evidence = networks};
}

/// The terms of the record that name networks of the ESP and no others.
static std::set<std::size_t> copies(const spf::Record& record, const IpSet& published) {
  std::set<std::size_t> found;
  for (const std::size_t i : record.evaluation_order()) {
    const spf::Mechanism* mechanism = record.terms[i].mechanism();
    if (!mechanism || !mechanism->network || mechanism->qualifier != spf::Qualifier::pass) continue;
    if (published.covers(IpSet(*mechanism->network))) found.insert(i);
  }
  return found;
}

/// Whether a term other than `all` refuses what it matches: an include in front of it may pass some of that, and one
/// behind it not pass all of the ESP.
static bool refuses_some(const spf::Tree& tree) {
  bool refuses = false;
  spf::walk(tree.root, [&](const spf::Node&, const spf::Branch& branch) {
    const spf::Mechanism* mechanism = branch.term.mechanism();
    refuses |=
        mechanism && mechanism->kind != spf::Mechanism::Kind::all && mechanism->qualifier != spf::Qualifier::pass;
  });
  return refuses;
}

/// Offers the domain's own record with the include in the place of the copied addresses, where it can take it.
static void offer_include(Finding& found, const Facts& facts, const EspCoverage& coverage,
                          const std::set<std::size_t>& copied) {
  const spf::Tree& tree = *facts.spf;
  if (refuses_some(tree) || tree.lookups + coverage.include_lookups > spf::lookup_limit) return;
  const std::string include = "include:" + coverage.include;
  std::map<std::size_t, std::string> replaced;
  for (const std::size_t i : copied) replaced[i] = replaced.empty() ? include : "";
  const spf::Record& record = *tree.root.record;
  offer_in_place(found, facts, tree.root,
                 copied.empty() ? spf::with_in_front(record, include) : spf::with(record, replaced));
  found.complete = !tree.lookups_at_least;
}

static Finding partial_apex(const Facts& facts, const survey::SenderFacts& sender) {
  const EspCoverage& coverage = sender.apex;
  const spf::Node& root = facts.spf->root;
  const std::set<std::size_t> copied = copies(*root.record, coverage.published);
  Finding found = partial(sender, coverage, facts.domain);
  if (copied.empty()) found.fix = fmt::format("Add include:{} in front of the end of the record.", coverage.include);
  if (!copied.empty()) {
    const std::vector<std::string> lines = quoted(facts, root, copied);
    found.evidence.insert(found.evidence.begin(), lines.begin(), lines.end());
  }
  offer_include(found, facts, coverage, copied);
  return found;
}

static Outcome check(const Facts& facts, const Plan& plan) {
  using Authorised = survey::SenderFacts::Authorised;
  Outcome outcome;
  for (const survey::SenderFacts* sender : facts.esps(plan)) {
    if (sender->authorised != Authorised::no && sender->authorised != Authorised::unknown) continue;
    if (sender->apex.extent == EspCoverage::Extent::partial) {
      outcome += finding(partial_apex(facts, *sender));
      continue;
    }
    for (const survey::EnvelopeFacts& envelope : sender->envelopes)
      if (envelope.coverage.extent == EspCoverage::Extent::partial)
        outcome += finding(partial(*sender, envelope.coverage, envelope.name));
  }
  return outcome;
}

extern const Rule spf_esp_partial{
    .id = "spf-esp-partial",
    .severity = Severity::warning,
    .summary = "SPF passes all servers of an ESP, or none",
    .applies = Applies::mail,
    .needs = {Need::spf, Need::senders},
    .references = {{"RFC 7208", "5.2"}, {"RFC 7208", "5.6"}},
    .explanation =
        R"(A record whose includes were replaced by their addresses ("flattened") is a copy, and the ESP goes on adding servers.
What the copy lacks fails SPF, for some messages and not for others, which is the hardest fault to see during a failover. Use the
ESP's include, or have the flattening done by something that runs every hour.)",
    .bad = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

; 147.160.158.0/24 came later
@ TXT "v=spf1 ip4:50.31.156.96/27 ip4:104.245.209.192/26 ip4:50.31.205.0/24 include:sendgrid.net -all")",
    .good = R"(mailready check acme.example --primary postmark:pm --backup sendgrid:s1

@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
