#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <numeric>
#include <optional>
#include <utility>

namespace mailready {

namespace {

struct CodePoints {
  char32_t first, last;
};

// What no report may show raw: controls (C0, DEL, C1), bidirectional controls (UAX #9, section 2), line and paragraph
// separators, non-characters, and the code points that are invisible by default (Default_Ignorable_Code_Point), with
// which one text is made to look like another.
constexpr std::array unprintable{
    CodePoints{0x0000, 0x001F},   CodePoints{0x007F, 0x009F},   CodePoints{0x00AD, 0x00AD},
    CodePoints{0x034F, 0x034F},   CodePoints{0x061C, 0x061C},   CodePoints{0x115F, 0x1160},
    CodePoints{0x17B4, 0x17B5},   CodePoints{0x180B, 0x180F},   CodePoints{0x200B, 0x200F},
    CodePoints{0x2028, 0x202E},   CodePoints{0x2060, 0x206F},   CodePoints{0x3164, 0x3164},
    CodePoints{0xFDD0, 0xFDEF},   CodePoints{0xFE00, 0xFE0F},   CodePoints{0xFEFF, 0xFEFF},
    CodePoints{0xFFA0, 0xFFA0},   CodePoints{0xFFF0, 0xFFFB},   CodePoints{0x1BCA0, 0x1BCA3},
    CodePoints{0x1D173, 0x1D17A}, CodePoints{0xE0000, 0xE0FFF},
};

bool is_printable(char32_t code) {
  if ((code & 0xFFFE) == 0xFFFE) return false;  // the last two of each plane are non-characters
  return std::none_of(unprintable.begin(), unprintable.end(),
                      [&](const CodePoints& range) { return range.first <= code && code <= range.last; });
}

struct Decoded {
  char32_t code;
  std::size_t size_octets;
};

/// What the lead octet of a UTF-8 sequence announces: its length and the payload bits of that octet.
std::optional<Decoded> announced(unsigned char lead) {
  if (lead < 0x80) return Decoded{lead, 1};
  if (lead >= 0xC2 && lead <= 0xDF) return Decoded{lead & 0x1Fu, 2};
  if (lead >= 0xE0 && lead <= 0xEF) return Decoded{lead & 0x0Fu, 3};
  if (lead >= 0xF0 && lead <= 0xF4) return Decoded{lead & 0x07u, 4};
  return std::nullopt;
}

/// The code point that `text` begins with; nothing where the octets are not well-formed UTF-8 (RFC 3629, section 4).
std::optional<Decoded> decode_one(std::string_view text) {
  auto decoded = announced(static_cast<unsigned char>(text.front()));
  if (!decoded || decoded->size_octets > text.size()) return std::nullopt;
  for (std::size_t i = 1; i < decoded->size_octets; ++i) {
    const auto octet = static_cast<unsigned char>(text[i]);
    if ((octet & 0xC0) != 0x80) return std::nullopt;
    decoded->code = (decoded->code << 6) | (octet & 0x3Fu);
  }
  constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  const bool overlong = decoded->code < least[decoded->size_octets];
  const bool surrogate = decoded->code >= 0xD800 && decoded->code <= 0xDFFF;
  if (overlong || surrogate || decoded->code > 0x10FFFF) return std::nullopt;
  return decoded;
}

void append_escaped(std::string& out, std::string_view octets) {
  for (const char octet : octets)
    fmt::format_to(std::back_inserter(out), "\\{:03}", static_cast<unsigned>(static_cast<unsigned char>(octet)));
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours cost one each.
/// Where it is more than `limit`, anything that is more.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  const auto is_past_limit = [&](std::size_t distance) { return distance > limit; };
  std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    // No row comes below the two in front of it.
    if (std::ranges::all_of(row, is_past_limit) && std::ranges::all_of(last, is_past_limit)) return limit + 1;
    before_last = std::exchange(last, row);
  }
  return last[b.size()];
}

}  // namespace

bool is_printable_ascii(std::string_view text) {
  unsigned char others = 0;  // every octet is looked at, so that the compiler looks at many at once
  for (const char c : text) others |= static_cast<unsigned char>(static_cast<unsigned char>(c - ' ') > '~' - ' ');
  return others == 0;
}

std::string_view printable(std::string_view octets, std::string& storage) {
  if (is_printable_ascii(octets) && octets.find('\\') == std::string_view::npos) return octets;
  storage.clear();
  storage.reserve(octets.size());
  while (!octets.empty()) {
    const auto decoded = decode_one(octets);
    const std::string_view taken = octets.substr(0, decoded ? decoded->size_octets : 1);
    if (taken == "\\")
      storage += "\\\\";
    else if (decoded && is_printable(decoded->code))
      storage += taken;
    else
      append_escaped(storage, taken);
    octets.remove_prefix(taken.size());
  }
  return storage;
}

std::string printable(std::string_view octets) {
  std::string storage;
  const std::string_view text = printable(octets, storage);
  if (storage.empty()) storage = text;
  return storage;
}

std::optional<std::string> unprinted(std::string_view text) {
  std::string octets;
  while (!text.empty()) {
    if (text.front() != '\\') {
      octets += text.front();
      text.remove_prefix(1);
    } else if (text.starts_with("\\\\")) {
      octets += '\\';
      text.remove_prefix(2);
    } else {
      unsigned code = 256;
      const std::string_view digits = text.substr(1, 3);
      const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), code);
      if (failed != std::errc{} || end != digits.data() + 3 || code > 255) return std::nullopt;
      octets += static_cast<char>(code);
      text.remove_prefix(4);
    }
  }
  return octets;
}

std::string quoted_strings(const std::vector<std::string>& strings) {
  std::string out;
  for (const std::string& string : strings) {
    if (!out.empty()) out += ' ';
    out += '"';
    for (const char c : printable(string)) {
      if (c == '"') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out;
}

std::string to_lower(std::string_view ascii) {
  std::string out(ascii);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text, std::string_view spaces) {
  const std::size_t first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::size_t size = 0;
  for (const std::string& part : parts) size += part.size() + separator.size();
  std::string out;
  out.reserve(size);
  for (const std::string& part : parts) {
    if (&part != &parts.front()) out += separator;
    out += part;
  }
  return out;
}

std::string enumerate(const std::vector<std::string>& parts) {
  if (parts.size() < 2) return parts.empty() ? "" : parts.front();
  return fmt::format("{} and {}", fmt::join(parts.begin(), parts.end() - 1, ", "), parts.back());
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string nearest(std::string_view word, std::span<const std::string> choices) {
  const std::string meant = to_lower(word);
  std::string best;
  std::size_t best_distance = 0;
  for (const std::string& choice : choices) {
    const auto [shorter, longer] = std::minmax({word.size(), choice.size()});  // by value, not by reference
    // One slip in three letters is a slip; more is another word.
    const std::size_t limit = std::max<std::size_t>(1, longer / 3);
    if (longer - shorter > limit) continue;
    const std::size_t distance = edit_distance(meant, to_lower(choice), limit);
    if (distance > limit || distance >= shorter) continue;
    if (best.empty() || distance < best_distance) {
      best = choice;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace mailready
