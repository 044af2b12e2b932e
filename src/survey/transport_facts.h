// How mail to the domain is protected on its way: MTA-STS, TLS reports, DANE. Knows no Asio.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "dns/answer.h"
#include "mail/mta_sts/policy.h"
#include "mail/mta_sts/record.h"

namespace mailready::survey {

using dns::Fact;

/// What a sender finds at https://mta-sts.DOMAIN/.well-known/mta-sts.txt (RFC 8461, section 3.3).
struct PolicyFacts {
  std::string source;                       ///< the address, or the file that stands for it
  std::string text{};                       ///< the body, where there was one
  std::optional<mta_sts::Policy> policy{};  ///< what it says, where it parses
  std::string error{};                      ///< it does not: why
  std::string refused{};  ///< no sender can fetch it, for certain: why ("404", "the certificate has expired")
};

struct MtaStsFacts {
  std::vector<dns::Record> records;         ///< those that begin "v=STSv1;"
  std::optional<mta_sts::Record> record{};  ///< the only one, where it parses
  std::string error{};                      ///< why there is none
  Fact<PolicyFacts> policy{};               ///< absent: nobody fetches it, since there is no record that holds
};

struct TlsReportFacts {
  std::vector<dns::Record> records;  ///< those that begin "v=TLSRPTv1;"
};

/// The TLSA records of an exchange, at _25._tcp (RFC 7672, section 3).
struct TlsaFacts {
  Fact<std::vector<dns::Record>> records{};
  bool authentic = false;  ///< the resolver has validated the answer with DNSSEC
};

}  // namespace mailready::survey
