// `report` through the program: what `check` wrote, read back and written again.
#include <csignal>
#include <nlohmann/json.hpp>

#include "support/catch.h"
#include "support/cli_zones.h"
#include "support/program.h"

using namespace mailready::test;
using nlohmann::json;

namespace {

/// A few domains of all kinds, one of them a line that is none, as `check` reports them.
class Run {
 public:
  explicit Run(const std::string& names = "acme.example\nops@acme.example\nb.test\nspf.mtasv.net\nops@acme.example\n") {
    std::vector<std::string> arguments{"check",
                                       "--domains",
                                       "-",
                                       "--primary",
                                       "postmark",
                                       "--backup",
                                       "sendgrid",
                                       "--format",
                                       "text=" + file("text"),
                                       "--format",
                                       "json=" + file("json"),
                                       "--format",
                                       "ndjson=" + file("ndjson")};
    const std::string zone = folder_.write("acme.zone", acme_zone(one_sender));
    code = run_program(words(std::move(arguments), offline_with(zone)), names).code;
  }

  std::string file(const std::string& format) const { return folder_.path("run." + format); }
  std::string text(const std::string& format) const { return folder_.read("run." + format); }

  int code = -1;

 private:
  TemporaryFolder folder_;
};

Exit report(const std::vector<std::string>& arguments, std::string_view input = "") {
  return run_program(words({"report"}, arguments), input);
}

/// A result of `domain` with one finding of this severity, or an undecided rule of error level where it is "open".
std::string result_of(const std::string& domain, const std::string& severity = "") {
  json result{{"domain", domain}, {"verdict", "ready"}, {"scope", "records"}, {"sentence", "A sentence."}};
  result["findings"] = json::array();
  result["undetermined"] = json::array();
  if (severity == "open")
    result["undetermined"].push_back(
        {{"rule", "mx-missing"}, {"severity", "error"}, {"subject", domain}, {"reason", "timeout"}});
  else if (!severity.empty())
    result["findings"].push_back({{"rule", "mx-missing"},
                                  {"severity", severity},
                                  {"subject", domain},
                                  {"message", "No MX"},
                                  {"fix", "Add one."},
                                  {"publish", json::array()},
                                  {"remove", json::array()},
                                  {"evidence", json::array()},
                                  {"references", json::array()},
                                  {"caused_by", json::array()}});
  return result.dump() + "\n";
}

std::string document_of(const std::string& results, bool interrupted = false) {
  return R"({"schema": "mailready/1", "domains": [)" + results + "]" +
         (interrupted ? R"(, "interrupted": true})" : "}") + "\n";
}

std::vector<std::string> domains_of(const std::string& text) {
  const json document = json::parse(text);
  std::vector<std::string> names;
  for (const json& domain : document["domains"]) names.push_back(domain["domain"]);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a run that was kept is written again as it was, in every format", "[cli][report]") {
  const Run run;
  for (const std::string from : {"json", "ndjson"})
    for (const std::string to : {"json", "ndjson", "text"}) {
      CAPTURE(from, to);
      const Exit exit = report({run.file(from), "--format", to});
      CHECK(exit.err == "");
      CHECK(exit.out == run.text(to));
      CHECK(exit.code == run.code);
    }
}

TEST_CASE("a single result gets the page that check gives one domain", "[cli][report]") {
  const TemporaryFolder folder;
  const std::string zone = folder.write("acme.zone", acme_zone(one_sender));
  const std::vector<std::string> more{GENERATE("--color=always", "-v", "-q")};
  const std::vector<std::string> check =
      words(words({"check", "acme.example", "--primary", "postmark", "--backup", "sendgrid", "--primary-mx",
                   "mx1.acme.example", "--backup-mx", "mx2.acme.example"},
                  offline_with(zone)),
            more);
  const Exit page = run_program(check);
  const Exit kept = run_program(words(check, {"--format", "ndjson"}));
  const Exit again = report(words({"-"}, more), kept.out);
  CHECK(again.out == page.out);
  CHECK(again.code == page.code);
}

TEST_CASE("several inputs come together, in their order", "[cli][report]") {
  const TemporaryFolder folder;
  const std::string first = folder.write("1.ndjson", result_of("a.test") + result_of("b.test"));
  const std::string second =
      folder.write("2.json", document_of(result_of("c.test")) + document_of(result_of("d.test")));
  const Exit exit = report({first, "-", second, "--format", "json"}, result_of("e.test"));
  CHECK(exit.code == 0);
  CHECK(domains_of(exit.out) == Names{"a.test", "b.test", "e.test", "c.test", "d.test"});
  CHECK(json::parse(exit.out)["summary"]["domains"] == 5);
}

TEST_CASE("a domain that comes twice is reported once, and a warning tells where it differs", "[cli][report]") {
  const std::string both = result_of("a.test", "error") + result_of("b.test");
  const Exit same = report({"-", "--format", "json"}, both + both);
  CHECK(domains_of(same.out) == Names{"a.test", "b.test"});
  CHECK(same.err == "");

  const std::vector<std::string> arguments{"-", "--format", "json"};
  const Exit differs = report(arguments, both + result_of("a.test"));
  CHECK(domains_of(differs.out) == Names{"a.test", "b.test"});
  CHECK(json::parse(differs.out)["summary"]["errors"] == 1);
  CHECK(differs.err ==
        "mailready: warning: standard input:3: a.test came before with another result; this one is left out\n");
  CHECK(differs.code == 1);
  CHECK(report(words(arguments, {"-q"}), both + result_of("a.test")).err == "");
}

TEST_CASE("report exits as check", "[cli][report]") {
  const auto [severity, fail_on, code] = GENERATE(table<std::string, std::string, int>({
      {"", "error", 0},
      {"error", "error", 1},
      {"warning", "error", 0},
      {"warning", "warning", 1},
      {"info", "warning", 0},
      {"info", "info", 1},
      {"error", "never", 0},
      {"open", "error", 3},
      {"open", "never", 3},
  }));
  CAPTURE(severity, fail_on);
  CHECK(report({"-", "--fail-on", fail_on}, result_of("a.test", severity) + result_of("b.test")).code == code);
  CHECK(report({"-", "--fail-on", fail_on}, result_of("b.test", severity) + result_of("c.test", "open")).code ==
        (code == 0 ? 3 : code));
}

TEST_CASE("what was interrupted stays so", "[cli][report]") {
  const TemporaryFolder folder;
  const std::string whole = folder.write("whole.ndjson", result_of("a.test"));
  const std::string results = GENERATE(std::string(), result_of("b.test"));
  const std::string part = folder.write("part.json", document_of(results, true));
  const Exit exit = report({part, whole, "--format", "json"});
  CHECK(exit.code == 130);
  CHECK(json::parse(exit.out)["interrupted"] == true);
  CHECK_THAT(report({whole, part}).out, contains_text("Interrupted: the domains that were not finished"));
  const Exit alone = report({part, "--format", "json"});
  CHECK(alone.code == 130);
  CHECK(json::parse(alone.out)["interrupted"] == true);
}

TEST_CASE("a signal closes the report of what was read", "[cli][report]") {
  Program program({"report", "-", "--format", "json"});
  std::string results;
  for (int i = 0; i < 2000; ++i) results += result_of("client" + std::to_string(i) + ".test");
  program.write(results);  // more than a pipe holds: once it is written, the program reads
  program.signal(SIGINT);
  const Exit exit = program.finish();
  CHECK(exit.code == 130);
  const json written = json::parse(exit.out);
  CHECK(written["interrupted"] == true);
  CHECK(written["summary"]["domains"] == written["domains"].size());
}

TEST_CASE("an input that is no result is refused with its place, and nothing is written", "[cli][report]") {
  const TemporaryFolder folder;
  const std::string good = folder.write("good.ndjson", result_of("a.test") + result_of("b.test"));
  const std::string kept = folder.write("out.json", "old");
  const std::string cut = result_of("c.test").substr(0, 60);
  const auto [content, place] = GENERATE_COPY(table<std::string, std::string>({
      {"", " holds no results"},
      {"\n", " holds no results"},
      {document_of(""), " holds no results"},
      {"acme.example\n", ":1: this is no JSON"},
      {result_of("c.test") + cut, ":2: the input ends within what begins in line 2"},
      {result_of("c.test") + cut + "\n" + result_of("d.test"), ":2: this is no JSON"},
      {result_of("c.test") + "\n{\"domain\": \"d.test\"}\n",
       ":3: this is no result of `check`: \"verdict\" is missing"},
      {result_of("c.test", "fatal"), ":1: this is no result of `check`: \"severity\" is \"fatal\""},
      {R"({"schema": "mailready/9", "domains": []})", ":1: the schema \"mailready/9\" is not known"},
  }));
  CAPTURE(content);
  const std::string bad = folder.write("bad.ndjson", content);
  for (const std::string format : {"json", "ndjson", "text"}) {
    const Exit exit = report({good, bad, "--format", format});
    CHECK(exit.code == 2);
    CHECK(exit.out == "");
    CHECK_THAT(exit.err, contains_text("bad.ndjson" + place));
  }
  CHECK(report({good, bad, "--format", "json", "-o", kept}).code == 2);
  CHECK(folder.read("out.json") == "old");
  CHECK(folder.count() == 3);
}

TEST_CASE("inputs that cannot be read are an error", "[cli][report]") {
  const TemporaryFolder folder;
  const std::string good = folder.write("good.ndjson", result_of("a.test"));
  const auto refused = [](const std::vector<std::string>& files, const std::string& reason) {
    const Exit exit = report(files);
    CHECK(exit.code == 2);
    CHECK(exit.out == "");
    CHECK_THAT(exit.err, contains_text(reason));
  };
  refused({}, "which results?");
  refused({folder.path("none.json")}, "none.json: No such file");
  refused({good, folder.path(".")}, "Is a directory");
}

TEST_CASE("what cannot be written is an error at the end as well", "[cli][report]") {
  CHECK(run_program({"report", "-"}, result_of("a.test"), Program::Out::full_device).code == 2);
  CHECK(run_program({"report", "-"}, result_of("a.test"), Program::Out::closed_pipe).code == 141);
}

TEST_CASE("hostile text in a result reaches no terminal raw", "[cli][report]") {
  json result = json::parse(result_of("a.test", "warning"));
  const std::string hostile = "\x1b[2J\xe2\x80\xae\n";
  for (const char* key : {"domain", "sentence", "later"}) result[key] = hostile;
  result[hostile] = hostile;
  for (const char* key : {"rule", "subject", "message", "fix"}) result["findings"][0][key] = hostile;
  for (const std::string format : {"json", "ndjson", "text"}) {
    const Exit exit = report({"-", "--format", format, "-v"}, result.dump() + "\n");
    CHECK(exit.code == 0);
    CHECK(exit.out.find('\x1b') == std::string::npos);
    CHECK(exit.out.find("\xe2\x80\xae") == std::string::npos);
    CHECK(exit.out.find("[2J\n") == std::string::npos);
  }
  const Exit refused = report({"-"}, "{\"domain\": \"\\u001b[2J\", \"verdict\": \"\\u001b[2J\"}");
  CHECK(refused.code == 2);
  CHECK(refused.err.find('\x1b') == std::string::npos);
}
