// An HTTPS server on the loopback interface, on the test's own event loop, that answers as a script says.
#pragma once
#include <asio/awaitable.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ssl/context.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dns/async.h"
#include "net/fetch.h"
#include "support/test_authority.h"

namespace mailready::test {

/// What the server does about a request: nothing, as it stands, and it then waits for the client to go.
struct HttpReaction {
  std::vector<std::string> parts{};   ///< sent in order
  bool endless = false;               ///< the last part is sent again and again
  std::chrono::milliseconds pause{};  ///< between the parts
  bool closes = true;                 ///< the connection, behind the last part
};

/// A whole response.
HttpReaction respond(const std::string& status, const std::string& body,
                     const std::string& content_type = "text/plain");

class HttpsServer {
 public:
  using Script = std::function<HttpReaction(const std::string& request)>;

  /// Listens at once, on a free port of `address`. Without credentials it speaks HTTP without TLS.
  HttpsServer(dns::Loop& loop, std::optional<Credentials> credentials, Script script,
              const asio::ip::address& address = asio::ip::address_v4::loopback());

  net::Endpoint endpoint() const;
  /// The requests, header and all, in order.
  const std::vector<std::string>& log() const { return log_; }

 private:
  asio::awaitable<void> serve();
  asio::awaitable<void> serve_tls(asio::ip::tcp::socket socket);
  asio::awaitable<void> serve_plain(asio::ip::tcp::socket socket);
  template <class Stream>
  asio::awaitable<void> answer(Stream& stream);

  Script script_;
  std::optional<asio::ssl::context> context_;
  std::vector<std::string> log_;
  asio::ip::tcp::acceptor acceptor_;
  dns::TaskGroup group_;
};

}  // namespace mailready::test
