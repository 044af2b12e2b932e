// Records as findings show them: as dig prints them, but without the TTL, which differs from answer to answer.
#pragma once
#include <string>
#include <vector>

#include "lint/finding.h"
#include "survey/facts.h"

namespace mailready::lint {

/// `acme.example. MX 10 mx1.acme.example.`
std::string evidence(const dns::Record& record);
std::vector<std::string> evidence(const std::vector<dns::Record>& records);

/// `acme.example. MX 10 mx1.acme.example.`, and the exchange's aliases and known addresses behind it.
std::vector<std::string> evidence(const survey::ExchangeFacts& exchange);
/// The same for each.
std::vector<std::string> evidence(const std::vector<survey::ExchangeFacts>& exchanges);

/// A record as one to publish or to remove.
RecordChange change(const dns::Record& record);

/// The addresses as text.
std::vector<std::string> texts(const std::vector<IpAddress>& addresses);

}  // namespace mailready::lint
