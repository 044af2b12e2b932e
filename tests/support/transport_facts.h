// Facts about MTA-STS and DANE written down by hand, for what no zone file can show.
#pragma once
#include <string>

#include "support/outcome.h"

namespace mailready::test {

/// Facts of acme.example with two exchanges, a policy record, and this about the policy.
inline survey::Facts facts_with_policy(dns::Fact<survey::PolicyFacts> policy) {
  survey::Facts facts =
      facts_with({{10, "mx1.acme.example", "185.10.20.10", ""}, {20, "mx2.acme.example", "91.200.40.10", ""}});
  survey::MtaStsFacts sts;
  sts.records = {{name("_mta-sts.acme.example"), dns::Type::txt, std::chrono::hours(1), dns::Txt{{"v=STSv1; id=1"}}}};
  sts.record = mta_sts::Record{"1"};
  sts.policy = std::move(policy);
  facts.mta_sts = std::move(sts);
  return facts;
}

/// A policy that no sender takes, for this reason.
inline survey::PolicyFacts refused_policy(const std::string& why) {
  survey::PolicyFacts policy;
  policy.source = "https://mta-sts.acme.example/.well-known/mta-sts.txt";
  policy.refused = why;
  return policy;
}

/// Why a policy could not be fetched.
inline dns::Failure unfetched(dns::Failure::Kind kind) {
  return {.kind = kind,
          .question = {name("mta-sts.acme.example"), dns::Type::a},
          .server = "https://mta-sts.acme.example/.well-known/mta-sts.txt",
          .detail = "Connection refused"};
}

/// Facts of acme.example without an answer about `_mta-sts`.
inline survey::Facts facts_without_policy_record() {
  survey::Facts facts = facts_with_policy({});
  facts.mta_sts = dns::Failure{.kind = dns::Failure::Kind::timed_out};
  return facts;
}

}  // namespace mailready::test
