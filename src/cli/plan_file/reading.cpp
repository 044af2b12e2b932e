#include "cli/plan_file/reading.h"

#include <fmt/format.h>

#include <cmath>

#include "base/duration.h"
#include "base/text.h"
#include "cli/diagnostics.h"
#include "cli/domain_argument.h"
#include "cli/usage_error.h"

namespace mailready::cli {
namespace {

template <class T>
const T* value_of(Reading& reading, const Located& value, std::string_view wanted) {
  const T* held = std::get_if<T>(&value.value);
  if (held == nullptr) reading.complain(value, fmt::format("takes {}, and this is {}", wanted, kind_of(value)));
  return held;
}

/// The choice nearest to `word`, or one that holds it: "warning" for "warn". Empty where there is none.
std::string likeliest(std::string_view word, std::span<const std::string> choices) {
  constexpr std::size_t telling = 3;
  std::string guess = nearest(word, choices);
  if (!guess.empty() || word.size() < telling) return guess;
  const auto holds = [&](const std::string& choice) { return choice.find(word) != std::string::npos; };
  const auto found = std::ranges::find_if(choices, holds);
  return found == choices.end() ? std::string() : *found;
}

}  // namespace

void refuse(const std::string& path, std::vector<Complaint> complaints) {
  constexpr std::size_t most_complaints = 20;
  std::ranges::stable_sort(complaints, {}, &Complaint::line);
  const std::size_t left_out = complaints.size() - std::min(complaints.size(), most_complaints);
  complaints.resize(complaints.size() - left_out);
  const auto line_of = [&](const Complaint& each) { return fmt::format("{}:{}: {}", path, each.line, each.text); };
  const std::string last = left_out == 0 ? line_of(complaints.back()) : fmt::format("{}: {} more", path, left_out);
  if (left_out == 0) complaints.pop_back();
  for (const Complaint& each : complaints) say(line_of(each));
  throw UsageError(last);
}

const Located::Object* read_object(Reading& reading, const Located& value, std::string_view wanted) {
  return value_of<Located::Object>(reading, value, wanted);
}

const Located::List* read_list(Reading& reading, const Located& value, std::string_view wanted) {
  return value_of<Located::List>(reading, value, wanted);
}

std::optional<std::string> read_text(Reading& reading, const Located& value) {
  const auto* text = value_of<std::string>(reading, value, "a text");
  if (text == nullptr) return std::nullopt;
  if (!trimmed(*text).empty()) return *text;
  reading.complain(value, "is empty");
  return std::nullopt;
}

std::optional<bool> read_truth(Reading& reading, const Located& value) {
  const auto* truth = value_of<bool>(reading, value, "true or false");
  return truth == nullptr ? std::nullopt : std::optional(*truth);
}

std::optional<double> read_number(Reading& reading, const Located& value, double least, double most) {
  const auto* number = value_of<double>(reading, value, "a number");
  if (number == nullptr) return std::nullopt;
  if (*number >= least && *number <= most) return *number;
  reading.complain(value, fmt::format("takes a number from {} to {}, and this is {}", least, most, *number));
  return std::nullopt;
}

std::optional<std::chrono::seconds> read_duration(Reading& reading, const Located& value) {
  if (const auto* number = std::get_if<double>(&value.value)) {
    reading.complain(
        value, fmt::format("the unit is missing: write \"{}s\" for seconds, \"{}m\" for minutes", *number, *number));
    return std::nullopt;
  }
  const auto text = read_text(reading, value);
  if (!text) return std::nullopt;
  const auto duration = parse_duration(*text);
  if (duration && duration->count() > 0) return duration;
  reading.complain(value,
                   fmt::format("\"{}\" is no duration above zero: write \"90s\", \"5m\", \"1h\" or \"2d\"", *text));
  return std::nullopt;
}

std::optional<std::chrono::seconds> read_seconds(Reading& reading, const Located& value) {
  constexpr double most = 2147483647;  // of a TTL: RFC 2181, section 8
  if (!std::holds_alternative<double>(value.value)) return read_duration(reading, value);
  const auto number = read_number(reading, value, 1, most);
  if (!number) return std::nullopt;
  if (*number == std::floor(*number)) return std::chrono::seconds(static_cast<std::int64_t>(*number));
  reading.complain(value, "takes whole seconds");
  return std::nullopt;
}

std::optional<dns::Name> read_name(Reading& reading, const Located& value) {
  return read_as<dns::Name>(reading, value, parse_domain);
}

std::string unknown(std::string_view noun, std::string_view word, std::span<const std::string> choices) {
  constexpr std::size_t longest_shown = 100;
  const std::string guess = likeliest(word, choices);
  const std::string hint = guess.empty() ? fmt::format("there are {}", enumerate({choices.begin(), choices.end()}))
                                         : fmt::format("did you mean \"{}\"?", guess);
  return fmt::format("there is no {} \"{}\"; {}", noun, word.substr(0, longest_shown), hint);
}

}  // namespace mailready::cli
