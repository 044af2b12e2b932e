// Zone files for runs of the whole program, offline: acme.example and the providers that it uses.
#pragma once
#include <string>
#include <vector>

#include "support/temporary_folder.h"

namespace mailready::test {

/// A zone of acme.example with this SPF record and two good exchanges.
inline std::string acme_zone(const std::string& spf) {
  return R"($ORIGIN acme.example.
$TTL 3600
@ SOA ns1 hostmaster 2026110101 7200 3600 1209600 3600
@ NS ns1
@ NS ns2
ns1 A 185.10.20.53
ns2 A 91.200.40.53
@ MX 10 mx1
@ MX 20 mx2
mx1 A 185.10.20.10
mx1 AAAA 2a05:10:20::10
mx2 A 91.200.40.10
mx2 AAAA 2a0a:200:40::10
_dmarc TXT "v=DMARC1; p=none; rua=mailto:dmarc@acme.example"
@ TXT ")" +
         spf + "\"\n";
}

constexpr const char* both_senders = "v=spf1 include:spf.mtasv.net include:sendgrid.net -all";
constexpr const char* one_sender = "v=spf1 include:spf.mtasv.net -all";

/// `zone` and the providers' zones as options; nothing else is asked.
inline std::vector<std::string> offline_with(const std::string& zone) {
  const std::string providers = std::string(MAILREADY_FIXTURES) + "/providers/";
  return {"--zone",   zone,
          "--zone",   providers + "mtasv.net.zone",
          "--zone",   providers + "sendgrid.net.zone",
          "--zone",   providers + "example.zone",
          "--offline"};
}

/// A command line in pieces.
inline std::vector<std::string> words(std::vector<std::string> first, const std::vector<std::string>& then) {
  first.insert(first.end(), then.begin(), then.end());
  return first;
}

}  // namespace mailready::test
