// Small readers, one a kind of value, which everything in a plan file is read with. Each complains where a value is not
// of its kind, and the reading goes on, so that one run tells everything.
#pragma once
#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/plan_file/located.h"
#include "dns/name.h"
#include "dns/record.h"

namespace mailready::cli {

/// A plan file that is being read.
struct Reading {
  std::string path;
  std::vector<Complaint> complaints{};

  dns::Place place(const Located& value) const { return {path, value.line}; }
  void complain(const Located& value, std::string_view what) { complaints.push_back(complaint_about(value, what)); }
};

/// Tells everything that is wrong with the file at `path` on standard error, and throws the last of it as a UsageError.
[[noreturn]] void refuse(const std::string& path, std::vector<Complaint> complaints);

/// A key of an object, and what reads its value into a `T`.
template <class T>
struct Key {
  std::string_view name;
  void (*read)(Reading& reading, const Located& value, T& into);
};

/// The value where it is of this kind; else complains that `wanted` was.
const Located::Object* read_object(Reading& reading, const Located& value, std::string_view wanted = "an object");
const Located::List* read_list(Reading& reading, const Located& value, std::string_view wanted);
/// A text that is not empty.
std::optional<std::string> read_text(Reading& reading, const Located& value);
std::optional<bool> read_truth(Reading& reading, const Located& value);
std::optional<double> read_number(Reading& reading, const Located& value, double least, double most);
/// "90s", "5m"; above zero.
std::optional<std::chrono::seconds> read_duration(Reading& reading, const Located& value);
/// The same, or a number of seconds.
std::optional<std::chrono::seconds> read_seconds(Reading& reading, const Located& value);
/// A domain name as on the command line.
std::optional<dns::Name> read_name(Reading& reading, const Located& value);
/// What `parse` makes of a text; its error is a sentence.
template <class T>
std::optional<T> read_as(Reading& reading, const Located& value, Result<T, std::string> (*parse)(std::string_view)) {
  const auto text = read_text(reading, value);
  if (!text) return std::nullopt;
  auto parsed = parse(*text);
  if (parsed) return *std::move(parsed);
  reading.complain(value, parsed.error());
  return std::nullopt;
}

/// Each value of a list that can be read.
template <class Read>
auto read_each(Reading& reading, const Located& value, std::string_view wanted, Read read) {
  std::vector<typename decltype(read(reading, value))::value_type> all;
  if (const auto* list = read_list(reading, value, wanted))
    for (const Located& each : *list)
      if (auto one = read(reading, each)) all.push_back(*std::move(one));
  return all;
}

/// "there is no NOUN "word"; did you mean "choice"?", or all the choices where none is near.
std::string unknown(std::string_view noun, std::string_view word, std::span<const std::string> choices);

/// Reads every member of an object by its key's reader, and complains of those that have none; false where `value` is
/// no object.
template <class T>
bool read_members(Reading& reading, const Located& value, std::span<const Key<T>> keys, T& into) {
  const auto* object = read_object(reading, value);
  if (object == nullptr) return false;
  for (const auto& [name, member_value] : *object) {
    const auto key = std::ranges::find(keys, std::string_view(name), &Key<T>::name);
    if (key != keys.end()) {
      key->read(reading, member_value, into);
      continue;
    }
    std::vector<std::string> names;
    for (const Key<T>& known : keys) names.emplace_back(known.name);
    reading.complain(member_value, unknown("key", name, names));
  }
  return true;
}

}  // namespace mailready::cli
