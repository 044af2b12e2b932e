#include "report/markdown_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/words.h"

namespace mailready::report {
namespace {

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Whether GitHub or GitLab make a link of a word without any sign: a host, an issue ("GH-12") or a commit.
bool is_linked(std::string_view word) {
  const std::string lower = to_lower(word);
  return lower.find("www.") != std::string::npos || lower.find("gh-") != std::string::npos ||
         (word.size() >= 7 && std::ranges::all_of(word, is_hex));
}

/// Whether `word` is nothing but itself: letters, digits and what stands in sentences. A "%" is that at its end only;
/// in front, it makes a milestone.
bool is_plain(std::string_view word) {
  if (is_linked(word)) return false;
  if (word.ends_with('%')) word.remove_suffix(1);
  return std::ranges::all_of(word, [](char c) {
    const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
    return !is_ascii || is_letter_or_digit(c) || std::string_view(".,;'()/-?").find(c) != std::string_view::npos;
  });
}

/// Code that no backtick ends and no "|" parts: every sign of ASCII as a character reference, which never is markup.
std::string code_element(std::string_view text) {
  std::string out = "<code>";
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet >= 0x80 || is_letter_or_digit(c) || c == ' ')
      out += c;
    else
      out += fmt::format("&#{};", static_cast<unsigned>(octet));
  }
  return out + "</code>";
}

/// The end of the token that begins at `text`: of a word, or of the words up to a closing quote.
std::size_t token_end(std::string_view text) {
  const std::size_t word_end = std::min(text.find(' '), text.size());
  if (!text.starts_with('"')) return word_end;
  const std::size_t quote = text.find('"', 1);
  return quote == std::string_view::npos ? word_end : std::min(text.find(' ', quote), text.size());
}

/// A token of a sentence: as it is where it is plain, else as code, but for the signs of the sentence around it.
std::string in_sentence(std::string_view token) {
  const std::size_t first = token.find_first_not_of('('), last = token.find_last_not_of(".,;:)");
  if (first == std::string_view::npos || last == std::string_view::npos || first > last) return std::string(token);
  const std::string_view core = token.substr(first, last - first + 1);
  if (is_plain(core)) return std::string(token);
  return fmt::format("{}{}{}", token.substr(0, first), markdown_code(core), token.substr(last + 1));
}

}  // namespace

std::string markdown_code(std::string_view text) {
  const std::string safe = shown(text);
  if (trimmed(safe).size() != safe.size() || safe.empty() || safe.find_first_of("`|") != std::string::npos)
    return code_element(safe);
  return fmt::format("`{}`", safe);
}

std::string markdown_inline(std::string_view text) {
  const std::string safe = shown(text);
  std::string out;
  for (std::string_view rest = safe; !rest.empty();) {
    if (rest.front() == ' ') {
      out += ' ';
      rest.remove_prefix(1);
      continue;
    }
    const std::string_view token = rest.substr(0, token_end(rest));
    out += in_sentence(token);
    rest.remove_prefix(token.size());
  }
  return out;
}

std::string markdown_block(const std::vector<std::string>& lines, std::string_view language) {
  std::string fence = "```";
  for (const std::string& line : lines)
    while (line.find(fence) != std::string::npos) fence += '`';
  std::string block = fmt::format("{}{}\n", fence, language);
  for (const std::string& line : lines) block += shown(line) + '\n';
  return fmt::format("{}{}\n", block, fence);
}

}  // namespace mailready::report
