// The zone that holds a domain, and how long its records are kept. Knows no Asio.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ip.h"
#include "mail/catalogue.h"
#include "survey/host_facts.h"

namespace mailready::survey {

/// A name server of the zone.
struct NameServerFacts {
  dns::Name name;
  dns::Record record{};                                 ///< the NS record
  const catalogue::DnsOperator* operated_by = nullptr;  ///< who runs it, where the catalogue knows
  HostFacts host{};
};

/// The zone that holds the checked name, found by the SOA.
struct ZoneFacts {
  dns::Name apex;
  dns::Record soa;
  bool soa_ttl_exact = false;  ///< from an authoritative server or a zone file; otherwise the TTL is a lower bound
  /// By name, the first 13: more do not fit a referral over UDP. Absent: a zone file without NS records, or an alias at
  /// the apex, which a resolver follows away from them.
  Fact<std::vector<NameServerFacts>> servers{};
  std::size_t servers_left_out = 0;  ///< further ones

  /// How long "there is no such record" is kept: the lesser of the SOA's TTL and its minimum (RFC 2308, section 5).
  std::chrono::seconds negative_ttl() const;
  /// Whether it is that, and no lower bound.
  bool negative_ttl_exact() const;
};

/// How long a record set of the domain is kept, which a failover may have to change.
struct TtlFacts {
  enum class Use { mx, spf, return_path, dkim, mta_sts };  ///< `return_path` and `dkim` of ESPs
  Use use = Use::mx;
  dns::Name name;
  dns::Type type = dns::Type::mx;         ///< CNAME for an alias
  std::chrono::seconds ttl{};             ///< where it is not exact, a lower bound
  bool exact = false;                     ///< from an authoritative server or a zone file
  std::optional<dns::Failure> failure{};  ///< not exact: why not, where an exact value was wanted
};

/// Who announces an address: one answer of the origin service.
struct Origin {
  std::vector<std::uint32_t> numbers;  ///< AS numbers; several where the route has several origins
  Network prefix;                      ///< the announced route
  bool operator==(const Origin&) const = default;
};

}  // namespace mailready::survey
