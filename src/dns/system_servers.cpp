#include "dns/system_servers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace mailready::dns {

// The limits of glibc (<resolv.h>: MAXNS, RES_MAXRETRANS, RES_MAXRETRY).
constexpr std::size_t max_servers = 3;
constexpr int max_timeout = 30;
constexpr int max_attempts = 5;

std::string Server::to_string() const {
  if (address.family == Family::ipv4) return fmt::format("{}:{}", address.to_string(), port);
  return fmt::format("[{}{}{}]:{}", address.to_string(), scope.empty() ? "" : "%", scope, port);
}

static std::optional<int> parse_number(std::string_view text, int least, int most) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least || number > most) return {};
  return number;
}

/// An interface's name or index: what follows "%".
static bool is_scope(std::string_view text) {
  constexpr std::size_t max_octets = 15;  // IFNAMSIZ, less its final NUL
  return !text.empty() && text.size() <= max_octets && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c > ' ' && c < 0x7f && c != '%' && c != '/';
  });
}

/// An address without a port, "fe80::1%eth0" included.
static std::optional<Server> parse_address(std::string_view text) {
  const std::size_t percent = text.find('%');
  const auto address = IpAddress::parse(text.substr(0, percent));
  if (!address) return {};
  Server server{.address = *address};
  if (percent == text.npos) return server;
  const std::string_view scope = text.substr(percent + 1);
  if (address->family == Family::ipv4 || !is_scope(scope)) return {};
  server.scope = scope;
  return server;
}

/// A server's text taken apart.
struct AddressAndPort {
  std::string_view address;
  std::optional<std::string_view> port = std::nullopt;
};

/// A single colon stands before a port; with more of them the text is an IPv6 address, which takes a port in brackets
/// only (RFC 3986, section 3.2.2).
static std::optional<AddressAndPort> take_apart(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t bracket = text.find(']');
    if (bracket == text.npos) return {};
    const AddressAndPort bare{text.substr(1, bracket - 1)};
    const std::string_view rest = text.substr(bracket + 1);
    if (bare.address.find(':') == bare.address.npos) return {};
    if (rest.empty()) return bare;
    if (!rest.starts_with(':')) return {};
    return AddressAndPort{bare.address, rest.substr(1)};
  }
  if (std::count(text.begin(), text.end(), ':') != 1) return AddressAndPort{text};
  const std::size_t colon = text.find(':');
  return AddressAndPort{text.substr(0, colon), text.substr(colon + 1)};
}

Result<Server, std::string> parse_server(std::string_view text) {
  const std::string shown = printable(text);
  if (text.starts_with('@')) text.remove_prefix(1);
  const auto parts = take_apart(text);
  auto server = parts ? parse_address(parts->address) : std::nullopt;
  if (!server)
    return fmt::format("\"{}\" is no resolver: write an IP address as 192.0.2.53, 192.0.2.53:5353, ::1 or [::1]:5353",
                       shown);
  if (!parts->port) return *server;
  const auto port = parse_number(*parts->port, 1, 65'535);
  if (!port) return fmt::format("\"{}\" has no valid port: it is a number from 1 to 65535", shown);
  server->port = static_cast<std::uint16_t>(*port);
  return *server;
}

static std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  constexpr std::string_view blanks = " \t\r";
  for (std::size_t at = line.find_first_not_of(blanks); at != line.npos; at = line.find_first_not_of(blanks, at)) {
    const std::size_t end = std::min(line.find_first_of(blanks, at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

static void read_nameserver(std::string_view text, std::vector<Server>& servers) {
  if (servers.size() == max_servers) return;
  if (const auto server = parse_address(text.substr(0, text.find_first_of("#;")))) servers.push_back(*server);
}

static void read_option(std::string_view option, ResolvConf& conf) {
  constexpr int any = 1'000'000;
  constexpr std::string_view timeout = "timeout:", attempts = "attempts:";
  if (option.starts_with(timeout)) {
    if (const auto number = parse_number(option.substr(timeout.size()), 1, any))
      conf.timeout = std::chrono::seconds(std::min(*number, max_timeout));
  } else if (option.starts_with(attempts)) {
    if (const auto number = parse_number(option.substr(attempts.size()), 1, any))
      conf.attempts = std::min(*number, max_attempts);
  }
}

ResolvConf parse_resolv_conf(std::string_view text) {
  ResolvConf conf;
  for (const std::string_view line : split(text, '\n')) {
    const std::vector<std::string_view> words = words_of(line);
    if (words.size() < 2 || words[0].data() != line.data()) continue;
    if (words[0] == "nameserver") read_nameserver(words[1], conf.servers);
    if (words[0] == "options")
      for (std::size_t i = 1; i < words.size(); ++i) read_option(words[i], conf);
  }
  if (conf.servers.empty()) conf.servers.push_back({.address = *IpAddress::parse("127.0.0.1")});
  return conf;
}

}  // namespace mailready::dns
