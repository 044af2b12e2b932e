// The matrix, the decision and the JSON of rows made by hand, with whatever text DNS can hold.
#include <sstream>

#include "report/failover/decision.h"
#include "report/failover/json.h"
#include "report/failover/matrix.h"
#include "report/samples.h"
#include "support/catch.h"
#include "support/json_value.h"
#include "support/page_text.h"

using namespace mailready;
using failover::Row;
using failover::Verdict;
using report::Simulation;
using test::Json;
using test::json_value;
using test::name;

namespace {

const std::string hostile = "\x1b[31mred\x07\nline\xff";

/// A sender whose every text is hostile.
failover::Sending hostile_sending(Verdict verdict) {
  failover::Sending sending{.provider = test::provider("own" + hostile, "Own" + hostile)};
  sending.verdict = verdict;
  sending.policy = dmarc::Policy::reject;
  sending.spf = {.name = name("acme.example"), .reason = hostile};
  sending.dkim.selectors = {"s" + hostile};
  sending.notes = {"note " + hostile};
  return sending;
}

Row row_of(const std::string& id, Verdict verdict) {
  Row row;
  row.part = {.kind = failover::Part::Kind::esp, .id = id, .name = id, .providers = {id}};
  failover::Outbound outbound;
  outbound.verdict = verdict;
  outbound.remaining.push_back(hostile_sending(verdict));
  row.outbound.push_back(std::move(outbound));
  row.sends = {verdict, true};
  row.inbound.serving = {name("mx\x1b.acme.example"), name(std::string(60, 'x') + ".acme.example")};
  row.inbound.notes = {"whether " + hostile};
  row.inbound.takeovers.push_back({.exchange = name("mx\x1b.acme.example"), .preference = 20});
  row.receives = {Verdict::degraded, true};
  row.name_service.all = 2;
  row.name_service.remaining = {name("ns1.acme.example")};
  row.resolves = {Verdict::survives, false};
  return row;
}

Simulation simulation(std::vector<Row> rows) {
  auto standing = std::make_shared<failover::Standing>();
  standing->facts.domain = name("acme.example");
  standing->plan.outbound.push_back({.provider = test::provider("own" + hostile, "Own")});
  Simulation made{.version = "0.1.0"};
  made.standing = standing;
  made.rows = std::move(rows);
  made.clock.entries = {{.change = "MX of " + std::string(200, 'a') + hostile, .time = std::chrono::hours(1)}};
  return made;
}

auto written(const Simulation& simulation) {
  return [&](report::JsonWriter& json) { report::write_simulation(json, simulation); };
}

Simulation every_verdict() {
  return simulation({row_of("kept", Verdict::survives), row_of("weak", Verdict::degraded),
                     row_of("open", Verdict::unknown), row_of("gone" + hostile, Verdict::lost),
                     row_of(std::string(300, 'n'), Verdict::none_declared)});
}

template <class Write>
std::string text_at(int width, bool colour, Write write) {
  std::ostringstream out;
  report::Page page(out, width, colour);
  write(page);
  return out.str();
}

std::string matrix_at(int width, bool colour = false, const Simulation& shown = every_verdict()) {
  return text_at(width, colour, [&](report::Page& page) { report::write_matrix(page, shown, true); });
}

std::string decision_at(int width, bool colour, Verdict verdict) {
  Simulation shown = simulation({row_of("gone" + hostile, verdict)});
  shown.one_case = true;
  return text_at(width, colour, [&](report::Page& page) { report::write_decision(page, shown); });
}

std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  for (const std::string_view line : split(text, '\n')) most = std::max(most, report::width_of(line));
  return most;
}

/// The lines between the first blank one and the next.
std::string table_of(const std::string& matrix) {
  const std::size_t begin = matrix.find("\n\n") + 2;
  return matrix.substr(begin, matrix.find("\n\n", begin) - begin);
}

}  // namespace

TEST_CASE("No line is wider than the page, and the table no wider than 100 columns", "[report][failover]") {
  const int width = GENERATE(40, 80, 100, 200);
  CAPTURE(width);
  const std::string matrix = matrix_at(width);
  CHECK(widest(table_of(matrix)) <= static_cast<std::size_t>(std::min(width, 100)));
  CHECK(split(table_of(matrix), '\n').size() == 6);  // a head, and a row a loss
  CHECK(widest(matrix) <= static_cast<std::size_t>(width));
  CHECK(widest(decision_at(width, false, Verdict::lost)) <= static_cast<std::size_t>(width));
}

TEST_CASE("Nothing from DNS reaches a terminal raw", "[report][failover]") {
  CHECK(test::is_safe(matrix_at(80)));
  for (const Verdict verdict : {Verdict::survives, Verdict::degraded, Verdict::unknown, Verdict::lost})
    CHECK(test::is_safe(decision_at(80, false, verdict)));
}

TEST_CASE("Colours come only where they are wanted", "[report][failover]") {
  CHECK(matrix_at(80, false).find('\x1b') == std::string::npos);
  CHECK(decision_at(80, false, Verdict::survives).find('\x1b') == std::string::npos);
  CHECK_THAT(matrix_at(80, true), contains_text("\x1b["));
  CHECK_THAT(decision_at(80, true, Verdict::survives), contains_text("\x1b["));
}

TEST_CASE("Every verdict has its word, and the last line its sum", "[report][failover]") {
  const std::string matrix = matrix_at(100);
  for (const char* word : {"LOST", "not known", "no spare", "1 of 2 left", "NOT READY"})
    CHECK_THAT(matrix, contains_text(word));
  CHECK_THAT(matrix_at(100, false, simulation({row_of("kept", Verdict::survives)})), contains_text("\nREADY "));
  CHECK_THAT(matrix_at(100, false, simulation({row_of("open", Verdict::unknown)})), contains_text("\nUNDETERMINED "));
  CHECK_THAT(matrix_at(100, false, simulation({})), contains_text("\nNOTHING DECLARED "));
}

TEST_CASE("A decision begins with the call", "[report][failover]") {
  const auto [verdict, call] = GENERATE(table<Verdict, std::string>({{Verdict::survives, "GO "},
                                                                     {Verdict::degraded, "GO "},
                                                                     {Verdict::unknown, "UNDETERMINED "},
                                                                     {Verdict::lost, "NO-GO "}}));
  CHECK(decision_at(80, false, verdict).starts_with(call));
}

TEST_CASE("JSON holds no raw octet of DNS, and what is not known as null", "[report][failover]") {
  Simulation shown = every_verdict();
  const std::string text = report::json_text(written(shown), 1);
  for (const char* raw : {"\\u001b", "\\u0007", "\xff", "\xef\xbf\xbd", "\x1b"}) {
    CAPTURE(raw);
    CHECK(text.find(raw) == text.npos);
  }
  const Json json = json_value(written(shown));
  CHECK(json["losses"].size() == 5);
  CHECK(json["verdict"] == "lost");
  CHECK(json["rto"].is_null());
  CHECK_FALSE(json.contains("decision"));
  CHECK(json["losses"][0]["receives"]["takeovers"][0]["in_mta_sts_policy"].is_null());
  CHECK(json["losses"][2]["sends"]["cases"][0]["remaining"][0]["spf"]["result"].is_null());

  shown = simulation({row_of("gone", Verdict::lost)});
  shown.one_case = true;
  CHECK(json_value(written(shown))["decision"]["call"] == "no-go");
}
