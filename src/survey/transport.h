// Asks how mail to the domain is protected on its way: MTA-STS, TLS reports, DANE.
#pragma once
#include <chrono>
#include <optional>
#include <vector>

#include "dns/task.h"
#include "survey/survey.h"

namespace mailready::survey {

/// Where the text of a policy comes from: a given one, else the fetcher, else nowhere.
struct PolicyAccess {
  std::optional<GivenPolicy> given{};
  net::Fetcher* fetcher = nullptr;
  std::vector<net::Endpoint> endpoints{};  ///< in place of those that DNS names; may be empty
  std::chrono::steady_clock::time_point deadline{};
};
PolicyAccess policy_access(const World& world, const dns::Name& domain, const Options& options);

/// The record, and, where it holds, the policy. What was fetched for it goes to `fetches`.
dns::Task<Fact<MtaStsFacts>> survey_mta_sts(dns::Resolver& resolver, dns::Name domain, PolicyAccess access,
                                            std::vector<Fetched>* fetches);

dns::Task<Fact<TlsReportFacts>> survey_tls_rpt(dns::Resolver& resolver, dns::Name domain);

dns::Task<TlsaFacts> survey_tlsa(dns::Resolver& resolver, dns::Name exchange);

}  // namespace mailready::survey
