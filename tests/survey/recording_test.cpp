#include "survey/recording.h"

#include "base/text.h"
#include "support/catch.h"
#include "support/fake_resolver.h"
#include "support/run.h"
#include "survey/replay.h"

using namespace mailready;
using namespace mailready::survey;
using namespace std::chrono_literals;
using test::name;

namespace {

const Timestamp moment{1'796'073'605'123ms};

const RecordedRun a_run{.version = "0.1.0", .date = moment};

const std::string head =
    "mailready-recording 1\nversion 0.1.0\ndate 2026-11-30T21:20:05.123Z\nnetwork yes\ndiscovery yes\n";

Asked asked(const std::string& owner, dns::Type type, dns::Reply reply) {
  return {{name(owner), type}, std::move(reply), moment};
}

dns::Answer nothing_at(const std::string& owner, dns::Type type) { return {.question = {name(owner), type}}; }

Facts some_facts() {
  Facts facts;
  facts.domain = name("acme.example");
  facts.queries = 14;
  facts.cached = 3;
  facts.elapsed = 41ms;
  for (const auto& [owner, type] : {std::pair("www.acme.example", dns::Type::a),
                                    {"b.example", dns::Type::txt},
                                    {"acme.example", dns::Type::txt},
                                    {"acme.example", dns::Type::mx},
                                    {"acme.example", dns::Type::mx}})
    facts.answers.push_back(asked(owner, type, nothing_at(owner, type)));
  return facts;
}

Facts fetched(net::FetchReply reply) {
  Facts facts = some_facts();
  facts.answers.clear();
  facts.fetches.push_back({"https://mta-sts.acme.example/.well-known/mta-sts.txt", std::move(reply), moment});
  return facts;
}

/// `text` without the lines that say when it was.
std::string without_times(std::string_view text) {
  std::string left;
  for (const std::string_view line : split(text, '\n'))
    if (!line.starts_with("  at ")) left += std::string(line) + "\n";
  return left;
}

}  // namespace

TEST_CASE("what belongs together stands together, each question once", "[survey][recording]") {
  std::string text = recording_text(some_facts()), headings;
  dns::NumberedLines lines(text);
  while (const auto line = lines.next())
    if (!line->indented()) headings += std::string(line->text) + "\n";
  CHECK(headings ==
        "domain acme.example\n"
        "costs 14 queries, 3 cached, 41 ms\n"
        "asked acme.example MX\n"
        "asked acme.example TXT\n"
        "asked www.acme.example A\n"
        "asked b.example TXT\n");
}

TEST_CASE("a recording reads back as it was", "[survey][recording]") {
  Facts other = some_facts();
  other.domain = name("b.example");
  other.exact_answers = {asked("b.example", dns::Type::mx, nothing_at("b.example", dns::Type::mx))};
  const std::string text =
      "\xEF\xBB\xBF" + recording_text(a_run) + recording_text(some_facts()) + recording_text(other);
  const auto recording = read_recording(text + recording_text("no \x1b name\n") + recording_end());
  REQUIRE(recording);
  CHECK(recording->run.whole);
  CHECK_FALSE(read_recording(text)->run.whole);  // it was interrupted, or cut
  CHECK(recording->domains.back().line == "no \x1b name\n");
  REQUIRE(recording->domains.size() == 3);
  CHECK(recording->run.version == "0.1.0");
  CHECK(recording->run.date == moment);
  CHECK_FALSE(recording->run.offline);
  const RecordedDomain& domain = recording->domains[1];
  CHECK(domain.domain == name("b.example"));
  CHECK(domain.costs.queries == 14);
  CHECK(domain.costs.cached == 3);
  CHECK(domain.costs.elapsed == 41ms);
  CHECK(domain.answers.size() == 4);
  CHECK(domain.exact_answers.size() == 1);
  const auto empty = read_recording(
      recording_text(RecordedRun{.version = "0.1.0", .date = moment, .offline = true, .discover = false}));
  REQUIRE(empty);
  CHECK(empty->run.offline);
  CHECK_FALSE(empty->run.discover);
  CHECK(empty->domains.empty());
}

TEST_CASE("what was fetched reads back as it was", "[survey][recording]") {
  using Kind = net::FetchFailure::Kind;
  const net::FetchReply reply = GENERATE(values<net::FetchReply>(
      {net::Response{200, "text/plain; charset=utf-8", "version: STSv1\r\nmode: enforce\r\n"},
       net::Response{404, "", ""}, net::Response{200, "a\x01", "\n\n\\\x1b[0m no end"},
       net::FetchFailure{Kind::certificate, "it has \"expired\"\n"}, net::FetchFailure{Kind::offline, ""},
       net::FetchFailure{Kind::unreachable, "x"}, net::FetchFailure{Kind::timed_out, "x"},
       net::FetchFailure{Kind::no_library, "x"}, net::FetchFailure{Kind::trust_store, "x"},
       net::FetchFailure{Kind::too_large, "x"}, net::FetchFailure{Kind::broken, "x"}}));
  const std::string text = recording_text(a_run) + recording_text(fetched(reply));
  CAPTURE(text);
  const auto recording = read_recording(text);
  REQUIRE(recording);
  const Fetched& again = recording->domains.at(0).fetches.at(0);
  CHECK(again.url == "https://mta-sts.acme.example/.well-known/mta-sts.txt");
  CHECK(again.reply == reply);
  CHECK(again.time == moment);
}

TEST_CASE("what is no recording is refused, with its line", "[survey][recording]") {
  const std::string domain = head + "domain acme.example\n", costs = "costs 1 queries, 0 cached, 5 ms\n";
  const std::string asked_mx = "asked acme.example MX\n  at 2026-11-30T21:20:05.123Z\n  NOERROR\n";
  const auto [text, line] = GENERATE_COPY(table<std::string, std::size_t>({
      {"", 1},
      {"{\"schema\": \"mailready/1\"}\n", 1},
      {"mailready-recording 2\n", 1},
      {"mailready-recording 1\n", 2},
      {"mailready-recording 1\nversion 0.1.0\ndate today\n", 3},
      {"mailready-recording 1\nversion 0.1.0\ndate 2026-11-30T21:20:05.123Z\nnetwork perhaps\n", 4},
      {"mailready-recording 1\nversion 0.1.0\ndate 2026-11-30T21:20:05.123Z\nnetwork no\n", 5},
      {head + "asked acme.example MX\n", 6},
      {head + "domain a..example\n", 6},
      {domain, 7},
      {domain + "costs 1 queries\n", 7},
      {domain + costs + "whatever\n", 8},
      {domain + costs + "asked acme.example\n", 8},
      {domain + costs + "asked acme.example MX\n", 8},
      {domain + costs + "asked acme.example MX\n  at noon\n", 9},
      {domain + costs + "fetched https://x/\n", 8},
      {domain + costs + "fetched https://x/\n  status fine\n", 9},
      {domain + costs + "fetched https://x/\n  failure tired\n", 9},
      {domain + costs + "fetched https://x/\n  detail x\n", 9},
      {domain + costs + "domain acme.example\n", 8},
      {domain + costs + asked_mx + asked_mx, 11},
      {domain + costs + "end\ndomain b.example\n", 9},
      {domain + costs + "end of it\n", 8},
      {head + "no-domain\n", 6},
  }));
  CAPTURE(text);
  const auto recording = read_recording(text);
  REQUIRE_FALSE(recording);
  CHECK(recording.error().line == line);
  CHECK_FALSE(recording.error().what.empty());
}

TEST_CASE("a survey of what was recorded comes to the same facts, and asks nobody", "[survey][recording]") {
  test::FakeResolver resolver{{"acme.example", "MX", "10 mx1.acme.example"},
                              {"mx1.acme.example", "A", "185.10.20.10"},
                              {"acme.example", "TXT", "v=spf1 include:spf.example -all"},
                              {"spf.example", "TXT", "v=spf1 ip4:185.10.20.0/24 -all"}};
  resolver.fail("_dmarc.acme.example", "TXT");
  const Options options{.needs = {Need::spf, Need::mx, Need::exchanges, Need::dmarc}, .discover = false};
  const Facts facts = test::run(survey::survey({resolver}, name("acme.example"), {}, options));
  auto recording = read_recording(recording_text(a_run) + recording_text(facts));
  REQUIRE(recording);
  Replay replay(std::move(recording->domains.at(0)), false);
  const Facts again = test::run(survey::survey(replay.world(), name("acme.example"), {}, options));
  CHECK(without_times(recording_text(again)) == without_times(recording_text(facts)));
  CHECK(again.dmarc.steps.size() == facts.dmarc.steps.size());

  Options more = options;
  more.needs.insert(Need::tls_rpt);
  const Facts beyond = test::run(survey::survey(replay.world(), name("acme.example"), {}, more));
  REQUIRE(beyond.tls_rpt.unknown());
  CHECK(beyond.tls_rpt.failure().kind == dns::Failure::Kind::offline);
}
