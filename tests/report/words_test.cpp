#include "report/words.h"

#include "report/samples.h"
#include "support/catch.h"
using namespace mailready;
using namespace mailready::test;
using report::shown;

TEST_CASE("text that is printable already is shown as it is", "[report]") {
  CHECK(shown("\"v=spf1 \\009 a\\\\b\" ü …") == "\"v=spf1 \\009 a\\\\b\" ü …");
  CHECK(shown("") == "");
}

TEST_CASE("what no report may show is escaped, wherever it slipped in", "[report]") {
  CHECK(shown("a\x1b[31mb") == "a\\027[31mb");
  CHECK(shown("\\\n") == "\\\\010");
  CHECK(shown("\x7f") == "\\127");
  CHECK(shown("\xc2\x85") == "\\194\\133");           // C1: next line
  CHECK(shown("\xe2\x80\xae") == "\\226\\128\\174");  // right-to-left override
  CHECK(shown("\xff") == "\\255");
}

TEST_CASE("the plan in a line names the ESPs and the exchanges in failover order", "[report]") {
  Sample sample = healthy();
  CHECK(sample.result().plan_line() == "postmark → sendgrid");
  sample.plan.inbound = {{name("mx1.acme.example"), survey::Role::primary},
                         {name("mx2.acme.example"), survey::Role::backup}};
  CHECK(sample.result().plan_line() == "postmark → sendgrid · MX mx1.acme.example → mx2.acme.example");
  sample.plan = {};
  CHECK(sample.result().plan_line() == "no failover declared");
}

TEST_CASE("the ids are the declared ESPs', each once, else those that the records reveal", "[report]") {
  Sample sample = healthy();
  sample.plan.outbound.push_back(sample.plan.outbound[0]);
  CHECK(report::outbound_ids(sample.result()) == std::vector<std::string>{"postmark", "sendgrid"});
  sample.plan = {};
  sample.facts.senders.erase(sample.facts.senders.begin());
  CHECK(report::outbound_ids(sample.result()) == std::vector<std::string>{"sendgrid"});
}

TEST_CASE("counts leave out what is zero", "[report]") {
  CHECK(report::counted_problems({2, 1, 7}) == "2 errors, 1 warning");
  CHECK(report::counted_problems({0, 2, 0}) == "2 warnings");
  CHECK(report::counted_problems({0, 0, 1}).empty());
}
