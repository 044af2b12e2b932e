// How mail to the domain is protected on its way: MTA-STS, TLS reports, DANE. Knows no Asio.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "dns/answer.h"
#include "mail/mta_sts/policy.h"
#include "mail/mta_sts/record.h"
#include "mail/tls_rpt/record.h"

namespace mailready::survey {

using dns::Fact;

/// What a sender finds at https://mta-sts.DOMAIN/.well-known/mta-sts.txt (RFC 8461, section 3.3).
struct PolicyFacts {
  std::string source;                       ///< the address, or the file that stands for it
  std::string text{};                       ///< the body, where there was one
  std::optional<mta_sts::Policy> policy{};  ///< what it says, where it parses
  std::string error{};                      ///< it does not: why
  /// No sender takes it, for certain: why, as a clause. Senders that do not mind its media type still read the text,
  /// so `policy` or `error` may stand beside that.
  std::string refused{};
};

struct MtaStsFacts {
  /// Those that begin "v=STSv1;"; without any, those that were meant to.
  std::vector<dns::Record> records;
  std::optional<mta_sts::Record> record{};  ///< the only one, where it parses
  std::string error{};                      ///< why there is none
  Fact<PolicyFacts> policy{};               ///< absent: nobody fetches it, since there is no record that holds
};

struct TlsReportFacts {
  /// Those that begin "v=TLSRPTv1;"; without any, those that were meant to.
  std::vector<dns::Record> records;
  std::optional<tls_rpt::Record> record{};  ///< the only one, where it parses
  std::string error{};                      ///< why there is none
};

/// The TLSA records of an exchange, at _25._tcp (RFC 7672, section 3).
struct TlsaFacts {
  Fact<std::vector<dns::Record>> records{};
  bool authentic = false;  ///< the resolver has validated the answer with DNSSEC, so that senders heed it
};

}  // namespace mailready::survey
