// Resource records as values, and the questions that ask for them.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ip.h"
#include "dns/name.h"

namespace mailready::dns {

/// RR type codes (IANA). Other values are possible; they carry `Opaque` data.
enum class Type : std::uint16_t {
  a = 1,
  ns = 2,
  cname = 5,
  soa = 6,
  ptr = 12,
  mx = 15,
  txt = 16,
  aaaa = 28,
  dname = 39,
  tlsa = 52,
  spf = 99,
};

/// "MX", "TXT", …; "TYPE65280" for a type without a name (RFC 3597).
std::string type_name(Type type);

struct A {
  IpAddress address;
  bool operator==(const A&) const = default;
};
struct Aaaa {
  IpAddress address;
  bool operator==(const Aaaa&) const = default;
};
struct Cname {
  Name target;
  bool operator==(const Cname&) const = default;
};
struct Ns {
  Name host;
  bool operator==(const Ns&) const = default;
};
struct Ptr {
  Name target;
  bool operator==(const Ptr&) const = default;
};
struct Mx {
  std::uint16_t preference = 0;
  Name exchange;
  bool operator==(const Mx&) const = default;
};
struct Soa {
  Name primary, mailbox;
  std::uint32_t serial = 0;
  std::chrono::seconds refresh{}, retry{}, expire{};
  std::chrono::seconds minimum{};  ///< bounds the negative TTL (RFC 2308, section 4)
  bool operator==(const Soa&) const = default;
};
/// TXT and the obsolete SPF type (99): raw character-strings.
struct Txt {
  std::vector<std::string> strings;
  /// The strings joined without a space, as SPF, DKIM and DMARC read them (RFC 7208, section 3.3).
  std::string joined() const;
  bool operator==(const Txt&) const = default;
};
/// Any other type: the rdata in wire format.
struct Opaque {
  std::string rdata;
  bool operator==(const Opaque&) const = default;
};

using Rdata = std::variant<A, Aaaa, Cname, Ns, Ptr, Mx, Soa, Txt, Opaque>;

/// Where a record was written: a file and its line, counted from 1.
struct Place {
  std::string file;
  int line = 0;
  bool operator==(const Place&) const = default;
};

/// A record of class IN.
struct Record {
  Name owner;
  Type type = Type::a;
  std::chrono::seconds ttl{};
  Rdata rdata;
  std::optional<Place> place{};  ///< only records from files have one
  bool operator==(const Record&) const = default;
};

/// The rdata as dig prints it, safe to show: `10 mx1.acme.example.`, `"v=spf1 -all"`.
std::string rdata_text(const Record& record);
/// `acme.example. 3600 IN MX 10 mx1.acme.example.`
std::string record_text(const Record& record);

struct Question {
  Name name;
  Type type = Type::a;
  bool operator==(const Question&) const = default;
};

/// "acme.example MX"
std::string question_text(const Question& question);

}  // namespace mailready::dns

template <>
struct std::hash<mailready::dns::Question> {
  std::size_t operator()(const mailready::dns::Question& question) const {
    return std::hash<mailready::dns::Name>{}(question.name) * 31 + static_cast<std::size_t>(question.type);
  }
};
