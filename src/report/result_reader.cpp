#include "report/result_reader.h"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "report/page.h"

namespace mailready::report {
namespace {

// Far beyond what `check` writes: an SPF tree of a hundred includes, each inside the one before, is 300 levels deep.
constexpr std::size_t most_levels = 500;
constexpr std::size_t most_members = 1000;  // of one object: they are searched one by one
constexpr std::size_t most_octets = std::size_t{16} << 20;

constexpr std::string_view schema = "mailready/1";

/// The octets of an input as the parser takes them, counted.
class Octets {
 public:
  explicit Octets(std::streambuf& input) : input_(input) {}

  /// Moves on to what is no space; false at the end.
  bool find_value() {
    while (!at_end() && std::string_view(" \t\r\n").find(front()) != std::string_view::npos) advance();
    return !at_end();
  }

  bool at_end() const { return Traits::eq_int_type(input_.sgetc(), Traits::eof()); }
  char front() const { return Traits::to_char_type(input_.sgetc()); }
  void advance() {
    if (std::exchange(last_, Traits::to_char_type(input_.sbumpc())) == '\n') ++line_;
    ++taken_;
  }

  /// Of the octet that was taken last.
  std::size_t line() const { return line_; }
  /// Whether more was taken for one result than any has.
  bool too_many() const { return taken_ > most_octets; }
  void count_anew() { taken_ = 0; }

 private:
  using Traits = std::streambuf::traits_type;

  std::streambuf& input_;
  char last_ = '\0';
  std::size_t line_ = 1, taken_ = 0;
};

/// The parser's view of `Octets`; they end early for it where there are too many.
class Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  Iterator() = default;  ///< the end
  explicit Iterator(Octets& octets) : octets_(&octets) {}

  char operator*() const { return octets_->front(); }
  Iterator& operator++() {
    octets_->advance();
    return *this;
  }
  bool operator==(const Iterator& end) const {
    return octets_ == end.octets_ || octets_->at_end() || octets_->too_many();
  }

 private:
  Octets* octets_ = nullptr;
};

/// Builds one value out of the parser's events, and hands on the results in it: the value itself, or the elements of
/// its "domains", of which none is kept. An
/// event that returns false stops the parser.
class Builder {
 public:
  Builder(Octets& octets, const TakeResult& take, InputEnd& end) : octets_(octets), take_(take), end_(end) {}

  const InputFault& fault() const { return fault_; }

  bool null() { return put(nullptr) != nullptr; }
  bool boolean(bool truth) { return put(truth) != nullptr; }
  bool number_integer(Json::number_integer_t number) { return put(number) != nullptr; }
  bool number_unsigned(Json::number_unsigned_t number) { return put(number) != nullptr; }
  bool number_float(Json::number_float_t number, const std::string&) { return put(number) != nullptr; }
  bool string(std::string& text) { return put(std::move(text)) != nullptr; }
  bool binary(Json::binary_t&) { return false; }  // JSON as text has none
  bool key(std::string& name) {
    name_ = std::move(name);
    return true;
  }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) {
    return fail_at(octets_.line(), syntax_fault(error.what()));
  }

 private:
  bool is_member_of_value() const { return open_.size() == 1; }
  bool is_element_of_domains() const { return open_.size() == 2 && in_domains_; }

  /// Puts `value` in its place; null where it cannot stand there.
  Json* put(Json value) {
    if (open_.empty()) value_begin_ = octets_.line();
    if (open_.empty() || is_element_of_domains()) {
      begin_ = octets_.line();
      if (!value.is_object()) return stop("this is no result of `check`");
    }
    if (open_.empty()) return &(value_ = std::move(value));
    Json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    if (is_member_of_value() && name_ == "schema" && value != Json(schema)) return stop(schema_fault(value));
    if (parent.size() >= most_members) return stop("an object has too many members");
    return &(parent[name_] = std::move(value));
  }

  bool open(Json empty) {
    const bool begins_domains = is_member_of_value() && name_ == "domains" && empty.is_array();
    if (open_.size() >= most_levels) return fail("it is nested too deeply");
    Json* place = put(std::move(empty));
    if (!place) return false;
    open_.push_back(place);
    if (begins_domains) in_domains_ = is_document_ = true;
    return true;
  }

  bool close() {
    Json& closed = *open_.back();
    open_.pop_back();
    if (is_element_of_domains()) {
      Json result = std::move(closed);
      open_.back()->clear();
      const bool goes_on = hand_on(std::move(result));
      if (goes_on) begin_ = value_begin_;
      return goes_on;
    }
    if (is_member_of_value()) in_domains_ = false;
    if (!open_.empty()) return true;
    return value_.contains("domains") ? end_document() : hand_on(std::move(value_));
  }

  bool hand_on(Json json) {
    auto result = read_stored(std::move(json));
    if (!result) return fail("this is no result of `check`: " + result.error());
    ++end_.results;
    octets_.count_anew();
    return take_(*std::move(result), begin_);
  }

  bool end_document() {
    if (!is_document_) return fail("\"domains\" is no array");
    if (!value_.contains("schema")) return fail("\"schema\" is missing");
    end_.interrupted |= truth_of(value_, "interrupted");
    return true;
  }

  /// What the parser minds, without its own names and places.
  std::string syntax_fault(std::string_view what) const {
    if (octets_.too_many()) return "a result has too many octets";
    if (octets_.at_end() && begin_ > 0) return fmt::format("the input ends within what begins in line {}", begin_);
    for (const std::string_view head : {"] ", ", column ", ": "})
      if (const auto at = what.find(head); at != std::string_view::npos) what.remove_prefix(at + head.size());
    what = what.substr(0, what.find("; last read"));
    return fmt::format("this is no JSON: {}{}", what,
                       begin_ > 0 ? fmt::format(" (in what begins in line {})", begin_) : "");
  }

  static std::string schema_fault(const Json& given) {
    const std::string text = given.is_string() ? given.get<std::string>() : given.type_name();
    return fmt::format("the schema \"{}\" is not known; this version reads \"{}\"", shortened(text, 60), schema);
  }

  bool fail_at(std::size_t line, std::string what) {
    fault_ = {line, std::move(what)};
    return false;
  }
  bool fail(std::string what) { return fail_at(begin_, std::move(what)); }
  Json* stop(std::string what) {
    fail(std::move(what));
    return nullptr;
  }

  Octets& octets_;
  const TakeResult& take_;
  InputEnd& end_;
  InputFault fault_;
  Json value_;
  std::vector<Json*> open_;      ///< the objects and arrays that have begun, the innermost last
  std::string name_;             ///< of the member whose value comes next
  bool is_document_ = false;     ///< the value has an array of "domains"
  bool in_domains_ = false;      ///< which has begun and not ended
  std::size_t value_begin_ = 0;  ///< the line in which the value begins
  std::size_t begin_ = 0;        ///< ... or its result under way
};

}  // namespace

mailready::Result<InputEnd, InputFault> read_results(std::streambuf& input, const TakeResult& take) {
  Octets octets(input);
  InputEnd end;
  while (octets.find_value()) {
    Builder builder(octets, take, end);
    constexpr bool to_the_end = false;  // another value may follow
    if (!Json::sax_parse(Iterator(octets), Iterator(), &builder, Json::input_format_t::json, to_the_end))
      return builder.fault();
  }
  return end;
}

}  // namespace mailready::report
