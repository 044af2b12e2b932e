#include "dns/exchange.h"

#include <algorithm>
#include <array>
#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <utility>

#include "dns/async.h"

namespace mailready::dns {

using asio::ip::tcp;
using asio::ip::udp;

static asio::ip::address to_asio(const Server& server) {
  std::string text = server.address.to_string();
  if (!server.scope.empty()) text += "%" + server.scope;
  return asio::ip::make_address(text);
}

Upstream::Upstream(const Server& server) : address(to_asio(server)), port(server.port), name(server.to_string()) {}

std::uint16_t Wire::random_id() { return static_cast<std::uint16_t>(random() & 0xffff); }

Exchange::Exchange(const Upstream& upstream, Question question, Wire& wire, Recursion recursion)
    : upstream_(upstream), question_(std::move(question)), wire_(wire), recursion_(recursion) {}

static bool has_rcode(const Message& message, Rcode rcode) { return message.rcode == static_cast<std::uint8_t>(rcode); }

asio::awaitable<Reply> Exchange::run() {
  Reply reply = co_await ask(true);
  if (edns_rejected_) reply = co_await ask(false);
  co_return reply;
}

asio::awaitable<Reply> Exchange::ask(bool edns) {
  Received received = co_await over_udp(edns);
  const bool cut = received && received->truncated;
  if (cut) received = co_await over_tcp(edns);
  // A server that does not know OPT says FORMERR, or trips over it.
  edns_rejected_ = received ? has_rcode(*received, Rcode::formerr) : received.error().kind == Failure::Kind::malformed;
  if (!received) co_return received.error();
  Reply reply = interpret(*received, question_, upstream_.name);
  if (reply) reply->truncated = cut;
  co_return reply;
}

asio::awaitable<Exchange::Received> Exchange::over_udp(bool edns) {
  // Connected, so that the kernel drops what comes from elsewhere and reports ICMP errors; it also picks a random port.
  udp::socket socket(co_await asio::this_coro::executor);
  const udp::endpoint endpoint(upstream_.address, upstream_.port);
  asio::error_code error;
  socket.open(endpoint.protocol(), error);
  if (!error) socket.connect(endpoint, error);
  if (!error) socket.non_blocking(true, error);
  if (error) co_return failure(Failure::Kind::unreachable, error.message());

  const std::uint16_t id = wire_.random_id();
  const std::vector<std::uint8_t> query = encode_query(question_, id, edns, recursion_);
  const auto [unsent, sent] = co_await socket.async_send(asio::buffer(query), as_tuple);
  if (unsent) co_return failure(Failure::Kind::unreachable, unsent.message());
  for (;;) {
    const auto [broken] = co_await socket.async_wait(udp::socket::wait_read, as_tuple);
    if (broken) co_return failure(Failure::Kind::unreachable, broken.message());
    const std::size_t size = socket.receive(asio::buffer(wire_.datagram), 0, error);
    if (error == asio::error::would_block) continue;
    if (error) co_return failure(Failure::Kind::unreachable, error.message());
    if (auto received = judge(Octets(wire_.datagram).first(size), id)) co_return std::move(*received);
  }
}

/// A message behind its length in two octets (RFC 1035, section 4.2.2), to be written in one piece (RFC 7766,
/// section 8).
static std::vector<std::uint8_t> with_length(const std::vector<std::uint8_t>& message) {
  std::vector<std::uint8_t> framed(message.size() + 2);
  framed[0] = static_cast<std::uint8_t>(message.size() >> 8);
  framed[1] = static_cast<std::uint8_t>(message.size() & 0xff);
  std::copy(message.begin(), message.end(), framed.begin() + 2);
  return framed;
}

asio::awaitable<Exchange::Received> Exchange::over_tcp(bool edns) {
  tcp::socket socket(co_await asio::this_coro::executor);
  const tcp::endpoint endpoint(upstream_.address, upstream_.port);
  const auto [unconnected] = co_await socket.async_connect(endpoint, as_tuple);
  if (unconnected) co_return failure(Failure::Kind::unreachable, "TCP: " + unconnected.message());

  const std::uint16_t id = wire_.random_id();
  const std::vector<std::uint8_t> query = with_length(encode_query(question_, id, edns, recursion_));
  const auto [unsent, sent] = co_await asio::async_write(socket, asio::buffer(query), as_tuple);
  if (unsent) co_return failure(Failure::Kind::unreachable, "TCP: " + unsent.message());
  for (;;) {
    std::array<std::uint8_t, 2> length{};
    const auto [no_length, got] = co_await asio::async_read(socket, asio::buffer(length), as_tuple);
    if (no_length) co_return failure(Failure::Kind::unreachable, "TCP: " + no_length.message());
    std::vector<std::uint8_t> octets(static_cast<std::size_t>(length[0]) << 8 | length[1]);
    const auto [no_message, filled] = co_await asio::async_read(socket, asio::buffer(octets), as_tuple);
    if (no_message) co_return failure(Failure::Kind::unreachable, "TCP: " + no_message.message());
    if (auto received = judge(octets, id)) co_return std::move(*received);
  }
}

/// The message, or that it is broken; nothing where it is not the answer.
std::optional<Exchange::Received> Exchange::judge(Octets octets, std::uint16_t id) {
  constexpr std::uint8_t response_to_query = 0x80, response_and_opcode = 0xf8;  // RFC 1035, section 4.1.1
  if (octets.size() < 3 || (octets[0] << 8 | octets[1]) != id) return {};
  if ((octets[2] & response_and_opcode) != response_to_query) return {};
  auto message = decode(octets);
  if (message && !is_answer(*message)) return {};
  heard_ = true;
  if (!message) return failure(Failure::Kind::malformed, message.error());
  return std::move(*message);
}

/// Servers that cannot or will not read a query may leave its question out of what they say (RFC 5452, section 9.1 asks
/// for it in everything else).
bool Exchange::is_answer(const Message& message) const {
  if (message.questions.size() == 1) return message.questions[0] == question_;
  return message.questions.empty() && (has_rcode(message, Rcode::formerr) || has_rcode(message, Rcode::notimp) ||
                                       has_rcode(message, Rcode::refused));
}

Failure Exchange::failure(Failure::Kind kind, std::string detail) const {
  return {.kind = kind, .question = question_, .server = upstream_.name, .detail = std::move(detail)};
}

}  // namespace mailready::dns
