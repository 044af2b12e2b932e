// What the rules about MTA-STS share.
#pragma once
#include <string>

#include "lint/finding.h"
#include "survey/facts.h"

namespace mailready::lint {

/// "_mta-sts.acme.example"
std::string policy_record_name(const dns::Name& domain);

/// The record that announces a policy by this id, or by a placeholder.
RecordChange policy_record(const dns::Name& domain, const std::string& id = "<NEW-POLICY-ID>");

/// A policy that is not known: for want of an answer in DNS, or ("policy") because it could not be fetched.
Outcome policy_undecided(const dns::Name& domain, const dns::Failure& failure);

}  // namespace mailready::lint
