#include <algorithm>

#include "base/text.h"
#include "support/catch.h"
#include "support/program.h"

using namespace mailready;
using namespace mailready::test;

namespace {

using Words = std::vector<std::string>;

/// The words that the last of `line` may become.
Words completed(const Words& line) {
  Words arguments{"completions", "bash", "--"};
  arguments.insert(arguments.end(), line.begin(), line.end());
  const Exit exit = run_program(arguments);
  CHECK(exit.code == 0);
  CHECK(exit.err.empty());
  Words words;
  for (const std::string_view candidate : split(exit.out, '\n'))
    if (!candidate.empty()) words.emplace_back(candidate.substr(0, candidate.find('\t')));
  return words;
}

bool offers(const Words& words, const std::string& word) { return std::ranges::count(words, word) == 1; }

}  // namespace

TEST_CASE("a word is completed by what stands in front of it", "[cli][completions]") {
  const auto [line, words] = GENERATE(table<Words, Words>({
      {{"che"}, {"check"}},
      {{"--ver"}, {"--version"}},
      {{"nothing", ""}, {}},
      {{"check", "--zone-"}, {"--zone-part"}},
      {{"check", "--color", ""}, {"always", "auto", "never"}},
      {{"check", "--color=a"}, {"--color=always", "--color=auto"}},
      {{"check", "--format", "nd"}, {"ndjson"}},
      {{"check", "--format", "json="}, {"<files>"}},
      {{"check", "--format=json=out"}, {"<files>"}},
      {{"check", "--zone", "a"}, {"<files>"}},
      {{"check", "-o", ""}, {"<files>"}},
      {{"check", "--offline", "acme.ex"}, {}},
      {{"check", "--timeout", ""}, {}},
      {{"check", "--select", "spf,dkim-w"}, {"spf,dkim-wildcard"}},
      {{"check", "--severity", "mx-null=w"}, {"mx-null=warning"}},
      {{"check", "--return-path", "sendgrid=s"}, {"sendgrid=self"}},
      {{"check", "--primary", "postm"}, {"postmark"}},
      {{"simulate", "--require", "outbound,in"}, {"outbound,inbound"}},
      {{"report", ""}, {"<files>"}},
      {{"diff", "old.json", ""}, {"<files>"}},
      {{"providers", "postm"}, {"postmark"}},
      {{"completions", "f"}, {"fish"}},
      {{"check", "--unknown", "--zone-p"}, {"--zone-part"}},
      {{"check", "--", "["}, {}},
  }));
  CAPTURE(line);
  CHECK(completed(line) == words);
}

TEST_CASE("rules are completed with their families", "[cli][completions]") {
  const Words words = completed({"rules", "m"});
  CHECK(offers(words, "mx"));
  CHECK(offers(words, "mta-sts"));
  CHECK(offers(words, "mx-shared-network"));
}

TEST_CASE("every command and option is completed", "[cli][completions]") {
  for (const std::string& command : completed({""})) {
    CAPTURE(command);
    const std::string help = run_program({command, "--help"}).out;
    const Words options = completed({command, "-"});
    CHECK(offers(options, "--help"));
    for (const std::string& option : options) CHECK_THAT(help, contains_text(option));
  }
}

TEST_CASE("completions needs the name of a shell", "[cli][completions]") {
  const Exit none = run_program({"completions"}), other = run_program({"completions", "tcsh"});
  CHECK(none.code == 2);
  CHECK(none.out.empty());
  CHECK_THAT(none.err, contains_text("mailready completions bash|fish|zsh"));
  CHECK(other.code == 2);
  CHECK_THAT(other.err, contains_text("\"tcsh\" is not one of bash, fish and zsh"));
}

TEST_CASE("the manual has every command and option", "[cli][manual]") {
  const std::string manual = run_program({"manual"}).out;
  for (const std::string& command : completed({""})) {
    CHECK_THAT(manual, contains_text(".SS \"mailready " + command + "\""));
    for (std::string option : completed({command, "--"})) {
      for (std::size_t at = 0; (at = option.find('-', at)) != std::string::npos; at += 2) option.insert(at, "\\");
      CHECK_THAT(manual, contains_text(option));
    }
  }
}
