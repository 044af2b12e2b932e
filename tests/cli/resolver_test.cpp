// DNS that does not answer, through the program: never a pass.
#include <csignal>
#include <nlohmann/json.hpp>

#include "support/catch.h"
#include "support/cli_zones.h"
#include "support/program.h"
#include "support/server_thread.h"

using namespace mailready;
using namespace mailready::test;
using nlohmann::json;

namespace {

DnsServer::Script silent() {
  return [](const Query&) { return Reaction{}; };
}
DnsServer::Script always(dns::Rcode rcode) {
  return [rcode](const Query& query) { return reply(query, {.rcode = rcode}); };
}

Exit check(const ServerThread& server, const std::vector<std::string>& more = {}) {
  return run_program(words({"check", "acme.example", "--resolver", server.address(), "--timeout", "0.05", "--retries",
                            "1", "--format", "json"},
                           more));
}

}  // namespace

TEST_CASE("a resolver that is silent, refuses or fails leaves the domain undetermined", "[cli]") {
  const auto [script, reason] = GENERATE(table<DnsServer::Script, std::string>({
      {silent(), "timeout"},
      {always(dns::Rcode::refused), "refused"},
      {always(dns::Rcode::servfail), "servfail"},
  }));
  CAPTURE(reason);
  const ServerThread server(script);
  const Exit exit = check(server);
  CHECK(exit.code == 3);
  const json domain = json::parse(exit.out)["domains"][0];
  CHECK(domain["verdict"] == "undetermined");
  REQUIRE_FALSE(domain["undetermined"].empty());
  for (const json& undecided : domain["undetermined"]) CHECK(undecided["reason"] == reason);
}

TEST_CASE("an error in the zone is an error, though the rest of DNS is dead", "[cli]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", acme_zone("v=spf1 include:spf.partner.test"));
  const ServerThread server(silent());
  const Exit exit = check(server, {"--zone", zone, "--primary", "postmark", "--backup", "postmark"});
  CHECK(exit.code == 1);
  const json domain = json::parse(exit.out)["domains"][0];
  CHECK(domain["verdict"] == "not-ready");
  CHECK_FALSE(domain["undetermined"].empty());
}

TEST_CASE("a dead resolver beside a living one changes no finding", "[cli]") {
  const ServerThread dead(silent());
  const ServerThread alive(always(dns::Rcode::nxdomain));
  const Exit alone = check(alive);
  const Exit both = run_program({"check", "acme.example", "--resolver", dead.address(), "--resolver", alive.address(),
                                 "--timeout", "0.5", "--retries", "3", "--format", "json"});
  CHECK(alone.code == both.code);
  CHECK(json::parse(alone.out)["domains"][0]["findings"] == json::parse(both.out)["domains"][0]["findings"]);
}

TEST_CASE("a domain's deadline ends what a patient resolver setting would not", "[cli]") {
  const ServerThread server(silent());
  const Exit exit = run_program({"check", "acme.example", "--resolver", server.address(), "--timeout", "300",
                                 "--deadline", "0.1", "--format", "json"});
  CHECK(exit.code == 3);
  CHECK(json::parse(exit.out)["domains"][0]["verdict"] == "undetermined");
}

TEST_CASE("an interrupt ends the questions under way", "[cli]") {
  const ServerThread server(silent());
  Program program({"check", "--domains", "-", "--resolver", server.address(), "--timeout", "300", "--deadline", "3000",
                   "--format", "ndjson"});
  program.write("acme.example\nno domain\n");
  CHECK(json::parse(program.read_line())["domain"] == "no domain");
  program.signal(SIGINT);
  const Exit exit = program.wait();
  CHECK(exit.code == 130);
  CHECK(exit.out.empty());
}
