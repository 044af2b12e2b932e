// What is asked of the web, and what comes of it, as values. Knows no Asio.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/ip.h"
#include "base/result.h"

namespace mailready::net {

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 443;
  bool operator==(const Endpoint&) const = default;
};

/// GET https://HOST/PATH, from one of the endpoints: whoever asks has resolved the host.
struct Request {
  std::string host;  ///< an A-label name without the final dot
  std::string path;  ///< begins with "/"
  std::vector<Endpoint> endpoints;
  std::size_t max_octets = 64 * 1024;  ///< of the body; a longer one is `too_large`
};

/// What the server said, redirects not followed.
struct Response {
  int status = 0;
  std::string content_type;
  std::string body;
  bool operator==(const Response&) const = default;
};

/// Why there is no response.
struct FetchFailure {
  enum class Kind {
    unreachable,  ///< no endpoint took the connection
    timed_out,    ///< not all of it came in time
    certificate,  ///< the server's certificate does not hold for the host
    no_library,   ///< nothing can be fetched here, for want of libcurl
    trust_store,  ///< no certificate can be checked here, for want of authorities
    too_large,    ///< the body is longer than allowed
    broken,       ///< TLS or HTTP was not spoken as it should be
    offline,      ///< it is not in the recording that takes the place of the network
  };
  Kind kind = Kind::unreachable;
  std::string detail;  ///< for people, safe to show
  bool operator==(const FetchFailure&) const = default;
};

using FetchReply = Result<Response, FetchFailure>;

}  // namespace mailready::net
