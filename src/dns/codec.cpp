#include "dns/codec.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "dns/alias.h"
#include "dns/ldns_convert.h"

namespace mailready::dns {

namespace {

struct Buffer {
  std::uint8_t* octets = nullptr;
  std::size_t size = 0;
  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { LDNS_FREE(octets); }
};

/// The records of `section` that are of class IN; nothing where one of them is broken.
std::optional<std::vector<Record>> read_section(const ldns_rr_list* section) {
  std::vector<Record> records;
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(section); ++i) {
    const ldns_rr& rr = *ldns_rr_list_rr(section, i);
    if (ldns_rr_get_class(&rr) != LDNS_RR_CLASS_IN || ldns_rr_get_type(&rr) == LDNS_RR_TYPE_OPT) continue;
    auto record = to_record(rr);
    if (!record) return std::nullopt;
    records.push_back(std::move(*record));
  }
  return records;
}

std::vector<Question> read_questions(const ldns_rr_list* section) {
  std::vector<Question> questions;
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(section); ++i) {
    const ldns_rr& rr = *ldns_rr_list_rr(section, i);
    const auto name = to_name(ldns_rr_owner(&rr));
    if (name && ldns_rr_get_class(&rr) == LDNS_RR_CLASS_IN)
      questions.push_back({*name, static_cast<Type>(ldns_rr_get_type(&rr))});
  }
  return questions;
}

Message read_header(const ldns_pkt& packet) {
  const unsigned extended = ldns_pkt_edns_extended_rcode(&packet);  // the upper eight bits (RFC 6891, section 6.1.3)
  return {.id = ldns_pkt_id(&packet),
          .response = ldns_pkt_qr(&packet),
          .opcode = static_cast<std::uint8_t>(ldns_pkt_get_opcode(&packet)),
          .authoritative = ldns_pkt_aa(&packet),
          .truncated = ldns_pkt_tc(&packet),
          .authentic = ldns_pkt_ad(&packet),
          .rcode = static_cast<std::uint16_t>(extended << 4 | static_cast<unsigned>(ldns_pkt_get_rcode(&packet)))};
}

/// What an rcode that is no answer says; nothing for NOERROR and NXDOMAIN.
std::optional<Failure> refusal(std::uint16_t rcode, const Question& question, const std::string& server) {
  using Kind = Failure::Kind;
  const auto failed = [&](Kind kind, std::string detail) { return Failure{kind, question, server, std::move(detail)}; };
  if (rcode > 0xFF) return failed(Kind::server_failed, fmt::format("RCODE {}", rcode));
  switch (static_cast<Rcode>(rcode)) {
    case Rcode::noerror:
    case Rcode::nxdomain:
      return std::nullopt;
    case Rcode::formerr:
      return failed(Kind::server_failed, "FORMERR");
    case Rcode::servfail:
      return failed(Kind::server_failed, "SERVFAIL");
    case Rcode::notimp:
      return failed(Kind::not_implemented, "NOTIMP");
    case Rcode::refused:
      return failed(Kind::refused, "REFUSED");
  }
  return failed(Kind::server_failed, fmt::format("RCODE {}", rcode));
}

const Record* find_alias(const std::vector<Record>& records, const Name& owner) {
  const auto found = std::find_if(records.begin(), records.end(),
                                  [&](const Record& r) { return r.type == Type::cname && r.owner == owner; });
  return found == records.end() ? nullptr : &*found;
}

/// The records of one owner and type, each once: a set has no duplicates (RFC 2181, section 5).
std::vector<Record> record_set(const std::vector<Record>& records, const Name& owner, Type type) {
  std::vector<Record> set;
  for (const Record& record : records) {
    if (record.type != type || record.owner != owner) continue;
    const bool known = std::any_of(set.begin(), set.end(), [&](const Record& r) { return r.rdata == record.rdata; });
    if (!known) set.push_back(record);
  }
  return set;
}

/// The SOA of a negative answer: of a zone that holds `name`, or it has no say.
std::optional<Record> negative_soa(const std::vector<Record>& authority, const Name& name) {
  const auto found = std::find_if(authority.begin(), authority.end(), [&](const Record& record) {
    return record.type == Type::soa && name.is_at_or_below(record.owner);
  });
  if (found == authority.end()) return std::nullopt;
  return *found;
}

/// NS in the authority section, no SOA, not authoritative: the server sends us elsewhere (RFC 2308, section 2.2).
bool is_referral(const Message& message) {
  const auto has = [&](Type type) {
    return std::any_of(message.authority.begin(), message.authority.end(),
                       [&](const Record& record) { return record.type == type; });
  };
  return !message.authoritative && has(Type::ns) && !has(Type::soa);
}

}  // namespace

std::vector<std::uint8_t> encode_query(const Question& question, std::uint16_t id, bool edns, Recursion recursion) {
  const std::string wire = question.name.to_wire();
  // ldns takes over the name.
  ldns_rdf* name = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, wire.size(), wire.data());
  const std::uint16_t flags = recursion == Recursion::desired ? LDNS_RD : 0;
  const Owned<ldns_pkt> packet(
      ldns_pkt_query_new(name, static_cast<ldns_rr_type>(question.type), LDNS_RR_CLASS_IN, flags));
  if (!packet) throw std::bad_alloc();
  ldns_pkt_set_id(packet.get(), id);
  if (edns) ldns_pkt_set_edns_udp_size(packet.get(), edns_payload_octets);
  Buffer buffer;
  if (ldns_pkt2wire(&buffer.octets, packet.get(), &buffer.size) != LDNS_STATUS_OK) throw std::bad_alloc();
  return {buffer.octets, buffer.octets + buffer.size};
}

Result<Message, std::string> decode(std::span<const std::uint8_t> octets) {
  ldns_pkt* read = nullptr;
  const ldns_status status = ldns_wire2pkt(&read, octets.data(), octets.size());
  const Owned<ldns_pkt> packet(status == LDNS_STATUS_OK ? read : nullptr);
  if (!packet) return std::string(ldns_get_errorstr_by_id(status));
  Message message = read_header(*packet);
  message.questions = read_questions(ldns_pkt_question(packet.get()));
  auto answer = read_section(ldns_pkt_answer(packet.get()));
  auto authority = read_section(ldns_pkt_authority(packet.get()));
  auto additional = read_section(ldns_pkt_additional(packet.get()));
  if (!answer || !authority || !additional) return std::string("a record's data is not that of its type");
  message.answer = std::move(*answer);
  message.authority = std::move(*authority);
  message.additional = std::move(*additional);
  return message;
}

Reply interpret(const Message& message, const Question& question, const std::string& server) {
  if (auto failure = refusal(message.rcode, question, server)) return std::move(*failure);
  AliasChain chain(question);
  if (question.type != Type::cname)
    while (const Record* alias = find_alias(message.answer, chain.end()))
      if (!chain.follow(*alias)) return chain.failure(server);

  Answer answer{.question = question,
                .rcode = static_cast<Rcode>(message.rcode),
                .records = record_set(message.answer, chain.end(), question.type),
                .aliases = chain.aliases(),
                .server = server,
                .authoritative = message.authoritative,
                .authentic = message.authentic};
  if (!answer.empty()) {
    // The rcode speaks of the end of the chain (RFC 6604, section 3). Only where an alias was asked for may the server
    // have meant its target: the alias itself is there.
    if (answer.nxdomain() && question.type != Type::cname)
      return Failure{Failure::Kind::malformed, question, server, "NXDOMAIN beside records"};
    answer.rcode = Rcode::noerror;
    return answer;
  }
  answer.soa = negative_soa(message.authority, chain.end());
  if (!answer.nxdomain() && answer.aliases.empty() && is_referral(message))
    return Failure{Failure::Kind::lame, question, server, "a referral in place of an answer"};
  return answer;
}

}  // namespace mailready::dns
