#include "dns/codec.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "dns/alias.h"
#include "dns/wire_reader.h"

namespace mailready::dns {

namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t least_question = 5, least_record = 11;  // of the root, a record without data; such as OPT
constexpr std::size_t longest_query = header_size + longest_name + 4 + least_record;

constexpr std::uint16_t class_in = 1;
constexpr auto opt = static_cast<Type>(41);  // RFC 6891, section 6.1.1

// Flags (RFC 1035, section 4.1.1; AD: RFC 4035, section 3.2.3).
constexpr unsigned qr = 0x8000, aa = 0x0400, tc = 0x0200, rd = 0x0100, ad = 0x0020;

void read_header(WireReader& reader, Message& message) {
  message.id = reader.u16();
  const unsigned flags = reader.u16();
  message.response = (flags & qr) != 0;
  message.opcode = static_cast<std::uint8_t>(flags >> 11 & 0xF);
  message.authoritative = (flags & aa) != 0;
  message.truncated = (flags & tc) != 0;
  message.authentic = (flags & ad) != 0;
  message.rcode = static_cast<std::uint16_t>(flags & 0xF);
}

/// The name that stands first is the one in which most others of the message end.
void read_questions(WireReader& reader, std::uint16_t count, std::vector<Question>& questions) {
  questions.reserve(std::min<std::size_t>(count, reader.left() / least_question));
  for (; reader.ok() && count > 0; --count) {
    const std::size_t offset = reader.offset();
    Name name = reader.name();
    const auto type = static_cast<Type>(reader.u16());
    if (reader.u16() != class_in) continue;
    questions.push_back({std::move(name), type});
    if (offset == header_size) reader.remember(offset, questions.back().name);
  }
}

/// A record, its data yet to be read.
struct Unread {
  Name owner;
  Type type;
  std::uint16_t rr_class;
  std::uint32_t ttl;
  WireReader rdata;
  bool is_in() const { return rr_class == class_in && type != opt; }
};

Unread read_record(WireReader& reader) {
  return {reader.name(), static_cast<Type>(reader.u16()), reader.u16(), reader.u32(), reader.part(reader.u16())};
}

/// False where the data of a record is not that of its type.
bool read_section(WireReader& reader, std::uint16_t count, std::vector<Record>& records) {
  records.reserve(std::min<std::size_t>(count, reader.left() / least_record));
  for (; reader.ok() && count > 0; --count) {
    Unread unread = read_record(reader);
    if (!unread.is_in()) continue;
    Record& record = records.emplace_back();
    record.owner = std::move(unread.owner);
    record.type = unread.type;
    record.ttl = ttl_of(unread.ttl);
    if (!read_rdata(unread.rdata, unread.type, record.rdata)) return false;
  }
  return true;
}

/// Nothing of the additional section is kept but the upper eight bits of the rcode (RFC 6891, section 6.1.3); false as
/// above.
bool check_additional(WireReader& reader, std::uint16_t count, std::uint16_t& rcode) {
  for (; reader.ok() && count > 0; --count) {
    const Unread unread = read_record(reader);
    Rdata unused;
    if (unread.is_in() && !read_rdata(unread.rdata, unread.type, unused)) return false;
    if (unread.type == opt) rcode = static_cast<std::uint16_t>(unread.ttl >> 24 << 4 | (rcode & 0xFU));
  }
  return true;
}

/// Says what is broken; nothing where all is well.
std::string_view read_message(WireReader reader, Message& message) {
  read_header(reader, message);
  const std::uint16_t questions = reader.u16(), answers = reader.u16(), authorities = reader.u16(),
                      additionals = reader.u16();
  read_questions(reader, questions, message.questions);
  const bool data_fits = read_section(reader, answers, message.answer) &&
                         read_section(reader, authorities, message.authority) &&
                         check_additional(reader, additionals, message.rcode);
  if (!reader.ok()) return "the message is cut short, or a name in it is broken";
  return data_fits ? "" : "a record's data is not that of its type";
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

/// Takes the CNAME record of `owner` out of `records`, if it is there.
std::optional<Record> take_alias(std::vector<Record>& records, const Name& owner) {
  const auto found = std::find_if(records.begin(), records.end(),
                                  [&](const Record& r) { return r.type == Type::cname && r.owner == owner; });
  if (found == records.end()) return std::nullopt;
  std::optional<Record> alias = std::move(*found);
  records.erase(found);
  return alias;
}

/// Each record once: a set has no duplicates (RFC 2181, section 5).
void remove_duplicates(std::vector<Record>& set) {
  constexpr std::size_t few = 16;  // to be compared each with each; a hostile message has thousands
  std::set<std::string> texts;
  auto kept = set.begin();
  const auto is_known = [&](const Record& record) {
    if (set.size() > few) return !texts.insert(rdata_text(record)).second;
    return std::any_of(set.begin(), kept, [&](const Record& r) { return r.rdata == record.rdata; });
  };
  for (auto record = set.begin(); record != set.end(); ++record) {
    if (is_known(*record)) continue;
    if (kept != record) *kept = std::move(*record);
    ++kept;
  }
  set.erase(kept, set.end());
}

/// Leaves the records of one owner and type.
void keep_set(std::vector<Record>& records, const Name& owner, Type type) {
  std::erase_if(records, [&](const Record& record) { return record.type != type || record.owner != owner; });
  remove_duplicates(records);
}

/// The SOA of a negative answer: of a zone that holds `name`, or it has no say.
std::optional<Record> take_soa(std::vector<Record>& authority, const Name& name) {
  const auto found = std::find_if(authority.begin(), authority.end(), [&](const Record& record) {
    return record.type == Type::soa && name.is_at_or_below(record.owner);
  });
  if (found == authority.end()) return std::nullopt;
  return std::move(*found);
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

void append_query(std::vector<std::uint8_t>& octets, const Question& question, std::uint16_t id, bool edns,
                  Recursion recursion) {
  std::array<std::uint8_t, longest_query> query;
  std::size_t size = 0;
  const auto put = [&](std::initializer_list<unsigned> numbers) {
    for (const unsigned number : numbers) {
      query[size++] = static_cast<std::uint8_t>(number >> 8);
      query[size++] = static_cast<std::uint8_t>(number);
    }
  };
  put({id, recursion == Recursion::desired ? rd : 0, 1, 0, 0, edns ? 1U : 0U});
  size += question.name.write_wire(std::span(query).subspan<header_size, longest_name>());
  put({static_cast<unsigned>(question.type), class_in});
  if (edns) {
    query[size++] = 0;  // the root owns OPT
    put({static_cast<unsigned>(opt), edns_payload_octets, 0, 0, 0});
  }
  octets.insert(octets.end(), query.begin(), query.begin() + static_cast<std::ptrdiff_t>(size));
}

std::vector<std::uint8_t> encode_query(const Question& question, std::uint16_t id, bool edns, Recursion recursion) {
  std::vector<std::uint8_t> octets;
  append_query(octets, question, id, edns, recursion);
  return octets;
}

Result<Message, std::string> decode(std::span<const std::uint8_t> octets) {
  Result<Message, std::string> result = Message{};  // filled in place, and returned without a move
  if (const std::string_view problem = read_message(WireReader(octets), *result); !problem.empty())
    result = std::string(problem);
  return result;
}

Reply interpret(Message message, const Question& question, const std::string& server) {
  if (auto failure = refusal(message.rcode, question, server)) return std::move(*failure);
  AliasChain chain(question);
  if (question.type != Type::cname)
    while (auto alias = take_alias(message.answer, chain.end()))
      if (!chain.follow(std::move(*alias))) return chain.failure(server);

  keep_set(message.answer, chain.end(), question.type);
  const bool found = !message.answer.empty(), nxdomain = message.rcode == static_cast<std::uint16_t>(Rcode::nxdomain);
  const auto failed = [&](Failure::Kind kind, std::string detail) {
    return Failure{kind, question, server, std::move(detail)};
  };
  // The rcode speaks of the end of the chain (RFC 6604, section 3). Only where an alias was asked for may the server
  // have meant its target: the alias itself is there.
  if (found && nxdomain && question.type != Type::cname)
    return failed(Failure::Kind::malformed, "NXDOMAIN beside records");
  if (!found && !nxdomain && chain.aliases().empty() && is_referral(message))
    return failed(Failure::Kind::lame, "a referral in place of an answer");
  auto soa = found ? std::nullopt : take_soa(message.authority, chain.end());
  auto [asked, aliases] = std::move(chain).taken_apart();
  return Answer{.question = std::move(asked),
                .rcode = found ? Rcode::noerror : static_cast<Rcode>(message.rcode),
                .records = std::move(message.answer),
                .aliases = std::move(aliases),
                .soa = std::move(soa),
                .server = server,
                .authoritative = message.authoritative,
                .authentic = message.authentic};
}

}  // namespace mailready::dns
