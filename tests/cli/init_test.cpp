// `init` through the program, and what `--message` adds to it and to `check`.
#include <nlohmann/json.hpp>

#include "support/catch.h"
#include "support/cli_zones.h"
#include "support/program.h"

using namespace mailready::test;
using nlohmann::json;

namespace {

/// A zone with two ESPs: Postmark's key has a name that no catalogue knows.
std::string two_esps() {
  return acme_zone(both_senders) + R"(
handmade._domainkey TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
pm-bounces CNAME pm.mtasv.net.
em4821 CNAME u1234567.wl001.sendgrid.net.
)";
}

constexpr const char* through_postmark =
    "Return-Path: <x@pm-bounces.acme.example>\n"
    "DKIM-Signature: v=1; d=acme.example; s=handmade; b=AA\n"
    "From: news@acme.example\n\nhello\n";

json plan_in(const std::string& text) { return json::parse(text, nullptr, true, true); }

}  // namespace

TEST_CASE("init writes a plan that check takes as it is", "[cli][init]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", two_esps()), plan = folder.path("plan.json");
  const Exit made = run_program(words({"init", "acme.example", "-o", plan}, offline_with(zone)));
  CHECK(made.code == 0);
  CHECK(made.out.empty());
  CHECK_THAT(made.err, contains_text(plan + " is written"));
  const json written = plan_in(folder.read("plan.json"));
  const json domain = written["domains"]["acme.example"];
  CHECK(domain["inbound"] == json({"mx1.acme.example", "mx2.acme.example"}));
  REQUIRE(domain["outbound"].size() == 2);
  CHECK_THAT(folder.read("plan.json"), contains_text("// In failover order"));

  const Exit checked = run_program(words({"check", "--config", plan, "--format", "json"}, offline_with(zone)));
  REQUIRE(checked.code != 2);
  const json result = json::parse(checked.out)["domains"][0];
  CHECK(result["domain"] == "acme.example");
  CHECK(result["plan"]["source"] == "declared");
}

TEST_CASE("a message names the selector and the return path of the service that sent it", "[cli][init]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", two_esps()), message = folder.write("m.eml", through_postmark);
  const Exit made = run_program(words({"init", "acme.example", "--message", message, "-o", "-"}, offline_with(zone)));
  CHECK(made.code == 0);
  json postmark;
  const json plan = plan_in(made.out);
  for (const json& service : plan["domains"]["acme.example"]["outbound"])
    if (service["provider"] == "postmark") postmark = service;
  CHECK(postmark["dkim_selectors"] == json({"handmade"}));

  const std::vector<std::string> check = words(
      {"check", "acme.example", "--primary", "postmark", "--backup", "none", "--format", "json"}, offline_with(zone));
  const auto dkim_of = [](const Exit& exit) {
    const json report = json::parse(exit.out);
    for (const json& sender : report["domains"][0]["facts"]["senders"])
      if (sender["provider"] == "postmark") return sender["dkim"].get<std::string>();
    return std::string();
  };
  CHECK(dkim_of(run_program(check)) != "usable");
  CHECK(dkim_of(run_program(words(check, {"--message", message}))) == "usable");
}

TEST_CASE("check without names checks the domain that a message is from", "[cli][init]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", two_esps()), message = folder.write("m.eml", through_postmark);
  const Exit exit = run_program(words({"check", "--message", message, "--format", "json"}, offline_with(zone)));
  CHECK(json::parse(exit.out)["domains"][0]["domain"] == "acme.example");
}

TEST_CASE("init does not write over a file, and writes nothing where DNS does not answer", "[cli][init]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", two_esps()), plan = folder.write("plan.json", "mine\n");
  const Exit refused = run_program(words({"init", "acme.example", "-o", plan}, offline_with(zone)));
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, contains_text("--force"));
  CHECK(folder.read("plan.json") == "mine\n");
  CHECK(run_program(words({"init", "acme.example", "-o", plan, "--force", "-q"}, offline_with(zone))).code == 0);
  CHECK(folder.read("plan.json") != "mine\n");

  const Exit undecided = run_program({"init", "acme.example", "-o", folder.path("new.json"), "--offline"});
  CHECK(undecided.code == 3);
  CHECK_THAT(undecided.err, contains_text("DNS leaves open"));
  const Exit nonexistent =
      run_program(words({"init", "gone.example", "-o", folder.path("new.json")}, offline_with(zone)));
  CHECK(nonexistent.code == 2);
  CHECK_FALSE(std::filesystem::exists(folder.path("new.json")));
}

TEST_CASE("what init was told is recorded, and makes the same plan again", "[cli][init]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", two_esps()), recording = folder.path("run.rec");
  const Exit made = run_program(words({"init", "acme.example", "-o", "-", "--record", recording}, offline_with(zone)));
  CHECK(made.code == 0);
  CHECK(run_program({"init", "acme.example", "-o", "-", "--replay", recording}).out == made.out);
  const Exit over = run_program(words({"init", "acme.example", "-o", zone, "--force"}, offline_with(zone)));
  CHECK(over.code == 2);
  CHECK(folder.read("acme.zone") == two_esps());
}

TEST_CASE("messages that do not fit are refused", "[cli][init]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", two_esps());
  const std::string other = folder.write("other.eml", "From: a@other.example\n"),
                    none = folder.write("none.eml", "x\n");
  const auto refuse = [&](const std::vector<std::string>& arguments, const std::string& complaint) {
    const Exit exit = run_program(words(arguments, offline_with(zone)));
    CHECK(exit.code == 2);
    CHECK(exit.out.empty());
    CHECK_THAT(exit.err, contains_text(complaint));
  };
  refuse({"check", "acme.example", "--message", other}, "from other.example, which is not checked");
  refuse({"check", "acme.example", "--message", none}, "does not begin with a header");
  refuse({"check", "acme.example", "--message", folder.path("missing")}, "No such file");
  refuse({"init", "acme.example", "--message", other, "-o", "-"}, "not from acme.example");
  refuse({"init", "-o", "-"}, "init takes one domain");
  refuse({"init", "acme.example", "b.example", "-o", "-"}, "init takes one domain");
}
