// Records as findings show them: as dig prints them, but without the TTL, which differs from answer to answer.
#pragma once
#include <cstddef>
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
/// `acme.example. NS ns1.acme.example.`, with aliases and addresses as above.
std::vector<std::string> evidence(const survey::NameServerFacts& server);
/// The same for each.
std::vector<std::string> evidence(const std::vector<survey::NameServerFacts>& servers);
std::vector<std::string> evidence(const std::vector<survey::ExchangeFacts>& exchanges);

/// A record as one to publish or to remove.
RecordChange change(const dns::Record& record);

/// The addresses as text.
std::vector<std::string> texts(const std::vector<IpAddress>& addresses);

/// "a, b, c and 4 more": at most `most` of `parts`, which came from outside, each cut to a readable length and
/// `printable`.
std::string some_of(const std::vector<std::string>& parts, std::size_t most = 4);
/// The same for names, each whole: their text is `printable` already.
std::string some_of(const std::vector<dns::Name>& names, std::size_t most = 4);

/// The first lines of evidence, and how many there are more: a hostile answer makes thousands.
std::vector<std::string> capped(std::vector<std::string> lines);

}  // namespace mailready::lint
