#include "mail/spf/check_host.h"

#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
using namespace mailready;
using namespace mailready::spf;
using test::FakeRecord;
using test::FakeResolver;
using Verdict = Evaluation::Result;

namespace {

Session session(std::string_view client) {
  return {.client = *IpAddress::parse(client),
          .sender = {"news", "acme.example"},
          .helo = "mx.acme.example",
          .receiver = "mx.receiver.example",
          .time = std::chrono::system_clock::time_point(std::chrono::seconds(1000))};
}

Evaluation evaluated(FakeResolver& dns, std::string_view client = "185.10.20.7", std::string domain = "acme.example",
                     int void_limit = void_lookup_limit) {
  return test::run(check_host(dns, session(client), std::move(domain), void_limit));
}

/// What `record` at acme.example makes of a client, among `others`.
Evaluation evaluated(std::string_view record, const std::vector<FakeRecord>& others = {},
                     std::string_view client = "185.10.20.7") {
  FakeResolver dns{{"acme.example", "TXT", std::string(record)}};
  for (const FakeRecord& other : others) dns.add(other);
  return evaluated(dns, client);
}

std::string result(std::string_view record, const std::vector<FakeRecord>& others = {},
                   std::string_view client = "185.10.20.7") {
  return std::string(result_text(evaluated(record, others, client).result));
}

/// "acme.example include:a.example > a.example ip4:185.10.20.7"
std::string path_text(const Evaluation& evaluation) {
  std::string text;
  for (const Evaluation::Step& step : evaluation.path)
    text += (text.empty() ? "" : " > ") + step.domain.to_string() + " " + step.term;
  return text;
}

std::string repeated(std::string_view term, int count) {
  std::string terms;
  for (int i = 0; i < count; ++i) terms += " " + std::string(term);
  return terms;
}

}  // namespace

TEST_CASE("The qualifier of the first term that matches is the result", "[mail][spf]") {
  const auto [record, expected] = GENERATE(table<std::string, std::string>({
      {"v=spf1 ip4:185.10.20.0/24 -all", "pass"},
      {"v=spf1 +ip4:185.10.20.7 -all", "pass"},
      {"v=spf1 -ip4:185.10.20.7 +all", "fail"},
      {"v=spf1 ~ip4:185.10.20.7 +all", "softfail"},
      {"v=spf1 ?ip4:185.10.20.7 +all", "neutral"},
      {"v=spf1 ip4:185.10.21.0/24 ip6:::/0 -all", "fail"},
      {"v=spf1", "neutral"},
      {"v=spf1 ip4:185.10.21.0/24", "neutral"},
  }));
  CAPTURE(record);
  CHECK(result(record) == expected);
}

TEST_CASE("What section 4.3 calls malformed gives none, and nothing is asked", "[mail][spf]") {
  const std::string domain =
      GENERATE(as<std::string>{}, "", ".", "localhost", "localhost.", "a..example", ".acme.example",
               std::string(64, 'a') + ".example", "[185.10.20.7]", "[a.example]");
  CAPTURE(domain);
  FakeResolver dns;
  CHECK(evaluated(dns, "185.10.20.7", domain).result == Verdict::none);
  CHECK(dns.asked().empty());
}

TEST_CASE("The record decides before any term does", "[mail][spf]") {
  CHECK(result("v=spf1 ip4:185.10.20.7 foo") == "permerror");
  CHECK(result("v=spf10 +all") == "none");
  CHECK(result("v=spf1 -all", {{"acme.example", "TXT", "v=spf1 +all"}}) == "permerror");
  FakeResolver dns;
  CHECK(evaluated(dns).result == Verdict::none);
  dns.fail("acme.example", "TXT", dns::Failure::Kind::server_failed);
  const Evaluation failed = evaluated(dns);
  CHECK(failed.result == Verdict::temperror);
  CHECK_THAT(failed.reason, Catch::Contains("acme.example TXT"));
  CHECK(failed.path.empty());
}

TEST_CASE("An include matches where its record passes", "[mail][spf]") {
  const auto [included, expected] = GENERATE(table<std::string, std::string>({
      {"v=spf1 ip4:185.10.20.7 -all", "softfail"},
      {"v=spf1 -ip4:185.10.20.7 +all", "neutral"},
      {"v=spf1 ~all", "neutral"},
      {"v=spf1", "neutral"},
      {"v=spf1 foo", "permerror"},
      {"nothing", "permerror"},
  }));
  CAPTURE(included);
  CHECK(result("v=spf1 ~include:a.example ?all", {{"a.example", "TXT", included}}) == expected);
}

TEST_CASE("The result of a redirect is that of its record, and none is permerror", "[mail][spf]") {
  CHECK(result("v=spf1 redirect=a.example", {{"a.example", "TXT", "v=spf1 ~all"}}) == "softfail");
  CHECK(result("v=spf1 redirect=a.example ip4:185.10.20.7", {{"a.example", "TXT", "v=spf1 -all"}}) == "pass");
  CHECK(result("v=spf1 redirect=a.example ?all") == "neutral");
  CHECK(result("v=spf1 redirect=a.example") == "permerror");
  CHECK(result("v=spf1 redirect=a.example", {{"a.example", "TXT", "v=spf1"}}) == "neutral");
}

TEST_CASE("The path leads to the term that decided", "[mail][spf]") {
  const std::vector<FakeRecord> others{{"a.example", "TXT", "v=spf1 include:b.example -all"},
                                       {"b.example", "TXT", "v=spf1 ip4:185.10.20.0/25 ~all"},
                                       {"c.example", "TXT", "v=spf1 -all"}};
  const Evaluation passed = evaluated("v=spf1 include:c.example include:a.example -all", others);
  CHECK(passed.matched);
  CHECK(path_text(passed) ==
        "acme.example include:a.example > a.example include:b.example > b.example ip4:185.10.20.0/25");
  CHECK(passed.lookups == 3);

  const Evaluation failed = evaluated("v=spf1 include:c.example include:a.example -all", others, "185.10.20.200");
  CHECK(failed.matched);
  CHECK(path_text(failed) == "acme.example -all");

  const Evaluation neutral = evaluated("v=spf1 include:a.example", others, "185.10.20.200");
  CHECK_FALSE(neutral.matched);
  CHECK(neutral.path.empty());

  const Evaluation broken = evaluated("v=spf1 redirect=d.example", others);
  CHECK_FALSE(broken.matched);
  CHECK(path_text(broken) == "acme.example redirect=d.example");
  CHECK_THAT(broken.reason, Catch::Contains("d.example publishes no SPF record"));
}

TEST_CASE("a and mx compare the addresses of the client's family, with their prefix", "[mail][spf]") {
  const std::vector<FakeRecord> hosts{
      {"acme.example", "A", "185.10.20.1"},          {"acme.example", "AAAA", "2a05:10:20::1"},
      {"acme.example", "MX", "10 mx1.acme.example"}, {"acme.example", "MX", "20 mx2.acme.example"},
      {"mx2.acme.example", "A", "185.10.30.1"},      {"mx2.acme.example", "AAAA", "2a05:10:30::1"}};
  const auto [record, client, expected] = GENERATE(table<std::string, std::string, std::string>({
      {"v=spf1 a -all", "185.10.20.1", "pass"},
      {"v=spf1 a -all", "185.10.20.2", "fail"},
      {"v=spf1 a/24 -all", "185.10.20.2", "pass"},
      {"v=spf1 a/24 -all", "2a05:10:20::2", "fail"},
      {"v=spf1 a//64 -all", "2a05:10:20::2", "pass"},
      {"v=spf1 a/0 -all", "9.9.9.9", "pass"},
      {"v=spf1 a -all", "::ffff:185.10.20.1", "pass"},
      {"v=spf1 mx -all", "185.10.30.1", "pass"},
      {"v=spf1 mx/24//64 -all", "2a05:10:30::9", "pass"},
      {"v=spf1 mx -all", "185.10.20.1", "fail"},
      {"v=spf1 mx:mx2.acme.example -all", "185.10.30.1", "fail"},
  }));
  CAPTURE(record, client);
  CHECK(result(record, hosts, client) == expected);
}

TEST_CASE("exists asks for A, whatever the client's family", "[mail][spf]") {
  CHECK(result("v=spf1 exists:%{i}.a.example -all", {{"185.10.20.7.a.example", "A", "127.0.0.2"}}) == "pass");
  CHECK(result("v=spf1 exists:a.example -all", {{"a.example", "A", "127.0.0.2"}}, "2a05::1") == "pass");
  CHECK(result("v=spf1 exists:a.example -all", {{"a.example", "AAAA", "2a05::2"}}, "2a05::1") == "fail");
}

TEST_CASE("ptr needs a name of the client that leads back to it", "[mail][spf]") {
  const FakeRecord reverse{"7.20.10.185.in-addr.arpa", "PTR", "out.acme.example"};
  const FakeRecord forward{"out.acme.example", "A", "185.10.20.7"};
  CHECK(result("v=spf1 ptr -all", {reverse, forward}) == "pass");
  CHECK(result("v=spf1 ptr:out.acme.example -all", {reverse, forward}) == "pass");
  CHECK(result("v=spf1 ptr:b.out.acme.example -all", {reverse, forward}) == "fail");
  CHECK(result("v=spf1 ptr:cme.example -all", {reverse, forward}) == "fail");
  CHECK(result("v=spf1 ptr -all", {reverse, {"out.acme.example", "A", "185.10.20.8"}}) == "fail");
  CHECK(result("v=spf1 ptr -all") == "fail");

  FakeResolver dns{{"acme.example", "TXT", "v=spf1 ptr -all"}};
  dns.fail("7.20.10.185.in-addr.arpa", "PTR");
  CHECK(evaluated(dns).result == Verdict::fail);
  dns.add({"acme.example", "A", "185.10.20.9"});
  CHECK(evaluated(dns).void_lookups == 0);
}

TEST_CASE("Only the first ten names of a client count", "[mail][spf]") {
  const int extra = GENERATE(9, 10);
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 ptr -all"}, {"out.acme.example", "A", "185.10.20.7"}};
  for (int i = 0; i < extra; ++i)
    dns.add({"7.20.10.185.in-addr.arpa", "PTR", "h" + std::to_string(i) + ".other.example"});
  dns.add({"7.20.10.185.in-addr.arpa", "PTR", "out.acme.example"});
  CHECK(evaluated(dns).result == (extra < 10 ? Verdict::pass : Verdict::fail));
}

TEST_CASE("%{p} is the domain, else a name below it, else any, else unknown", "[mail][spf]") {
  const std::string reverse = "7.20.10.185.in-addr.arpa";
  const auto [names, expected] = GENERATE(table<std::vector<std::string>, std::string>({
      {{"x.example", "out.acme.example", "acme.example"}, "acme.example"},
      {{"x.example", "out.acme.example"}, "out.acme.example"},
      {{"x.example"}, "x.example"},
      {std::vector<std::string>(), "unknown"},
  }));
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 exists:%{p}.p.example -all"}};
  for (const std::string& name : names) {
    dns.add({reverse, "PTR", name});
    dns.add({name, "A", "185.10.20.7"});
  }
  dns.add({expected + ".p.example", "A", "127.0.0.1"});
  CHECK(evaluated(dns).result == Verdict::pass);
}

TEST_CASE("A term whose question gets no answer is temperror", "[mail][spf]") {
  const auto [record, owner, type] = GENERATE(table<std::string, std::string, std::string>({
      {"v=spf1 a:h.example +all", "h.example", "A"},
      {"v=spf1 mx:h.example +all", "h.example", "MX"},
      {"v=spf1 exists:h.example +all", "h.example", "A"},
      {"v=spf1 include:h.example +all", "h.example", "TXT"},
      {"v=spf1 redirect=h.example", "h.example", "TXT"},
  }));
  CAPTURE(record);
  FakeResolver dns{{"acme.example", "TXT", record}};
  dns.fail(owner, type, GENERATE(dns::Failure::Kind::timed_out, dns::Failure::Kind::server_failed));
  CHECK(evaluated(dns).result == Verdict::temperror);
}

TEST_CASE("Exchanges are compared by preference; the first failure in front of a match is temperror", "[mail][spf]") {
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 mx -all"},
                   {"acme.example", "MX", "20 mx2.acme.example"},
                   {"acme.example", "MX", "10 mx1.acme.example"},
                   {"mx1.acme.example", "A", "185.10.20.7"},
                   {"mx2.acme.example", "A", "185.10.20.8"}};
  dns.fail("mx2.acme.example", "A");
  CHECK(evaluated(dns, "185.10.20.7").result == Verdict::pass);
  CHECK(evaluated(dns, "185.10.20.8").result == Verdict::temperror);
}

TEST_CASE("Ten terms that query DNS are allowed, in included records too", "[mail][spf]") {
  const int extra = GENERATE(0, 1);
  const std::vector<FakeRecord> others{{"acme.example", "A", "185.10.20.1"},
                                       {"a.example", "TXT", "v=spf1" + repeated("a:acme.example", 5) + " -all"}};
  const Evaluation evaluation =
      evaluated("v=spf1" + repeated("a", 4 + extra) + " include:a.example ip4:185.10.20.7 -all", others);
  CHECK(evaluation.result == (extra == 0 ? Verdict::pass : Verdict::permerror));
  CHECK(evaluation.lookups == 10 + extra);
}

TEST_CASE("A term that stands behind the match costs nothing", "[mail][spf]") {
  const std::vector<FakeRecord> others{{"acme.example", "A", "185.10.20.7"}};
  CHECK(result("v=spf1 a" + repeated("a:gone.example", 20), others) == "pass");
}

TEST_CASE("Two terms may find nothing; their number can be set", "[mail][spf]") {
  const auto [terms, limit, expected] = GENERATE(table<std::string, int, Verdict>({
      {" a:x1.example a:x2.example", 2, Verdict::pass},
      {" a:x1.example mx:x2.example exists:x3.example", 2, Verdict::permerror},
      {" a:x1.example mx:x2.example exists:x3.example", 3, Verdict::pass},
      {" a:x1.example", 0, Verdict::permerror},
      {" a:x1.example ptr a:x2.example", 2, Verdict::permerror},
      {" a:six.example a:six.example a:six.example", 2, Verdict::permerror},
      {" a:%{d1}..example a:%{d1}..example a:%{d1}..example", 2, Verdict::pass},
  }));
  CAPTURE(terms, limit);
  FakeResolver dns{{"acme.example", "TXT", "v=spf1" + terms + " +all"}, {"six.example", "AAAA", "2a05::1"}};
  CHECK(evaluated(dns, "185.10.20.7", "acme.example", limit).result == expected);
}

TEST_CASE("Exchanges without addresses are no void lookups", "[mail][spf]") {
  std::vector<FakeRecord> others;
  for (int i = 0; i < 9; ++i)
    others.push_back({"acme.example", "MX", std::to_string(i) + " mx" + std::to_string(i) + ".acme.example"});
  CHECK(result("v=spf1 mx +all", others) == "pass");
}

TEST_CASE("More than ten exchanges are permerror", "[mail][spf]") {
  const int count = GENERATE(10, 11);
  std::vector<FakeRecord> others{{"mx0.acme.example", "A", "185.10.20.7"}};
  for (int i = 0; i < count; ++i)
    others.push_back({"acme.example", "MX", std::to_string(i) + " mx" + std::to_string(i) + ".acme.example"});
  CHECK(result("v=spf1 mx -all", others) == (count == 10 ? "pass" : "permerror"));
}

TEST_CASE("An include of a name without records is permerror, and a void lookup", "[mail][spf]") {
  const Evaluation gone = evaluated("v=spf1 include:gone.example -all");
  CHECK(gone.result == Verdict::permerror);
  CHECK(gone.lookups == 1);
  CHECK(gone.void_lookups == 1);
  CHECK(gone.reason == "gone.example publishes no SPF record");
  CHECK(path_text(gone) == "acme.example include:gone.example");

  const Evaluation other_text = evaluated("v=spf1 include:a.example -all", {{"a.example", "TXT", "no SPF"}});
  CHECK(other_text.result == Verdict::permerror);
  CHECK(other_text.void_lookups == 0);
  CHECK(evaluated("v=spf1 redirect=gone.example").void_lookups == 1);
}

TEST_CASE("The path of a temperror leads into the record that asked, and the reason tells what", "[mail][spf]") {
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 include:a.example +all"},
                   {"a.example", "TXT", "v=spf1 ip4:185.10.30.0/24 redirect=b.example"},
                   {"b.example", "TXT", "v=spf1 exists:h.example +all"}};
  dns.fail("h.example", "A", dns::Failure::Kind::server_failed);
  const Evaluation evaluation = evaluated(dns);
  CHECK(evaluation.result == Verdict::temperror);
  CHECK_FALSE(evaluation.matched);
  CHECK(path_text(evaluation) ==
        "acme.example include:a.example > a.example redirect=b.example > b.example exists:h.example");
  CHECK(evaluation.reason == "no answer for h.example A: servfail");
  CHECK(evaluation.lookups == 3);
}

TEST_CASE("A loop ends at the limit", "[mail][spf]") {
  CHECK(result("v=spf1 include:acme.example -all") == "permerror");
  CHECK(result("v=spf1 redirect=acme.example") == "permerror");
}

TEST_CASE("A fail is explained by the record that made it", "[mail][spf]") {
  const std::vector<FakeRecord> others{
      {"e.acme.example", "TXT", "%{i} is none of %{d}'s (%{c}, %{r}, %{t}, %{h}, %{s})"},
      {"e.a.example", "TXT", "from %{d}"},
      {"a.example", "TXT", "v=spf1 -all exp=e.%{d}"}};
  CHECK(evaluated("v=spf1 -all exp=e.%{o}", others).explanation ==
        "185.10.20.7 is none of acme.example's (185.10.20.7, mx.receiver.example, 1000, mx.acme.example, "
        "news@acme.example)");
  CHECK(evaluated("v=spf1 redirect=a.example exp=e.acme.example", others).explanation == "from a.example");
  CHECK(evaluated("v=spf1 include:a.example -all", others).explanation == std::nullopt);
  CHECK(evaluated("v=spf1 include:a.example -all exp=e.acme.example", others).explanation.has_value());
  CHECK(evaluated("v=spf1 include:a.example -include:b.example ~all exp=e.acme.example",
                  {{"a.example", "TXT", "v=spf1 -all"}, {"b.example", "TXT", "v=spf1 ?all"}})
            .explanation == std::nullopt);
  CHECK(evaluated("v=spf1 ~all exp=e.acme.example", others).explanation == std::nullopt);
}

TEST_CASE("An explanation at fault is none", "[mail][spf]") {
  const std::vector<FakeRecord> texts =
      GENERATE(std::vector<FakeRecord>{}, std::vector<FakeRecord>{{"e.example", "A", "185.10.20.9"}},
               std::vector<FakeRecord>{{"e.example", "TXT", "one"}, {"e.example", "TXT", "two"}},
               std::vector<FakeRecord>{{"e.example", "TXT", "50% off"}},
               std::vector<FakeRecord>{{"e.example", "TXT", "caf\xe9"}});
  const Evaluation evaluation = evaluated("v=spf1 -all exp=e.example", texts);
  CHECK(evaluation.result == Verdict::fail);
  CHECK(evaluation.explanation == std::nullopt);

  FakeResolver dns{{"acme.example", "TXT", "v=spf1 -all exp=e.example"}};
  dns.fail("e.example", "TXT");
  CHECK(evaluated(dns).explanation == std::nullopt);
}

TEST_CASE("A name that macros make impossible matches nothing, and is no record to include", "[mail][spf]") {
  CHECK(result("v=spf1 a:%{d1}..example mx:%{d1}..example exists:%{d1}..example -all") == "fail");
  CHECK(result("v=spf1 include:%{d1}..example -all") == "permerror");
  CHECK(result("v=spf1 include:%{d1} -all") == "permerror");
}

TEST_CASE("An explanation that expands past 64 KiB is none", "[mail][spf]") {
  // "%{l}" a thousand times: 65,000 octets or 66,000.
  const auto [length, is_given] = GENERATE(table<std::size_t, bool>({{65, true}, {66, false}}));
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "%{l}";
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 -all exp=e.example"}, {"e.example", "TXT", text}};
  Session from_long = session("185.10.20.7");
  from_long.sender.local_part = std::string(length, 'a');
  const Evaluation evaluation = test::run(check_host(dns, from_long, "acme.example"));
  CHECK(evaluation.result == Verdict::fail);
  CHECK(evaluation.explanation.has_value() == is_given);
  if (is_given) CHECK(evaluation.explanation == std::string(65 * 1000, 'a'));
}

TEST_CASE("A name that expands past 64 KiB matches nothing; a shorter one is cut from the left", "[mail][spf]") {
  // "%{l}." of 4,000 octets: 64,025 octets or 68,026 with the name at the end.
  const auto [count, expected] = GENERATE(table<int, Verdict>({{16, Verdict::pass}, {17, Verdict::fail}}));
  std::string prefix;
  for (int i = 0; i < count; ++i) prefix += "%{l}.";
  FakeResolver dns{{"acme.example", "TXT", "v=spf1 exists:" + prefix + "h.example -all"},
                   {"h.example", "A", "127.0.0.2"}};
  Session from_long = session("185.10.20.7");
  from_long.sender.local_part = std::string(4000, 'a');
  const Evaluation evaluation = test::run(check_host(dns, from_long, "acme.example"));
  CHECK(evaluation.result == expected);
  CHECK(evaluation.lookups == 1);
  CHECK(evaluation.void_lookups == 0);
  CHECK(dns.times_asked("h.example", "A") == (expected == Verdict::pass ? 1 : 0));
}
