#include "support/https_server.h"

#include <asio/buffer.hpp>
#include <asio/read.hpp>
#include <asio/read_until.hpp>
#include <asio/ssl/stream.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>
#include <utility>

namespace mailready::test {

using asio::ip::tcp;
using dns::as_tuple;

HttpReaction respond(const std::string& status, const std::string& body, const std::string& content_type) {
  return {.parts = {"HTTP/1.1 " + status + "\r\nContent-Type: " + content_type +
                    "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body}};
}

HttpsServer::HttpsServer(dns::Loop& loop, std::optional<Credentials> credentials, Script script,
                         const asio::ip::address& address)
    : script_(std::move(script)), acceptor_(loop.context(), tcp::endpoint(address, 0)), group_(loop) {
  if (credentials) {
    context_.emplace(asio::ssl::context::tls_server);
    context_->use_certificate_chain(asio::buffer(credentials->certificate));
    context_->use_private_key(asio::buffer(credentials->key), asio::ssl::context::pem);
  }
  group_.spawn(dns::from_asio(serve()));
}

net::Endpoint HttpsServer::endpoint() const {
  const tcp::endpoint local = acceptor_.local_endpoint();
  return {.address = *IpAddress::parse(local.address().to_string()), .port = local.port()};
}

asio::awaitable<void> HttpsServer::serve() {
  for (;;) {
    auto [error, socket] = co_await acceptor_.async_accept(as_tuple);
    if (error) co_return;
    group_.spawn(dns::from_asio(context_ ? serve_tls(std::move(socket)) : serve_plain(std::move(socket))));
  }
}

asio::awaitable<void> HttpsServer::serve_tls(tcp::socket socket) {
  asio::ssl::stream<tcp::socket> stream(std::move(socket), *context_);
  const auto [no_handshake] = co_await stream.async_handshake(asio::ssl::stream_base::server, as_tuple);
  if (no_handshake) co_return;
  co_await answer(stream);
  co_await stream.async_shutdown(as_tuple);
}

asio::awaitable<void> HttpsServer::serve_plain(tcp::socket socket) { co_await answer(socket); }

template <class Stream>
asio::awaitable<void> HttpsServer::answer(Stream& stream) {
  std::string request;
  const auto [gone, size] =
      co_await asio::async_read_until(stream, asio::dynamic_buffer(request, 65'536), "\r\n\r\n", as_tuple);
  if (gone) co_return;
  log_.push_back(request.substr(0, size));
  const HttpReaction reaction = script_(log_.back());
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (std::size_t i = 0; i < reaction.parts.size(); i += reaction.endless && i + 1 == reaction.parts.size() ? 0 : 1) {
    const auto [unsent, sent] = co_await asio::async_write(stream, asio::buffer(reaction.parts[i]), as_tuple);
    if (unsent) co_return;
    timer.expires_after(reaction.pause);
    const auto [stopped] = co_await timer.async_wait(as_tuple);
    if (stopped) co_return;
  }
  if (reaction.closes && !reaction.parts.empty()) co_return;
  char octet = 0;
  co_await asio::async_read(stream, asio::buffer(&octet, 1), as_tuple);  // until the client goes
}

}  // namespace mailready::test
