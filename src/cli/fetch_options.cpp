#include "cli/fetch_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "cli/domain_argument.h"
#include "cli/usage_error.h"
#include "dns/system_servers.h"

namespace mailready::cli {
namespace {

constexpr std::uint16_t https_port = 443;

[[noreturn]] void refuse(const std::string& text, const std::string& why, const std::string& nearest_form) {
  throw UsageError(fmt::format("--connect {}: {}; write HOST=ADDR[:PORT], such as {}", text, why, nearest_form));
}

/// Whether a port is written behind the address: `text` has parsed as one with or without.
bool has_port(const std::string& text) {
  if (text.starts_with('[')) return !text.ends_with(']');
  return std::ranges::count(text, ':') == 1;
}

struct Connection {
  std::string host;
  net::Endpoint endpoint;
};

Connection parse_connection(const std::string& text) {
  const std::string example_host = "mta-sts.acme.example", example_address = "192.0.2.80:8443";
  const auto equals = text.find('=');
  if (equals == std::string::npos) {
    if (dns::parse_server(text)) refuse(text, "it names no host", example_host + "=" + text);
    const auto name = parse_domain(text);
    refuse(text, "it names no address", (name ? (*name).to_string() : example_host) + "=" + example_address);
  }
  const std::string address = text.substr(equals + 1);
  const auto host = parse_domain(text.substr(0, equals));
  const auto server = dns::parse_server(address);
  if (!host) refuse(text, host.error(), example_host + "=" + (server ? address : example_address));
  if (!server || address.starts_with('@') || !server->scope.empty())
    refuse(text, fmt::format("\"{}\" is no IP address with or without a port", address),
           (*host).to_string() + "=" + example_address);
  const std::uint16_t port = has_port(address) ? server->port : https_port;
  return {.host = (*host).to_string(), .endpoint = {.address = server->address, .port = port}};
}

}  // namespace

std::optional<survey::GivenPolicy> read_policy(const SourceOptions& options, bool one_domain) {
  constexpr std::size_t largest = 64 * 1024;  // what a sender would fetch: RFC 8461, section 3.3
  if (options.mta_sts_policy.empty()) return std::nullopt;
  if (!one_domain) throw UsageError("--mta-sts-policy gives the policy of one domain, and there are several to check");
  auto text = read_file(options.mta_sts_policy, largest);
  if (!text) throw UsageError(fmt::format("--mta-sts-policy {}: {}", options.mta_sts_policy, text.error().message));
  return survey::GivenPolicy{.file = options.mta_sts_policy, .text = *std::move(text)};
}

std::map<std::string, std::vector<net::Endpoint>> parse_connections(const SourceOptions& options) {
  std::map<std::string, std::vector<net::Endpoint>> connections;
  for (const std::string& text : options.connections) {
    Connection connection = parse_connection(text);
    connections[connection.host].push_back(connection.endpoint);
  }
  return connections;
}

}  // namespace mailready::cli
