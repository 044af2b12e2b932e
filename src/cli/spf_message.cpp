#include "cli/spf_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "cli/domain_argument.h"
#include "cli/usage_error.h"

namespace mailready::cli {
namespace {

IpAddress parse_client(const std::string& text) {
  if (const auto address = IpAddress::parse(text)) return *address;
  throw UsageError(fmt::format("--ip: \"{}\" is no IP address", text));
}

std::string_view without_brackets(std::string_view address) {
  return address.starts_with('<') && address.ends_with('>') ? address.substr(1, address.size() - 2) : address;
}

/// In A-labels where it holds others; else as given, since macros keep the case.
std::string in_a_labels(const std::string& domain) {
  const bool is_ascii = std::ranges::all_of(domain, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return is_ascii ? domain : domain_to_check(domain);
}

}  // namespace

std::string domain_to_check(const std::string& text) {
  const auto name = parse_domain(text);
  return name ? (*name).to_string() : text;
}

spf::Session session_of(const SpfOptions& options, const std::string& domain) {
  const std::string mail_from = options.mail_from.value_or("postmaster@" + domain);
  const std::string_view mailbox = without_brackets(mail_from);
  const std::string helo = in_a_labels(options.helo.value_or(mailbox.empty() ? domain : "unknown"));
  spf::Mailbox sender = spf::parse_mail_from(mailbox, helo);
  sender.domain = in_a_labels(sender.domain);
  return {.client = spf::unmapped(parse_client(*options.client)),
          .sender = std::move(sender),
          .helo = helo,
          .time = std::chrono::system_clock::now()};
}

}  // namespace mailready::cli
