// The whole line over real sockets: what a name server publishes gives the same findings as the zone files do.
#include "support/nsd.h"

#include <nlohmann/json.hpp>

#include "support/catch.h"
#include "support/cli_zones.h"
#include "support/program.h"

using namespace mailready::test;
using nlohmann::json;

namespace {

const std::string providers = std::string(MAILREADY_FIXTURES) + "/providers/";

/// acme.example with faults of several kinds: SendGrid is not authorised, its key is an alias to nothing, the second
/// exchange is the first one's address, and a void include stands in the SPF record.
std::string faulty_zone() {
  return acme_zone("v=spf1 include:spf.mtasv.net include:void.acme.example -all") +
         "s1._domainkey CNAME gone.sendgrid.net.\n@ MX 30 mx3\nmx3 A 185.10.20.10\n";
}

std::vector<Nsd::Zone> provider_zones() {
  return {{"mtasv.net", providers + "mtasv.net.zone"},
          {"sendgrid.net", providers + "sendgrid.net.zone"},
          {"example", providers + "example.zone"}};
}

/// The findings and the verdict of a run, without what may differ: times, servers, lines of files, counts of queries.
json judged(const std::vector<std::string>& sources) {
  const Exit exit = run_program(words(
      {"check", "acme.example", "--primary", "postmark:pm", "--backup", "sendgrid:s1", "--format", "json"}, sources));
  CAPTURE(exit.err);
  REQUIRE(exit.code == 1);
  json domain = json::parse(exit.out)["domains"][0];
  for (json& finding : domain["findings"]) finding.erase("place");
  return {{"findings", domain["findings"]}, {"verdict", domain["verdict"]}};
}

}  // namespace

TEST_CASE("a name server and its zone files give the same findings", "[live]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", faulty_zone());
  const json from_files = judged(offline_with(zone));
  REQUIRE(from_files["findings"].size() >= 4);

  std::vector<Nsd::Zone> all = provider_zones();
  all.insert(all.begin(), {"acme.example", zone});
  const Nsd everything(NSD, all);
  CHECK(judged({"--resolver", everything.address()}) == from_files);
  CHECK(judged({"@" + everything.address()}) == from_files);

  const Nsd the_rest(NSD, provider_zones());
  CHECK(judged({"--resolver", the_rest.address(), "--zone", zone}) == from_files);
}

TEST_CASE("an answer that does not fit a datagram is fetched over TCP", "[live]") {
  const TemporaryFolder folder;
  std::string text = acme_zone(both_senders);
  for (int number = 0; number < 20; ++number)
    text += "@ TXT \"verification=" + std::to_string(number) + std::string(200, 'x') + "\"\n";
  const std::string zone = folder.write("acme.zone", text);
  std::vector<Nsd::Zone> all = provider_zones();
  all.insert(all.begin(), {"acme.example", zone});
  const Nsd server(NSD, all);
  const Exit exit = run_program({"check", "acme.example", "--resolver", server.address(), "--select",
                                 "spf-missing,spf-answer-too-long", "--format", "json"});
  CAPTURE(exit.err);
  CHECK(exit.code == 0);
  const json domain = json::parse(exit.out)["domains"][0];
  CHECK(domain["undetermined"].empty());
  REQUIRE(domain["findings"].size() == 1);
  CHECK(domain["findings"][0]["rule"] == "spf-answer-too-long");
}
