// A question on its way to one server, and what comes back.
#pragma once
#include <asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "dns/answer.h"
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

/// A question as it is put to a server.
struct OutgoingQuery {
  Question question;
  bool edns = true;
  Recursion recursion = Recursion::desired;
};

/// What a server sent; a failure where it could not be asked, or where that cannot be read.
using Received = Result<Message, Failure>;

/// What `octets` from `server` say to a query sent under `id`. Nothing where they are not its answer: a message with
/// another ID, opcode or question.
std::optional<Received> receive(std::span<const std::uint8_t> octets, const Question& question, std::uint16_t id,
                                const std::string& server);

/// Random numbers of the kernel's: nobody may guess an ID (RFC 5452, section 9.2).
class RandomIds {
 public:
  std::uint16_t next();

 private:
  std::vector<std::uint16_t> drawn_;
};

}  // namespace mailready::dns
