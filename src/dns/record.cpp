#include "dns/record.h"

#include <fmt/format.h>

#include <iterator>

#include "base/text.h"

namespace mailready::dns {

namespace {

std::string hex(std::string_view octets) {
  std::string text;
  for (const char octet : octets)
    fmt::format_to(std::back_inserter(text), "{:02X}", static_cast<unsigned>(static_cast<unsigned char>(octet)));
  return text;
}

unsigned octet(char c) { return static_cast<unsigned char>(c); }

/// Data of a type that has no value type here, in its own presentation format where that is easily had, otherwise in
/// the generic one of RFC 3597, section 5.
std::string opaque_text(Type type, std::string_view rdata) {
  if (type == Type::tlsa && rdata.size() > 3)  // RFC 6698, section 2.2
    return fmt::format("{} {} {} {}", octet(rdata[0]), octet(rdata[1]), octet(rdata[2]), hex(rdata.substr(3)));
  if (type == Type::dname)
    if (const auto target = Name::from_wire(rdata)) return target->to_absolute();
  return rdata.empty() ? "\\# 0" : fmt::format("\\# {} {}", rdata.size(), hex(rdata));
}

struct RdataText {
  Type type;

  std::string operator()(const A& a) const { return a.address.to_string(); }
  std::string operator()(const Aaaa& aaaa) const { return aaaa.address.to_string(); }
  std::string operator()(const Cname& cname) const { return cname.target.to_absolute(); }
  std::string operator()(const Ns& ns) const { return ns.host.to_absolute(); }
  std::string operator()(const Ptr& ptr) const { return ptr.target.to_absolute(); }
  std::string operator()(const Mx& mx) const { return fmt::format("{} {}", mx.preference, mx.exchange.to_absolute()); }
  std::string operator()(const Soa& soa) const {
    return fmt::format("{} {} {} {} {} {} {}", soa.primary.to_absolute(), soa.mailbox.to_absolute(), soa.serial,
                       soa.refresh.count(), soa.retry.count(), soa.expire.count(), soa.minimum.count());
  }
  std::string operator()(const Txt& txt) const { return quoted_strings(txt.strings); }
  std::string operator()(const Opaque& opaque) const { return opaque_text(type, opaque.rdata); }
};

}  // namespace

std::string type_name(Type type) {
  switch (type) {
    case Type::a:
      return "A";
    case Type::ns:
      return "NS";
    case Type::cname:
      return "CNAME";
    case Type::soa:
      return "SOA";
    case Type::ptr:
      return "PTR";
    case Type::mx:
      return "MX";
    case Type::txt:
      return "TXT";
    case Type::aaaa:
      return "AAAA";
    case Type::dname:
      return "DNAME";
    case Type::tlsa:
      return "TLSA";
    case Type::spf:
      return "SPF";
  }
  return fmt::format("TYPE{}", static_cast<unsigned>(type));
}

std::string Txt::joined() const { return join(strings, ""); }

std::string rdata_text(const Record& record) { return std::visit(RdataText{record.type}, record.rdata); }

std::string record_text(const Record& record) {
  return fmt::format("{} {} IN {} {}", record.owner.to_absolute(), record.ttl.count(), type_name(record.type),
                     rdata_text(record));
}

std::string question_text(const Question& question) {
  return fmt::format("{} {}", question.name.to_string(), type_name(question.type));
}

}  // namespace mailready::dns
