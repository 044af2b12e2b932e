// `simulate` through the program, over the worlds of fixtures/failover: exit codes, the matrix, and GO or NO-GO.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "report/page.h"
#include "support/catch.h"
#include "support/cli_zones.h"
#include "support/page_text.h"
#include "support/program.h"

using namespace mailready;
using namespace mailready::test;
using nlohmann::json;

namespace {

using Words = std::vector<std::string>;

const std::string failover_folder = std::string(MAILREADY_FIXTURES) + "/failover/";

Words providers() {
  Words words;
  for (const char* zone : {"mtasv.net", "sendgrid.net", "mailgun.org", "mailjet.com", "holdmail.test", "example"})
    words.insert(words.end(), {"--zone", std::string(MAILREADY_FIXTURES) + "/providers/" + zone + ".zone"});
  return words;
}

/// Runs `simulate acme.example` over a zone file and the providers' zones, and no network.
Exit simulate_zone(const std::string& path, const Words& more) {
  const Words asked{"simulate", "acme.example", "--offline", "--zone", path};
  return run_program(words(words(asked, providers()), more));
}

/// The same over fixtures/failover/WORLD.zone.
Exit simulate(const std::string& world, const Words& more) {
  return simulate_zone(failover_folder + world + ".zone", more);
}

/// The same over the text of a zone.
Exit simulate_text(const std::string& zone, const Words& more) {
  const TemporaryFolder folder;
  return simulate_zone(folder.write("acme.zone", zone), more);
}

const Words two_exchanges{"--primary-mx", "mx1.acme.example", "--backup-mx", "mx1.holdmail.test"};
const Words two_esps{"--primary", "postmark:pm", "--backup", "sendgrid:s1,s2", "--return-path", "sendgrid=em4821"};

/// The plan that each world's header declares.
Words plan_of(const std::string& world) {
  if (world == "one-host")
    return words(two_esps, {"--primary-mx", "mx1.acme.example", "--backup-mx", "mx2.acme.example"});
  if (world == "one-infrastructure")
    return words({"--primary", "mailgun:pdk1@mg.acme.example", "--backup", "mailjet"}, two_exchanges);
  if (world == "backup-in-spf-only")
    return words({"--primary", "postmark:pm", "--backup", "sendgrid:s1,s2"}, two_exchanges);
  if (world == "backup-in-dkim-only")
    return words({"--primary", "postmark:pm", "--backup", "sendgrid:s1,s2", "--return-path", "sendgrid=provider"},
                 two_exchanges);
  Words plan = words(two_esps, two_exchanges);
  if (world == "backup-left-out-of-mta-sts")
    plan = words(plan, {"--mta-sts-policy", failover_folder + world + ".policy.txt"});
  return plan;
}

json json_of(const Exit& exit) {
  INFO(exit.err);
  REQUIRE_FALSE(exit.out.empty());
  return json::parse(exit.out);
}

json matrix(const std::string& world, const Words& more = {}) {
  return json_of(simulate(world, words(words(plan_of(world), more), {"--format", "json"})));
}

const json& row(const json& matrix, const std::string& id) {
  for (const json& loss : matrix["losses"])
    if (loss["part"]["id"] == id) return loss;
  FAIL("no row for " << id << " in " << matrix.dump(1));
  return matrix;
}

/// "survives* - lost": what becomes of sending, receiving and the names; * where it counts, - where it is untouched.
std::string summary(const json& loss) {
  std::string text;
  for (const char* aspect : {"sends", "receives", "resolves"}) {
    const std::string verdict = loss[aspect]["verdict"];
    text += (text.empty() ? "" : " ") + (verdict == "untouched" ? "-" : verdict) + (loss[aspect]["counts"] ? "*" : "");
  }
  return text;
}

using Matrix = std::map<std::string, std::string>;

Matrix summaries(const json& matrix) {
  Matrix rows;
  for (const json& loss : matrix["losses"]) rows[loss["part"]["id"].get<std::string>()] = summary(loss);
  return rows;
}

/// What holds in every world: either exchange has the other, each name server has the other in another network, mx1
/// keeps IPv4 without its IPv6 network, and one operator has all name servers: nobody declared a spare for that one.
Matrix common_rows() {
  return {{"mx1.acme.example", "- survives* -"},
          {"mx1.holdmail.test", "- survives* -"},
          {"ns1.acme.example", "- - survives"},
          {"ns2.acme.example", "- - survives"},
          {"185.10.20.0/24", "- survives* survives"},  // the IPv4 of mx1, which most senders need, and ns1
          {"91.200.40.0/24", "- - survives"},          // ns2
          {"195.30.7.0/24", "- survives* -"},          // the IPv4 of mx1.holdmail.test
          {"2a05:10:20::/48", "- - -"},
          {"2a0c:30:7::/48", "- - -"},
          {"acme.example", "none-declared none-declared none-declared"}};
}

Matrix common_rows_and(const Matrix& others) {
  Matrix rows = others;
  rows.merge(common_rows());
  return rows;
}

/// The columns of the widest line.
std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  for (const std::string_view line : split(text, '\n')) most = std::max(most, report::width_of(line));
  return most;
}

/// COLUMNS of the programs started meanwhile.
class Columns {
 public:
  explicit Columns(int columns) { setenv("COLUMNS", std::to_string(columns).c_str(), 1); }
  ~Columns() { unsetenv("COLUMNS"); }
  Columns(const Columns&) = delete;
  Columns& operator=(const Columns&) = delete;
};

}  // namespace

TEST_CASE("two ESPs and two exchanges that stand apart survive every loss that counts", "[cli][failover]") {
  const Exit exit = simulate("healthy", words(plan_of("healthy"), {"--format", "json"}));
  CHECK(exit.code == 0);
  const json all = json_of(exit);
  CHECK(summaries(all) == common_rows_and({{"postmark", "survives* - -"}, {"sendgrid", "survives* - -"}}));
  CHECK(all["verdict"] == "survives");
  CHECK(all["plan"]["source"] == "declared");
  CHECK(all["plan"]["outbound"] == json::array({"postmark", "sendgrid"}));
  CHECK_FALSE(all.contains("decision"));

  const json& remaining = row(all, "postmark")["sends"]["cases"][0]["remaining"];
  REQUIRE(remaining.size() == 1);
  CHECK(remaining[0]["provider"] == "sendgrid");
  CHECK(remaining[0]["spf"]["at"] == "em4821.acme.example");
  CHECK(remaining[0]["spf"]["result"] == "pass");
  CHECK(remaining[0]["dkim"]["selectors"] == json::array({"s1", "s2"}));
  CHECK(remaining[0]["dmarc"] == json::parse(R"({"policy": "reject", "passes_by": ["dkim", "spf"]})"));

  const json& takeovers = row(all, "mx1.acme.example")["receives"]["takeovers"];
  REQUIRE(takeovers.size() == 1);
  CHECK(takeovers[0]["exchange"] == "mx1.holdmail.test");
  CHECK(takeovers[0]["preference"] == 20);
  CHECK(takeovers[0]["other_network"] == true);
  CHECK(takeovers[0]["in_mta_sts_policy"].is_null());                     // no policy
  CHECK(takeovers[0]["other_operator"].is_null());                        // neither is in the catalogue
  CHECK(row(all, "mx1.holdmail.test")["receives"]["takeovers"].empty());  // the primary was in front all along
}

TEST_CASE("two names of one machine are lost together", "[cli][failover][mx]") {
  const Exit exit = simulate("one-host", words(plan_of("one-host"), {"--format", "json"}));
  CHECK(exit.code == 1);
  Matrix expected = common_rows();
  expected.erase("mx1.holdmail.test");
  expected.erase("195.30.7.0/24");
  expected.erase("2a0c:30:7::/48");
  expected["mx1.acme.example"] = expected["mx2.acme.example"] = "- lost* -";
  expected["185.10.20.0/24"] = "- degraded* survives";  // senders with IPv6 still reach both
  expected["postmark"] = expected["sendgrid"] = "survives* - -";
  CHECK(summaries(json_of(exit)) == expected);
  CHECK(json_of(exit)["verdict"] == "lost");
}

TEST_CASE("ESPs of one operator stand in for each other, but not for the operator", "[cli][failover]") {
  const Exit exit = simulate("one-infrastructure", words(plan_of("one-infrastructure"), {"--format", "json"}));
  CHECK(exit.code == 1);
  const json all = json_of(exit);
  CHECK(summaries(all) ==
        common_rows_and({{"mailgun", "degraded* - -"}, {"mailjet", "degraded* - -"}, {"Sinch", "lost* - -"}}));
  CHECK(row(all, "Sinch")["part"]["kind"] == "operator");
}

TEST_CASE("a backup in SPF alone, by a name that is not aligned, is refused", "[cli][failover][spf]") {
  const Exit exit = simulate("backup-in-spf-only", words(plan_of("backup-in-spf-only"), {"--format", "json"}));
  CHECK(exit.code == 1);
  const json all = json_of(exit);
  // Postmark is checked at its return path, whose record does not include sendgrid.net.
  CHECK(summaries(all) ==
        common_rows_and({{"postmark", "lost* - -"}, {"sendgrid", "survives* - -"}, {"sendgrid.net", "survives* - -"}}));
  CHECK(row(all, "sendgrid.net")["part"]["kind"] == "include");
  CHECK(row(all, "sendgrid.net")["sends"]["cases"].size() == 2);
  const json& sendgrid = row(all, "postmark")["sends"]["cases"][0]["remaining"][0];
  CHECK(sendgrid["verdict"] == "lost");
  CHECK(sendgrid["dkim"]["key"] == "missing");
  CHECK(sendgrid["dmarc"]["passes_by"].empty());
}

TEST_CASE("a backup in DKIM alone passes where the policy is reject", "[cli][failover][dkim]") {
  // Whether the owner says where it bounces to does not matter: one aligned leg decides.
  const bool told = GENERATE(true, false);
  CAPTURE(told);
  Words plan = plan_of("backup-in-dkim-only");
  if (!told) plan = words({"--primary", "postmark:pm", "--backup", "sendgrid:s1,s2"}, two_exchanges);
  const Exit exit = simulate("backup-in-dkim-only", words(plan, {"--format", "json"}));
  CHECK(exit.code == 0);
  const json all = json_of(exit);
  CHECK(summaries(all) == common_rows_and({{"postmark", "survives* - -"}, {"sendgrid", "survives* - -"}}));
  CHECK(row(all, "postmark")["sends"]["cases"][0]["remaining"][0]["dmarc"]["passes_by"] == json::array({"dkim"}));
}

TEST_CASE("a backup exchange that the enforced policy leaves out takes nothing over", "[cli][failover][mta-sts]") {
  const std::string world = "backup-left-out-of-mta-sts";
  const Exit exit = simulate(world, words(plan_of(world), {"--format", "json"}));
  CHECK(exit.code == 1);
  const json all = json_of(exit);
  Matrix expected = common_rows_and({{"postmark", "survives* - -"}, {"sendgrid", "survives* - -"}});
  expected["mx1.acme.example"] = "- lost* -";
  expected["185.10.20.0/24"] = "- degraded* survives";  // mx1, which the policy names, keeps IPv6
  CHECK(summaries(all) == expected);
  CHECK(row(all, "mx1.acme.example")["receives"]["takeovers"][0]["in_mta_sts_policy"] == false);
}

TEST_CASE("--lose says GO or NO-GO by its exit code too", "[cli][failover]") {
  const auto [world, lost, go] = GENERATE(table<std::string, Words, bool>({
      {"healthy", {"postmark"}, true},
      {"healthy", {"SendGrid"}, true},
      {"healthy", {"Twilio SendGrid"}, true},
      {"healthy", {"postmark", "sendgrid"}, false},
      {"healthy", {"mx1.acme.example"}, true},
      {"healthy", {"MX1.acme.example."}, true},
      {"healthy", {"mx1.acme.example", "mx1.holdmail.test"}, false},
      {"healthy", {"185.10.20.0/24"}, true},
      {"healthy", {"185.10.20.25"}, true},                                       // its network
      {"healthy", {"185.10.20.25", "195.30.7.25"}, true},                        // IPv6 still reaches both
      {"healthy", {"185.10.20.25", "2a05:10:20::25"}, true},                     // the backup takes over
      {"healthy", {"185.10.20.25", "195.30.7.25", "2a05:10:20::25"}, true},      // IPv6 of the backup is left
      {"healthy", {"mx1.acme.example", "195.30.7.25", "2a0c:30:7::25"}, false},  // all of the backup is lost
      {"healthy", {"185.10.20.25", "195.30.7.25", "2a05:10:20::25", "2a0c:30:7::25"}, false},
      {"healthy", {"ns1.acme.example"}, true},
      {"healthy", {"ns1.acme.example", "ns2.acme.example"}, false},
      {"healthy", {"185.10.20.0/24", "91.200.40.0/24"}, false},  // both name servers
      {"healthy", {"acme.example"}, false},                      // the operator of both name servers
      {"healthy", {"postmark", "mx1.acme.example", "ns1.acme.example"}, true},
      {"healthy", {"postmark", "mx1.acme.example", "mx1.holdmail.test"}, false},
      {"one-host", {"mx2.acme.example"}, false},
      {"one-host", {"185.10.20.0/24"}, true},
      {"one-infrastructure", {"mailgun"}, true},
      {"one-infrastructure", {"sinch"}, false},
      {"backup-in-spf-only", {"postmark"}, false},
      {"backup-in-spf-only", {"sendgrid.net"}, true},
      {"backup-in-spf-only", {"include:sendgrid.net"}, true},
      {"backup-in-dkim-only", {"postmark"}, true},
      {"backup-left-out-of-mta-sts", {"mx1.acme.example"}, false},
      {"backup-left-out-of-mta-sts", {"mx1.holdmail.test"}, true},
  }));
  CAPTURE(world, lost);
  Words options = plan_of(world);
  for (const std::string& part : lost) options.insert(options.end(), {"--lose", part});
  const Exit text = simulate(world, options);
  CHECK(text.code == (go ? 0 : 1));
  CHECK(text.out.starts_with(go ? "GO " : "NO-GO "));
  const json decided = json_of(simulate(world, words(options, {"--format", "json"})));
  CHECK(decided["losses"].size() == 1);
  CHECK(decided["decision"]["call"] == (go ? "go" : "no-go"));
}

TEST_CASE("a decision names who takes over, and what has to change first", "[cli][failover]") {
  const json go = matrix("healthy", {"--lose", "postmark"});
  CHECK(go["decision"]["sender"] == "sendgrid");
  CHECK(go["decision"]["switch_to"][0]["host"] == "smtp.sendgrid.net");
  CHECK(go["decision"]["faults"].empty());
  CHECK(go["decision"]["not_checked"].size() == 2);

  const json no_go = matrix("backup-in-spf-only", {"--lose", "postmark"});
  std::vector<std::string> faults;
  for (const json& fault : no_go["decision"]["faults"]) faults.push_back(fault["rule"]);
  CHECK(std::ranges::count(faults, "dkim-esp-missing") == 1);
  CHECK_THAT(simulate("backup-in-spf-only", words(plan_of("backup-in-spf-only"), {"--lose", "postmark"})).out,
             contains_text("_domainkey.acme.example"));

  const json receiving = matrix("healthy", {"--lose", "mx1.acme.example"});
  CHECK(receiving["decision"]["sender"].is_null());
  CHECK(receiving["decision"]["switch_to"].empty());
  CHECK_THAT(simulate("healthy", words(plan_of("healthy"), {"--lose", "mx1.acme.example"})).out,
             contains_text("mx1.holdmail.test takes over"));
}

TEST_CASE("a part that the domain does not rest on is a usage error that names the nearest", "[cli][failover]") {
  const auto [part, said] = GENERATE(table<std::string, std::string>({
      {"postmrak", "did you mean \"postmark\"?"},
      {"mx1.acme.exmaple", "did you mean \"mx1.acme.example\"?"},
      {"mailgun", "is no part of the domain's mail"},
      {"192.0.2.1", "is no part of the domain's mail"},
      {"", "is no part of the domain's mail"},
      {"\x1b[31m", "\\027[31m"},
  }));
  CAPTURE(part);
  for (const char* format : {"text", "json"}) {
    const Exit exit =
        simulate("healthy", words(plan_of("healthy"), {"--lose", part, "--lose", "postmark", "--format", format}));
    CHECK(exit.code == 2);
    CHECK(exit.out.empty());
    CHECK_THAT(exit.err, contains_text(said));
    CHECK(is_safe(exit.err));
  }
}

TEST_CASE("what is no call of simulate is a usage error", "[cli][failover]") {
  const Words options = GENERATE(Words{"simulate"}, Words{"simulate", "acme.example", "other.example"},
                                 Words{"simulate", "185.10.20.25"}, Words{"simulate", "acme.example", "--rto", "soon"},
                                 Words{"simulate", "acme.example", "--require", "mail"},
                                 Words{"simulate", "acme.example", "--format", "sarif"});
  CAPTURE(options);
  const Exit exit = run_program(words(options, {"--offline"}));
  CHECK(exit.code == 2);
  CHECK(exit.out.empty());
  CHECK_FALSE(exit.err.empty());
}

TEST_CASE("--require makes losses count that nobody declared a spare for", "[cli][failover]") {
  // Without --backup and --backup-mx; the operator of all name servers stops mail both ways.
  const Words plan{"--primary", "postmark:pm", "--backup", "none", "--primary-mx", "mx1.acme.example"};
  const auto [required, code, postmark, mx1, operator_of_both] =
      GENERATE(table<std::string, int, std::string, std::string, std::string>({
          {"", 0, "none-declared - -", "- survives -", "none-declared none-declared none-declared"},
          {"outbound", 1, "lost* - -", "- survives -", "lost* none-declared none-declared"},
          {"inbound", 1, "none-declared - -", "- survives* -", "none-declared lost* none-declared"},
          {"dns", 1, "none-declared - -", "- survives -", "none-declared none-declared lost*"},
          {"outbound,inbound,dns", 1, "lost* - -", "- survives* -", "lost* lost* lost*"},
      }));
  CAPTURE(required);
  Words options = words(plan, {"--format", "json"});
  if (!required.empty()) options = words(options, {"--require", required});
  const Exit exit = simulate("healthy", options);
  CHECK(exit.code == code);
  const json all = json_of(exit);
  CHECK(summary(row(all, "postmark")) == postmark);
  CHECK(summary(row(all, "mx1.acme.example")) == mx1);
  CHECK(summary(row(all, "acme.example")) == operator_of_both);
}

TEST_CASE("a change that takes longer than --rto fails the run", "[cli][failover]") {
  // TTL 3600 everywhere, 300 for what was not there before; the policy's week, which few senders hold, is left out.
  const auto [world, rto, code, met] = GENERATE(table<std::string, std::string, int, bool>({
      {"healthy", "1h", 0, true},
      {"healthy", "3600s", 0, true},
      {"healthy", "59m", 1, false},
      {"backup-in-dkim-only", "1d", 0, true},
      {"backup-left-out-of-mta-sts", "1h", 1, true},  // by the lost exchange
  }));
  CAPTURE(world, rto);
  const Exit exit = simulate(world, words(plan_of(world), {"--rto", rto, "--format", "json"}));
  CHECK(exit.code == code);
  CHECK(json_of(exit)["rto"]["met"] == met);
  const Exit text = simulate(world, words(plan_of(world), {"--rto", rto}));
  CHECK(text.code == code);
  CHECK((text.out.find("--rto") != text.out.npos) == !met);
}

TEST_CASE("without a plan the ESPs that the records show stand for one another", "[cli][failover]") {
  const Exit exit = simulate("healthy", {"--format", "json"});
  CHECK(exit.code == 0);
  const json all = json_of(exit);
  CHECK(all["plan"]["source"] == "inferred");
  CHECK(all["verdict"] == "none-declared");
  Matrix expected = common_rows_and({{"postmark", "survives - -"}, {"sendgrid", "survives - -"}});
  for (auto& [id, text] : expected) std::erase(text, '*');
  CHECK(summaries(all) == expected);

  CHECK(simulate("healthy", {"--lose", "postmark"}).code == 0);
  CHECK(simulate("healthy", {"--lose", "postmark", "--lose", "sendgrid"}).code == 1);
}

TEST_CASE("a single ESP without a backup is lost, and only --lose says so by its exit code", "[cli][failover]") {
  const Words plan = GENERATE(Words{"--primary", "postmark:pm", "--backup", "none"}, Words{"--primary", "postmark:pm"});
  CAPTURE(plan);
  const Exit all = simulate("healthy", words(plan, {"--format", "json"}));
  CHECK(all.code == 0);
  CHECK(summary(row(json_of(all), "postmark")) == "none-declared - -");
  const Exit lost = simulate("healthy", words(plan, {"--lose", "postmark", "--format", "json"}));
  CHECK(lost.code == 1);
  const json decided = json_of(lost);
  CHECK(summary(decided["losses"][0]) == "lost* - -");
  CHECK(decided["decision"]["sender"].is_null());
  CHECK(decided["losses"][0]["sends"]["cases"][0]["remaining"].empty());
}

TEST_CASE("the report fits into the terminal, and into 100 columns", "[cli][failover]") {
  const int columns = GENERATE(40, 80, 100, 300);
  const std::string world = GENERATE(as<std::string>(), "healthy", "one-host", "one-infrastructure",
                                     "backup-in-spf-only", "backup-left-out-of-mta-sts");
  CAPTURE(columns, world);
  const Columns set(columns);
  const std::string text = simulate(world, plan_of(world)).out;
  const std::string lost = world == "one-infrastructure" ? "mailgun" : "postmark";
  const std::string decision = simulate(world, words(plan_of(world), {"--lose", lost})).out;
  CHECK(widest(text) <= static_cast<std::size_t>(std::min(columns, 100)));
  CHECK(widest(decision) <= static_cast<std::size_t>(columns));
  CHECK(text.find('\x1b') == text.npos);
}

TEST_CASE("colours come only where they are asked for", "[cli][failover]") {
  const Words options = words(plan_of("healthy"), {"--color", "always"});
  CHECK_THAT(simulate("healthy", options).out, contains_text("\x1b["));
  CHECK_THAT(simulate("healthy", words(options, {"--lose", "postmark"})).out, contains_text("\x1b["));
  CHECK(simulate("healthy", words(options, {"--format", "json"})).out.find('\x1b') == std::string::npos);
}

TEST_CASE("a domain that does not exist has nothing to lose", "[cli][failover]") {
  const Exit exit = run_program(words({"simulate", "nothing.example", "--offline", "--lose", "postmark"}, providers()));
  CHECK(exit.code == 1);
  CHECK(exit.out.empty());
  CHECK_THAT(exit.err, contains_text("nothing.example does not exist"));
}

TEST_CASE("a domain that nobody could be asked about is undetermined", "[cli][failover]") {
  const Words more = GENERATE(Words{}, Words{"--lose", "postmark"}, Words{"--format", "json"});
  const Exit offline = run_program(words({"simulate", "acme.example", "--offline"}, more));
  CHECK(offline.code == 3);
  CHECK(offline.out.empty());
  CHECK_THAT(offline.err, contains_text("not known"));

  // Port 9 of the loopback: nobody listens, and the refusal comes at once.
  const Exit refused = run_program(
      words({"simulate", "acme.example", "--resolver", "127.0.0.1:9", "--retries", "0", "--timeout", "1"}, more));
  CHECK(refused.code == 3);
  CHECK(refused.out.empty());
}

TEST_CASE("a domain that takes no mail has no exchange to lose", "[cli][failover][mx]") {
  const std::string mx = GENERATE(as<std::string>(), "", "@ MX 0 .\n");
  CAPTURE(mx);
  const std::string zone =
      "$ORIGIN acme.example.\n$TTL 300\n@ SOA ns1 hostmaster 1 7200 900 1209600 300\n@ NS ns1\nns1 A 185.10.20.53\n"
      "@ TXT \"v=spf1 -all\"\n_dmarc TXT \"v=DMARC1; p=reject\"\n" +
      mx;
  const Exit exit = simulate_text(zone, {"--format", "json"});
  CHECK(exit.code == 0);
  const json all = json_of(exit);
  CHECK(all["verdict"] == "none-declared");
  // Without mail there is none to lose: only the names are.
  CHECK(summaries(all) == Matrix{{"ns1.acme.example", "- - none-declared"}, {"185.10.20.0/24", "- - none-declared"}});
  // That mail must come in is asked of a domain that takes none.
  CHECK(simulate_text(zone, {"--require", "inbound"}).code == 1);
  CHECK(simulate_text(zone, {"--require", "dns"}).code == 1);
}
