#include "dns/wire_reader.h"

#include <utility>

namespace mailready::dns {

namespace {

constexpr std::size_t header_size = 12;  // RFC 1035, section 4.1.1
constexpr std::size_t pointer = 0xC0;    // the two highest bits (RFC 1035, section 4.1.4)
constexpr int most_pointers = 127;       // as many as a name may have labels: more only lead to each other

std::string_view text(const std::uint8_t* octets, std::size_t size) {
  return {reinterpret_cast<const char*>(octets), size};
}

}  // namespace

std::string_view WireReader::octets(std::size_t size) {
  if (!has(size)) return {};
  at_ += size;
  return text(at_ - size, size);
}

WireReader WireReader::part(std::size_t size) {
  const std::size_t taken = octets(size).size();
  WireReader part = *this;
  part.at_ = at_ - taken;
  part.end_ = at_;
  return part;
}

void WireReader::remember(std::size_t offset, const Name& known) {
  known_offset_ = offset;
  known_ = &known;
}

bool WireReader::is_at_pointer_to_known() const {
  return known_ && left() >= 2 && (std::size_t{at_[0]} << 8 | at_[1]) == (pointer << 8 | known_offset_);
}

Name WireReader::name() {
  if (is_at_pointer_to_known()) {
    at_ += 2;
    return *known_;
  }
  const std::uint8_t* after = nullptr;  // what follows the name, once a pointer has led away
  const std::uint8_t* start = at_;      // of the labels under way: a pointer leads to what stands before them
  const std::uint8_t* end = end_;
  NameBuilder builder;
  for (int pointers = 0; at_ < end;) {
    const std::size_t size = *at_++;
    if (size == 0) {
      if (after) at_ = after;
      return builder.name();
    }
    if (size < pointer) {
      if (size > static_cast<std::size_t>(end - at_) || !builder.add_label(text(at_, size))) break;
      at_ += size;
      continue;
    }
    if (at_ == end || ++pointers > most_pointers) break;
    const std::size_t target = (size & ~pointer) << 8 | *at_++;
    if (target < header_size || target >= static_cast<std::size_t>(start - message_)) break;
    if (!after) after = at_;
    if (target == known_offset_ && pointers == 1) {  // from behind it, not from the middle of it
      if (!builder.add_name(*known_)) break;
      return builder.name();
    }
    end = start;
    start = at_ = message_ + target;
  }
  fail();
  return {};
}

namespace {

IpAddress read_ipv6(WireReader& reader) {
  Uint128 value = 0;
  for (int i = 0; i < 4; ++i) value = value << 32 | reader.u32();
  return {Family::ipv6, value};
}

Soa read_soa(WireReader& reader) {
  using std::chrono::seconds;
  return {reader.name(),         reader.name(),         reader.u32(),         seconds(reader.u32()),
          seconds(reader.u32()), seconds(reader.u32()), seconds(reader.u32())};
}

/// There is at least one string (RFC 1035, section 3.3.14).
Txt read_txt(WireReader& reader) {
  Txt txt;
  do txt.strings.emplace_back(reader.character_string());
  while (reader.left() > 0);
  return txt;
}

void read_fields(WireReader& reader, Type type, Rdata& rdata) {
  switch (type) {
    case Type::a:
      rdata = A{{Family::ipv4, reader.u32()}};
      return;
    case Type::aaaa:
      rdata = Aaaa{read_ipv6(reader)};
      return;
    case Type::ns:
      rdata = Ns{reader.name()};
      return;
    case Type::cname:
      rdata = Cname{reader.name()};
      return;
    case Type::ptr:
      rdata = Ptr{reader.name()};
      return;
    case Type::mx:
      rdata = Mx{reader.u16(), reader.name()};
      return;
    case Type::soa:
      rdata = read_soa(reader);
      return;
    case Type::txt:
    case Type::spf:
      rdata = read_txt(reader);
      return;
    case Type::dname:
      rdata = Opaque{reader.name().to_wire()};
      return;
    case Type::tlsa:
      break;
  }
  rdata = Opaque{std::string(reader.octets(reader.left()))};
}

}  // namespace

bool read_rdata(WireReader reader, Type type, Rdata& rdata) {
  read_fields(reader, type, rdata);
  return reader.ok() && reader.left() == 0;
}

}  // namespace mailready::dns
