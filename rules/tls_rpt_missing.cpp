#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

/// Whether senders hold to a policy, for all that is known: one in mode none switches MTA-STS off.
static bool uses_mta_sts(const Facts& facts) {
  if (!facts.mta_sts.present() || !facts.mta_sts->record) return false;
  const auto& policy = facts.mta_sts->policy;
  return !(policy.present() && policy->policy && policy->policy->mode == mta_sts::Mode::none);
}

static bool uses_dane(const Facts& facts) {
  return facts.mx.present() && std::ranges::any_of(facts.mx->exchanges, [](const survey::ExchangeFacts& exchange) {
           return exchange.tlsa.records.present();
         });
}

/// Why it is open whether either is used.
static const dns::Failure* first_failure(const Facts& facts) {
  if (facts.mta_sts.unknown()) return &facts.mta_sts.failure();
  if (facts.mx.unknown()) return &facts.mx.failure();
  if (facts.mx.absent()) return nullptr;
  for (const survey::ExchangeFacts& exchange : facts.mx->exchanges)
    if (exchange.tlsa.records.unknown()) return &exchange.tlsa.records.failure();
  return nullptr;
}

static std::string used(const Facts& facts) {
  std::vector<std::string> names;
  if (uses_mta_sts(facts)) names.push_back("MTA-STS");
  if (uses_dane(facts)) names.push_back("DANE");
  return enumerate(names);
}

static Finding missing(const Facts& facts) {
  const std::string name = "_smtp._tls." + facts.domain.to_string();
  Finding found{.subject = facts.domain.to_string(), .type = "TXT"};
  const std::string consequence = fmt::format("nobody learns which mail {} holds back", used(facts));
  if (facts.tls_rpt.present()) {
    found.message =
        fmt::format("The TLS reporting record at {} is of no use ({}): {}", name, facts.tls_rpt->error, consequence);
    found.evidence = evidence(facts.tls_rpt->records);
    for (const dns::Record& record : facts.tls_rpt->records) found.remove.push_back(change(record));
  } else {
    found.message = fmt::format("No TLS reporting record stands at {}: {}", name, consequence);
  }
  found.fix = "Say where senders may report to.";
  found.publish = {{name, "TXT", "\"v=TLSRPTv1; rua=mailto:<REPORT-MAILBOX>\""}};
  found.complete = false;
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.mx.present() && facts.mx->has_null) return {};
  if (facts.tls_rpt.present() && facts.tls_rpt->record) return {};
  const bool is_used = uses_mta_sts(facts) || uses_dane(facts);
  const dns::Failure* failure = first_failure(facts);
  if (!is_used) return failure ? undecided(facts.domain, *failure) : Outcome{};
  if (facts.tls_rpt.unknown()) return undecided(facts.domain, facts.tls_rpt.failure());
  return finding(missing(facts));
}

extern const Rule tls_rpt_missing{
    .id = "tls-rpt-missing",
    .severity = Severity::info,
    .summary = "Where MTA-STS or DANE is used, senders may report failures",
    .applies = Applies::mail,
    .needs = {Need::tls_rpt, Need::mta_sts, Need::mx, Need::tlsa},
    .references = {{"RFC 8460", "3"}},
    .explanation = R"(MTA-STS and DANE make senders hold mail back where a certificate or a name does not fit. The
domain itself does not notice: the mail never arrives. TLS reports tell, once a day, which exchange failed for whom.
They are the only sign that a backup would be refused before it is needed: a test policy, or a new certificate at the
secondary, shows there first.)",
    .bad = R"(_mta-sts TXT "v=STSv1; id=1" ; and no _smtp._tls)",
    .good = R"(_mta-sts TXT "v=STSv1; id=1"
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@acme.example")",
    .check = check,
};
}  // namespace mailready::rules
