#include "report/result_reader.h"

#include <sstream>

#include "support/catch.h"
using namespace mailready;

namespace {

/// What came out of an input.
struct Outcome {
  std::vector<std::string> domains{};
  std::vector<std::size_t> lines{};
  bool interrupted = false;
  std::string fault{};  ///< "LINE: what", or empty

  bool operator==(const Outcome&) const = default;
};

[[maybe_unused]] std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  for (std::size_t i = 0; i < outcome.domains.size(); ++i)
    out << outcome.lines[i] << ": " << outcome.domains[i] << '\n';
  return out << (outcome.interrupted ? "interrupted\n" : "") << outcome.fault;
}

Outcome read(const std::string& text) {
  std::stringbuf input(text);
  Outcome outcome;
  const auto end = report::read_results(input, [&](report::Stored result, std::size_t line) {
    outcome.domains.push_back(result.judgement.domain);
    outcome.lines.push_back(line);
    return true;
  });
  if (end) {
    outcome.interrupted = end->interrupted;
    CHECK(end->results == outcome.domains.size());
  } else {
    outcome.fault = std::to_string(end.error().line) + ": " + end.error().what;
  }
  return outcome;
}

/// The least that is a result.
std::string result_of(const std::string& domain) {
  return R"({"domain": ")" + domain +
         R"(", "verdict": "ready", "scope": "records", "findings": [], "undetermined": []})";
}

const std::string a = result_of("a.test"), b = result_of("b.test"), c = result_of("c.test");

std::string document(const std::string& domains, const std::string& more = "") {
  return R"({"schema": "mailready/1", "tool": {"name": "mailready"}, "domains": [)" + domains + "]" + more + "}\n";
}

/// `result_of("a.test")` with `text` for `part`.
std::string with(const std::string& part, const std::string& text) {
  std::string result = a;
  const auto at = result.find(part);
  if (at == std::string::npos) throw std::invalid_argument(part);
  return result.replace(at, part.size(), text);
}

const std::string finding =
    R"({"rule": "mx-missing", "severity": "error", "subject": "a.test", "type": "MX", "provider": null,
        "message": "m", "fix": "f", "publish": [], "remove": [], "complete": true, "evidence": [], "references": [],
        "caused_by": []})";

/// A result with one finding, in which `text` stands for `part`.
std::string with_finding(const std::string& part = "m", const std::string& text = "m") {
  std::string one = finding;
  return with(R"("findings": [])", R"("findings": [)" + one.replace(one.find(part), part.size(), text) + "]");
}

}  // namespace

TEST_CASE("results come out of lines, documents and what stands behind one another", "[report]") {
  const auto [text, lines] = GENERATE_COPY(table<std::string, std::vector<std::size_t>>({
      {a + "\n" + b + "\n" + c + "\n", {1, 2, 3}},
      {a + "\r\n\r\n" + b + "\n" + c, {1, 3, 4}},
      {"\xef\xbb\xbf" + a + b + c, {1, 1, 1}},
      {document(a + "," + b + "," + c), {1, 1, 1}},
      {document(a + ",\n" + b + ",\n\n" + c), {1, 2, 4}},
      {document(a) + b + "\n" + document(c), {1, 2, 3}},
      {document("") + document(a + "," + b) + "\n" + document("") + c, {2, 2, 5}},
      {a + "\n" + R"({"summary": {"domains": [1]}, "domains": [)" + b + "\n, " + c + R"(], "schema": "mailready/1"})",
       {1, 2, 3}},
  }));
  CAPTURE(text);
  CHECK(read(text) == Outcome{.domains = {"a.test", "b.test", "c.test"}, .lines = lines});
}

TEST_CASE("a document says that its run was interrupted", "[report]") {
  CHECK(read(document(a, R"(, "interrupted": true)")).interrupted);
  CHECK_FALSE(read(document(a, R"(, "interrupted": false)")).interrupted);
  CHECK(read(document("", R"(, "interrupted": true)")).interrupted);
  CHECK(read(document("", R"(, "interrupted": true)") + a).interrupted);
}

TEST_CASE("an input without a value has no results", "[report]") {
  CHECK(read("") == Outcome{});
  CHECK(read(" \n\t\r\n") == Outcome{});
}

TEST_CASE("the end of the first result that is none is the end", "[report]") {
  const Outcome outcome = read(a + "\n" + with("ready", "fine") + "\n" + b + "\n");
  CHECK(outcome.domains == std::vector<std::string>{"a.test"});
  CHECK_THAT(outcome.fault, contains_text("2: "));
}

TEST_CASE("what is no JSON is refused with its line", "[report]") {
  const auto [text, line, fault] = GENERATE_COPY(table<std::string, std::string, std::string>({
      {"acme.example\n", "1", "this is no JSON"},
      {"\n\nREADY acme.example", "3", "this is no JSON"},
      {"\x1f\x8b\x08", "1", "this is no JSON"},
      {a + "\n" + a.substr(0, 40), "2", "ends within what begins in line 2"},
      {a + "\n" + a.substr(0, 40) + "\n", "2", "ends within what begins in line 2"},
      {a + "\n" + a.substr(0, 15) + "\n" + b + "\n", "2", "begins in line 2"},
      {a + "\n" + a.substr(0, 40) + "\n" + b + "\n", "3", "begins in line 2"},
      {document(a).substr(0, 90), "1", "ends within"},
      {document(a).substr(0, document(a).size() - 3), "1", "ends within"},
      {a + "]\n", "1", "this is no JSON"},
      {a + "\n,\n" + b, "2", "this is no JSON"},
      {with("[]", "[1,]"), "1", "this is no JSON"},
      {with("[]", "[1e999]"), "1", "number overflow"},
      {with("a.test", "a\xff.test"), "1", "UTF-8"},
      {with("a.test", "a\n.test"), "1", "control character"},
  }));
  CAPTURE(text);
  const Outcome outcome = read(text);
  CHECK(outcome.fault.substr(0, outcome.fault.find(": ")) == line);
  CHECK_THAT(outcome.fault, contains_text(fault));
}

TEST_CASE("JSON that is no result of check is refused", "[report]") {
  const auto [text, fault] = GENERATE_COPY(table<std::string, std::string>({
      {"null", "no result"},
      {"7 ", "no result"},
      {"\"acme.example\"", "no result"},
      {"[" + a + "]", "no result"},
      {"{}", "\"domain\" is missing"},
      {R"({"domain": "a.test", "verdict": "survives", "losses": []})", "\"verdict\" is \"survives\""},
      {with("\"a.test\"", "7"), "\"domain\" is no text"},
      {with("\"ready\"", "null"), "\"verdict\" is no text"},
      {with("ready", "READY"), "\"verdict\" is \"READY\", and none of ready, not-ready and undetermined"},
      {with("records", "everything"), "\"scope\" is \"everything\""},
      {with("findings", "Findings"), "\"findings\" is missing"},
      {with("[]", "{}"), "\"findings\" is no array"},
      {with("[]", "[7]"), "an object"},
      {with(R"("undetermined": [])", R"("undetermined": [{"rule": "r", "severity": "error", "subject": "s"}])"),
       "\"reason\" is missing"},
      {with(R"("undetermined": [])", R"("undetermined": [{"rule": "r", "subject": "s", "reason": "timeout"}])"),
       "\"severity\" is missing"},
      {with_finding("\"error\"", "\"fatal\""), "\"severity\" is \"fatal\", and none of error, warning and info"},
      {with_finding("\"MX\"", "[]"), "\"type\" is no text"},
      {with_finding("true", "\"yes\""), "\"complete\" is neither true nor false"},
      {with_finding("\"publish\": []", "\"publish\": [{\"name\": \"a.test\"}]"), "\"type\" is missing"},
      {with_finding("\"evidence\": []", "\"evidence\": [null]"), "\"evidence\" holds what is no text"},
      {with_finding("\"caused_by\": []", "\"place\": {\"file\": 1}, \"caused_by\": []"), "\"file\" is no text"},
      {with("ready", std::string(5000, 'x')), "xxx…xxx"},
      {document("7"), "no result"},
      {document("[" + a + "]"), "no result"},
      {R"({"schema": "mailready/1", "domains": {"a.test": )" + a + "}}", "\"domains\" is no array"},
      {R"({"domains": [)" + a + "]}", "\"schema\" is missing"},
      {R"({"schema": "mailready/2", "domains": []})", "the schema \"mailready/2\" is not known"},
      {R"({"schema": 1, "domains": []})", "the schema \"number\" is not known"},
  }));
  CAPTURE(text);
  CHECK(read(text).fault.starts_with("1: "));
  CHECK_THAT(read(text).fault, contains_text(fault));
}

TEST_CASE("neither depth nor width nor size bring the reader down", "[report]") {
  const auto [value, fault] = GENERATE(table<std::string, std::string>({
      {std::string(1'000'000, '['), "nested too deeply"},
      {"{\"a\":" + std::string(600, '[') + std::string(600, ']') + "}", "nested too deeply"},
      {std::string(400, '[') + std::string(400, ']'), ""},
      {"\"" + std::string(17 << 20, 'x') + "\"", "too many octets"},
      {"123456789012345678901234567890", ""},
      {"-1.5e300", ""},
  }));
  CHECK_THAT(read(with("[]}", "[], \"more\": " + value + "}")).fault, contains_text(fault));
  std::string wide = "{\"k\":1";
  for (int i = 0; i < 2000; ++i) wide += ",\"k" + std::to_string(i) + "\":1";
  CHECK_THAT(read(with("[]}", "[], \"more\": " + wide + "}}")).fault, contains_text("too many members"));
}

TEST_CASE("reading ends where the taker says so", "[report]") {
  std::stringbuf input(a + b + c);
  std::size_t taken = 0;
  CHECK_FALSE(report::read_results(input, [&](const report::Stored&, std::size_t) { return ++taken < 2; }));
  CHECK(taken == 2);
}
