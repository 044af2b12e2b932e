// The verdict as a sentence about mail: what the findings, or their absence, mean when a path fails.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "report/surveyed.h"
#include "report/words.h"

namespace mailready::report {

namespace {

using lint::Finding;
using lint::Judgement;
using lint::Severity;
using Strings = std::vector<std::string>;

/// What an error means for mail. {0} is the domain, {1} the finding's subject, {2} the primary ESPs. No phrase begins
/// with a name, which could not be capitalised.
struct Phrase {
  std::string_view rule;  ///< an id, or the start of one before a "*"
  std::string_view words;
};

constexpr std::array whole_domain{
    Phrase{"domain-nonexistent", "the domain {0} does not exist"},
    Phrase{"domain-invalid", "this line is no domain name"},
};

constexpr std::string_view unusable_spf = "receivers cannot use the SPF record, whoever sends";

// The gravest first.
constexpr std::array outbound{
    Phrase{"spf-multiple-records", unusable_spf},
    Phrase{"spf-syntax", unusable_spf},
    Phrase{"spf-loop", unusable_spf},
    Phrase{"spf-include-broken", unusable_spf},
    Phrase{"spf-lookup-limit", unusable_spf},
    Phrase{"spf-void-lookup-limit", unusable_spf},
    Phrase{"spf-mx-limit", unusable_spf},
    Phrase{"plan-self-hosted-no-fallback", "if the domain's own servers fail, no hosted ESP takes over"},
    Phrase{"plan-no-backup", "if {2} fails, there is no second ESP to send through"},
    Phrase{"esp-same", "primary and backup are one provider and fail as one"},
    Phrase{"spf-missing", "no SPF record says who may send for {0}"},
    Phrase{"spf-pass-all", "any host in the world passes SPF for {0}"},
    Phrase{"dmarc-missing", "large receivers refuse bulk mail without a DMARC policy"},
    Phrase{"dmarc-*", "receivers find no DMARC policy that they can use"},
};

constexpr std::array inbound{
    Phrase{"mx-missing", "no exchange takes mail for {0}"},
    Phrase{"mx-null-conflict", "senders cannot tell whether {0} takes mail"},
    Phrase{"mx-no-secondary", "incoming mail depends on one exchange"},
    Phrase{"mx-backup-order", "the declared backup exchange would not take over"},
    Phrase{"mx-shared-address", "the secondary exchange stands on the primary's addresses"},
    Phrase{"mx-target-*", "the exchange {1} cannot be relied on"},
    Phrase{"mta-sts-*", "senders that honour MTA-STS could not deliver to every exchange"},
};

bool fits(std::string_view pattern, std::string_view rule) {
  return pattern.ends_with('*') ? rule.starts_with(pattern.substr(0, pattern.size() - 1)) : rule == pattern;
}

const Finding* error_of(const Judgement& judgement, std::string_view rule, std::string_view provider = {}) {
  const auto found = std::ranges::find_if(judgement.findings, [&](const Finding& finding) {
    return severity_of(finding) == Severity::error && fits(rule, finding.rule) &&
           (provider.empty() || finding.provider == provider);
  });
  return found == judgement.findings.end() ? nullptr : &*found;
}

/// The names of the ESPs in `role`, each once.
Strings names_of(const survey::Plan& plan, survey::Role role) {
  Strings names;
  for (const survey::Sender& sender : plan.outbound) {
    const std::string name = shown(sender.provider->name.empty() ? sender.provider->id : sender.provider->name);
    if (sender.role == role && std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

std::string verb(const Strings& subjects, std::string_view plural) {
  return fmt::format("{}{}", plural, subjects.size() == 1 ? "s" : "");
}

/// "if Postmark fails, "; a self-hosted stream has no primary that a name could be given to.
std::string when_primary_fails(const survey::Plan& plan) {
  const Strings names = names_of(plan, survey::Role::primary);
  if (names.empty()) return "in a failover, ";
  return fmt::format("if {} {}, ", enumerate(names), verb(names, "fail"));
}

std::optional<std::string> phrase_of(const Surveyed& result, std::span<const Phrase> phrases) {
  for (const Phrase& phrase : phrases)
    if (const Finding* finding = error_of(result.judgement, phrase.rule))
      return fmt::format(fmt::runtime(phrase.words), shown(result.judgement.domain), shown(finding->subject),
                         enumerate(names_of(result.plan, survey::Role::primary)));
  return std::nullopt;
}

bool quarantines(const survey::Facts& facts) {
  const auto step = facts.dmarc.policy_step();
  return step.present() && facts.dmarc.effective_policy() == dmarc::Policy::quarantine;
}

/// What becomes of mail through an ESP, by the errors about it; nothing where there are none.
std::optional<std::string> fate_of(const Surveyed& result, std::string_view provider) {
  if (error_of(result.judgement, "dmarc-esp-unaligned", provider))
    return quarantines(result.facts) ? "would go to spam" : "would be rejected";
  Strings legs;
  if (error_of(result.judgement, "spf-esp-*", provider)) legs.push_back("SPF");
  if (error_of(result.judgement, "dkim-*", provider)) legs.push_back("DKIM");
  if (legs.empty()) return std::nullopt;
  return "would fail " + enumerate(legs);
}

/// The ESPs of a role that share the fate of the first with errors: "mail through SendGrid would be rejected".
std::optional<std::string> loss_of(const Surveyed& result, survey::Role role) {
  std::optional<std::string> fate;
  Strings names;
  for (const survey::Sender& sender : result.plan.outbound) {
    const auto own = fate_of(result, sender.provider->id);
    if (sender.role != role || !own || (fate && own != fate)) continue;
    fate = own;
    const std::string name = shown(sender.provider->name);
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  if (!fate) return std::nullopt;
  return fmt::format("mail through {} {}", enumerate(names), *fate);
}

Strings outbound_losses(const Surveyed& result) {
  Strings clauses;
  if (const auto loss = loss_of(result, survey::Role::primary)) clauses.push_back("even now, " + *loss);
  if (const auto loss = loss_of(result, survey::Role::backup))
    clauses.push_back(when_primary_fails(result.plan) + *loss);
  if (clauses.empty())
    if (auto phrase = phrase_of(result, outbound)) clauses.push_back(std::move(*phrase));
  return clauses;
}

Strings losses(const Surveyed& result) {
  if (auto phrase = phrase_of(result, whole_domain)) return {*phrase};
  Strings clauses = outbound_losses(result);
  if (auto phrase = phrase_of(result, inbound)) clauses.push_back(std::move(*phrase));
  if (clauses.empty())
    clauses.push_back(result.judgement.scope == lint::Scope::failover ? "the failover cannot be relied on"
                                                                      : "the records cannot be relied on");
  return clauses;
}

/// What every ESP of `role` passes for certain: "SPF", "DKIM", both or neither.
Strings passed_by(const Surveyed& result, survey::Role role) {
  using Authorised = survey::SenderFacts::Authorised;
  bool any = false, spf = true, dkim = true;
  for (const survey::SenderFacts* sender : result.facts.declared()) {
    if (result.plan.outbound.at(*sender->declared).role != role) continue;
    any = true;
    spf &= sender->authorised == Authorised::self || sender->authorised == Authorised::return_path;
    dkim &= sender->dkim == survey::SenderFacts::Dkim::usable;
  }
  Strings legs;
  if (any && spf) legs.push_back("SPF");
  if (any && dkim) legs.push_back("DKIM");
  return legs;
}

std::optional<std::string> outbound_promise(const Surveyed& result) {
  const Strings primaries = names_of(result.plan, survey::Role::primary);
  const Strings backups = names_of(result.plan, survey::Role::backup);
  if (primaries.empty() && backups.empty()) return std::nullopt;
  const bool alone = backups.empty();
  const Strings legs = passed_by(result, alone ? survey::Role::primary : survey::Role::backup);
  const std::string who = enumerate(alone ? primaries : backups);
  if (alone)
    return legs.empty() ? fmt::format("nothing speaks against mail through {}, which has no backup", who)
                        : fmt::format("mail through {} passes {}; it has no backup", who, enumerate(legs));
  if (legs.empty())
    return fmt::format("{}nothing speaks against mail through {}", when_primary_fails(result.plan), who);
  return fmt::format("{}mail through {} passes {}", when_primary_fails(result.plan), who, enumerate(legs));
}

std::optional<std::string> inbound_promise(const Surveyed& result) {
  if (!result.facts.gathered.contains(survey::Need::mx) || !result.plan.declares_inbound_backup()) return std::nullopt;
  Strings primaries, backups;
  for (const survey::DeclaredExchange& exchange : result.plan.inbound)
    (exchange.role == survey::Role::primary ? primaries : backups).push_back(exchange.host.to_string());
  const std::string failing = primaries.empty()
                                  ? "if the other exchanges fail"
                                  : fmt::format("if {} {}", enumerate(primaries), verb(primaries, "fail"));
  return fmt::format("{}, {} {} incoming mail", failing, enumerate(backups), verb(backups, "take"));
}

Strings promises(const Surveyed& result) {
  Strings clauses;
  if (auto promise = outbound_promise(result)) clauses.push_back(std::move(*promise));
  if (auto promise = inbound_promise(result)) clauses.push_back(std::move(*promise));
  if (clauses.empty()) clauses.push_back("no rule that ran found an error");
  return clauses;
}

/// The doubts that stop a rule of error level.
std::vector<const lint::Undecided*> grave_doubts(const Judgement& judgement) {
  std::vector<const lint::Undecided*> doubts;
  for (const lint::Undecided& undecided : judgement.undecided)
    if (undecided.weighs && undecided.severity.value_or(Severity::error) == Severity::error)
      doubts.push_back(&undecided);
  return doubts;
}

std::string outbound_doubt(const survey::Plan& plan) {
  const Strings primaries = names_of(plan, survey::Role::primary);
  const Strings backups = names_of(plan, survey::Role::backup);
  const Strings& senders = backups.empty() ? primaries : backups;
  if (senders.empty()) return "whether the records about sending hold";
  const std::string when = backups.empty() || primaries.empty()
                               ? ""
                               : fmt::format(" if {} {}", enumerate(primaries), verb(primaries, "fail"));
  return fmt::format("whether mail through {} would be accepted{}", enumerate(senders), when);
}

std::string doubt(const Surveyed& result) {
  const auto doubts = grave_doubts(result.judgement);
  const auto is_inbound = [](const lint::Undecided* undecided) { return undecided->rule.starts_with("mx-"); };
  Strings clauses;
  if (!std::ranges::all_of(doubts, is_inbound)) clauses.push_back(outbound_doubt(result.plan));
  if (std::ranges::any_of(doubts, is_inbound)) clauses.push_back("whether incoming mail has a second path");
  return "it is not known " + join(clauses, ", nor ");
}

/// "3 rules are undecided, since DNS timed out"
std::string undecided_words(const Judgement& judgement) {
  Strings rules, reasons;
  const auto add = [](Strings& to, std::string text) {
    if (std::ranges::find(to, text) == to.end()) to.push_back(std::move(text));
  };
  for (const lint::Undecided* undecided : grave_doubts(judgement)) {
    add(rules, undecided->rule);
    add(reasons, shown(reason_words(undecided->reason)));
  }
  return fmt::format("{} {} undecided, since {}", counted(rules.size(), "rule"), rules.size() == 1 ? "is" : "are",
                     enumerate(reasons));
}

/// "2 errors accepted": READY does not say that nothing is wrong.
std::string accepted_errors(const Judgement& judgement) {
  const auto errors = std::ranges::count_if(judgement.suppressed, [](const lint::Suppressed& entry) {
    return severity_of(entry.finding) == lint::Severity::error;
  });
  return errors == 0 ? "" : counted(static_cast<std::size_t>(errors), "error") + " accepted";
}

Strings without_empty(Strings texts) {
  std::erase(texts, "");
  return texts;
}

std::string as_sentence(const Strings& clauses, std::string_view tail) {
  std::string text = join(clauses, clauses.size() > 2 ? "; " : ", and ");
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return fmt::format("{}{}.", text, tail);
}

}  // namespace

std::string_view verdict_label(const Judgement& judgement) {
  switch (judgement.verdict) {
    case lint::Verdict::not_ready:
      return "NOT READY";
    case lint::Verdict::undetermined:
      return "UNDETERMINED";
    case lint::Verdict::ready:
      break;
  }
  switch (judgement.scope) {
    case lint::Scope::failover:
      return "READY";
    case lint::Scope::records:
      return "NO ERRORS";
    case lint::Scope::none:
      return "NO MAIL";
  }
  return "";
}

std::string Surveyed::sentence() const {
  const std::string problems = counted_problems(count_findings(judgement));
  switch (judgement.verdict) {
    case lint::Verdict::not_ready:
      return as_sentence(losses(*this), fmt::format(": {}", problems));
    case lint::Verdict::undetermined:
      return as_sentence({doubt(*this)},
                         fmt::format(": {}{}{}", undecided_words(judgement), problems.empty() ? "" : "; ", problems));
    case lint::Verdict::ready:
      break;
  }
  const std::string accepted = accepted_errors(judgement);
  const std::string parts = join(without_empty({problems, accepted}), ", ");
  const std::string warnings = parts.empty() ? "" : fmt::format(" ({})", parts);
  switch (judgement.scope) {
    case lint::Scope::failover:
      return as_sentence(promises(*this), warnings);
    case lint::Scope::records:
      return fmt::format(
          "No errors in the records{}. No failover is declared, so none was judged: name the ESPs with --primary and "
          "--backup.",
          warnings);
    case lint::Scope::none:
      return fmt::format("{} neither takes nor sends mail{}.", shown(judgement.domain), warnings);
  }
  return "";
}

}  // namespace mailready::report
