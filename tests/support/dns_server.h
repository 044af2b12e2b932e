// A DNS server on the loopback interface, on the test's own event loop, that does with each query what a script says.
#pragma once
#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "dns/async.h"
#include "dns/codec.h"
#include "dns/system_servers.h"

namespace mailready::test {

using Octets = std::vector<std::uint8_t>;

/// What the server was asked.
struct Query {
  std::uint16_t id = 0;
  dns::Question question;
  bool edns = false;
  bool tcp = false;
  bool recursion = false;  ///< RD
  std::uint16_t port = 0;  ///< that it came from
};

/// A message that responds to a query. Whatever `question` leaves open is as in the query.
struct Response {
  dns::Rcode rcode = dns::Rcode::noerror;
  std::vector<dns::Record> answer{}, authority{};
  bool truncated = false, authoritative = false, authentic = false;
  bool response = true;  ///< QR
  std::uint8_t opcode = 0;
  std::uint16_t id_offset = 0;  ///< what is added to the query's ID
  bool with_question = true;
  std::uint16_t question_class = 1;         ///< IN
  std::optional<dns::Question> question{};  ///< another than the query's
};

/// In wire format, names uncompressed. Knows the record types that mail needs.
Octets encode(const Query& query, const Response& response);

/// What the server does about a query: nothing, as it stands.
struct Reaction {
  std::vector<Octets> messages{};        ///< sent in order
  std::vector<Octets> from_elsewhere{};  ///< sent first, from another port; UDP only
  std::shared_ptr<dns::Event> after{};   ///< happens before anything is sent
  std::size_t withheld_octets = 0;       ///< of the end of what is to be sent; TCP only
  bool hangs_up = false;                 ///< closes the connection; TCP only
};

/// The reaction that sends one response.
Reaction reply(const Query& query, const Response& response);

class DnsServer {
 public:
  using Script = std::function<Reaction(const Query&)>;

  /// Listens at once, on a free port, for UDP and TCP. `loop` outlives it.
  DnsServer(dns::Loop& loop, Script script);

  dns::Server address() const;
  /// Stops listening and closes all connections.
  void close();
  /// All that was asked, in order.
  const std::vector<Query>& log() const { return log_; }

 private:
  dns::Task<> serve_udp();
  dns::Task<> answer_udp(Reaction reaction, asio::ip::udp::endpoint peer);
  dns::Task<> serve_tcp();
  dns::Task<> serve_connection(asio::ip::tcp::socket socket);
  Reaction react(Query query);

  Script script_;
  std::vector<Query> log_;
  asio::ip::udp::socket udp_, elsewhere_;
  asio::ip::tcp::acceptor tcp_;
  dns::TaskGroup group_;
};

}  // namespace mailready::test
