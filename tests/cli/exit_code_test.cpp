// The exit codes and the two outputs, as scripts see them.
#include <nlohmann/json.hpp>

#include "support/catch.h"
#include "support/cli_zones.h"
#include "support/program.h"

using namespace mailready::test;

namespace {

/// `check acme.example` with both ESPs declared, judged by the SPF rules.
Exit check(const std::string& spf, const std::vector<std::string>& more = {}) {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", acme_zone(spf));
  std::vector<std::string> arguments{"check",    "acme.example", "--primary", "postmark",
                                     "--backup", "sendgrid",     "--select",  "spf"};
  return run_program(words(words(std::move(arguments), offline_with(zone)), more));
}

constexpr const char* open_include = "v=spf1 include:spf.mtasv.net include:sendgrid.net include:spf.partner.test -all";

}  // namespace

TEST_CASE("a run exits with 0, 1 or 3, and 1 goes before 3", "[cli]") {
  CHECK(check(both_senders).code == 0);
  CHECK(check(one_sender).code == 1);
  CHECK(check(open_include).code == 3);
  CHECK(check("v=spf1 include:spf.mtasv.net include:spf.partner.test -all -all",
              {"--severity", "spf-term-after-all=error"})
            .code == 1);
}

TEST_CASE("--fail-on moves the line, and never hides that DNS left something open", "[cli]") {
  constexpr const char* soft = "v=spf1 include:spf.mtasv.net include:sendgrid.net ~all";  // spf-softfail-all: an info
  CHECK(check(soft).code == 0);
  CHECK(check(soft, {"--fail-on", "info"}).code == 1);
  CHECK(check(soft, {"--severity", "spf-softfail-all=warning", "--fail-on", "warning"}).code == 1);
  CHECK(check(one_sender, {"--fail-on", "never"}).code == 0);
  CHECK(check(open_include, {"--fail-on", "never"}).code == 3);
}

TEST_CASE("several domains exit with the gravest", "[cli]") {
  const TemporaryFolder folder;
  const auto zones = offline_with(folder.write("acme.zone", acme_zone(both_senders)));
  const auto run = [&](const std::vector<std::string>& names) {
    return run_program(words(words({"check", "--select", "spf-missing,spf-include-broken"}, names), zones)).code;
  };
  CHECK(run({"acme.example"}) == 0);
  CHECK(run({"acme.example", "partner.test"}) == 3);
  CHECK(run({"partner.test", "acme.example", "mx1.acme.example"}) == 1);  // no SPF at a host's name
}

TEST_CASE("wrong usage exits with 2, says why on standard error and nothing on standard output", "[cli]") {
  const auto [arguments, reason] = GENERATE(table<std::vector<std::string>, std::string>({
      {std::vector<std::string>(), "a command is missing"},
      {{"acme.example"}, "did you mean `mailready check acme.example`?"},
      {{"chekc"}, "did you mean check?"},
      {{"check"}, "which domain?"},
      {{"check", "ops@acme.example"}, "did you mean acme.example?"},
      {{"check", "192.0.2.1"}, "is an IP address"},
      {{"check", "a.example", "--formt", "json"}, "did you mean --format?"},
      {{"check", "a.example", "--timeout", "1", "--timeout", "2"}, "--timeout takes one value"},
      {{"check", "a.example", "--timeout"}, "--timeout takes one value"},
      {{"--zone", "a.zone", "check"}, "options follow the command"},
      {{"check", "a.example", "--format", "jsn"}, "did you mean json?"},
      {{"check", "a.example", "--format", "json="}, "names no file"},
      {{"check", "a.example", "--format", "text", "--format", "json"}, "two reports go to standard output"},
      {{"check", "a.example", "--format", "json=/tmp/x", "-o", "y"}, "-o is for a format without a file"},
      {{"check", "a.example", "--select", "spf-mising"}, "did you mean spf-missing?"},
      {{"check", "a.example", "--ignore", "spf,mxx"}, "there is no rule \"mxx\""},
      {{"check", "a.example", "--severity", "spf-missing=loud"}, "\"loud\" is no level"},
      {{"check", "a.example", "--severity", "spf-missing"}, "--severity takes RULE=LEVEL"},
      {{"check", "a.example", "--select", "spf", "--ignore", "spf-*"}, "no rule is left"},
      {{"check", "a.example", "--fail-on", "errors"}, "--fail-on"},
      {{"check", "a.example", "--primary", "postmrk"}, "postmark"},
      {{"check", "a.example", "--primary", "postmark", "--primary", "ses"}, "--primary is given twice"},
      {{"check", "a.example", "--backup", "ses"}, "--backup needs a --primary"},
      {{"check", "a.example", "--primary", "ses", "--backup", "none", "--backup", "mailgun"}, "--backup none"},
      {{"check", "a.example", "--primary", "ses", "--return-path", "mailgun=x"}, "mailgun is no declared sender"},
      {{"check", "a.example", "--primary", "ses", "--return-path", "ses"}, "takes ID=NAME"},
      {{"check", "a.example", "--no-inbound", "--primary-mx", "mx1.a.example"}, "--no-inbound"},
      {{"check", "a.example", "--primary-mx", "192.0.2.1"}, "is an IP address"},
      {{"check", "a.example", "--timeout", "0"}, "a number of seconds above 0"},
      {{"check", "a.example", "--timeout", "nan"}, "a number of seconds above 0"},
      {{"check", "a.example", "--retries", "-1"}, "a whole number from 0"},
      {{"check", "a.example", "--concurrency", "0"}, "a whole number from 1 to 10000"},
      {{"check", "a.example", "--concurrency", "10001"}, "a whole number from 1 to 10000"},
      {{"check", "a.example", "--shard", "4"}, "--shard takes I/N"},
      {{"check", "a.example", "--shard", "4/4"}, "the last is 3/4"},
      {{"check", "a.example", "--progress", "often"}, "one of always, auto and never"},
      {{"check", "a.example", "--resolver", "resolver.example"}, "--resolver"},
      {{"check", "a.example", "@not-an-address"}, "--resolver"},
      {{"check", "a.example", "--offline", "--resolver", "192.0.2.53"}, "--offline"},
      {{"check", "a.example", "--zone", "/nowhere.zone"}, "/nowhere.zone"},
      {{"check", "--domains", "/nowhere.txt"}, "/nowhere.txt"},
      {{"check", "a.example", "-q", "-v"}, "-q"},
      {{"rules", "spf-mising"}, "did you mean spf-missing?"},
      {{"providers", "sendgird"}, "did you mean sendgrid?"},
  }));
  CAPTURE(arguments);
  const Exit exit = run_program(arguments);
  CHECK(exit.code == 2);
  CHECK(exit.out.empty());
  CHECK_THAT(exit.err, contains_text(reason));
}

TEST_CASE("hostile arguments reach standard error escaped", "[cli]") {
  const Exit exit = run_program({"check", "a.example", "--select", "spf\x1b[2J\xe2\x80\xae"});
  CHECK(exit.code == 2);
  CHECK_THAT(exit.err, contains_text("spf\\027[2J\\226\\128\\174"));
}

TEST_CASE("a full device is an output error", "[cli]") {
  const auto [arguments] = GENERATE(table<std::vector<std::string>>({
      {{"check", "partner.test", "--offline"}},
      {{"check", "partner.test", "--offline", "--format", "ndjson"}},
      {{"check", "partner.test", "--offline", "--format", "json"}},
      {{"rules"}},
      {{"--version"}},
      {{"check", "--help"}},
  }));
  CAPTURE(arguments);
  const Exit exit = run_program(arguments, "", Program::Out::full_device);
  CHECK(exit.code == 2);
  CHECK_THAT(exit.err, contains_text("cannot write standard output: No space left on device"));
}

TEST_CASE("a closed pipe ends the program quietly", "[cli]") {
  const Exit exit = run_program({"check", "partner.test", "--offline"}, "", Program::Out::closed_pipe);
  CHECK(exit.code == 141);
  CHECK(exit.err.empty());
}

TEST_CASE("help and version come on standard output", "[cli]") {
  const Exit version = run_program({"--version"});
  CHECK(version.code == 0);
  CHECK_THAT(version.out, contains_text("mailready 0."));
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"--help"}, {"check", "--help"}, {"rules", "-h"}, {"providers", "--help"}}) {
    const Exit help = run_program(arguments);
    CHECK(help.code == 0);
    CHECK(help.err.empty());
    CHECK_THAT(help.out, contains_text("Examples:"));
  }
}
