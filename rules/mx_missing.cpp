#include <fmt/format.h>

#include <algorithm>

#include "lint/exchanges.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

/// Whether the answer without MX came from a zone that begins above the domain: then the domain is a name inside
/// somebody's zone and no registered domain itself. A top-level domain's zone says nothing of the kind.
static bool stands_inside_a_zone(const Facts& facts) {
  const dns::Question question{facts.domain, dns::Type::mx};
  const auto asked = std::ranges::find(facts.answers, question, &survey::Asked::question);
  if (asked == facts.answers.end() || !asked->reply || !asked->reply->soa || !asked->reply->aliases.empty())
    return false;
  const dns::Name& apex = asked->reply->soa->owner;
  return apex.label_count() > 1 && facts.domain.is_below(apex);
}

/// Whether the domain lies below its organisational domain. Without any DMARC record the walk of RFC 9989, section
/// 4.10.2 makes every name its own, which here would call each name that only sends broken; its zone decides then.
static dns::Fact<bool> is_subdomain(const Facts& facts) {
  const auto organisation = facts.dmarc.organisational_domain();
  if (organisation.unknown()) return organisation.failure();
  const bool guessed = std::ranges::none_of(facts.dmarc.steps, [](const auto& step) { return bool(step.record); });
  return guessed ? stands_inside_a_zone(facts) : facts.domain != *organisation;
}

static Finding fault(const dns::Name& domain) {
  return {
      .subject = domain.to_string(),
      .type = "MX",
      .message =
          "No MX record is published: senders try the address of the domain itself, and nothing stands behind it",
      .fix = "Publish an exchange, and a backup with a higher preference number.",
      .publish = {{domain.to_string(), "MX", "10 <PRIMARY-HOST>."}, {domain.to_string(), "MX", "20 <BACKUP-HOST>."}},
      .complete = false,
      .caused_by = {"dns-apex-cname"}};
}

static Finding remark(const dns::Name& domain, std::string reason) {
  return {.severity = Severity::info,
          .subject = domain.to_string(),
          .type = "MX",
          .message = fmt::format("No MX record is published, and none is missed: {}", reason),
          .fix = "Publish exchanges only if replies or bounces are to arrive here.",
          .complete = false};
}

static Outcome check(const Facts& facts, const Plan& plan) {
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (facts.mx.present()) return {};
  if (plan.no_inbound) return finding(remark(facts.domain, "the plan says that the domain takes no mail"));
  if (!plan.inbound.empty()) return finding(fault(facts.domain));  // the plan says that it does
  const auto subdomain = is_subdomain(facts);
  if (subdomain.unknown()) return undecided(facts.domain, subdomain.failure());
  return finding(*subdomain ? remark(facts.domain, "it is a sub-domain that only sends") : fault(facts.domain));
}

extern const Rule mx_missing{
    .id = "mx-missing",
    .severity = Severity::error,
    .summary = "The domain publishes MX records",
    .applies = Applies::mail,
    .needs = {Need::mx, Need::dmarc},
    .references = {{"RFC 5321", "5.1"}},
    .explanation = R"(Without MX records senders deliver to the address of the domain itself, which is usually a web
server that refuses mail; even where it takes mail, one host has no backup. Publish two exchanges that stand apart,
the backup with the higher preference number. A sub-domain that only sends needs none. A domain that takes no mail
says so in the plan (--no-inbound), or with a null MX if it sends none either: some receivers refuse mail from a
domain with a null MX.)",
    .bad = R"(@ A 185.10.20.80
@ TXT "v=spf1 a -all")",
    .good = R"(@ MX 10 mx1
@ MX 20 backup.mx.example.net.)",
    .check = check,
};
}  // namespace mailready::rules
