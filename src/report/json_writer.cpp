#include "report/json_writer.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "report/words.h"

namespace mailready::report {

namespace {

using Octets = std::uint64_t;  ///< eight at once
constexpr std::size_t together = sizeof(Octets);
constexpr Octets each = 0x0101'0101'0101'0101;
constexpr Octets spaces = each * ' ';

/// Whether every octet `is_plain`. In `others` the highest bit of an octet is set where it is not ASCII, comes before
/// the space or behind the tilde, or is one of the two that are escaped. A borrow only ever comes from such an octet.
bool are_plain(Octets octets) {
  const Octets quotes = octets ^ (each * '"'), backslashes = octets ^ (each * '\\');
  const Octets others = octets | (octets - spaces) | (octets + each) | (quotes - each) | (backslashes - each);
  return (others & (each * 0x80)) == 0;
}

Octets read(const char* text) {
  Octets octets;
  std::memcpy(&octets, text, together);
  return octets;
}

bool is_plain(std::string_view text) {
  if (text.size() < together) {
    std::array<char, together> padded;
    padded.fill(' ');
    std::ranges::copy(text, padded.begin());
    return are_plain(std::bit_cast<Octets>(padded));
  }
  const char* const last = text.data() + text.size() - together;
  for (const char* at = text.data(); at < last; at += together)
    if (!are_plain(read(at))) return false;
  return are_plain(read(last));
}

}  // namespace

JsonWriter& JsonWriter::key(JsonKey name) {
  separate();
  quote_plain(name.text());
  end_key();
  return *this;
}

JsonWriter& JsonWriter::any_key(std::string_view name) {
  separate();
  quote(name);
  end_key();
  return *this;
}

void JsonWriter::value(std::string_view text) {
  separate();
  quote(text);
}

void JsonWriter::lines(std::string_view text) {
  separate();
  put('"');
  std::string storage;
  for (bool first = true; const std::string_view line : split(text, '\n')) {
    if (!std::exchange(first, false)) put("\\n");
    append_quoted(shown(line, storage));
  }
  put('"');
}

void JsonWriter::value(const IpAddress& address) {
  separate();
  put('"');
  char* const text = room(IpAddress::longest_text);
  end_at(address.write(text));
  put('"');
}

void JsonWriter::value(const Network& network) {
  separate();
  put('"');
  char* const text = room(Network::longest_text);
  end_at(network.write(text));
  put('"');
}

void JsonWriter::octets(std::string_view octets) {
  if (is_plain(octets)) {
    separate();
    return quote_plain(octets);
  }
  std::string storage;
  value(printable(octets, storage));
}

void JsonWriter::begin(char bracket) {
  separate();
  put(bracket);
  ++depth_;
  last_ = Last::nothing;
}

/// Texts that stand alone need no comma between them.
void JsonWriter::end(char bracket) {
  --depth_;
  if (is_laid_out() && last_ != Last::nothing) new_line();
  put(bracket);
  last_ = depth_ > 0 ? Last::value : Last::nothing;
}

/// What stands in front of a key, or of a value that has none.
void JsonWriter::separate() {
  const Last before = std::exchange(last_, Last::value);
  if (before == Last::key) return;
  if (before == Last::value) put(',');
  if (is_laid_out() && depth_ > 0) new_line();
}

void JsonWriter::new_line() {
  put('\n');
  const std::size_t spaces_before = depth_ * static_cast<std::size_t>(indent_);
  std::memset(room(spaces_before), ' ', spaces_before);
}

void JsonWriter::token(std::string_view token) {
  separate();
  put(token);
}

void JsonWriter::quote_plain(std::string_view text) {
  char* const quoted = room(text.size() + 2);
  quoted[0] = '"';
  text.copy(quoted + 1, text.size());
  quoted[text.size() + 1] = '"';
}

/// A text without controls needs no more than two escapes (RFC 8259, section 7).
void JsonWriter::quote(std::string_view text) {
  if (is_plain(text)) return quote_plain(text);
  std::string storage;
  put('"');
  append_quoted(shown(text, storage));
  put('"');
}

void JsonWriter::append_quoted(std::string_view safe) {
  for (const char c : safe) {
    if (c == '"' || c == '\\') put('\\');
    put(c);
  }
}

void JsonWriter::end_key() {
  put(':');
  if (is_laid_out()) put(' ');
  last_ = Last::key;
}

void JsonWriter::put(std::string_view text) { text.copy(room(text.size()), text.size()); }

void JsonWriter::grow(std::size_t size) { room_.resize(std::max(2 * room_.size(), size_ + size)); }

}  // namespace mailready::report
