#include "survey/transport.h"

#include "dns/async.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
#include "survey/survey.h"

using namespace mailready;
using namespace mailready::test;
using net::FetchFailure;
using survey::Need;
using namespace std::chrono_literals;

namespace {

const std::string good = "version: STSv1\nmode: enforce\nmx: mx1.acme.example\nmax_age: 604800\n";

class FakeFetcher final : public net::Fetcher {
 public:
  explicit FakeFetcher(net::FetchReply reply) : reply_(std::move(reply)) {}

  bool silent = false;  ///< never answers
  std::vector<net::Request> asked;

  dns::Task<net::FetchReply> fetch(net::Request request) override {
    asked.push_back(std::move(request));
    dns::Event never;
    if (silent) co_await never.wait();
    co_return reply_;
  }

 private:
  net::FetchReply reply_;
};

net::Response plain(const std::string& body) { return {200, "text/plain", body}; }

FakeResolver with_record() {
  return {{"_mta-sts.acme.example", "TXT", "v=STSv1; id=1"}, {"mta-sts.acme.example", "A", "185.10.20.80"}};
}

survey::Facts survey_with(FakeResolver& resolver, net::Fetcher* fetcher, survey::Options options = {}) {
  if (options.needs.empty()) options.needs = {Need::mta_sts};
  survey::World world{.resolver = resolver, .fetcher = fetcher};
  return run(survey::survey(world, name("acme.example"), {}, options));
}

/// What a policy is where this is what the server said.
dns::Fact<survey::PolicyFacts> policy_of(net::FetchReply reply) {
  FakeResolver resolver = with_record();
  FakeFetcher fetcher(std::move(reply));
  return survey_with(resolver, &fetcher).mta_sts->policy;
}

std::vector<std::string> addresses_of(const net::Request& request) {
  std::vector<std::string> texts;
  for (const net::Endpoint& endpoint : request.endpoints)
    texts.push_back(endpoint.address.to_string() + " " + std::to_string(endpoint.port));
  return texts;
}

}  // namespace

TEST_CASE("a policy is fetched where its record holds", "[survey][mta-sts]") {
  FakeResolver resolver = with_record();
  FakeFetcher fetcher(plain(good));
  const survey::Facts facts = survey_with(resolver, &fetcher);
  REQUIRE(fetcher.asked.size() == 1);
  CHECK(fetcher.asked[0].host == "mta-sts.acme.example");
  CHECK(fetcher.asked[0].path == "/.well-known/mta-sts.txt");
  CHECK(fetcher.asked[0].max_octets == 65'536);
  CHECK(addresses_of(fetcher.asked[0]) == std::vector<std::string>{"185.10.20.80 443"});
  REQUIRE(facts.mta_sts->policy);
  CHECK(facts.mta_sts->policy->policy->mode == mta_sts::Mode::enforce);
  CHECK(facts.mta_sts->policy->text == good);
}

TEST_CASE("a fetch is kept with what came of it", "[survey][mta-sts]") {
  const net::FetchReply reply =
      GENERATE(net::FetchReply(plain(good)), net::FetchReply(net::Response{404, "text/html", "<html>"}),
               net::FetchReply(FetchFailure{FetchFailure::Kind::certificate, "it has expired"}));
  FakeResolver resolver = with_record();
  FakeFetcher fetcher(reply);
  const auto before = std::chrono::system_clock::now();
  const survey::Facts facts = survey_with(resolver, &fetcher);
  REQUIRE(facts.fetches.size() == 1);
  CHECK(facts.fetches[0].url == "https://mta-sts.acme.example/.well-known/mta-sts.txt");
  CHECK(facts.fetches[0].reply == reply);
  CHECK(facts.fetches[0].time >= before);
}

TEST_CASE("without a record that holds nothing is fetched", "[survey][mta-sts]") {
  using Texts = std::vector<std::string>;
  const auto [texts, present] = GENERATE(table<Texts, bool>({
      {Texts{}, false},
      {Texts{"v=spf1 -all"}, false},
      {Texts{"v=STSv1;"}, true},
      {Texts{"v=STSv1"}, true},
      {Texts{"v=STSv1; id=1", "v=STSv1; id=2"}, true},
  }));
  FakeResolver resolver{{"mta-sts.acme.example", "A", "185.10.20.80"}};
  for (const std::string& text : texts) resolver.add({"_mta-sts.acme.example", "TXT", text});
  FakeFetcher fetcher(plain(good));
  const survey::Facts facts = survey_with(resolver, &fetcher);
  CHECK(fetcher.asked.empty());
  CHECK(facts.fetches.empty());
  CHECK(resolver.times_asked("mta-sts.acme.example", "A") == 0);
  REQUIRE(facts.mta_sts.present() == present);
  if (present) {
    CHECK_FALSE(facts.mta_sts->record);
    CHECK_FALSE(facts.mta_sts->error.empty());
    CHECK(facts.mta_sts->policy.absent());
  } else {
    CHECK(facts.mta_sts.absent());
  }
}

TEST_CASE("a given policy stands in place of a fetch, and offline there is none", "[survey][mta-sts]") {
  FakeResolver resolver = with_record();
  FakeFetcher fetcher(plain(good));
  survey::Options options;
  options.mta_sts_policy = {"sts.txt", "version: STSv1\nmode: none\nmax_age: 0\n"};
  const survey::Facts given = survey_with(resolver, &fetcher, options);
  CHECK(fetcher.asked.empty());
  CHECK(given.fetches.empty());
  CHECK(given.mta_sts->policy->policy->mode == mta_sts::Mode::none);
  CHECK(given.mta_sts->policy->source == "sts.txt");

  const survey::Facts offline = survey_with(resolver, nullptr);
  REQUIRE(offline.mta_sts->policy.unknown());
  CHECK(offline.mta_sts->policy.failure().kind == dns::Failure::Kind::offline);
  CHECK(offline.fetches.empty());
}

TEST_CASE("DNS leads to no address of this machine or its network", "[survey][mta-sts]") {
  FakeResolver resolver{{"_mta-sts.acme.example", "TXT", "v=STSv1; id=1"},
                        {"mta-sts.acme.example", "CNAME", "sts.holdmail.test"},
                        {"sts.holdmail.test", "A", "127.0.0.1"},
                        {"sts.holdmail.test", "A", "10.0.0.1"},
                        {"sts.holdmail.test", "AAAA", "::1"},
                        {"sts.holdmail.test", "AAAA", "::ffff:127.0.0.1"}};
  FakeFetcher fetcher(plain(good));
  const survey::Facts none = survey_with(resolver, &fetcher);
  CHECK(fetcher.asked.empty());
  CHECK_THAT(none.mta_sts->policy->refused, contains_text("no address that is reachable"));

  resolver.add({"sts.holdmail.test", "AAAA", "2a0c:30:7::80"});
  CHECK(survey_with(resolver, &fetcher).mta_sts->policy->policy);
  CHECK(addresses_of(fetcher.asked.at(0)) == std::vector<std::string>{"2a0c:30:7::80 443"});

  survey::Options options;
  options.connect_to["mta-sts.acme.example"] = {{.address = *IpAddress::parse("127.0.0.1"), .port = 8443}};
  CHECK(survey_with(resolver, &fetcher, options).mta_sts->policy->policy);
  CHECK(addresses_of(fetcher.asked.at(1)) == std::vector<std::string>{"127.0.0.1 8443"});
}

TEST_CASE("an address that DNS did not tell is unknown, none is certain", "[survey][mta-sts]") {
  FakeResolver resolver{{"_mta-sts.acme.example", "TXT", "v=STSv1; id=1"}};
  FakeFetcher fetcher(plain(good));
  CHECK(survey_with(resolver, &fetcher).mta_sts->policy->refused == "mta-sts.acme.example has no address");
  resolver.fail("mta-sts.acme.example", "A");
  CHECK(survey_with(resolver, &fetcher).mta_sts->policy.unknown());
  CHECK(fetcher.asked.empty());
  resolver.add({"mta-sts.acme.example", "AAAA", "2a0c:30:7::80"});
  CHECK(survey_with(resolver, &fetcher).mta_sts->policy->policy);
  resolver.fail("_mta-sts.acme.example", "TXT");
  CHECK(survey_with(resolver, &fetcher).mta_sts.unknown());
}

TEST_CASE("what is certain about a response is told from what may pass", "[survey][mta-sts]") {
  using Kind = FetchFailure::Kind;
  const auto refusal = [](net::FetchReply reply) { return policy_of(std::move(reply))->refused; };
  CHECK(refusal(net::Response{404, "text/plain", good}) == "the server answers with status 404");
  CHECK(refusal(net::Response{204, "text/plain", ""}) == "the server answers with status 204");
  CHECK_THAT(refusal(net::Response{301, "", ""}), contains_text("redirects (301)"));
  CHECK_THAT(refusal(net::Response{200, "text/html", good}), contains_text("text/html"));
  CHECK_THAT(refusal(net::Response{200, "", good}), contains_text("without a media type"));
  CHECK_THAT(refusal(net::Response{200, "text/\x1b[2J", good}), contains_text("text/\\027"));
  CHECK(refusal(net::Response{200, "Text/Plain ; charset=utf-8", good}).empty());
  CHECK_THAT(refusal(FetchFailure{Kind::certificate, "it has expired"}),
             contains_text("does not hold: it has expired"));
  CHECK(refusal(FetchFailure{Kind::too_large, "too long"}) == "too long");

  const auto failure = [](net::FetchReply reply) { return policy_of(std::move(reply)).failure(); };
  CHECK(failure(net::Response{503, "", ""}).kind == dns::Failure::Kind::server_failed);
  CHECK(failure(net::Response{429, "", ""}).kind == dns::Failure::Kind::server_failed);
  CHECK(failure(FetchFailure{Kind::timed_out, ""}).kind == dns::Failure::Kind::timed_out);
  CHECK(failure(FetchFailure{Kind::unreachable, ""}).kind == dns::Failure::Kind::unreachable);
  CHECK(failure(FetchFailure{Kind::no_library, ""}).kind == dns::Failure::Kind::unreachable);
  CHECK_THAT(failure(FetchFailure{Kind::no_library, "libcurl.so.4 is not installed"}).detail,
             contains_text("libcurl.so.4 is not installed"));
  CHECK(failure(FetchFailure{Kind::trust_store, ""}).kind == dns::Failure::Kind::unreachable);
  CHECK(failure(FetchFailure{Kind::broken, ""}).kind == dns::Failure::Kind::malformed);
  CHECK(failure(FetchFailure{Kind::unreachable, ""}).server == "https://mta-sts.acme.example/.well-known/mta-sts.txt");
  CHECK(policy_of(net::Response{200, "text/html", good})->policy);
  CHECK_THAT(policy_of(plain("<html>"))->error, contains_text("line 1"));
}

TEST_CASE("the domain's deadline holds for the fetch", "[survey][mta-sts]") {
  FakeResolver resolver = with_record();
  FakeFetcher fetcher(plain(good));
  fetcher.silent = true;
  survey::Options options;
  options.deadline = 50ms;
  const survey::Facts facts = survey_with(resolver, &fetcher, options);
  CHECK(fetcher.asked.size() == 1);
  REQUIRE(facts.mta_sts->policy.unknown());
  CHECK(facts.mta_sts->policy.failure().kind == dns::Failure::Kind::timed_out);
  REQUIRE(facts.fetches.size() == 1);
  CHECK(facts.fetches[0].reply.error().kind == FetchFailure::Kind::timed_out);
}

TEST_CASE("TLSA records are asked for at each exchange", "[survey][dane]") {
  const std::string data("\x03\x01\x01\xAB", 4);
  FakeResolver resolver{{"acme.example", "MX", "10 mx1.acme.example"},
                        {"acme.example", "MX", "20 mx2.acme.example"},
                        {"acme.example", "MX", "30 185.10.20.10.acme.example"},
                        {"_25._tcp.mx1.acme.example", "TLSA", data}};
  resolver.fail("_25._tcp.mx2.acme.example", "TLSA");
  const survey::Facts facts = survey_with(resolver, nullptr, {.needs = {Need::tlsa}});
  REQUIRE(facts.mx->exchanges.size() == 3);
  REQUIRE(facts.mx->exchanges[0].tlsa.records);
  CHECK(dns::rdata_text(facts.mx->exchanges[0].tlsa.records->at(0)) == "3 1 1 AB");
  CHECK_FALSE(facts.mx->exchanges[0].tlsa.authentic);
  CHECK(facts.mx->exchanges[1].tlsa.records.unknown());
  CHECK(facts.mx->exchanges[2].tlsa.records.absent());
  CHECK(resolver.times_asked("mx1.acme.example", "A") == 0);
}

TEST_CASE("the TLS reporting record is found among others", "[survey][tls-rpt]") {
  using Texts = std::vector<std::string>;
  const auto [texts, present, reports] = GENERATE(table<Texts, bool, bool>({
      {Texts{}, false, false},
      {Texts{"v=spf1 -all"}, false, false},
      {Texts{"v=TLSRPTv1; rua=mailto:a@b.test", "v=spf1 -all"}, true, true},
      {Texts{"v=TLSRPTv1; rua=a@b.test"}, true, false},
      {Texts{"v=TLSRPTv1; rua=mailto:a@b.test", "v=TLSRPTv1; rua=mailto:c@b.test"}, true, false},
  }));
  FakeResolver resolver;
  for (const std::string& text : texts) resolver.add({"_smtp._tls.acme.example", "TXT", text});
  const survey::Facts facts = survey_with(resolver, nullptr, {.needs = {Need::tls_rpt}});
  REQUIRE(facts.tls_rpt.present() == present);
  if (present) CHECK(facts.tls_rpt->record.has_value() == reports);
  resolver.fail("_smtp._tls.acme.example", "TXT");
  CHECK(survey_with(resolver, nullptr, {.needs = {Need::tls_rpt}}).tls_rpt.unknown());
}
