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
  /// A CNAME at the apex, as a name server answers it.
  std::optional<dns::Record> apex_alias{};
  Fact<std::vector<NameServerFacts>> servers{};  ///< absent: a zone file without NS records

  /// How long "there is no such record" is kept: the lesser of the SOA's TTL and its minimum (RFC 2308, section 5).
  std::chrono::seconds negative_ttl() const;
};

/// How long a record set of the domain is kept, which a failover may have to change.
struct TtlFacts {
  enum class Use { mx, spf, return_path, dkim, mta_sts };
  Use use = Use::mx;
  dns::Name name;
  dns::Type type = dns::Type::mx;         ///< CNAME for an alias
  std::chrono::seconds ttl{};             ///< where it is not exact, a lower bound
  bool exact = false;                     ///< from an authoritative server or a zone file
  std::optional<dns::Failure> failure{};  ///< why it is not
};

/// Who announces an address: one answer of the origin service.
struct Origin {
  std::vector<std::uint32_t> numbers;  ///< AS numbers; several where the route has several origins
  Network prefix;                      ///< the announced route
  bool operator==(const Origin&) const = default;
};

}  // namespace mailready::survey
