// The formats through the program: several at once, their files, and what surrounds a job on GitHub.
#include <stdlib.h>  // setenv

#include <nlohmann/json.hpp>

#include "report/reporter.h"
#include "support/catch.h"
#include "support/cli_zones.h"
#include "support/program.h"

using namespace mailready;
using namespace mailready::test;
using nlohmann::json;

namespace {

/// Sets a variable of the environment for the programs of a test.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  ~Environment() { ::unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
};

/// acme.example, whose backup is not in its SPF record.
class Acme {
 public:
  Exit check(const std::vector<std::string>& more, const std::string& spf = one_sender) {
    const std::string zone = folder.write("acme.zone", acme_zone(spf));
    return run_program(words(
        words({"check", "acme.example", "--primary", "postmark", "--backup", "sendgrid"}, offline_with(zone)), more));
  }

  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("one run writes every format, and report writes the same from its JSON", "[cli][formats]") {
  Acme acme;
  std::vector<std::string> all, again{"report", acme.folder.path("1.json")};
  for (const report::Format& format : report::formats()) {
    const std::string name(format.name);
    all.insert(all.end(), {"--format", name + "=" + acme.folder.path("1." + name)});
    again.insert(again.end(), {"--format", name + "=" + acme.folder.path("2." + name)});
  }
  const Exit first = acme.check(all);
  CHECK(first.code == 1);
  CHECK(first.out == "");
  CHECK(run_program(again).code == 1);
  for (const report::Format& format : report::formats()) {
    const std::string name(format.name);
    CAPTURE(name);
    CHECK_THAT(acme.folder.read("1." + name), contains_text("spf-esp-missing"));
    if (name != "junit") CHECK(acme.folder.read("1." + name) == acme.folder.read("2." + name));
  }
  // Which rules ran is not written down: only those that said something are known.
  CHECK_THAT(acme.folder.read("1.junit"), contains_text("name=\"spf-missing\""));
  CHECK_THAT(acme.folder.read("2.junit"), !contains_text("name=\"spf-missing\""));
}

TEST_CASE("a finding is placed at the line of the record", "[cli][formats]") {
  Acme acme;
  const json log = json::parse(acme.check({"--format", "json", "--select", "spf-esp-missing"}).out);
  const json& place = log["domains"][0]["findings"][0]["place"];
  CHECK(place["file"] == acme.folder.path("acme.zone"));
  CHECK(place["line"] == 15);  // the last line of acme_zone
}

TEST_CASE("two names of one file are one file", "[cli][formats]") {
  Acme acme;
  const Exit exit =
      acme.check({"--format", "json=" + acme.folder.path("out"), "--format", "sarif=" + acme.folder.path("./out")});
  CHECK(exit.code == 2);
  CHECK_THAT(exit.err, contains_text("two reports go to "));
  CHECK(acme.folder.count() == 1);  // the zone
}

TEST_CASE("where one of the files cannot be written, none is", "[cli][formats]") {
  Acme acme;
  const std::string format = GENERATE(as<std::string>{}, "sarif", "junit", "gitlab", "markdown", "csv");
  const Exit exit = acme.check({"--format", "json=" + acme.folder.path("out.json"), "--format",
                                format + "=" + acme.folder.path("no/such/folder")});
  CHECK(exit.code == 2);
  CHECK(exit.out == "");
  CHECK_THAT(exit.err, contains_text("cannot write "));
  CHECK(acme.folder.count() == 1);
}

TEST_CASE("a job on GitHub gets its summary beside the annotations", "[cli][formats]") {
  Acme acme;
  const Environment job("GITHUB_STEP_SUMMARY", acme.folder.write("summary.md", "before\n"));
  const Exit exit = acme.check({"--format", "github"});
  CHECK(exit.code == 1);
  CHECK_THAT(exit.out, contains_text("::error file=") && !contains_text("###"));
  CHECK(acme.folder.read("summary.md").starts_with("before\n### `acme.example`\n"));

  const std::string summary = acme.folder.read("summary.md");
  CHECK(acme.check({"--format", "text"}).code == 1);
  CHECK(acme.folder.read("summary.md") == summary);  // another format has nothing to do with it
  CHECK(acme.check({"--format", "github", "--domains", acme.folder.path("none")}).code == 2);
  CHECK(acme.folder.read("summary.md") == summary);
}

TEST_CASE("without a summary there are annotations alone", "[cli][formats]") {
  Acme acme;
  const Environment job("GITHUB_STEP_SUMMARY", "");
  CHECK(acme.check({"--format", "github"}).code == 1);
  CHECK(acme.folder.count() == 1);
}

TEST_CASE("a summary that cannot be written is an error", "[cli][formats]") {
  Acme acme;
  const Environment job("GITHUB_STEP_SUMMARY", acme.folder.path("no/such/folder"));
  const Exit exit = acme.check({"--format", "github"});
  CHECK(exit.code == 2);
  CHECK(exit.out == "");
}

TEST_CASE("statistics stand at the end, where a format has room for them", "[cli][formats]") {
  Acme acme;
  CHECK_THAT(acme.check({"--statistics"}).out, contains_text("\nfindings by rule"));
  const Exit both = acme.check({"--statistics", "--format", "json", "--format", "csv=" + acme.folder.path("out.csv")});
  CHECK(json::parse(both.out)["statistics"]["rules"][0]["rule"].is_string());
  const Exit neither = acme.check({"--statistics", "--format", "csv"});
  CHECK(neither.code == 2);
  CHECK_THAT(neither.err, contains_text("--statistics is for text and json"));
  const std::string kept = acme.folder.write("kept.json", both.out);
  CHECK_THAT(run_program({"report", kept, "--statistics"}).out, contains_text("\nsenders by provider"));
}
