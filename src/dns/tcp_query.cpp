#include "dns/tcp_query.h"

#include <algorithm>
#include <array>
#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/this_coro.hpp>
#include <asio/write.hpp>
#include <utility>

#include "dns/async.h"

namespace mailready::dns {
namespace {

using asio::ip::tcp;

/// A message behind its length in two octets (RFC 1035, section 4.2.2), to be written in one piece (RFC 7766,
/// section 8).
std::vector<std::uint8_t> with_length(const std::vector<std::uint8_t>& message) {
  std::vector<std::uint8_t> framed(message.size() + 2);
  framed[0] = static_cast<std::uint8_t>(message.size() >> 8);
  framed[1] = static_cast<std::uint8_t>(message.size() & 0xff);
  std::copy(message.begin(), message.end(), framed.begin() + 2);
  return framed;
}

asio::awaitable<Received> ask(Upstream upstream, OutgoingQuery query, std::uint16_t id) {
  const auto failure = [&](const asio::error_code& error) {
    return Failure{.kind = Failure::Kind::unreachable,
                   .question = query.question,
                   .server = upstream.name,
                   .detail = "TCP: " + error.message()};
  };
  tcp::socket socket(co_await asio::this_coro::executor);
  const auto [unconnected] = co_await socket.async_connect(tcp::endpoint(upstream.address, upstream.port), as_tuple);
  if (unconnected) co_return failure(unconnected);

  const auto framed = with_length(encode_query(query.question, id, query.edns, query.recursion));
  const auto [unsent, sent] = co_await asio::async_write(socket, asio::buffer(framed), as_tuple);
  if (unsent) co_return failure(unsent);
  for (;;) {
    std::array<std::uint8_t, 2> length{};
    const auto [no_length, got] = co_await asio::async_read(socket, asio::buffer(length), as_tuple);
    if (no_length) co_return failure(no_length);
    std::vector<std::uint8_t> octets(static_cast<std::size_t>(length[0]) << 8 | length[1]);
    const auto [no_message, filled] = co_await asio::async_read(socket, asio::buffer(octets), as_tuple);
    if (no_message) co_return failure(no_message);
    if (auto received = receive(octets, query.question, id, upstream.name)) co_return std::move(*received);
  }
}

}  // namespace

Task<Received> ask_over_tcp(Upstream upstream, OutgoingQuery query, std::uint16_t id) {
  return from_asio(ask(std::move(upstream), std::move(query), id));
}

}  // namespace mailready::dns
