// What the rules about MX records share.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "lint/finding.h"
#include "survey/facts.h"

namespace mailready::lint {

using ExchangeCheck = Outcome (*)(const survey::Facts& facts, const survey::ExchangeFacts& exchange);

/// Judges every exchange by itself. Undecided where the MX records are unknown; nothing without them, which
/// mx-missing reports, and nothing beside a null MX, which mx-null and mx-null-conflict report alone.
Outcome each_exchange(const survey::Facts& facts, ExchangeCheck check);

/// The MX record by which `host` takes over from an exchange at `preference`: `host` is absolute, or a placeholder.
RecordChange backup_record(const dns::Name& domain, std::uint16_t preference, const std::string& host);

/// The names of the exchanges, as prose lists them.
std::string names_of(const std::vector<const survey::ExchangeFacts*>& exchanges);

}  // namespace mailready::lint
