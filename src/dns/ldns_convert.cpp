#include "dns/ldns_convert.h"

#include <array>
#include <cstring>

namespace mailready::dns {

namespace {

std::string_view octets(const ldns_rdf& rdf) {
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
    return rdf ? octets(*rdf) : std::string_view();
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

/// Each field is one character-string behind its length octet. There is at least one (RFC 1035, section 3.3.14).
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

std::optional<Rdata> read_rdata(Type type, const Fields& fields) {
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
  Opaque opaque;
  for (std::size_t i = 0; i < fields.count(); ++i) opaque.rdata += fields.field(i);
  return opaque;
}

/// A TTL with its highest bit set counts as zero (RFC 2181, section 8).
std::chrono::seconds read_ttl(std::uint32_t ttl) { return std::chrono::seconds(ttl > 0x7FFF'FFFF ? 0 : ttl); }

}  // namespace

std::optional<Name> to_name(const ldns_rdf* rdf) { return rdf ? Name::from_wire(octets(*rdf)) : std::nullopt; }

std::optional<Record> to_record(const ldns_rr& rr) {
  const auto owner = to_name(ldns_rr_owner(&rr));
  const auto type = static_cast<Type>(ldns_rr_get_type(&rr));
  auto rdata = read_rdata(type, Fields(rr));
  if (!owner || !rdata) return std::nullopt;
  return Record{*owner, type, read_ttl(ldns_rr_ttl(&rr)), std::move(*rdata)};
}

}  // namespace mailready::dns
