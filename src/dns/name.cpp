#include "dns/name.h"

#include <algorithm>

namespace mailready::dns {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr unsigned char escaped = 0x80;

/// What each octet is as plain text: itself, a letter in lower case; `escaped` for those that are written `\DDD`.
constexpr std::array<unsigned char, 256> plain_text = [] {
  std::array<unsigned char, 256> table{};
  table.fill(escaped);
  for (const unsigned char c : std::string_view("abcdefghijklmnopqrstuvwxyz0123456789-_*/=+:@")) {
    table[c] = c;
    if (c >= 'a' && c <= 'z') table[c - 'a' + 'A'] = c;
  }
  return table;
}();

unsigned char plain(char octet) { return plain_text[static_cast<unsigned char>(octet)]; }

struct Unescaped {
  char octet;
  std::size_t size;  ///< characters of text
};

/// The octet that `\DDD`, or `\X` for any X but a digit, at the front of `text` stands for.
std::optional<Unescaped> unescape(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  if (!is_digit(text[1])) return Unescaped{text[1], 2};
  if (text.size() < 4 || !is_digit(text[2]) || !is_digit(text[3])) return std::nullopt;
  const int value = (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
  if (value > 255) return std::nullopt;
  return Unescaped{static_cast<char>(value), 4};
}

}  // namespace

/// Adds the plain characters at the front of `text`, as far as a label may hold them and one more; says how many.
std::size_t NameBuilder::add_plain(std::string_view text) {
  const std::size_t most = std::min(text.size(), longest_label + 1 - label_octets_);
  char* const end = text_.data() + size_;
  std::size_t count = 0;
  for (; count < most; ++count) {
    const unsigned char c = plain(text[count]);
    if (c == escaped) break;
    end[count] = static_cast<char>(c);
  }
  size_ += count;
  label_octets_ += count;
  return count;
}

/// Adds an octet to the label under way, escaped where it is not plain. Precondition: the label has at most 63.
void NameBuilder::add_octet(char octet) {
  ++label_octets_;
  const unsigned char c = plain(octet);
  if (c != escaped) {
    text_[size_++] = static_cast<char>(c);
    return;
  }
  const unsigned value = static_cast<unsigned char>(octet);
  text_[size_++] = '\\';
  for (const unsigned digit : {value / 100, value / 10 % 10, value % 10})
    text_[size_++] = static_cast<char>('0' + digit);
}

bool NameBuilder::end_label() {
  if (label_octets_ == 0 || label_octets_ > longest_label) return false;
  wire_octets_ += label_octets_ + 1;
  label_octets_ = 0;
  text_[size_++] = '.';
  return wire_octets_ <= longest_name;
}

bool NameBuilder::add_label(std::string_view octets) {
  if (octets.size() > longest_label) return false;
  octets.remove_prefix(add_plain(octets));
  for (const char octet : octets) add_octet(octet);
  return end_label();
}

bool NameBuilder::add_name(const Name& name) {
  wire_octets_ += name.wire_size() - 1;
  if (name.is_root() || wire_octets_ > longest_name) return wire_octets_ <= longest_name;
  size_ += name.text().copy(text_.data() + size_, name.text().size());
  text_[size_++] = '.';
  return true;
}

/// Adds labels in master-file text, with or without the final dot.
bool NameBuilder::add_text(std::string_view text) {
  for (;;) {
    text.remove_prefix(add_plain(text));
    if (text.empty() || text.front() == '.') {
      if (!end_label()) return false;
      if (text.size() <= 1) return true;
      text.remove_prefix(1);
    } else {
      const auto next = text.front() == '\\' ? unescape(text) : Unescaped{text.front(), 1};
      if (!next || label_octets_ > longest_label) return false;
      add_octet(next->octet);
      text.remove_prefix(next->size);
    }
  }
}

Name NameBuilder::name() const { return Name(text().substr(0, size_ > 0 ? size_ - 1 : 0)); }

std::optional<Name> Name::parse(std::string_view text) {
  if (text == ".") return Name();
  NameBuilder builder;
  if (!builder.add_text(text)) return std::nullopt;
  return builder.name();
}

std::optional<Name> Name::from_wire(std::string_view wire) {
  NameBuilder builder;
  while (!wire.empty()) {
    const std::size_t size = static_cast<unsigned char>(wire.front());
    wire.remove_prefix(1);
    if (size == 0 && wire.empty()) return builder.name();
    if (size > wire.size() || !builder.add_label(wire.substr(0, size))) return std::nullopt;
    wire.remove_prefix(size);
  }
  return std::nullopt;
}

std::optional<Name> Name::from_labels(const std::vector<std::string>& labels) {
  NameBuilder builder;
  for (const std::string& label : labels)
    if (!builder.add_label(label)) return std::nullopt;
  return builder.name();
}

std::size_t Name::label_count() const {
  return is_root() ? 0 : 1 + static_cast<std::size_t>(std::ranges::count(text(), '.'));
}

std::vector<std::string_view> Name::labels() const {
  std::vector<std::string_view> labels;
  labels.reserve(label_count());
  for (std::string_view rest = text(); !rest.empty();) {
    const std::size_t dot = rest.find('.');
    labels.push_back(rest.substr(0, dot));
    rest = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
  }
  return labels;
}

Name Name::parent() const {
  const std::size_t dot = text().find('.');
  return dot == std::string_view::npos ? Name() : Name(text().substr(dot + 1));
}

Name Name::suffix(std::size_t count) const {
  std::size_t start = text().size() + 1;  // as if a dot stood behind the last label
  for (; count > 0; --count) {
    const std::size_t dot = is_root() ? std::string_view::npos : text().rfind('.', start - 2);
    if (dot == std::string_view::npos) return *this;
    start = dot + 1;
  }
  return start < text().size() ? Name(text().substr(start)) : Name();
}

std::optional<Name> Name::prefixed(std::string_view prefix) const {
  NameBuilder builder;
  if (!builder.add_text(prefix) || !builder.add_name(*this)) return std::nullopt;
  return builder.name();
}

bool Name::is_at_or_below(const Name& ancestor) const {
  if (ancestor.is_root()) return true;
  if (!text().ends_with(ancestor.text())) return false;
  const std::size_t below = text().size() - ancestor.text().size();
  return below == 0 || text()[below - 1] == '.';  // a dot in canonical text always separates
}

std::size_t Name::wire_size() const {
  if (is_root()) return 1;
  std::size_t size = text().size() + 2;  // each dot becomes a length; the first label's and the root's come on top
  for (auto escape = text().find('\\'); escape != std::string_view::npos; escape = text().find('\\', escape + 4))
    size -= 3;
  return size;
}

std::string Name::to_wire() const {
  std::array<std::uint8_t, longest_name> octets;
  const std::size_t size = write_wire(octets);
  return {octets.begin(), octets.begin() + size};
}

std::size_t Name::write_wire(std::span<std::uint8_t, longest_name> octets) const {
  std::size_t length = 0, size = 1;  // where the label under way has its length, and where its next octet goes
  const auto end_label = [&] { octets[length] = static_cast<std::uint8_t>(size - length - 1); };
  for (std::string_view rest = text(); !rest.empty();) {
    std::size_t taken = 1;
    if (rest.front() == '.') {
      end_label();
      length = size++;
    } else if (rest.front() == '\\') {
      const Unescaped next = *unescape(rest);
      octets[size++] = static_cast<std::uint8_t>(next.octet);
      taken = next.size;
    } else {
      octets[size++] = static_cast<std::uint8_t>(rest.front());
    }
    rest.remove_prefix(taken);
  }
  end_label();
  if (!is_root()) octets[size++] = 0;
  return size;
}

}  // namespace mailready::dns
