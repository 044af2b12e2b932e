#include "support/ldns_codec.h"

#include <stdbool.h>  // first, or ldns makes `bool` a macro

#include <ldns/ldns.h>

#include <array>
#include <cstring>
#include <memory>
#include <new>

namespace mailready::test {

using namespace dns;

namespace {

struct LdnsDeleter {
  void operator()(ldns_pkt* packet) const { ldns_pkt_free(packet); }
  void operator()(ldns_rr* rr) const { ldns_rr_free(rr); }
  void operator()(ldns_rdf* rdf) const { ldns_rdf_deep_free(rdf); }
};

template <class T>
using Owned = std::unique_ptr<T, LdnsDeleter>;

std::string_view octets_of(const ldns_rdf& rdf) {
  if (ldns_rdf_size(&rdf) == 0) return {};
  return {reinterpret_cast<const char*>(ldns_rdf_data(&rdf)), ldns_rdf_size(&rdf)};
}

/// The data of a record, field by field. Every read says whether the field is there and has the size that it must have.
class Fields {
 public:
  explicit Fields(const ldns_rr& rr) : rr_(rr) {}

  std::size_t count() const { return ldns_rr_rd_count(&rr_); }

  std::string_view field(std::size_t index) const {
    const ldns_rdf* rdf = index < count() ? ldns_rr_rdf(&rr_, index) : nullptr;
    return rdf ? octets_of(*rdf) : std::string_view();
  }

  std::optional<Name> name(std::size_t index) const { return Name::from_wire(field(index)); }

  template <class Number>
  std::optional<Number> number(std::size_t index) const {
    const std::string_view data = field(index);
    if (data.size() != sizeof(Number)) return std::nullopt;
    Number value = 0;
    for (const char octet : data) value = static_cast<Number>((value << 8) | static_cast<unsigned char>(octet));
    return value;
  }

  template <std::size_t Size>
  std::optional<IpAddress> address() const {
    const std::string_view data = field(0);
    if (count() != 1 || data.size() != Size) return std::nullopt;
    std::array<std::uint8_t, Size> bytes{};
    std::memcpy(bytes.data(), data.data(), Size);
    return IpAddress::from_octets(bytes);
  }

 private:
  const ldns_rr& rr_;
};

template <class T>
std::optional<Rdata> wrapped(const std::optional<Name>& name) {
  if (!name) return std::nullopt;
  return T{*name};
}

std::optional<Rdata> read_mx(const Fields& fields) {
  const auto preference = fields.number<std::uint16_t>(0);
  const auto exchange = fields.name(1);
  if (!preference || !exchange) return std::nullopt;
  return Mx{*preference, *exchange};
}

std::optional<Rdata> read_soa(const Fields& fields) {
  const auto primary = fields.name(0), mailbox = fields.name(1);
  if (!primary || !mailbox) return std::nullopt;
  std::array<std::uint32_t, 5> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto number = fields.number<std::uint32_t>(2 + i);
    if (!number) return std::nullopt;
    numbers[i] = *number;
  }
  using std::chrono::seconds;
  return Soa{*primary,           *mailbox, numbers[0], seconds(numbers[1]), seconds(numbers[2]), seconds(numbers[3]),
             seconds(numbers[4])};
}

std::optional<Rdata> read_txt(const Fields& fields) {
  Txt txt;
  for (std::size_t i = 0; i < fields.count(); ++i) {
    const std::string_view string = fields.field(i);
    if (string.empty() || string.size() != std::size_t{1} + static_cast<unsigned char>(string.front()))
      return std::nullopt;
    txt.strings.emplace_back(string.substr(1));
  }
  if (txt.strings.empty()) return std::nullopt;
  return txt;
}

Opaque read_opaque(const Fields& fields) {
  Opaque opaque;
  for (std::size_t i = 0; i < fields.count(); ++i) opaque.rdata += fields.field(i);
  return opaque;
}

std::optional<Rdata> read_fields(Type type, const Fields& fields) {
  switch (type) {
    case Type::a:
      if (const auto address = fields.address<4>()) return A{*address};
      return std::nullopt;
    case Type::aaaa:
      if (const auto address = fields.address<16>()) return Aaaa{*address};
      return std::nullopt;
    case Type::ns:
      return wrapped<Ns>(fields.name(0));
    case Type::cname:
      return wrapped<Cname>(fields.name(0));
    case Type::ptr:
      return wrapped<Ptr>(fields.name(0));
    case Type::mx:
      return read_mx(fields);
    case Type::soa:
      return read_soa(fields);
    case Type::txt:
    case Type::spf:
      return read_txt(fields);
    case Type::dname:
    case Type::tlsa:
      break;
  }
  return read_opaque(fields);
}

std::optional<Record> read_record(const ldns_rr& rr) {
  const auto owner = Name::from_wire(octets_of(*ldns_rr_owner(&rr)));
  const auto type = static_cast<Type>(ldns_rr_get_type(&rr));
  auto rdata = read_fields(type, Fields(rr));
  if (!owner || !rdata) return std::nullopt;
  const std::uint32_t ttl = ldns_rr_ttl(&rr);
  return Record{*owner, type, std::chrono::seconds(ttl > 0x7FFF'FFFF ? 0 : ttl), std::move(*rdata)};
}

bool is_in(const ldns_rr& rr) {
  return ldns_rr_get_class(&rr) == LDNS_RR_CLASS_IN && ldns_rr_get_type(&rr) != LDNS_RR_TYPE_OPT;
}

std::optional<std::vector<Record>> read_section(const ldns_rr_list* section) {
  std::vector<Record> records;
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(section); ++i) {
    const ldns_rr& rr = *ldns_rr_list_rr(section, i);
    if (!is_in(rr)) continue;
    auto record = read_record(rr);
    if (!record) return std::nullopt;
    records.push_back(std::move(*record));
  }
  return records;
}

std::vector<Question> read_questions(const ldns_rr_list* section) {
  std::vector<Question> questions;
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(section); ++i) {
    const ldns_rr& rr = *ldns_rr_list_rr(section, i);
    const auto name = Name::from_wire(octets_of(*ldns_rr_owner(&rr)));
    if (name && ldns_rr_get_class(&rr) == LDNS_RR_CLASS_IN)
      questions.push_back({*name, static_cast<Type>(ldns_rr_get_type(&rr))});
  }
  return questions;
}

Message read_header(const ldns_pkt& packet) {
  const unsigned extended = ldns_pkt_edns_extended_rcode(&packet);
  return {.id = ldns_pkt_id(&packet),
          .response = ldns_pkt_qr(&packet),
          .opcode = static_cast<std::uint8_t>(ldns_pkt_get_opcode(&packet)),
          .authoritative = ldns_pkt_aa(&packet),
          .truncated = ldns_pkt_tc(&packet),
          .authentic = ldns_pkt_ad(&packet),
          .rcode = static_cast<std::uint16_t>(extended << 4 | static_cast<unsigned>(ldns_pkt_get_rcode(&packet)))};
}

Owned<ldns_pkt> read_packet(std::span<const std::uint8_t> octets) {
  ldns_pkt* packet = nullptr;
  const ldns_status status = ldns_wire2pkt(&packet, octets.data(), octets.size());
  return Owned<ldns_pkt>(status == LDNS_STATUS_OK ? packet : nullptr);
}

Octets written(const ldns_pkt& packet) {
  std::uint8_t* octets = nullptr;
  std::size_t size = 0;
  if (ldns_pkt2wire(&octets, &packet, &size) != LDNS_STATUS_OK) throw std::bad_alloc();
  Octets message(octets, octets + size);
  LDNS_FREE(octets);
  return message;
}

}  // namespace

Octets ldns_query(const Question& question, std::uint16_t id, bool edns, Recursion recursion) {
  const std::string wire = question.name.to_wire();
  // ldns takes over the name.
  ldns_rdf* name = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, wire.size(), wire.data());
  const std::uint16_t flags = recursion == Recursion::desired ? LDNS_RD : 0;
  const Owned<ldns_pkt> packet(
      ldns_pkt_query_new(name, static_cast<ldns_rr_type>(question.type), LDNS_RR_CLASS_IN, flags));
  if (!packet) throw std::bad_alloc();
  ldns_pkt_set_id(packet.get(), id);
  if (edns) ldns_pkt_set_edns_udp_size(packet.get(), edns_payload_octets);
  return written(*packet);
}

std::optional<Message> ldns_decode(std::span<const std::uint8_t> octets) {
  const Owned<ldns_pkt> packet = read_packet(octets);
  if (!packet) return std::nullopt;
  Message message = read_header(*packet);
  message.questions = read_questions(ldns_pkt_question(packet.get()));
  auto answer = read_section(ldns_pkt_answer(packet.get()));
  auto authority = read_section(ldns_pkt_authority(packet.get()));
  const auto additional = read_section(ldns_pkt_additional(packet.get()));
  if (!answer || !authority || !additional) return std::nullopt;
  message.answer = std::move(*answer);
  message.authority = std::move(*authority);
  return message;
}

std::optional<Octets> ldns_rewritten(std::span<const std::uint8_t> octets) {
  const Owned<ldns_pkt> packet = read_packet(octets);
  if (!packet) return std::nullopt;
  return written(*packet);
}

namespace {

/// Walks through a message record by record, with ldns to read each.
class Walk {
 public:
  explicit Walk(std::span<const std::uint8_t> octets) : octets_(octets) {}

  std::optional<Departure> run() {
    if (octets_.size() < LDNS_HEADER_SIZE) return std::nullopt;
    at_ = LDNS_HEADER_SIZE;
    for (std::size_t section = 0; section < 4; ++section)
      for (std::size_t count = u16(4 + 2 * section); count > 0; --count) {
        if (section == 0 ? question() : record(section == 3)) continue;
        return departure_;
      }
    return std::nullopt;
  }

 private:
  using Kind = Departure::Kind;

  // Each of these is false where the walk ends: at a departure, or where the message is broken for everyone.

  bool question() { return name(at_, at_) && skip(4); }

  bool record(bool additional) {
    const std::size_t start = at_;
    if (!name(start, at_)) return false;
    const std::size_t head = at_;
    if (!skip(10) || !skip(u16(head + 8))) return false;
    const auto type = static_cast<Type>(u16(head));
    const bool known = knows(type) && u16(head + 2) == LDNS_RR_CLASS_IN;
    if (known && !names(type, head + 10)) return false;
    const auto end = read_by_ldns(start);
    return known ? own_data(type, head, end) : other_data(head, end, additional);
  }

  static bool knows(Type type) {
    for (const Type own : {Type::a, Type::ns, Type::cname, Type::soa, Type::ptr, Type::mx, Type::txt, Type::aaaa,
                           Type::dname, Type::spf})
      if (type == own) return true;
    return false;
  }

  bool own_data(Type type, std::size_t head, std::optional<std::size_t> end) {
    if (type == Type::dname && at_ == head + 10) return departs(Kind::takes_no_data, head);
    return end && (*end == at_ || departs(Kind::ignores_length, head));
  }

  /// ldns has an order of fields for most types, whatever their class, and puts TSIG aside.
  bool other_data(std::size_t head, std::optional<std::size_t> end, bool additional) {
    const bool left_alone = end == at_ && data_ == raw(head);
    const bool put_aside = additional && u16(head) == LDNS_RR_TYPE_TSIG;
    return (left_alone && !put_aside) || departs(Kind::knows_better, head);
  }

  /// Where ldns ends the record at `start`; nothing where it can't read it. Leaves its data in `data_`.
  std::optional<std::size_t> read_by_ldns(std::size_t start) {
    ldns_rr* read = nullptr;
    const ldns_status status = ldns_wire2rr(&read, octets_.data(), octets_.size(), &start, LDNS_SECTION_ANSWER);
    if (status != LDNS_STATUS_OK) return std::nullopt;
    const Owned<ldns_rr> rr(read);
    data_ = read_opaque(Fields(*rr)).rdata;
    return start;
  }

  /// The names in the data of a known type.
  bool names(Type type, std::size_t data) {
    switch (type) {
      case Type::ns:
      case Type::cname:
      case Type::ptr:
      case Type::dname:
        return data == at_ || pointers(data);
      case Type::mx:
        return at_ - data < 3 || pointers(data + 2);
      case Type::soa: {
        std::size_t second = data;
        return data == at_ || (name(data, second) && (second >= at_ || pointers(second)));
      }
      default:
        return true;
    }
  }

  bool pointers(std::size_t offset) {
    std::size_t unused = 0;
    return name(offset, unused);
  }

  /// Reads the name at `start`, and sets `after` behind it.
  bool name(std::size_t start, std::size_t& after) {
    std::size_t end = start;
    ldns_rdf* read = nullptr;
    const bool whole = ldns_wire2dname(&read, octets_.data(), octets_.size(), &end) == LDNS_STATUS_OK;
    const Owned<ldns_rdf> owned(whole ? read : nullptr);
    if (!whole) return false;
    if (!leads_back(start)) return departs(Kind::follows_any_pointer, start);
    after = end;
    return true;
  }

  /// Whether each pointer of a name leads to what stands wholly before the labels that it ends, and is no mere link
  /// between pointers: a name has at most 127 labels. Precondition: ldns can read the name.
  bool leads_back(std::size_t start) const {
    std::size_t limit = octets_.size(), pointers = 0;
    for (std::size_t at = start;;) {
      const std::size_t size = octets_[at] < 0xC0 ? octets_[at] + std::size_t{1} : 2;
      if (at + size > limit) return false;
      if (size == 1) return true;
      if (octets_[at] < 0xC0) {
        at += size;
        continue;
      }
      const std::size_t target = u16(at) & 0x3FFF;
      if (target < LDNS_HEADER_SIZE || target >= start || ++pointers > 127) return false;
      limit = start;
      at = start = target;
    }
  }

  bool departs(Kind kind, std::size_t type_offset) {
    departure_ = Departure{kind, type_offset};
    return false;
  }

  bool skip(std::size_t size) {
    if (octets_.size() - at_ < size) return false;
    at_ += size;
    return true;
  }

  std::uint16_t u16(std::size_t offset) const {
    return static_cast<std::uint16_t>(octets_[offset] << 8 | octets_[offset + 1]);
  }

  std::string raw(std::size_t head) const {
    return std::string(octets_.begin() + static_cast<std::ptrdiff_t>(head) + 10,
                       octets_.begin() + static_cast<std::ptrdiff_t>(at_));
  }

  std::span<const std::uint8_t> octets_;
  std::size_t at_ = 0;
  std::string data_;
  std::optional<Departure> departure_;
};

}  // namespace

std::optional<Departure> first_departure(std::span<const std::uint8_t> octets) { return Walk(octets).run(); }

}  // namespace mailready::test
