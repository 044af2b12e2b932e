// One try over the network: one question put to one server.
#pragma once
#include <asio/awaitable.hpp>
#include <asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "dns/codec.h"
#include "dns/system_servers.h"

namespace mailready::dns {

/// A server as a socket wants it.
struct Upstream {
  explicit Upstream(const Server& server);

  asio::ip::address address;
  std::uint16_t port;
  std::string name;  ///< "192.0.2.53:53"
};

/// What all exchanges of a resolver share.
struct Wire {
  std::uint16_t random_id();

  std::random_device random{};  ///< the processor's or the kernel's: nobody may guess an ID (RFC 5452, section 9.2)
  /// Room for any datagram. Filled and read without a suspension in between, so one serves all.
  std::vector<std::uint8_t> datagram = std::vector<std::uint8_t>(65'535);
};

/// Asks over UDP from a fresh port with EDNS, over TCP what came truncated, and all again without EDNS where that was
/// not understood (RFC 6891, section 7). A message with another ID, source, opcode or question is not the answer and
/// is passed over.
class Exchange {
 public:
  /// `upstream` and `wire` outlive the exchange, which outlives `run`.
  Exchange(const Upstream& upstream, Question question, Wire& wire, Recursion recursion = Recursion::desired);

  /// Waits without a limit of its own for a server that says nothing.
  asio::awaitable<Reply> run();
  /// Whether the server has sent an answer to the question, usable or not.
  bool heard() const { return heard_; }

 private:
  using Received = Result<Message, Failure>;
  using Octets = std::span<const std::uint8_t>;

  asio::awaitable<Reply> ask(bool edns);
  asio::awaitable<Received> over_udp(bool edns);
  asio::awaitable<Received> over_tcp(bool edns);
  std::optional<Received> judge(Octets octets, std::uint16_t id);
  bool is_answer(const Message& message) const;
  Failure failure(Failure::Kind kind, std::string detail) const;

  const Upstream& upstream_;
  Question question_;
  Wire& wire_;
  Recursion recursion_;
  bool heard_ = false;
  bool edns_rejected_ = false;
};

}  // namespace mailready::dns
