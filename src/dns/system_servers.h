// Which resolvers to ask: as resolv.conf names them, and as a user writes them. Text in, values out; the caller reads
// the file.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip.h"
#include "base/result.h"

namespace mailready::dns {

/// The address and port of a DNS server.
struct Server {
  IpAddress address;
  std::uint16_t port = 53;
  std::string scope{};  ///< the zone of a link-local IPv6 address: an interface's name or index (RFC 4007, section 11)

  /// "192.0.2.53:53", "[::1]:53", "[fe80::1%eth0]:53".
  std::string to_string() const;
  bool operator==(const Server&) const = default;
};

/// Reads `ADDR[:PORT]`, `[::1]:53` or a bare `::1`, with or without `@` in front. The error is a sentence.
Result<Server, std::string> parse_server(std::string_view text);

/// What resolv.conf(5) says that matters here. Search lists never apply, so `search`, `domain` and `ndots` are ignored.
struct ResolvConf {
  std::vector<Server> servers;                                 ///< never empty: 127.0.0.1 where none is named
  std::optional<std::chrono::seconds> timeout = std::nullopt;  ///< `options timeout:`, 30 at most
  std::optional<int> attempts = std::nullopt;                  ///< `options attempts:`, 5 at most
  bool operator==(const ResolvConf&) const = default;
};

/// Reads the text of a resolv.conf the way glibc does: keywords begin a line, the first three servers count, lines
/// that make no sense are passed over.
ResolvConf parse_resolv_conf(std::string_view text);

}  // namespace mailready::dns
