#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "lint/rule.h"
#include "lint/spf.h"
#include "mail/spf/repair.h"

namespace mailready::rules {
using namespace lint;
using survey::SenderFacts;
using Authorised = SenderFacts::Authorised;

/// The record to publish, as far as the plan and the records tell who sends.
struct Proposal {
  std::vector<std::string> terms;
  bool complete = true;
  void add(std::string term) {
    if (std::ranges::find(terms, term) == terms.end()) terms.push_back(std::move(term));
  }
};

static void add_sender(Proposal& proposal, const SenderFacts& sender) {
  const auto includes = sender.provider->literal_includes();
  if (!includes.empty()) return proposal.add("include:" + includes.front().to_string());
  std::string id = sender.provider->id;
  std::ranges::transform(id, id.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  proposal.add(fmt::format("include:<SPF-NAME-OF-{}>", id));
  proposal.complete = false;
}

/// Whether the domain's own record has to name the sender: a declared ESP that no return-path name authorises, one that
/// the records reveal where nothing is declared, and the service that runs the mailboxes.
static bool has_to_be_named(const SenderFacts& sender, const Plan& plan) {
  const bool elsewhere = sender.authorised == Authorised::return_path || sender.authorised == Authorised::provider;
  const bool mailboxes = sender.provider->is(catalogue::Kind::mailbox);
  return mailboxes || ((sender.declared || plan.outbound.empty()) && !elsewhere);
}

static Proposal proposal(const Facts& facts, const Plan& plan) {
  Proposal proposal;
  for (const SenderFacts& sender : facts.senders)
    if (has_to_be_named(sender, plan)) add_sender(proposal, sender);
  if (plan.outbound.empty() && proposal.terms.empty()) proposal.add("include:<SPF-NAME-OF-YOUR-ESP>");
  if (plan.stream == survey::Stream::self_hosted) proposal.add("ip4:<ADDRESS-OF-YOUR-SERVER>");
  proposal.complete = proposal.complete && !plan.outbound.empty() && plan.stream != survey::Stream::self_hosted;
  proposal.add(proposal.complete ? "-all" : "~all");
  return proposal;
}

/// TXT records that a person would take for SPF.
static std::vector<std::string> lookalikes(const Facts& facts) {
  std::vector<std::string> texts;
  if (!facts.txt.present()) return texts;
  for (const dns::Record& record : facts.txt->records)
    if (const auto* txt = std::get_if<dns::Txt>(&record.rdata);
        txt && to_lower(txt->joined()).find("spf1") != std::string::npos && texts.size() < 3)
      texts.push_back(txt->joined());
  return texts;
}

/// What one of them was meant to say.
static std::optional<std::string> meant(const std::vector<std::string>& texts) {
  for (const std::string& text : texts)
    if (auto record = spf::meant_as_spf(text)) return record;
  return std::nullopt;
}

static std::string message(bool lookalike, bool authorised_elsewhere) {
  if (authorised_elsewhere)
    return "No SPF record is published at the domain itself; its ESPs are authorised at their return-path names";
  if (lookalike) return "No SPF record is published: a TXT record looks like one, but receivers do not take it for one";
  return "No SPF record is published: receivers cannot tell the domain's mail from forgeries";
}

static Finding missing(const Facts& facts, const Plan& plan, Severity severity) {
  const auto alike = lookalikes(facts);
  Finding found = spf_finding(facts, message(!alike.empty(), severity == Severity::info));
  found.severity = severity;
  found.caused_by = {"dns-apex-cname"};
  for (const std::string& text : alike) found.evidence.push_back(spf_line(facts.domain, text));
  if (const auto record = meant(alike)) {
    found.fix = "Begin the record with \"v=spf1\", then a space.";
    offer(found, facts, *record);
    return found;
  }
  const Proposal record = proposal(facts, plan);
  found.fix = severity == Severity::info ? "Publish one all the same, so that nobody else can use the domain itself."
              : plan.declared()
                  ? "Publish one that names the declared senders and all others that send as it."
                  : "Publish one that names its senders; a domain that sends no mail publishes v=spf1 -all.";
  found.complete = record.complete;
  offer(found, facts, spf::record_text(record.terms));
  return found;
}

static Outcome check(const Facts& facts, const Plan& plan) {
  if (facts.spf.unknown()) return undecided(facts.domain, facts.spf.failure());
  if (facts.spf.present()) return {};
  const auto declared = facts.declared();
  const SenderFacts* unknown = nullptr;
  for (const SenderFacts* sender : declared) {
    if (sender->authorised == Authorised::unknown)
      unknown = sender;
    else if (sender->authorised != Authorised::return_path)
      return finding(missing(facts, plan, Severity::error));
  }
  if (declared.empty()) return finding(missing(facts, plan, Severity::error));
  if (!unknown) return finding(missing(facts, plan, Severity::info));
  if (unknown->unknown_failure) return undecided(facts.domain, *unknown->unknown_failure);
  return undecided(facts.domain, unknown->unknown_reason,
                   fmt::format("whether a return-path name authorises {}", unknown->provider->name));
}

extern const Rule spf_missing{
    .id = "spf-missing",
    .severity = Severity::error,
    .summary = "The domain publishes an SPF record",
    .needs = {Need::spf, Need::senders},
    .references = {{"RFC 7208", "3"}, {"RFC 7208", "4.5"}},
    .explanation =
        R"(Without a TXT record that begins "v=spf1" no server is authorised: mail of the primary and of the backup
gets no SPF pass, and large receivers refuse or junk what DKIM does not save. A record counts only if "v=spf1" is followed by a
space or the end; one in literal quotes, or with a semicolon there, is no SPF. Where every declared ESP is authorised at a
return-path name below the domain, mail passes without, and the record merely keeps others from using the domain itself.)",
    .bad = R"(@ TXT "v=spf1;include:spf.mtasv.net include:sendgrid.net -all")",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all")",
    .check = check,
};
}  // namespace mailready::rules
