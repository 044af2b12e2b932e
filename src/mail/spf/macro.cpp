#include "mail/spf/macro.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace mailready::spf {
namespace {

constexpr std::size_t longest_name = 253;  // octets without the final dot (RFC 7208, section 7.3)
constexpr int most_parts = 128;            // no name has more labels; keeps larger counts from overflowing
constexpr std::size_t most_octets = 64 * 1024;
constexpr std::string_view delimiters = ".-+,/_=";
constexpr std::string_view term_letters = "slodiphv";
constexpr std::string_view explanation_letters = "slodiphvcrt";  // RFC 7208, section 7.2

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alphanumeric(char c) { return is_digit(c) || is_alpha(c); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Reads a macro-string from left to right.
class Reader {
 public:
  /// `letters` are those that macros may have.
  Reader(std::string_view text, std::string_view letters) : text_(text), letters_(letters) { result_.text = text; }

  std::optional<SyntaxFault> read() {
    while (at_ < text_.size()) {
      if (text_[at_] != '%') {
        add_literal(text_[at_++]);
        ++tail_;
        continue;
      }
      if (auto fault = read_expand()) return fault;
      tail_ = 0;
    }
    flush();
    return std::nullopt;
  }

  MacroString take() { return std::move(result_); }
  /// The literal text behind the last macro-expand.
  std::string_view tail() const { return text_.substr(text_.size() - tail_); }

 private:
  void add_literal(char c) { literal_ += c; }
  void flush() {
    if (!literal_.empty()) result_.pieces.emplace_back(std::exchange(literal_, {}));
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  SyntaxFault fault(std::string message) const { return {.offset = at_, .message = std::move(message)}; }

  std::optional<SyntaxFault> read_expand() {
    const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (kind != '{' && kind != '%' && kind != '_' && kind != '-')
      return fault("a \"%\" must be followed by \"{\", \"%\", \"_\" or \"-\"");
    at_ += 2;
    if (kind == '{') return read_macro();
    literal_ += kind == '%' ? "%" : kind == '_' ? " " : "%20";
    return std::nullopt;
  }

  /// Behind "%{": a letter, transformers, delimiters and "}".
  std::optional<SyntaxFault> read_macro() {
    Macro macro;
    if (auto wrong = read_letter(macro)) return wrong;
    if (auto wrong = read_digits(macro)) return wrong;
    if (lower(peek()) == 'r') {
      macro.reverse = true;
      ++at_;
    }
    while (peek() != '\0' && delimiters.find(peek()) != std::string_view::npos) macro.delimiters += text_[at_++];
    if (at_ >= text_.size()) return fault("a macro lacks its closing \"}\"");
    if (peek() != '}') return fault("a macro is a letter, a number, \"r\" and delimiters, in this order");
    ++at_;
    flush();
    result_.pieces.emplace_back(std::move(macro));
    return std::nullopt;
  }

  std::optional<SyntaxFault> read_letter(Macro& macro) {
    const char letter = lower(peek());
    if (letters_.find(letter) == std::string_view::npos) {
      if (explanation_letters.find(letter) != std::string_view::npos)
        return fault(fmt::format("the macro letter \"{}\" is allowed in explanation texts only", letter));
      return fault("a macro needs one of the letters s, l, o, d, i, p, h and v");
    }
    macro.letter = letter;
    macro.url_escape = peek() != letter;
    ++at_;
    return std::nullopt;
  }

  std::optional<SyntaxFault> read_digits(Macro& macro) {
    const std::size_t start = at_;
    while (is_digit(peek())) macro.digits = std::min(most_parts, macro.digits * 10 + (text_[at_++] - '0'));
    if (at_ == start || macro.digits > 0) return std::nullopt;
    at_ = start;
    return fault("the number of parts in a macro must not be zero");  // RFC 7208, section 7.3
  }

  std::string_view text_;
  std::string_view letters_;
  std::size_t at_ = 0;
  std::size_t tail_ = 0;  ///< octets of literal text behind the last macro-expand
  std::string literal_;
  MacroString result_;
};

/// `toplabel`: letters, digits and inner hyphens, and not digits alone.
bool is_top_label(std::string_view label) {
  if (label.empty() || label.front() == '-' || label.back() == '-') return false;
  if (!std::all_of(label.begin(), label.end(), [](char c) { return is_alphanumeric(c) || c == '-'; })) return false;
  return !std::all_of(label.begin(), label.end(), is_digit);
}

/// What is wrong with `tail`, the literal text in which a domain-spec ends, or nothing.
std::optional<std::string> domain_end_fault(std::string_view tail) {
  if (tail.ends_with('.')) tail.remove_suffix(1);
  const std::size_t dot = tail.rfind('.');
  if (dot == std::string_view::npos) return "a domain name of two labels or more is needed";
  const std::string_view label = tail.substr(dot + 1);
  if (is_top_label(label)) return std::nullopt;
  if (!label.empty() && std::all_of(label.begin(), label.end(), is_digit))
    return "a domain name cannot end in a number; addresses are written with ip4 or ip6";
  return "the last label of a domain name takes letters, digits and inner hyphens only";
}

std::string url_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const bool unreserved = is_alphanumeric(c) || std::string_view("-._~").find(c) != std::string_view::npos;
    escaped += unreserved ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return escaped;
}

std::vector<std::string> split_at_any(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t end = 0; end != std::string_view::npos; start = end + 1) {
    end = text.find_first_of(separators, start);
    parts.emplace_back(text.substr(start, end == std::string_view::npos ? end : end - start));
  }
  return parts;
}

}  // namespace

Result<MacroString, SyntaxFault> parse_macro_string(std::string_view text) {
  Reader reader(text, term_letters);
  if (auto fault = reader.read()) return std::move(*fault);
  return reader.take();
}

Result<MacroString, SyntaxFault> parse_explanation(std::string_view text) {
  const auto foreign = std::find_if(text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; });
  if (foreign != text.end())
    return SyntaxFault{.offset = static_cast<std::size_t>(foreign - text.begin()),
                       .message = "an octet that is no printable US-ASCII"};
  Reader reader(text, explanation_letters);
  if (auto fault = reader.read()) return std::move(*fault);
  return reader.take();
}

Result<MacroString, SyntaxFault> parse_domain_spec(std::string_view text) {
  if (text.empty()) return SyntaxFault{.offset = 0, .message = "a domain name is missing"};
  Reader reader(text, term_letters);
  if (auto fault = reader.read()) return std::move(*fault);
  if (const std::string_view tail = reader.tail(); !tail.empty())
    if (auto message = domain_end_fault(tail))
      return SyntaxFault{.offset = text.size() - tail.size(), .message = std::move(*message)};
  return reader.take();
}

std::string transformed(const Macro& macro, std::string_view value) {
  std::vector<std::string> parts = split_at_any(value, macro.delimiters.empty() ? "." : macro.delimiters);
  if (macro.reverse) std::reverse(parts.begin(), parts.end());
  if (const auto kept = static_cast<std::size_t>(macro.digits); macro.digits > 0 && kept < parts.size())
    parts.erase(parts.begin(), parts.end() - macro.digits);
  const std::string text = join(parts, ".");
  return macro.url_escape ? url_escaped(text) : text;
}

std::optional<dns::Name> queried_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  while (text.size() > longest_name) {
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    text.remove_prefix(dot + 1);
  }
  if (text.empty()) return std::nullopt;
  const std::vector<std::string_view> labels = split(text, '.');
  return dns::Name::from_labels({labels.begin(), labels.end()});
}

std::string macro_value(const dns::Name& name) {
  const std::string wire = name.to_wire();
  std::string value;
  for (std::size_t at = 0; at < wire.size() && wire[at] != '\0';) {
    const auto length = static_cast<unsigned char>(wire[at]);
    if (!value.empty()) value += '.';
    value.append(wire, at + 1, length);
    at += 1u + length;
  }
  return value;
}

std::optional<std::string> expanded(const MacroString& string, const std::function<std::string(char)>& value_of) {
  std::string text;
  for (const auto& piece : string.pieces) {
    if (const Macro* macro = std::get_if<Macro>(&piece))
      text += transformed(*macro, value_of(macro->letter));
    else
      text += std::get<std::string>(piece);
    if (text.size() > most_octets) return std::nullopt;
  }
  return text;
}

bool MacroString::depends_on_sender() const {
  return std::any_of(pieces.begin(), pieces.end(), [](const auto& piece) {
    const Macro* macro = std::get_if<Macro>(&piece);
    return macro && macro->letter != 'd' && macro->letter != 'o';
  });
}

bool MacroString::uses(char letter) const {
  return std::any_of(pieces.begin(), pieces.end(), [&](const auto& piece) {
    const Macro* macro = std::get_if<Macro>(&piece);
    return macro && macro->letter == letter;
  });
}

std::optional<dns::Name> MacroString::name_at(const dns::Name& current, const dns::Name& checked) const {
  if (depends_on_sender()) return std::nullopt;
  const auto name = expanded(*this, [&](char letter) { return macro_value(letter == 'd' ? current : checked); });
  return name ? queried_name(*name) : std::nullopt;
}

}  // namespace mailready::spf
