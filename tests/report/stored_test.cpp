#include "report/stored.h"

#include <set>

#include "report/samples.h"
#include "support/catch.h"
#include "support/json_value.h"
using namespace mailready;
using namespace mailready::test;

namespace {

report::Stored stored(const Json& json) {
  auto read = report::read_stored(json);
  if (!read) throw std::invalid_argument(read.error());
  return *std::move(read);
}

/// What `format` prints for `results`.
std::string printed_again(std::string_view format, const std::vector<report::Stored>& results, report::Run run) {
  std::ostringstream out;
  report::Summary summary;
  const auto reporter = report::find_format(format)->make(out);
  reporter->begin(run);
  for (const report::Stored& result : results) {
    summary.count(result.judgement);
    reporter->domain(report::StoredResult(result));
  }
  reporter->end(summary);
  return out.str();
}

/// Domains with a bit of everything.
std::vector<Sample> samples() {
  using survey::Need;
  std::vector<Sample> all;
  all.push_back(healthy());
  all.push_back(broken_backup());
  all.push_back(undecided());

  Sample odd = broken_backup();
  odd.plan.inbound = {{name("mx1.acme.example"), survey::Role::primary},
                      {name("mx2.acme.example"), survey::Role::backup}};
  odd.facts.mx->exchanges[1].host.ipv6 = timeout("mx2.acme.example", dns::Type::aaaa);
  odd.facts.dmarc = dmarc_walk("v=DMARC1; p=quarantine");
  odd.facts.dmarc.domain = odd.facts.domain;
  odd.facts.senders[0].dkim_aligned = timeout("acme.example", dns::Type::txt);
  odd.facts.dkim.keys[0].key->testing = true;
  odd.judgement.findings[0].place = dns::Place{.file = "acme \"\\255\".zone", .line = 17};
  odd.judgement.place = dns::Place{.file = "mailready.json", .line = 4};
  odd.judgement.findings[1].complete = false;
  odd.judgement.suppressed = {{.finding = {.rule = "mx-no-ipv6",
                                           .severity = lint::Severity::info,
                                           .subject = "acme.example",
                                           .type = "AAAA",
                                           .message = "No exchange has an IPv6 address",
                                           .fix = "Ask for one.",
                                           .place = dns::Place{"acme.zone", 3}},
                               .reason = "the provider has none",
                               .until = "2027-03-01"}};
  odd.judgement.undecided = {{.rule = "dns-ttl-too-long",
                              .severity = lint::Severity::info,
                              .subject = "acme.example",
                              .reason = "unreachable",
                              .detail = "acme.example NS",
                              .weighs = false}};
  all.push_back(std::move(odd));

  Sample bare = healthy();
  bare.plan = {};
  bare.judgement.scope = lint::Scope::records;
  for (survey::SenderFacts& sender : bare.facts.senders) sender.declared.reset();
  bare.facts.spf = timeout("acme.example", dns::Type::txt);
  bare.facts.mx = {};
  bare.facts.dkim.keys.clear();
  all.push_back(std::move(bare));

  Sample line;
  line.judgement.domain = "https://acme.example/";
  line.judgement.verdict = lint::Verdict::not_ready;
  line.judgement.findings = {{.rule = "domain-invalid",
                              .severity = lint::Severity::error,
                              .subject = "https://acme.example/",
                              .message = "\"https://acme.example/\" is a URL"}};
  all.push_back(std::move(line));
  return all;
}

}  // namespace

TEST_CASE("a result that is read back is reported as it was", "[report]") {
  const std::string format =
      GENERATE(as<std::string>{}, "text", "json", "ndjson", "sarif", "junit", "github", "gitlab", "markdown", "csv");
  const bool verbose = GENERATE(false, true), quiet = GENERATE(false, true);
  const auto expected = GENERATE(std::optional<std::size_t>(1), std::optional<std::size_t>());
  const report::Run run{.version = "0.1.0", .expected = expected, .verbose = verbose, .quiet = quiet && !verbose};
  std::vector<report::Stored> again;
  const std::vector<Sample> all = samples();
  for (const Sample& sample : all) {
    again.push_back(stored(sample.result().value()));
    if (expected) CHECK(printed_again(format, {again.back()}, run) == printed(format, sample, run));
  }
  if (!expected) CHECK(printed_again(format, again, run) == printed(format, all, run));
}

TEST_CASE("keys and numbers that are not known are kept", "[report]") {
  Json json = healthy().result().value();
  json["facts"]["new \"fact\"\n"] =
      Json::parse(R"([1, -2, 18446744073709551615, 1.5, true, null, {"a": []}, "\u001b"])");
  json["later"] = {{"version", 2}};
  const std::string line = printed_again("ndjson", {stored(json)}, {});
  CHECK_THAT(line, contains_text(R"("new \"fact\"\\010":[1,-2,18446744073709551615,1.5,true,null,{"a":[]},"\\027"])"));
  CHECK_THAT(line, contains_text(R"("later":{"version":2}})"));
}

TEST_CASE("facts of another shape than check writes break no page", "[report]") {
  const Json odd = GENERATE(values<Json>({nullptr, 7, "text", -1.5, true, Json::array(), Json::object(),
                                          Json::array({7}), Json::array({"a", nullptr, Json::object()}),
                                          Json{{"undetermined", 7}}, Json{{"exchange", 7}, {"error", Json::array()}}}));
  const Json healthy_one = healthy().result().value();
  const report::Run run{.version = "0.1.0", .expected = 1, .verbose = true};
  CAPTURE(odd.dump());
  for (const char* key : {"domain", "sentence", "plan", "facts", "dns"}) {
    Json json = healthy_one;
    if (std::string_view(key) != "domain") json[key] = odd;
    CHECK_THAT(printed_again("text", {stored(json)}, run), contains_text("READY"));
  }
  for (const auto& [fact, value] : healthy_one["facts"].items()) {
    Json json = healthy_one;
    json["facts"][fact] = odd;
    CHECK_THAT(printed_again("text", {stored(json)}, run), contains_text("READY"));
    if (!value.is_array()) continue;
    json["facts"][fact] = Json::array({odd, value[0]});
    CHECK_THAT(printed_again("text", {stored(json)}, run), contains_text("READY"));
    for (const auto& [name, inner] : value[0].items()) {
      json["facts"][fact] = Json::array({value[0]});
      json["facts"][fact][0][name] = odd;
      CHECK_THAT(printed_again("text", {stored(json)}, run), contains_text("READY"));
    }
  }
}

TEST_CASE("what is read back reaches no terminal raw", "[report]") {
  const std::string hostile = "\x1b[2J\xe2\x80\xae\n";
  Json json = Json::parse(healthy().result().value().dump(), [&](int, Json::parse_event_t event, Json& value) {
    const bool is_word = event == Json::parse_event_t::value && value.is_string();
    static const std::set<std::string> kept{"ready", "failover"};
    if (is_word && !kept.contains(value.get<std::string>())) value = hostile;
    return true;
  });
  json["sentence"] = hostile;
  for (const std::string format : {"text", "json", "ndjson"}) {
    const std::string text =
        printed_again(format, {stored(json)}, {.version = "0.1.0", .expected = 1, .verbose = true});
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\xe2\x80\xae") == std::string::npos);
    CHECK(text.find("[2J\n") == std::string::npos);
  }
}

TEST_CASE("what stands for no domain name is known by its want of facts", "[report]") {
  CHECK(stored(healthy().result().value()).is_about_a_name());
  CHECK_FALSE(stored(Sample{}.result().value()).is_about_a_name());
  Json bare = healthy().result().value();
  bare.erase("facts");
  CHECK(stored(bare).is_about_a_name());
}
