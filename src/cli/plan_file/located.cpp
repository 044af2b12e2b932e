#include "cli/plan_file/located.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>
#include <utility>

namespace mailready::cli {
namespace {

constexpr std::size_t most_levels = 32;
constexpr std::size_t longest_shown_name = 100;

/// The parser's view of a text, which tells how many octets have been taken.
class Octets {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Octets(const char* at, std::size_t* taken) : at_(at), taken_(taken) {}
  reference operator*() const { return *at_; }
  Octets& operator++() {
    ++at_;
    ++*taken_;
    return *this;
  }
  bool operator==(const Octets& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  std::size_t* taken_;
};

/// The name as a part of a key: in quotes where it holds what separates the parts.
std::string key_part(std::string_view name) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-$*";
  if (!name.empty() && name.size() <= longest_shown_name && name.find_first_not_of(plain) == std::string_view::npos)
    return std::string(name);
  const bool cut = name.size() > longest_shown_name;
  return fmt::format("\"{}{}\"", name.substr(0, longest_shown_name), cut ? "…" : "");
}

/// What the parser minds, in the words of somebody who writes such a file.
std::string in_plain_words(std::string_view what) {
  const auto says = [&](std::string_view part) { return what.find(part) != std::string_view::npos; };
  if (says("ill-formed UTF-8")) return "a text that is not UTF-8";
  if (says("unexpected '}'") && says("object key")) return "a comma in front of }: leave it out";
  if (says("unexpected ']'")) return "a comma in front of ]: leave it out";
  if (says("unexpected end of input")) return "the file ends too early: a bracket is not closed, or it is empty";
  if (says("object key") && says("invalid literal")) return "a name without quotes";
  if (says("missing closing quote") || says("U+000A")) return "a text without its closing quote";
  if (says("expected end of input")) return "something stands behind the end of the plan";
  std::string_view rest = what.substr(std::min(what.find(" - "), what.size()));
  if (rest.empty()) return "this is no JSON";
  rest = rest.substr(3);
  return fmt::format("this is no JSON: {}", rest.substr(0, rest.find("; last read")));
}

/// Builds the tree from what the parser meets.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  Builder(std::string_view text, const std::size_t& taken) : text_(text), taken_(taken) {}

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(std::int64_t value) override { return add(static_cast<double>(value)); }
  bool number_unsigned(std::uint64_t value) override { return add(static_cast<double>(value)); }
  bool number_float(double value, const std::string&) override { return add(value); }
  bool string(std::string& value) override { return add(std::move(value)); }
  bool binary(nlohmann::json::binary_t&) override { return false; }  // stands in no text
  bool start_object(std::size_t) override { return open(Located::Object()); }
  bool start_array(std::size_t) override { return open(Located::List()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& name) override;
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    return fail({line(), in_plain_words(error.what())});
  }

  Result<Located, Complaint> result() {
    if (complaint_) return *std::move(complaint_);
    return std::move(root_);
  }

 private:
  using Value = decltype(Located::value);
  struct Level {
    Located* container;
    std::unordered_set<std::string> names{};
  };

  /// Of the octet that was taken last: for all tokens but numbers their last one. Numbers end where another octet is
  /// met, which, being in front of its own line end, stands on the same line.
  int line();
  Located& slot();
  bool add(Value value);
  bool open(Value container);
  bool close() {
    levels_.pop_back();
    return true;
  }
  bool fail(Complaint complaint) {
    complaint_ = std::move(complaint);
    return false;
  }

  std::string_view text_;
  const std::size_t& taken_;
  std::size_t counted_ = 0;  ///< octets in which line ends have been counted
  int line_ = 1;
  Located root_;
  std::vector<Level> levels_;
  std::optional<Complaint> complaint_;
};

int Builder::line() {
  const std::size_t end = taken_ == 0 ? 0 : taken_ - 1;
  if (end > counted_) {
    line_ += static_cast<int>(std::ranges::count(text_.substr(counted_, end - counted_), '\n'));
    counted_ = end;
  }
  return line_;
}

/// Where the next value goes.
Located& Builder::slot() {
  if (levels_.empty()) {
    root_.line = line();
    return root_;
  }
  Located& container = *levels_.back().container;
  if (auto* object = std::get_if<Located::Object>(&container.value)) return object->back().value;
  auto& list = std::get<Located::List>(container.value);
  list.push_back({.line = line(), .key = fmt::format("{}[{}]", container.key, list.size())});
  return list.back();
}

bool Builder::add(Value value) {
  slot().value = std::move(value);
  return true;
}

bool Builder::open(Value container) {
  Located& place = slot();
  if (levels_.size() == most_levels) return fail({line(), "brackets nested too deep for a plan"});
  place.value = std::move(container);
  levels_.push_back({&place});
  return true;
}

bool Builder::key(std::string& name) {
  Level& level = levels_.back();
  const std::string& around = level.container->key;
  Located value{.line = line(), .key = fmt::format("{}{}{}", around, around.empty() ? "" : ".", key_part(name))};
  if (!level.names.insert(name).second) {
    const Located& first = *member(*level.container, name);
    return fail(complaint_about(value, fmt::format("stands here twice: line {} has it too", first.line)));
  }
  std::get<Located::Object>(level.container->value).push_back({std::move(name), std::move(value)});
  return true;
}

}  // namespace

Complaint complaint_about(const Located& value, std::string_view what) {
  return {value.line, value.key.empty() ? std::string(what) : fmt::format("{}: {}", value.key, what)};
}

Result<Located, Complaint> parse_located(std::string_view text) {
  std::size_t taken = 0;
  Builder builder(text, taken);
  nlohmann::json::sax_parse(Octets(text.data(), &taken), Octets(text.data() + text.size(), &taken), &builder,
                            nlohmann::json::input_format_t::json, true, true);
  return builder.result();
}

std::string_view kind_of(const Located& value) {
  constexpr std::string_view kinds[] = {"null", "true or false", "a number", "a text", "a list", "an object"};
  return kinds[value.value.index()];
}

const Located* member(const Located& value, std::string_view name) {
  const auto* object = std::get_if<Located::Object>(&value.value);
  if (object == nullptr) return nullptr;
  const auto found = std::ranges::find(*object, name, &Member::name);
  return found == object->end() ? nullptr : &found->value;
}

}  // namespace mailready::cli
