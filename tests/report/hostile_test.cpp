// Every format, held against text that tries to be more than text.
#include <algorithm>
#include <functional>
#include <map>
#include <pugixml.hpp>
#include <regex>

#include "base/text.h"
#include "report/csv_rows.h"
#include "report/describe.h"
#include "report/samples.h"
#include "report/stored.h"
#include "report/words.h"
#include "support/catch.h"
#include "support/json_value.h"
using namespace mailready;
using namespace mailready::test;
using report::shown;

namespace {

const std::vector<std::string> hostile_texts{
    std::string("nul\0nul", 7),
    "\x1b[2J\x1b]0;owned\x07",
    "line\nline\r\nline\rline",
    "\n::error::owned",
    "::error file=x,line=1::owned",
    "##[error]owned",
    "%0A::error::owned%0D",
    "\xe2\x80\xaereversed\xe2\x80\x8b\xef\xbb\xbf",
    "\xc2\x85\xe2\x80\xa8next line",
    "\xff\xc0\xaf\xed\xa0\x80 invalid UTF-8",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "]]> <!-- --> <![CDATA[ &amp; &#10; &quot;",
    "\"quoted\" 'quoted' \\\" \\",
    "` `` ``` a|b \\| \\`|",
    "```\n# heading\n- item",
    "| a | b |",
    "[link](javascript:alert(1)) ![image](https://evil.example/x.png) <https://evil.example>",
    "https://evil.example www.evil.example evil@evil.example @mention #1 !2 GH-3 :bomb: deadbeef",
    "*bold* _under_ ~~gone~~ $math$",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "a,b\"c;d",
    "{\"json\": [1, \"\\u0000\"]}",
    "{} {0} {nothing}",
    "\xf0\x9f\x93\xac \xd0\xbf\xd0\xbe\xd1\x87\xd1\x82\xd0\xb0",
};

lint::Finding finding_with(const std::string& text, lint::Severity severity) {
  return {.rule = "spf-missing",
          .severity = severity,
          .subject = text,
          .type = text,
          .provider = text,
          .message = text,
          .fix = text,
          .publish = {{text, text, text}},
          .remove = {{text, text, text}},
          .evidence = {text},
          .references = {text},
          .caused_by = {text},
          .place = dns::Place{text, 7}};
}

/// A domain whose every text is `text`: an error, a warning, an info, a doubt and a suppressed finding.
Sample hostile(const std::string& text) {
  Sample sample = healthy();
  sample.judgement.domain = text;
  sample.judgement.verdict = lint::Verdict::not_ready;
  sample.judgement.place = dns::Place{text, 3};
  for (const auto severity : {lint::Severity::error, lint::Severity::warning, lint::Severity::info})
    sample.judgement.findings.push_back(finding_with(text, severity));
  sample.judgement.findings[1].rule = text;
  sample.judgement.suppressed = {{.finding = finding_with(text, lint::Severity::info), .reason = text, .until = text}};
  sample.judgement.undecided = {
      {.rule = "mx-missing", .severity = lint::Severity::error, .subject = text, .reason = text, .detail = text}};
  return sample;
}

/// As it is read back, with a sentence and a plan that are hostile too.
Json stored_json(const Sample& sample, const std::string& text) {
  Json json = sample.result().value();
  json["sentence"] = shown(text);
  json["plan"]["line"] = shown(text);
  json["plan"]["outbound"] = {shown(text)};
  json["plan"]["stream"] = shown(text);
  return json;
}

std::string printed_stored(std::string_view format, const Json& json) {
  const auto stored = report::read_stored(json);
  REQUIRE(stored);
  std::ostringstream out;
  const auto reporter = report::find_format(format)->make(out);
  report::Summary summary;
  summary.statistics.emplace();
  const report::StoredResult result(*stored);
  reporter->begin({.version = "0.1.0", .expected = 1, .verbose = true});
  summary.count(stored->judgement);
  summary.statistics->count(result);
  reporter->domain(result);
  reporter->end(summary);
  return out.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
  REQUIRE(lines.back().empty());  // the last line ends
  lines.pop_back();
  return lines;
}

// What each format must hold, given its output, the hostile text as it is shown, and the name of the file.

void check_text(const std::string&, const std::string&, const std::string&) {}  // nothing in it is read by a machine

void check_domain_json(const Json& domain, const std::string& text) {
  const Json& finding = domain["findings"][0];
  for (const char* name : {"subject", "type", "provider", "message", "fix"}) CHECK(finding[name] == text);
  CHECK(finding["place"]["file"] == text);
  CHECK(finding["publish"][0]["data"] == text);
  CHECK(domain["suppressed"][0]["reason"] == text);
}

void check_json(const std::string& output, const std::string& text, const std::string&) {
  check_domain_json(Json::parse(output)["domains"][0], text);
}

void check_ndjson(const std::string& output, const std::string& text, const std::string&) {
  REQUIRE(lines_of(output).size() == 1);
  check_domain_json(Json::parse(output), text);
}

/// What a URI stands for.
std::string decoded(const std::string& uri) {
  std::string text;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    if (uri[i] != '%') {
      text += uri[i];
      continue;
    }
    text += static_cast<char>(std::stoi(uri.substr(i + 1, 2), nullptr, 16));
    i += 2;
  }
  return text;
}

void check_sarif(const std::string& output, const std::string& text, const std::string& file) {
  const Json run = Json::parse(output)["runs"][0];
  REQUIRE(run["results"].size() == 4);
  const Json& result = run["results"][0];
  CHECK(result["message"]["text"].get<std::string>().starts_with(text + "\n"));
  CHECK(result["message"]["text"].get<std::string>().find('\r') == std::string::npos);
  const std::string uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
  CHECK(std::regex_match(uri, std::regex("[-A-Za-z0-9._~/%]*")));
  CHECK(decoded(uri) == (file.starts_with('/') ? "file://" : "") + report::file_of({file, 7}));
  CHECK_THAT(run["results"][3]["suppressions"][0]["justification"].get<std::string>(), contains_text(text));
  CHECK(run["invocations"][0]["toolExecutionNotifications"].size() == 1);
}

void check_junit(const std::string& output, const std::string& text, const std::string&) {
  pugi::xml_document document;
  REQUIRE(document.load_string(output.c_str(), pugi::parse_full | pugi::parse_ws_pcdata));
  std::map<std::string, int> elements;
  const std::function<void(pugi::xml_node)> count = [&](pugi::xml_node node) {
    for (const pugi::xml_node child : node) {
      const bool expected = child.type() == pugi::node_element || child.type() == pugi::node_pcdata ||
                            child.type() == pugi::node_declaration;
      CHECK(expected);
      if (child.type() == pugi::node_element) ++elements[child.name()];
      count(child);
    }
  };
  count(document);
  CHECK(elements["testsuite"] == 1);
  CHECK(elements["failure"] == 2);
  CHECK(elements["error"] == 1);
  for (const auto& [name, number] : elements)
    CHECK((name.starts_with("test") || name == "failure" || name == "error" || name == "system-out"));
  const auto suite = document.child("testsuites").child("testsuite");
  CHECK(suite.attribute("name").value() == text);
  CHECK(suite.find_child_by_attribute("name", "spf-missing").child("failure").attribute("message").value() == text);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

void check_github(const std::string& output, const std::string& text, const std::string&) {
  const std::vector<std::string> lines = lines_of(output);
  CHECK(lines.size() == 4);  // the suppressed finding has none
  const std::regex command("::(error|warning|notice) file=([^,:]*),line=(7|3),title=([^,:]*)::(.*)");
  for (const std::string& line : lines) {
    CAPTURE(line);
    std::smatch parts;
    REQUIRE(std::regex_match(line, parts, command));
    const std::string data = replaced(replaced(parts[5], "%0A", "\n"), "%25", "%");
    if (parts[3] == "7") CHECK(data.starts_with(text + "\nFix: "));
  }
}

void check_gitlab(const std::string& output, const std::string& text, const std::string&) {
  const Json issues = Json::parse(output);
  REQUIRE(issues.size() == 4);
  CHECK_THAT(issues[0]["description"].get<std::string>(), contains_text(text));
  for (const Json& issue : issues) CHECK(issue["fingerprint"].get<std::string>().size() == 16);
}

/// What of a line is no code.
std::string without_code(const std::string& line) {
  static const std::regex element("<code>[A-Za-z0-9 &#;\x80-\xff]*</code>"), span("`[^`|]*`");
  return std::regex_replace(std::regex_replace(line, element, "C"), span, "C");
}

void check_markdown(const std::string& output, const std::string&, const std::string&) {
  std::string fence;
  for (const std::string& line : lines_of(output)) {
    CAPTURE(line);
    if (!fence.empty()) {  // a line of its own ends a block, and nothing else does
      if (line == fence) fence.clear();
      continue;
    }
    if (line.starts_with("```")) {
      fence = line.substr(0, line.find_first_not_of('`'));
      continue;
    }
    std::string rest = without_code(line);
    const bool is_row = rest.starts_with("| ");
    const bool is_ours = rest.empty() || is_row || rest.starts_with("### C") ||
                         rest.starts_with("- undecided, since ") || rest.starts_with("- suppressed: ") ||
                         rest.starts_with("**NOT READY** ") || rest.starts_with("Fix for C: ");
    CHECK(is_ours);
    if (is_row) CHECK(std::ranges::count(rest, '|') == 5);
    for (const std::string ours : {"### ", "**NOT READY** ", "|"}) rest = replaced(rest, ours, "");
    CHECK(rest.find_first_of("<>[]@#!|*_`\\&$~=+{}\"") == std::string::npos);
    CHECK(rest.find("www.") == std::string::npos);
    CHECK_FALSE(std::regex_search(rest, std::regex(":[^ ]|GH-[0-9]|deadbeef")));
  }
  CHECK(fence.empty());
}

void check_csv(const std::string& output, const std::string& text, const std::string&) {
  const auto rows = csv_rows(output);
  REQUIRE(rows.size() == 2);
  REQUIRE(rows[1].size() == rows[0].size());
  const std::string domain = rows[1][0];
  const bool is_defused = domain == "'" + text;
  CHECK((is_defused || domain == text));
  for (const std::string& cell : rows[1])
    CHECK((cell.empty() || std::string_view("=+-@\t\r").find(cell.front()) == std::string_view::npos));
}

using Check = void (*)(const std::string& output, const std::string& text, const std::string& file);
const std::map<std::string_view, Check> checks{
    {"text", check_text},     {"json", check_json},         {"ndjson", check_ndjson},
    {"sarif", check_sarif},   {"junit", check_junit},       {"github", check_github},
    {"gitlab", check_gitlab}, {"markdown", check_markdown}, {"csv", check_csv},
};

}  // namespace

TEST_CASE("hostile text is text in every format", "[report][hostile]") {
  for (const std::string& text : hostile_texts) {
    const Sample sample = hostile(text);
    const Json json = stored_json(sample, text);
    for (const report::Format& format : report::formats()) {
      CAPTURE(format.name, shown(text));
      REQUIRE(checks.contains(format.name));
      const auto holds = [&](const std::string& output, const std::string& file) {
        checks.at(format.name)(output, shown(text), file);
        for (const std::string& line : lines_of(replaced(output, "\r\n", "\n"))) CHECK(shown(line) == line);
      };
      holds(printed(format.name, sample, {.version = "0.1.0", .verbose = true}), text);
      holds(printed_stored(format.name, json), shown(text));
    }
  }
}
