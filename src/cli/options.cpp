#include "cli/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>

#include "base/text.h"

namespace mailready::cli {
namespace {

constexpr double longest_timeout = 300;
constexpr double longest_deadline = 3600;
constexpr int most_retries = 20;

/// `text` as a number, all of it.
template <class T>
std::optional<T> number(const std::string& text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(value) : std::nullopt;
}

CLI::Validator validator(std::function<bool(const std::string&)> accepts, const std::string& wanted) {
  return {[accepts = std::move(accepts), wanted](std::string& text) {
            return accepts(text) ? "" : fmt::format("\"{}\" is not {}", text, wanted);
          },
          ""};
}

}  // namespace

CLI::Validator one_of(std::vector<std::string> words) {
  const std::string wanted = "one of " + enumerate(words), description = join(words, ",");
  return validator([words = std::move(words)](const std::string& text) { return std::ranges::count(words, text) > 0; },
                   wanted)
      .description(description);
}

CLI::Validator suggestions(const std::vector<std::string>& words) {
  return {[](std::string&) { return std::string(); }, join(words, ",")};
}

CLI::Validator not_empty(const std::string& wanted) {
  return validator([](const std::string& text) { return !text.empty(); }, wanted);
}

CLI::Validator whole_number(int least, int most) {
  return validator(
      [=](const std::string& text) {
        const auto value = number<int>(text);
        // A leading zero would be read as octal.
        return value && *value >= least && *value <= most && (text == "0" || !text.starts_with('0'));
      },
      fmt::format("a whole number from {} to {}", least, most));
}

CLI::Validator seconds(double most) {
  return validator(
      [=](const std::string& text) {
        const auto value = number<double>(text);
        return value && *value > 0 && *value <= most;  // false for NaN
      },
      fmt::format("a number of seconds above 0 and up to {}", most));
}

std::chrono::milliseconds to_milliseconds(double seconds) {
  return std::chrono::milliseconds(std::max(1LL, std::llround(seconds * 1000)));
}

CLI::Option* add_list(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                      const std::string& value_name, const std::string& description) {
  return command.add_option(name, values, description)->allow_extra_args(false)->option_text(value_name);
}

void add_source_options(CLI::App& command, SourceOptions& options) {
  const std::string group = "Where the records come from";
  add_list(command, "--zone", options.zones, "FILE",
           "Answer what this zone file's origin covers from the file, as if it were published (repeatable)")
      ->group(group);
  add_list(command, "--zone-part", options.zone_parts, "FILE",
           "Answer only the names and types that stand in this file from it (repeatable)")
      ->group(group);
  command.add_flag("--offline", options.offline, "Ask no network: what the files do not hold is undetermined")
      ->group(group);
  add_value(command, "--record", options.record, "FILE",
            "Write every question and its answer there, to do this run again with --replay")
      ->group(group);
  add_value(command, "--replay", options.replay, "FILE",
            "Take the answers from this recording, and ask nobody: what it does not hold is undetermined")
      ->group(group);
  add_list(command, "--resolver", options.resolvers, "ADDR[:PORT]",
           "Ask this resolver (repeatable; @ADDR does the same; default: those of /etc/resolv.conf)")
      ->group(group);
  add_value(command, "--timeout", options.timeout, "SECONDS", "For one try (default: resolv.conf's, else 2)")
      ->check(seconds(longest_timeout))
      ->group(group);
  add_value(command, "--retries", options.retries, "N",
            "Further tries where a resolver fails (default: resolv.conf's, else 2)")
      ->check(whole_number(0, most_retries))
      ->group(group);
  add_value(command, "--deadline", options.deadline, "SECONDS", "For all questions about one domain (default: 30)")
      ->check(seconds(longest_deadline))
      ->group(group);
}

void add_fetch_options(CLI::App& command, SourceOptions& options) {
  const std::string group = "Where the MTA-STS policy comes from";
  add_value(command, "--mta-sts-policy", options.mta_sts_policy, "FILE",
            "Take the policy from this file, as if it were served (default: fetch it over HTTPS)")
      ->group(group);
  add_value(command, "--ca-file", options.ca_file, "FILE",
            "Trust these certificate authorities (PEM) and not the system's")
      ->group(group);
  add_list(command, "--connect", options.connections, "HOST=ADDR[:PORT]",
           "Connect to this address for HOST, whatever DNS says (repeatable; port 443 unless given)")
      ->group(group);
}

void add_output_options(CLI::App& command, OutputOptions& options, const std::vector<std::string>& formats) {
  const std::string group = "Output";
  add_list(command, "--format", options.formats, "F[=FILE]",
           fmt::format("One of {}; with =FILE into that file (repeatable; default: {})", join(formats, ", "),
                       formats.front()))
      ->check(suggestions(formats))
      ->group(group);
  add_value(command, "-o", options.file, "FILE", "Write the report there instead of to standard output")->group(group);
  add_choice<Color>(command, "--color", options.color,
                    {{"auto", Color::automatic}, {"always", Color::always}, {"never", Color::never}}, "WHEN",
                    "Colour the text: auto (on a terminal, unless NO_COLOR is set), always or never")
      ->group(group);
  CLI::Option* quiet = command.add_flag("-q", options.quiet, "Say only what is wrong")->group(group);
  command.add_flag("-v", options.verbose, "Say more, and on standard error how many queries a domain took")
      ->excludes(quiet)
      ->group(group);
}

}  // namespace mailready::cli
