#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using namespace mailready::test;

namespace {

const std::string rule = "dane-partial";

/// "yes" and "signed" (records, and DNSSEC confirmed), "no", "?".
survey::TlsaFacts tlsa(const std::string& state) {
  survey::TlsaFacts facts;
  const dns::Record record{name("_25._tcp.mx1.acme.example"), dns::Type::tlsa, std::chrono::hours(1),
                           dns::Opaque{std::string("\x03\x01\x01\xAB\xCD", 5)}};
  if (state == "yes" || state == "signed") facts.records = std::vector{record};
  if (state == "?") facts.records = dns::Failure{.kind = dns::Failure::Kind::server_failed};
  facts.authentic = state == "signed";
  return facts;
}

/// Facts of acme.example whose exchanges have TLSA records in these states.
survey::Facts facts_with_tlsa(const std::vector<std::string>& states) {
  std::vector<HostLine> lines;
  for (std::size_t i = 1; i <= states.size(); ++i)
    lines.push_back({static_cast<std::uint16_t>(10 * i), "mx" + std::to_string(i) + ".acme.example", "", ""});
  survey::Facts facts = facts_with(lines);
  for (std::size_t i = 0; i < states.size(); ++i) facts.mx->exchanges[i].tlsa = tlsa(states[i]);
  return facts;
}

}  // namespace

TEST_CASE("dane-partial wants TLSA records at all exchanges or at none", "[rule][dane]") {
  const auto [zone, outcome] = GENERATE(table<std::string, std::string>({
      {"none", "clean"},
      {"both", "clean"},
      {"primary", "warning"},
      {"backup", "warning"},
      {"other-port", "clean"},
      {"one", "clean"},
      {"null-mx", "clean"},
      {"foreign", "warning"},
      {"foreign-unknown", "undecided"},
  }));
  CAPTURE(zone);
  CHECK(outcome_of(zone, rule) == outcome);
}

TEST_CASE("dane-partial decides what the known answers decide", "[rule][dane]") {
  using States = std::vector<std::string>;
  const auto [states, outcome] = GENERATE(table<States, std::string>({
      {States{"yes", "no"}, "warning"},
      {States{"yes", "no", "?"}, "warning"},
      {States{"yes", "?"}, "undecided"},
      {States{"no", "?"}, "undecided"},
      {States{"?", "?"}, "undecided"},
      {States{"?"}, "clean"},  // there is no other
      {States{"no", "no"}, "clean"},
  }));
  CHECK(outcome_of(judge_facts(facts_with_tlsa(states), rule)) == outcome);
  CHECK(outcome_of(judge_facts(facts_without_mx_answer(), rule)) == "undecided");
}

TEST_CASE("dane-partial says whether DNSSEC was confirmed", "[rule][dane]") {
  const auto message = [](const std::string& state) {
    return judge_facts(facts_with_tlsa({state, "no"}), rule).findings.at(0).message;
  };
  CHECK_THAT(message("signed"), contains_text("the resolver confirmed DNSSEC"));
  CHECK_THAT(message("yes"), contains_text("did not confirm DNSSEC, and without DNSSEC the records have no effect"));
}

TEST_CASE("dane-partial publishes at own hosts only", "[rule][dane]") {
  CHECK(finding_of("primary", rule).publish ==
        std::vector<lint::RecordChange>{{"_25._tcp.mx2.acme.example", "TLSA", "3 1 1 <SHA-256-OF-PUBLIC-KEY>"}});
  const auto foreign = finding_of("foreign", rule);
  CHECK(foreign.publish.empty());
  CHECK_THAT(foreign.fix, contains_text("ask those who run them"));
}
