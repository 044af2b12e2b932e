#include "cli/targets.h"

#include "cli/usage_error.h"
#include "support/catch.h"
using namespace mailready::cli;

namespace {

using Strings = std::vector<std::string>;

/// "text - json out.json": each format and where it goes.
std::string targets(const Strings& formats, const std::string& file) {
  OutputOptions options;
  options.formats = formats;
  options.file = file;
  std::string text;
  for (const Target& target : parse_targets(options, {"text", "json"}))
    text += (text.empty() ? "" : " ") + target.format + " " + target.file;
  return text;
}

/// What the user is told; "" where all is well.
std::string complaint(const Strings& formats, const std::string& file) {
  try {
    targets(formats, file);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("Each format goes to its file, to that of -o, or to standard output", "[cli]") {
  const auto [formats, file, expected] = GENERATE(table<Strings, std::string, std::string>({
      {Strings(), "", "text -"},
      {Strings(), "out.txt", "text out.txt"},
      {Strings(), "-", "text -"},
      {{"json"}, "", "json -"},
      {{"json"}, "out.json", "json out.json"},
      {{"json=out.json"}, "", "json out.json"},
      {{"json=-"}, "", "json -"},
      {{"json=a=b"}, "", "json a=b"},
      {{"text", "json=out.json"}, "", "text - json out.json"},
      {{"json=out.json", "text"}, "", "json out.json text -"},
      {{"json=out.json", "text"}, "out.txt", "json out.json text out.txt"},
      {{"text=a", "json=b"}, "", "text a json b"},
      {{"json=a", "json=b"}, "", "json a json b"},
  }));
  CAPTURE(formats, file);
  CHECK(targets(formats, file) == expected);
}

TEST_CASE("Formats that are not known, and two reports at one place, are refused", "[cli]") {
  const auto [formats, file, said] = GENERATE(table<Strings, std::string, std::string>({
      {{"jsno"}, "", "--format: there is no format \"jsno\"; did you mean json?"},
      {{"test=out.txt"}, "", "--format: there is no format \"test\"; did you mean text?"},
      {{"sarif"}, "", "--format: there is no format \"sarif\"; there are text and json"},
      {{"=out.txt"}, "", "--format: there is no format \"\"; there are text and json"},
      {{"json="}, "", "--format json= names no file behind the \"=\""},
      {{"text", "json"},
       "",
       "two reports go to standard output: give one of them a file of its own, as in --format json=FILE"},
      {{"text", "json=-"},
       "",
       "two reports go to standard output: give one of them a file of its own, as in --format json=FILE"},
      {{"json", "json"},
       "",
       "two reports go to standard output: give one of them a file of its own, as in --format json=FILE"},
      {{"json=out", "text=out"},
       "",
       "two reports go to out: give one of them a file of its own, as in --format text=FILE"},
      {{"text", "json=out"},
       "out",
       "two reports go to out: give one of them a file of its own, as in --format json=FILE"},
      {{"json=a"}, "out", "-o is for a format without a file, and every --format here has one"},
  }));
  CAPTURE(formats, file);
  CHECK(complaint(formats, file) == said);
}
