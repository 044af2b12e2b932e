#include <fmt/format.h>

#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;

/// The index of `redirect=` where an `all`, wherever it stands, makes it void.
static std::optional<std::size_t> ignored_redirect(const spf::Record& record) {
  const std::size_t at = record.redirect_index();
  if (!all_of(record) || at == record.terms.size()) return std::nullopt;
  return at;
}

static Finding ignored(const Facts& facts, const spf::Node& node, std::size_t at) {
  const spf::Record& record = *node.record;
  const std::string redirect = some_of({record.terms[at].text});
  Finding found = spf_finding(facts, fmt::format("{}{} is ignored, since the record has {}", redirect,
                                                 in_record(facts, node), record.terms[record.all_index()].text));
  found.fix = "Remove it. If its senders are meant to pass, include its target in front of \"all\" instead.";
  found.evidence = quoted(facts, node, {at});
  offer_in_place(found, facts, node, spf::without(record, {at}));
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.absent()) return {};  // spf-missing reports that
  Outcome outcome;
  const OwnRecords own = own_records(facts);
  for (const spf::Node* node : own.records)
    if (const auto at = ignored_redirect(*node->record)) outcome += finding(ignored(facts, *node, *at));
  if (own.unread) outcome += undecided(facts.domain, *own.unread);
  return outcome;
}

extern const Rule spf_redirect_ignored{
    .id = "spf-redirect-ignored",
    .severity = Severity::warning,
    .summary = "No redirect= stands beside all",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "6.1"}},
    .explanation =
        R"(A redirect= acts only where no mechanism matched, and "all" always matches: beside it, wherever either
is written, the redirect does nothing. An ESP that is authorised only in the redirect's target fails SPF, and the record does not
show it. Keep one of the two, or include the target in front of "all".)",
    .bad = R"(@ TXT "v=spf1 include:spf.mtasv.net -all redirect=_spf.acme.example")",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net include:_spf.acme.example -all")",
    .check = check,
};
}  // namespace mailready::rules
