#include "dns/query.h"

#include <sys/random.h>

#include <system_error>
#include <utility>

namespace mailready::dns {

static asio::ip::address to_asio(const Server& server) {
  std::string text = server.address.to_string();
  if (!server.scope.empty()) text += "%" + server.scope;
  return asio::ip::make_address(text);
}

Upstream::Upstream(const Server& server) : address(to_asio(server)), port(server.port), name(server.to_string()) {}

static bool has_rcode(const Message& message, Rcode rcode) { return message.rcode == static_cast<std::uint8_t>(rcode); }

/// Servers that cannot or will not read a query may leave its question out of what they say (RFC 5452, section 9.1 asks
/// for it in everything else).
static bool answers(const Message& message, const Question& question) {
  if (message.questions.size() == 1) return message.questions[0] == question;
  return message.questions.empty() && (has_rcode(message, Rcode::formerr) || has_rcode(message, Rcode::notimp) ||
                                       has_rcode(message, Rcode::refused));
}

std::optional<Received> receive(std::span<const std::uint8_t> octets, const Question& question, std::uint16_t id,
                                const std::string& server) {
  constexpr std::uint8_t response_to_query = 0x80, response_and_opcode = 0xf8;  // RFC 1035, section 4.1.1
  if (octets.size() < 3 || (octets[0] << 8 | octets[1]) != id) return {};
  if ((octets[2] & response_and_opcode) != response_to_query) return {};
  auto message = decode(octets);
  if (!message)
    return Failure{.kind = Failure::Kind::malformed, .question = question, .server = server, .detail = message.error()};
  if (!answers(*message, question)) return {};
  return std::move(*message);
}

std::uint16_t RandomIds::next() {
  constexpr std::size_t at_once = 128;  // 256 octets, which the kernel gives whole (getrandom(2))
  if (drawn_.empty()) {
    drawn_.resize(at_once);
    if (::getrandom(drawn_.data(), at_once * sizeof(drawn_[0]), 0) < 0)
      throw std::system_error(errno, std::system_category(), "getrandom");
  }
  const std::uint16_t id = drawn_.back();
  drawn_.pop_back();
  return id;
}

}  // namespace mailready::dns
