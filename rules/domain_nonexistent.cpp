#include <fmt/format.h>

#include "lint/evidence.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

/// The answer that says so.
static const dns::Answer* denial(const Facts& facts) {
  for (const survey::Asked& asked : facts.answers)
    if (asked.question.name == facts.domain && asked.reply && asked.reply->nxdomain()) return &*asked.reply;
  return nullptr;
}

static Finding missing(const dns::Name& domain, const dns::Answer* answer) {
  Finding found{.subject = domain.to_string(),
                .message = fmt::format("{} does not exist: DNS answers NXDOMAIN", domain.to_string()),
                .fix = "Check the spelling; if it is right, register the domain or delegate it again.",
                .complete = false};
  if (answer && answer->soa) found.evidence.push_back(evidence(*answer->soa));
  return found;
}

static Finding dangling(const dns::Name& domain, const dns::Answer& answer) {
  const std::string target = answer.final_name().to_string();
  return {.subject = domain.to_string(),
          .type = "CNAME",
          .message = fmt::format("{} is an alias of {}, which does not exist", domain.to_string(), target),
          .fix = "Point the alias at a name that exists, or remove it and publish the mail records themselves.",
          .complete = false,
          .evidence = evidence(answer.aliases)};
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.existence.unknown()) return undecided(facts.domain, facts.existence.failure());
  if (facts.existence.present()) return {};
  const dns::Answer* answer = denial(facts);
  if (answer && !answer->aliases.empty()) return finding(dangling(facts.domain, *answer));
  return finding(missing(facts.domain, answer));
}

extern const Rule domain_nonexistent{
    .id = "domain-nonexistent",
    .severity = Severity::error,
    .summary = "The domain exists",
    .applies = Applies::always,
    .needs = {},
    .references = {{"RFC 2308", "2.1"}, {"RFC 8020", "2"}},
    .explanation = R"(The name servers answer that there is no such name, so there is no primary mail path and no
backup: mail to the domain bounces at once, and mail from it is refused by receivers that look the sender up. Most
often the name is misspelt; otherwise its registration has run out or its delegation was removed. Nothing else is
judged until it exists.)",
    .bad = R"(mailready check shop.acme.example

www A 185.10.20.80 ; and no name shop)",
    .good = R"(mailready check shop.acme.example

shop MX 10 mx1)",
    .check = check,
};
}  // namespace mailready::rules
