#include "support/catch.h"
#include "support/outcome.h"

using namespace mailready;
using test::finding_of;
using test::outcome_of;

TEST_CASE("esp-shared-infrastructure knows who runs on whom", "[rule][esp]") {
  struct Case {
    std::string primary, backup, message;  // "": clean
  };
  const Case c = GENERATE(values<Case>({
      {"postmark", "sendgrid", ""},
      {"postmark", "postmark", ""},  // esp-same
      {"resend", "amazon-ses", "Resend sends through Amazon SES"},
      {"amazon-ses", "resend", "Resend sends through Amazon SES"},
      {"loops", "resend", "Loops and Resend both send through Amazon SES"},
      {"sendgrid", "braze", "Braze may send through"},
      {"braze", "iterable", "Braze and Iterable both may send through"},
      {"mailgun", "mailjet", "Mailgun and Mailjet send from the same address ranges"},
      {"mailersend", "mailerlite", "MailerLite (Vercom) runs both MailerSend and MailerLite"},
  }));
  CAPTURE(c.primary, c.backup);
  const auto judgement = test::judge_fixture("esp-shared-infrastructure/two-esps.zone", "esp-shared-infrastructure",
                                             {.plan = test::plan(c.primary, {c.backup})});
  CHECK(outcome_of(judgement) == (c.message.empty() ? "clean" : "warning"));
  if (!judgement.findings.empty()) CHECK_THAT(judgement.findings[0].message, contains_text(c.message));
}

namespace {

/// Postmark, or what `primary` says, and a relay that the catalogue does not know.
survey::Plan with_relay(const std::string& primary, const std::string& spf_name = "_spf.relay.acme.example") {
  catalogue::Provider relay{.id = "own-relay", .name = "Own relay"};
  if (!spf_name.empty()) relay.spf_includes = {spf_name};
  survey::Plan plan = test::plan(primary);
  plan.outbound.push_back(
      {.provider = std::make_shared<const catalogue::Provider>(std::move(relay)), .role = survey::Role::backup});
  return plan;
}

/// acme.example, where the relay's SPF name stands.
std::string zone_with(const std::string& relay_record) {
  const std::string zone = "$ORIGIN acme.example.\n@ 3600 SOA ns1 hostmaster 2026110101 7200 900 1209600 300\n";
  return relay_record.empty() ? zone : zone + "_spf.relay 3600 TXT \"" + relay_record + "\"\n";
}

}  // namespace

TEST_CASE("esp-shared-infrastructure holds the published ranges against each other", "[rule][esp]") {
  // Postmark publishes 50.31.156.96/27 and 50.31.205.0/24 among others.
  struct Case {
    std::string relay, outcome, network;
  };
  const Case c = GENERATE(values<Case>({
      {"v=spf1 ip4:91.200.40.0/24 -all", "clean", ""},
      {"v=spf1 ip4:91.200.40.0/24 ip4:50.31.156.100 -all", "warning", "both publish 50.31.156.100:"},
      {"v=spf1 ip4:50.31.156.0/24 -all", "warning", "both publish 50.31.156.96/27:"},
      {"v=spf1 ip4:50.31.156.64/27 ip4:50.31.156.128/25 -all", "clean", ""},  // beside it
      {"v=spf1 include:spf.mtasv.net -all", "warning", "both publish 50.31.156.96/27:"},
      {"v=spf1 -ip4:50.31.205.0/24 ip4:50.31.204.0/23 -all", "clean", ""},  // its own record leaves that out
      {"v=spf1 ip4:50.28.0.0/14 -all", "warning", "both publish 50.31.156.96/27:"},
      {"v=spf1 ip4:50.24.0.0/13 -all", "clean", ""},  // a hosting company's
      {"v=spf1 +all", "clean", ""},
      {"", "clean", ""},
  }));
  CAPTURE(c.relay);
  const auto judgement =
      test::judge_zone(zone_with(c.relay), "esp-shared-infrastructure", {.plan = with_relay("postmark:pm")});
  CHECK(outcome_of(judgement) == c.outcome);
  if (judgement.findings.empty()) return;
  CHECK(judgement.findings[0].provider == "own-relay");
  CHECK_THAT(judgement.findings[0].message, contains_text("Postmark and Own relay " + c.network));
}

TEST_CASE("esp-shared-infrastructure shows the ranges that the catalogue speaks of", "[rule][esp]") {
  const auto found = finding_of("two-esps", "esp-shared-infrastructure", {.plan = test::plan("mailgun", {"mailjet"})});
  CHECK(found.evidence == std::vector<std::string>{
                              "Both publish 87.253.232.0/21, 185.189.236.0/22, 185.211.120.0/22 and 185.250.236.0/22"});
}

TEST_CASE("esp-shared-infrastructure sees ranges of IPv6", "[rule][esp]") {
  const auto [network, outcome] = GENERATE(table<std::string, std::string>({
      {"2a05:10:20::/48", "warning"},
      {"2a05:10::/32", "warning"},
      {"2a05::/31", "clean"},  // wider than what one operator gets
      {"2a05:10:21::/48", "clean"},
  }));
  CAPTURE(network);
  survey::Facts facts = test::facts_with({});
  const survey::Plan plan = with_relay("postmark:pm");
  for (std::size_t i = 0; i < 2; ++i) {
    const auto published = Network::parse(i == 0 ? "2a05:10:20::/48" : network);
    facts.senders.push_back({.provider = plan.outbound[i].provider, .declared = i});
    facts.senders.back().ranges = IpSet(published.value());
  }
  CHECK(outcome_of(test::judge_facts(facts, "esp-shared-infrastructure", plan)) == outcome);
}

TEST_CASE("esp-shared-infrastructure is undecided only where nothing else tells", "[rule][esp]") {
  // No zone holds silent.example, and none is there for SparkPost.
  const auto [primary, spf_name, outcome] = GENERATE(table<std::string, std::string, std::string>({
      {"postmark:pm", "_spf.silent.example", "undecided"},
      {"sparkpost:scph", "_spf.relay.acme.example", "undecided"},
      {"postmark:pm", "", "clean"},     // no name to ask for
      {"sparkpost:scph", "", "clean"},  // whatever SparkPost publishes
  }));
  CAPTURE(primary, spf_name);
  const auto judgement = test::judge_zone(zone_with("v=spf1 ip4:91.200.40.0/24 -all"), "esp-shared-infrastructure",
                                          {.plan = with_relay(primary, spf_name)});
  CHECK(outcome_of(judgement) == outcome);
}

TEST_CASE("esp-shared-infrastructure compares backups with each other", "[rule][esp]") {
  const auto found =
      finding_of("two-esps", "esp-shared-infrastructure", {.plan = test::plan("postmark", {"amazon-ses", "resend"})});
  CHECK(found.provider == "resend");
}

TEST_CASE("esp-shared-infrastructure compares within a stream", "[rule][esp]") {
  survey::Plan plan = test::plan("postmark", {"amazon-ses", "resend"});
  plan.outbound[2].stream = survey::Stream::marketing;
  CHECK(outcome_of("two-esps", "esp-shared-infrastructure", {.plan = plan}) == "clean");
}
