#include "dns/name.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace mailready::dns {

namespace {

constexpr std::size_t longest_label = 63, longest_name = 255;  // RFC 1035, section 2.3.4

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_plain(char c) {
  const bool letter = c >= 'a' && c <= 'z';
  return letter || is_digit(c) || std::string_view("-_*/=+:@").find(c) != std::string_view::npos;
}

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Appends one octet of a label, escaped where it is not plain.
void append_octet(std::string& text, char octet) {
  const char c = folded(octet);
  if (is_plain(c))
    text += c;
  else
    fmt::format_to(std::back_inserter(text), "\\{:03}", static_cast<unsigned>(static_cast<unsigned char>(c)));
}

struct Unescaped {
  char octet;
  std::size_t size;  ///< characters of text
};

/// The octet that `text`, which begins with a backslash, stands for: `\DDD`, or `\X` for any X but a digit.
std::optional<Unescaped> unescape(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  if (!is_digit(text[1])) return Unescaped{text[1], 2};
  if (text.size() < 4 || !is_digit(text[2]) || !is_digit(text[3])) return std::nullopt;
  const int value = (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
  if (value > 255) return std::nullopt;
  return Unescaped{static_cast<char>(value), 4};
}

/// The octets that canonical label text stands for.
std::string raw_label(std::string_view label) {
  std::string octets;
  while (!label.empty()) {
    const Unescaped next = label.front() == '\\' ? *unescape(label) : Unescaped{label.front(), 1};
    octets += next.octet;
    label.remove_prefix(next.size);
  }
  return octets;
}

/// Master-file text as raw labels; nothing where an escape is broken. The final dot gives no label of its own.
std::optional<std::vector<std::string>> raw_labels(std::string_view text) {
  std::vector<std::string> labels(1);
  while (!text.empty()) {
    if (text == ".") return labels;
    std::size_t taken = 1;
    if (text.front() == '.') {
      labels.emplace_back();
    } else if (text.front() == '\\') {
      const auto octet = unescape(text);
      if (!octet) return std::nullopt;
      labels.back() += octet->octet;
      taken = octet->size;
    } else {
      labels.back() += text.front();
    }
    text.remove_prefix(taken);
  }
  return labels;
}

}  // namespace

std::optional<Name> Name::parse(std::string_view text) {
  if (text == ".") return Name();
  const auto labels = raw_labels(text);
  return labels ? from_labels(*labels) : std::nullopt;
}

std::optional<Name> Name::from_wire(std::string_view wire) {
  std::vector<std::string> labels;
  while (!wire.empty()) {
    const auto size = static_cast<unsigned char>(wire.front());
    wire.remove_prefix(1);
    if (size == 0) return wire.empty() ? from_labels(labels) : std::nullopt;
    if (size > longest_label || size > wire.size()) return std::nullopt;
    labels.emplace_back(wire.substr(0, size));
    wire.remove_prefix(size);
  }
  return std::nullopt;
}

std::optional<Name> Name::from_labels(const std::vector<std::string>& labels) {
  Name name;
  std::size_t wire_octets = 1;
  for (const std::string& label : labels) {
    wire_octets += label.size() + 1;
    if (label.empty() || label.size() > longest_label || wire_octets > longest_name) return std::nullopt;
    if (!name.text_.empty()) name.text_ += '.';
    for (const char octet : label) append_octet(name.text_, octet);
  }
  return name;
}

std::size_t Name::label_count() const {
  return is_root() ? 0 : 1 + static_cast<std::size_t>(std::count(text_.begin(), text_.end(), '.'));
}

std::vector<std::string_view> Name::labels() const {
  std::vector<std::string_view> labels;
  for (std::string_view rest = text_; !rest.empty();) {
    const std::size_t dot = rest.find('.');
    labels.push_back(rest.substr(0, dot));
    rest = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
  }
  return labels;
}

Name Name::parent() const {
  Name parent;
  const std::size_t dot = text_.find('.');
  if (dot != std::string::npos) parent.text_ = text_.substr(dot + 1);
  return parent;
}

Name Name::suffix(std::size_t count) const {
  Name suffix = *this;
  for (std::size_t surplus = label_count(); surplus > count; --surplus) suffix = suffix.parent();
  return suffix;
}

std::optional<Name> Name::prefixed(std::string_view prefix) const {
  auto result = parse(prefix);
  if (!result || result->is_root()) return std::nullopt;
  if (result->wire_size() + wire_size() - 1 > longest_name) return std::nullopt;
  if (!is_root()) result->text_ += "." + text_;
  return result;
}

bool Name::is_at_or_below(const Name& ancestor) const {
  if (ancestor.is_root() || *this == ancestor) return true;
  if (text_.size() <= ancestor.text_.size() || !text_.ends_with(ancestor.text_)) return false;
  return text_[text_.size() - ancestor.text_.size() - 1] == '.';  // a dot in canonical text always separates
}

std::size_t Name::wire_size() const {
  if (is_root()) return 1;
  const auto escapes = static_cast<std::size_t>(std::count(text_.begin(), text_.end(), '\\'));
  return text_.size() - 3 * escapes + 2;  // each dot becomes a length; the first label's and the root's come on top
}

std::string Name::to_wire() const {
  std::string wire;
  for (const std::string_view label : labels()) {
    const std::string octets = raw_label(label);
    wire += static_cast<char>(octets.size());
    wire += octets;
  }
  wire += '\0';
  return wire;
}

}  // namespace mailready::dns
