// What a receiver knows of the message that it checks, and the macros that stand for it.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "base/ip.h"

namespace mailready::spf {

/// The sender of a message: the mailbox in MAIL FROM, or "postmaster" at the HELO name where that is empty.
struct Mailbox {
  std::string local_part;
  std::string domain;
  /// "local-part@domain"
  std::string text() const { return local_part + "@" + domain; }
  bool operator==(const Mailbox&) const = default;
};

/// Reads the argument of MAIL FROM, without its angle brackets. What follows the last "@" is the domain; an empty or
/// missing local part becomes "postmaster", and so does all of an empty sender, at `helo` (RFC 7208, sections 2.4 and
/// 4.3).
Mailbox parse_mail_from(std::string_view mail_from, std::string_view helo);

/// The arguments of check_host() but the domain (RFC 7208, section 4.1), and what only explanations tell.
struct Session {
  IpAddress client;
  Mailbox sender;
  std::string helo;
  std::string receiver = "unknown";              ///< `%{r}`: the host that makes the check
  std::chrono::system_clock::time_point time{};  ///< `%{t}`
};

/// `address`, or the IPv4 address that is mapped into it (RFC 7208, section 5).
IpAddress unmapped(const IpAddress& address);

/// What `%{letter}` stands for, for each letter but d and p, which depend on the record and on DNS (RFC 7208,
/// section 7.3).
std::string session_value(const Session& session, char letter);

}  // namespace mailready::spf
