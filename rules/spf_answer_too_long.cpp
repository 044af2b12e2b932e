#include <fmt/format.h>

#include "base/text.h"
#include "lint/rule.h"
#include "lint/spf.h"

namespace mailready::rules {
using namespace lint;

constexpr std::size_t plain_udp_octets = 512;  // RFC 1035, section 4.2.1; what RFC 7208, section 3.4 advises
constexpr std::size_t edns_octets = 1232;      // what resolvers accept over UDP without fragments (DNS flag day 2020)

/// The record in one line, with the octets that it takes.
static std::string line(const dns::Record& record) {
  constexpr std::size_t shown = 48;
  const auto* txt = std::get_if<dns::Txt>(&record.rdata);
  const std::string text = txt ? txt->joined() : "";
  return fmt::format("{} ({} octets)", quoted_strings({text.size() > shown ? text.substr(0, shown) + "..." : text}),
                     text.size());
}

static Finding too_long(const Facts& facts) {
  const survey::TxtSet& txt = *facts.txt;
  const bool over_edns = txt.answer_octets > edns_octets;
  Finding found =
      spf_finding(facts, fmt::format("The TXT answer takes {} octets, {}, of which {} are not SPF", txt.answer_octets,
                                     over_edns ? "so that receivers need TCP to get it" : "more than plain UDP carries",
                                     txt.other_octets));
  found.severity = over_edns ? Severity::warning : Severity::info;
  found.fix =
      txt.other_octets > 0
          ? "Remove verification records that are done with; most services need theirs only once."
          : "Shorten the record: merge adjacent networks, or move some behind an include of a name of your own.";
  found.complete = false;
  for (const dns::Record& record : txt.records) found.evidence.push_back(line(record));
  return found;
}

static Outcome check(const Facts& facts, const Plan&) {
  if (facts.txt.unknown()) return undecided(facts.domain, facts.txt.failure());
  if (facts.txt.absent() || facts.txt->answer_octets <= plain_udp_octets) return {};
  return finding(too_long(facts));
}

extern const Rule spf_answer_too_long{
    .id = "spf-answer-too-long",
    .severity = Severity::warning,
    .summary = "The TXT answer that carries SPF fits into one UDP packet",
    .needs = {Need::spf},
    .references = {{"RFC 7208", "3.4"}, {"RFC 6891", "6.2.3"}},
    .explanation = R"(Receivers ask for all TXT records of the domain at once, verification records of a dozen services
among them. Over 512 octets a resolver needs EDNS; over 1232 it must ask again over TCP, and where a firewall drops that, SPF is a
temporary error: mail waits, through the primary and the backup alike. Remove what is done with, or move networks behind an
include of a name of your own. Counted are the header, the question and the TXT answers.)",
    .bad = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all"
@ TXT "google-site-verification=rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ"
@ TXT "MS=E4A68B9AB2BB9670BCE15412F62916164C0B20BB"
@ TXT "atlassian-domain-verification=4vQ7tHn2Xo8sKcJ5mZpLr1YbWdEaGfUi3BqNxCkDyHwTjMvR"
@ TXT "docusign=7d0c1a4e-52b9-4f3e-9d6a-8b1f2c3e4a5d"
@ TXT "adobe-idp-site-verification=2f6b8d1c9e4a7f3b5d0c8e6a1f9b7d3c5e2a8f4b6d"
@ TXT "stripe-verification=9c1e7a5b3d8f2c6e4a0b9d7f5c3e1a8b6d4f2c0e"
@ TXT "facebook-domain-verification=k3v9x1q7z5m2b8n4t6w0r2y8u1i5o3")",
    .good = R"(@ TXT "v=spf1 include:spf.mtasv.net include:sendgrid.net -all"
google TXT "google-site-verification=rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ")",
    .check = check,
};
}  // namespace mailready::rules
