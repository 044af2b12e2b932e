// Whether an SPF record passes an ESP: a question about sets of addresses, or about the name of an include.
#pragma once
#include <string>
#include <vector>

#include "dns/task.h"
#include "mail/spf/walk.h"
#include "survey/facts.h"

namespace mailready::survey {

/// Whether this include or redirect names the provider, by one of the catalogue's SPF names.
bool names_provider(const spf::Branch& branch, const catalogue::Provider& provider);

/// How far the record at the root of `tree` passes the ranges that `provider` publishes (expanded from its own names
/// where no include of the record settles it). `passed` is the coverage of `tree`; both outlive the call.
dns::Task<EspCoverage> esp_coverage(spf::RecordSource source, const spf::Tree& tree, const spf::Coverage& passed,
                                    const catalogue::Provider& provider);

/// Every network that the provider's current SPF name passes; where it has none that can be asked for, those of the
/// provider that it runs on. Absent where neither has one, or nothing is published there; unknown where a part of it
/// got no answer. `provider` outlives the call.
dns::Task<Fact<IpSet>> published_ranges(spf::RecordSource source, const catalogue::Provider& provider);

/// Unknown, for want of an answer.
EspCoverage unknown_coverage(const dns::Failure& failure);

}  // namespace mailready::survey
