// What may be asked of the survey, and sets of it.
#pragma once
#include <cstdint>
#include <initializer_list>

namespace mailready::survey {

/// What may be asked of the survey. Existence of the domain is always established.
enum class Need {
  spf,
  spf_type99,
  mx,
  exchanges,  ///< the addresses of the exchanges
  dkim,
  dmarc,
  senders,
  ranges,   ///< the networks that each declared ESP publishes
  reports,  ///< whether other domains take the DMARC reports that the policy sends them
  zone,     ///< the zone that holds the domain, its name servers and their addresses
  ttls,     ///< how long caches keep what a failover may have to change; exact values from an authoritative server
  mta_sts,  ///< the MTA-STS record and policy
  tls_rpt,  ///< the TLS reporting record
  tlsa,     ///< TLSA records of the exchanges
  reverse,  ///< PTR records of the exchanges' addresses
  origins,  ///< the autonomous systems that announce the addresses of exchanges and name servers
};

/// A set of needs, in one number.
class Needs {
 public:
  constexpr Needs() = default;
  constexpr Needs(std::initializer_list<Need> needs) {
    for (const Need need : needs) insert(need);
  }

  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool contains(Need need) const { return (bits_ & bit(need)) != 0; }
  /// Whether it holds all of `needs`.
  constexpr bool contains(Needs needs) const { return (needs.bits_ & ~bits_) == 0; }
  constexpr void insert(Need need) { bits_ |= bit(need); }
  constexpr void insert(Needs needs) { bits_ |= needs.bits_; }
  constexpr bool operator==(const Needs&) const = default;

 private:
  static constexpr std::uint32_t bit(Need need) { return std::uint32_t{1} << static_cast<unsigned>(need); }

  std::uint32_t bits_ = 0;
};

}  // namespace mailready::survey
