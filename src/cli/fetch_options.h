// The options about what is fetched over HTTPS, read.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "survey/survey.h"

namespace mailready::cli {

/// The text that --mta-sts-policy names. Throws UsageError where it cannot be read, or `one_domain` is false: one text
/// is the policy of one domain.
std::optional<survey::GivenPolicy> read_policy(const SourceOptions& options, bool one_domain);

/// By host, where to connect to. Throws UsageError where a --connect does not parse.
std::map<std::string, std::vector<net::Endpoint>> parse_connections(const SourceOptions& options);

}  // namespace mailready::cli
