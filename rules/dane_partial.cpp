#include <fmt/format.h>

#include <algorithm>

#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;
using survey::ExchangeFacts;

using Exchanges = std::vector<const ExchangeFacts*>;

/// The exchanges by whether they have TLSA records.
struct Sorted {
  Exchanges with, without, unknown;
};

static Sorted sorted(const std::vector<ExchangeFacts>& exchanges) {
  Sorted all;
  for (const ExchangeFacts& exchange : exchanges) {
    if (exchange.is_address_literal) continue;
    const auto& records = exchange.tlsa.records;
    (records.present() ? all.with : records.absent() ? all.without : all.unknown).push_back(&exchange);
  }
  return all;
}

static std::string some_names(const Exchanges& exchanges) {
  std::vector<dns::Name> names;
  for (const ExchangeFacts* exchange : exchanges) names.push_back(exchange->exchange);
  return some_of(names);
}

static std::string about_dnssec(const Exchanges& with) {
  const bool confirmed =
      std::ranges::any_of(with, [](const ExchangeFacts* exchange) { return exchange->tlsa.authentic; });
  return confirmed ? "the resolver confirmed DNSSEC, so mail to the others goes without the protection of the first"
                   : "the resolver did not confirm DNSSEC, and without DNSSEC the records have no effect";
}

static Finding partial(const Facts& facts, const Sorted& exchanges) {
  Finding found{.subject = facts.domain.to_string(),
                .type = "TLSA",
                .message = fmt::format("TLSA records stand at {} but not at {}; {}", some_names(exchanges.with),
                                       some_names(exchanges.without), about_dnssec(exchanges.with)),
                .fix = "Publish a TLSA record for the certificate of every exchange, in a zone signed with DNSSEC.",
                .complete = false};
  bool has_foreign = false;
  for (const ExchangeFacts* exchange : exchanges.without) {
    if (exchange->exchange.is_at_or_below(facts.domain))
      found.publish.push_back({"_25._tcp." + exchange->exchange.to_string(), "TLSA", "3 1 1 <SHA-256-OF-PUBLIC-KEY>"});
    else
      has_foreign = true;
  }
  if (has_foreign) found.fix += " For hosts of others, ask those who run them.";
  for (const ExchangeFacts* exchange : exchanges.with)
    for (std::string& line : evidence(*exchange->tlsa.records)) found.evidence.push_back(std::move(line));
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.mx.unknown()) return undecided(facts.domain, facts.mx.failure());
  if (facts.mx.absent() || facts.mx->has_null) return {};
  const Sorted exchanges = sorted(facts.mx->exchanges);
  if (!exchanges.with.empty() && !exchanges.without.empty()) return finding(partial(facts, exchanges));
  const std::size_t known = exchanges.with.size() + exchanges.without.size();
  if (exchanges.unknown.empty() || known + exchanges.unknown.size() < 2) return {};
  return undecided(facts.domain, exchanges.unknown.front()->tlsa.records.failure());
}

extern const Rule dane_partial{
    .id = "dane-partial",
    .severity = Severity::warning,
    .summary = "All exchanges have TLSA records, or none has",
    .applies = Applies::mail,
    .needs = {Need::mx, Need::tlsa},
    .references = {{"RFC 7672", "2.2"}, {"RFC 7672", "3.1"}},
    .explanation = R"(A sender that knows DANE checks the certificate of an exchange with TLSA records, and takes what
it gets from one without. Mail that falls over to an exchange without them loses the protection just then, and who can
disturb the primary can read it there. Where the primary has none and the backup has, the backup is the one that senders
refuse once its certificate changes and its record does not. The records count only where DNSSEC proves them.)",
    .bad = R"(@ MX 10 mx1
@ MX 20 mx2 ; and no record at _25._tcp.mx2
_25._tcp.mx1 TLSA 3 1 1 8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1)",
    .good = R"(@ MX 10 mx1
@ MX 20 mx2
_25._tcp.mx1 TLSA 3 1 1 8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1
_25._tcp.mx2 TLSA 3 1 1 d8a2f3cebf1c4f0c6a1a5b7a44e9a0d3c8f6b28f9b20d2b1a7f2f37b1c5e9d40)",
    .check = check,
};
}  // namespace mailready::rules
