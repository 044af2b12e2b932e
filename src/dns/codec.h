// DNS messages to and from wire format, octet by octet. By ldns, which reads the zone files, a query costs 13,000
// instructions and a response 10,000 to 20,000, most of it for an allocation a field; a long list asks 20 questions a
// domain. Here they cost 400, and 2,400 to 3,400. A test holds what they say to ldns.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "dns/answer.h"

namespace mailready::dns {

/// The payload size that queries announce: fits every path without fragments (DNS flag day 2020).
constexpr std::uint16_t edns_payload_octets = 1232;

/// Whether a query asks its server to find the answer elsewhere (RD), or for what it knows itself.
enum class Recursion { desired, none };

/// Puts a query of class IN behind `octets`; with an OPT record (RFC 6891) where `edns` is true.
void append_query(std::vector<std::uint8_t>& octets, const Question& question, std::uint16_t id, bool edns,
                  Recursion recursion = Recursion::desired);

/// The same in a buffer of its own.
std::vector<std::uint8_t> encode_query(const Question& question, std::uint16_t id, bool edns,
                                       Recursion recursion = Recursion::desired);

/// A response as it came, sections apart; nothing in it is believed yet.
struct Message {
  std::uint16_t id = 0;
  bool response = false;  ///< QR
  std::uint8_t opcode = 0;
  bool authoritative = false;                 ///< AA
  bool truncated = false;                     ///< TC
  bool authentic = false;                     ///< AD
  std::uint16_t rcode = 0;                    ///< with the extended bits of the OPT record (RFC 6891)
  std::vector<Question> questions{};          ///< class IN only; a question of another class is left out
  std::vector<Record> answer{}, authority{};  ///< class IN only, OPT left out
  bool operator==(const Message&) const = default;
};

/// Decodes a message of class IN. The additional section is checked, and left out. What follows the last record is
/// ignored. The error says what is broken.
Result<Message, std::string> decode(std::span<const std::uint8_t> octets);

/// What `message`, a response to `question` with a good ID and source, says: follows the alias chain inside it and
/// believes nothing outside that chain. The answer may end in an alias whose target is not in the message
/// (`records` empty, `aliases` not): the caller then asks for `final_name()`.
/// SERVFAIL, REFUSED, NOTIMP, FORMERR, a referral and a looping chain are failures (RFC 2308, RFC 6604).
Reply interpret(Message message, const Question& question, const std::string& server);

}  // namespace mailready::dns
