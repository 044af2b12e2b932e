// Everything that the rules may look at for one domain, gathered once and never changed. Knows no Asio.
#pragma once
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dns/answer.h"
#include "mail/catalogue.h"
#include "mail/dkim/key.h"
#include "mail/dmarc/discovery.h"
#include "mail/spf/coverage.h"
#include "mail/spf/tree.h"
#include "net/response.h"
#include "survey/host_facts.h"
#include "survey/needs.h"
#include "survey/plan.h"
#include "survey/transport_facts.h"
#include "survey/zone_facts.h"

namespace mailready::survey {

using dns::Asked;

/// One fetch of the survey and what came of it.
struct Fetched {
  std::string url;
  net::FetchReply reply;
  std::chrono::system_clock::time_point time;
};

/// The apex TXT answer as a receiver gets it.
struct TxtSet {
  std::vector<dns::Record> records;
  std::size_t answer_octets = 0;  ///< header, question and the TXT answers with compressed owners, nothing else
  std::size_t other_octets = 0;   ///< the part of it that is no SPF record
};

/// One exchange, duplicates removed, the lowest preference kept.
struct ExchangeFacts {
  std::uint16_t preference = 0;
  dns::Name exchange;
  dns::Record record;  ///< the MX record
  const catalogue::Provider* provider = nullptr;
  bool is_address_literal = false;  ///< the first four labels are an IPv4 address; not looked up
  HostFacts host{};                 ///< with Need::exchanges
  TlsaFacts tlsa{};                 ///< with Need::tlsa
};

struct MxFacts {
  std::vector<dns::Record> records;      ///< as published, by preference
  std::vector<ExchangeFacts> exchanges;  ///< by preference, then name; null MX left out
  std::vector<dns::Name> duplicates;     ///< exchanges listed more than once
  bool has_null = false;                 ///< a "." exchange (RFC 7505) is among the records
  bool ttl_exact = false;
  bool is_null() const { return has_null && exchanges.empty(); }
  /// The exchanges at the lowest preference.
  std::vector<const ExchangeFacts*> primaries() const;
  std::vector<const ExchangeFacts*> secondaries() const;
  /// The one catalogue provider that runs every exchange; null where several, or none that is known, do.
  const catalogue::Provider* sole_provider() const;
};

/// What stands at one selector.
struct KeyFacts {
  enum class State {
    absent,     ///< nothing there, or only what a wildcard answers
    dangling,   ///< an alias to a name that does not exist
    no_record,  ///< an alias to a name without TXT
    several,    ///< more than one TXT record (RFC 6376, section 3.6.2.2)
    malformed,  ///< does not parse
    key,        ///< parses; may be revoked, weak or under test
    unknown,    ///< no answer
  };
  std::string selector;
  dns::Name signing_domain;
  dns::Name name;  ///< SELECTOR._domainkey.SIGNING-DOMAIN
  State state = State::absent;
  bool declared = false;                          ///< the plan names this selector
  const catalogue::Provider* provider = nullptr;  ///< whose key it is: the declared sender's, or by alias or selector
  bool provider_sure = false;  ///< declared, or the alias leads to that provider; else the selector is a hint only
  std::vector<dns::Record> aliases{};
  std::vector<std::string> texts{};  ///< the TXT records, joined
  std::optional<dkim::Key> key{};
  std::string error{};  ///< malformed: why
  std::optional<dns::Failure> failure{};
  std::optional<std::chrono::seconds> ttl{};
  bool ttl_exact = false;

  bool present() const { return state != State::absent && state != State::unknown; }
  bool usable() const { return state == State::key && key->usable(); }
  bool behind_alias() const { return !aliases.empty(); }
};

struct DkimFacts {
  std::vector<KeyFacts> keys;  ///< every selector that was asked, absent ones too
  /// Whether `_domainkey` exists below each signing domain; absent: NXDOMAIN, so that no key is there (RFC 8020).
  std::map<dns::Name, Fact<bool>> domainkeys;
  /// The DMARC walks of the signing domains with usable keys, the checked domain left out.
  std::vector<dmarc::Walk> signing_walks;
  /// The name of the random selector that answers with a key, where one does.
  std::optional<dns::Record> wildcard;
};

/// How far a name's SPF passes the ranges that an ESP publishes.
struct EspCoverage {
  enum class Extent {
    by_name,  ///< an include that evaluation reaches names the ESP
    whole,    ///< every address of one of its alternatives
    partial,  ///< some of the first alternative's
    none,
    unknown,    ///< an answer, or the catalogue, is missing
    no_record,  ///< the name has no SPF record that could pass anything
  };
  Extent extent = Extent::no_record;
  std::string include{};                  ///< by_name: the include's target; partial: the alternative measured against
  std::vector<Network> missing{};         ///< partial, none: the ESP's networks that do not pass
  IpSet published{};                      ///< partial, none: all of its networks
  int include_lookups = 0;                ///< partial, none: what an include of that alternative costs
  std::string reason{};                   ///< unknown: "catalogue", or a failure's
  std::optional<dns::Failure> failure{};  ///< unknown for want of an answer
  bool authorises() const { return extent == Extent::by_name || extent == Extent::whole; }
};

/// A name that an ESP may use as envelope domain, at or below the checked one.
struct EnvelopeFacts {
  dns::Name name{};
  std::string label{};              ///< below the domain, or the whole name
  bool declared = false;            ///< the plan names it
  bool exists = false;              ///< it publishes something of its own, a wildcard's answer not counted
  bool points_to_provider = false;  ///< its alias or MX leads to the ESP
  std::vector<dns::Record> aliases{};
  std::optional<dns::Failure> failure{};
  EspCoverage coverage{};
  Fact<bool> aligned{};  ///< with the checked domain by the policy's `aspf=`; absent: not aligned
  /// Whether it proves the ESP authorised.
  bool authorises() const { return coverage.authorises(); }
};

/// An ESP that the plan declares, or a sender that the records reveal.
struct SenderFacts {
  std::shared_ptr<const catalogue::Provider> provider{};
  std::optional<std::size_t> declared{};                     ///< the index in Plan::outbound
  std::vector<std::string> seen_by{};                        ///< "spf", "dkim", "return-path", "mx"
  EspCoverage apex{};                                        ///< the checked domain's own record
  ReturnPath::Kind return_path = ReturnPath::Kind::unnamed;  ///< as declared, or assumed from the catalogue
  std::vector<EnvelopeFacts> envelopes{};  ///< the names tried, the declared one alone where there is one
  std::vector<std::size_t> keys{};         ///< indices into DkimFacts::keys, of this sender's selectors
  bool selectors_named = false;            ///< the plan names its selectors

  enum class Authorised { self, return_path, provider, no, unknown };
  Authorised authorised = Authorised::unknown;
  /// Authorised::unknown: why, as a stable word: "return-path", "catalogue", "macro", or a failure's.
  std::string unknown_reason{};
  std::optional<dns::Failure> unknown_failure{};
  enum class Dkim { usable, missing, unknown };
  Dkim dkim = Dkim::unknown;
  /// Its key is a live alias into the ESP's own zone: the sign of an automated set-up.
  bool automated = false;
  Fact<dns::Name> dkim_aligned{};  ///< the aligned signing domain by which DKIM could pass; absent: there is none
  Fact<dns::Name> spf_aligned{};   ///< the aligned envelope domain by which SPF could pass; absent: there is none
  /// With Need::ranges, of a declared sender: every network that its current SPF name passes, or that of the provider
  /// it runs on. Absent where the catalogue has no name that can be asked for, or nothing is published there.
  Fact<IpSet> ranges{};
};

/// A domain that the policy sends aggregate reports to, and that is not the policy's own (RFC 9990, section 4).
struct ReportReceiver {
  std::string uri{};        ///< as written in `rua=`
  dns::Name host{};         ///< the domain of its mail address
  dns::Name asked{};        ///< POLICY-DOMAIN._report._dmarc.HOST
  Fact<bool> authorised{};  ///< whether it says that it takes them; absent: it does not
};

struct Facts {
  dns::Name domain;
  std::optional<Date> date{};  ///< the day of the answers
  /// NXDOMAIN: absent. Unknown where no question about the domain itself was answered.
  Fact<bool> existence;
  Needs gathered;  ///< what was surveyed; other members are empty

  Fact<spf::Tree> spf;  ///< absent: no record; a broken one is present (root.state)
  Fact<TxtSet> txt;
  std::optional<std::chrono::seconds> spf_ttl;
  bool spf_ttl_exact = false;
  Fact<std::vector<dns::Record>> type99;
  Fact<MxFacts> mx;
  DkimFacts dkim;
  dmarc::Walk dmarc;
  std::vector<ReportReceiver> report_receivers;  ///< with Need::reports: the external ones
  Fact<dns::Record> alias;                       ///< the CNAME at the checked name itself, as the answers show it
  /// With Need::zone. Absent: a zone file without a SOA record, which tells nothing of the zone.
  Fact<ZoneFacts> zone;
  std::vector<TtlFacts> ttls;                                 ///< with Need::ttls: each set once, by what it is for
  Fact<MtaStsFacts> mta_sts;                                  ///< absent: no record, nor one that was meant as such
  Fact<TlsReportFacts> tls_rpt;                               ///< absent: no record
  std::map<IpAddress, Fact<std::vector<dns::Name>>> reverse;  ///< with Need::reverse
  std::map<IpAddress, Fact<Origin>> origins;                  ///< with Need::origins
  std::vector<SenderFacts> senders;  ///< the declared, in the plan's order; then others that the records reveal

  std::vector<Asked> answers;        ///< all that the above rests on, each question once, in the order asked
  std::vector<Asked> exact_answers;  ///< with Need::ttls: what authoritative servers said when asked themselves
  std::vector<Fetched> fetches;      ///< all that the above rests on, in the order in which they ended
  std::size_t queries = 0, cached = 0;
  std::chrono::milliseconds elapsed{};

  bool nonexistent() const { return existence.absent(); }
  /// Null MX or no MX, and SPF that passes nobody ("v=spf1 -all").
  bool takes_and_sends_no_mail() const;
  /// The senders that are ESPs: the declared ones, or, without a plan, those that the records reveal.
  std::vector<const SenderFacts*> esps(const Plan& plan) const;
  /// The declared senders.
  std::vector<const SenderFacts*> declared() const;
  /// The declared sender whose key `dkim.keys[key]` is; null where none is.
  const SenderFacts* declared_owner(std::size_t key) const;
};

}  // namespace mailready::survey
