#include "mail/spf/session.h"

#include <fmt/format.h>

namespace mailready::spf {
namespace {

constexpr Uint128 mapped_prefix = Uint128{0xFFFF} << 32;  // ::ffff:0:0/96

/// The hexadecimal digits of an IPv6 address, highest first, with dots between them.
std::string nibbles(const IpAddress& address) {
  std::string text;
  for (int shift = 124; shift >= 0; shift -= 4) {
    if (!text.empty()) text += '.';
    text += fmt::format("{:x}", static_cast<unsigned>(address.value >> shift) & 0xF);
  }
  return text;
}

/// The address as `%{i}` and the reverse mapping have it.
std::string dotted(const IpAddress& address) {
  return address.family == Family::ipv4 ? address.to_string() : nibbles(address);
}

std::string_view version_text(const IpAddress& address) { return address.family == Family::ipv4 ? "in-addr" : "ip6"; }

}  // namespace

Mailbox parse_mail_from(std::string_view mail_from, std::string_view helo) {
  if (mail_from.empty()) return {.local_part = "postmaster", .domain = std::string(helo)};
  const std::size_t at = mail_from.rfind('@');
  if (at == std::string_view::npos || at == 0)
    return {.local_part = "postmaster", .domain = std::string(mail_from.substr(at == 0 ? 1 : 0))};
  return {.local_part = std::string(mail_from.substr(0, at)), .domain = std::string(mail_from.substr(at + 1))};
}

IpAddress unmapped(const IpAddress& address) {
  if (address.family == Family::ipv4 || (address.value & ~Uint128{0xFFFFFFFF}) != mapped_prefix) return address;
  return {.family = Family::ipv4, .value = address.value & 0xFFFFFFFF};
}

std::string session_value(const Session& session, char letter) {
  switch (letter) {
    case 's':
      return session.sender.text();
    case 'l':
      return session.sender.local_part;
    case 'o':
      return session.sender.domain;
    case 'i':
      return dotted(session.client);
    case 'v':
      return std::string(version_text(session.client));
    case 'h':
      return session.helo;
    case 'c':
      return session.client.to_string();
    case 'r':
      return session.receiver;
    case 't':
      return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(session.time.time_since_epoch()).count());
    default:
      return "";
  }
}

}  // namespace mailready::spf
