#include "cli/domain_argument.h"

#include <fmt/format.h>
#include <idn2.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/ip.h"
#include "base/text.h"

namespace mailready::cli {
namespace {

constexpr std::size_t longest_shown_octets = 100;
constexpr std::size_t longest_label_octets = 63;   // RFC 1035, section 2.3.4
constexpr std::size_t longest_name_letters = 253;  // 255 octets on the wire

/// `text` in quotes, cut where it is long.
std::string quoted(std::string_view text) {
  const bool cut = text.size() > longest_shown_octets;
  return fmt::format("\"{}{}\"", printable(text.substr(0, longest_shown_octets)), cut ? "…" : "");
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char letter) { return static_cast<unsigned char>(letter) < 0x80; });
}

/// The domain in A-labels and lower case. The error says why there is none.
Result<dns::Name, std::string> parse_name(std::string_view text);

std::string did_you_mean(std::string_view candidate) {
  const auto name = parse_name(candidate);
  return name ? fmt::format("; did you mean {}?", (*name).to_string()) : "";
}

std::string_view until(std::string_view text, std::string_view ends) {
  return text.substr(0, text.find_first_of(ends));
}

bool is_port(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_address(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  return IpAddress::parse(text) || Network::parse(text);
}

/// Why `text` is something else than a domain name, where that can be told.
std::optional<std::string> other_kind(std::string_view text) {
  if (text.empty() || text == ".") return "is no domain name";
  if (is_address(text)) return "is an IP address; mail is set up at a domain name";
  if (const auto scheme = text.find("://"); scheme != std::string_view::npos) {
    const std::string_view authority = until(text.substr(scheme + 3), "/?#");
    return "is a URL" + did_you_mean(until(authority.substr(authority.rfind('@') + 1), ":"));
  }
  if (const auto at = text.rfind('@'); at != std::string_view::npos)
    return "is a mail address" + did_you_mean(until(text.substr(at + 1), ">"));
  if (text.starts_with("*.")) return "is a wildcard, which stands for no one domain" + did_you_mean(text.substr(2));
  if (text.find('/') != std::string_view::npos) return "holds a path" + did_you_mean(until(text, "/"));
  if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
    const std::string_view host = text.substr(0, colon);
    if (!is_port(text.substr(colon + 1))) return std::nullopt;
    return is_address(host) ? "is an IP address with a port" : "has a port" + did_you_mean(host);
  }
  return std::nullopt;
}

/// The A-labels of `text`, which holds U-labels.
Result<std::string, std::string_view> to_ascii(std::string_view text) {
  const std::string input(text);
  std::uint8_t* output = nullptr;
  const int status = idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(input.c_str()), &output,
                                    IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
  const std::unique_ptr<std::uint8_t, void (*)(void*)> owner(output, idn2_free);
  if (status != IDN2_OK) return std::string_view(idn2_strerror(status));
  return std::string(reinterpret_cast<const char*>(output));
}

/// What breaks the rules of host names in `name`, which is ASCII and has no final dot; "_" may stand for a service.
std::optional<std::string> fault(std::string_view name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  for (const std::string_view label : split(name, '.')) {
    if (label.empty()) return "has an empty label";
    if (label.size() > longest_label_octets)
      return fmt::format("has a label of {} letters; {} are the most", label.size(), longest_label_octets);
    if (const auto bad = label.find_first_not_of(allowed); bad != std::string_view::npos)
      return fmt::format("holds \"{}\", which stands in no domain name", printable(label.substr(bad, 1)));
  }
  if (name.size() > longest_name_letters)
    return fmt::format("is {} letters long; {} are the most", name.size(), longest_name_letters);
  return std::nullopt;
}

Result<dns::Name, std::string> parse_name(std::string_view text) {
  std::string ascii(text);
  if (!is_ascii(text)) {
    // A C string ends at a NUL, which would hide the rest of the name.
    if (text.find('\0') != std::string_view::npos) return std::string("holds a NUL");
    auto converted = to_ascii(text);
    if (!converted) return fmt::format("is no internationalised domain name: {}", converted.error());
    ascii = std::move(*converted);
  }
  if (ascii.ends_with('.')) ascii.pop_back();
  if (auto reason = fault(ascii)) return std::move(*reason);
  auto name = dns::Name::parse(ascii);
  if (!name) return std::string("is no domain name");
  return std::move(*name);
}

}  // namespace

Result<dns::Name, std::string> parse_domain(std::string_view text) {
  if (const auto reason = other_kind(text)) return fmt::format("{} {}", quoted(text), *reason);
  auto name = parse_name(text);
  if (!name) return fmt::format("{} {}", quoted(text), name.error());
  return name;
}

}  // namespace mailready::cli
