// Who gets the aggregate reports that the DMARC policy asks for, and whether they said that they want them.
#pragma once
#include <vector>

#include "dns/resolver.h"
#include "dns/task.h"
#include "survey/facts.h"

namespace mailready::survey {

/// The domains of the `rua=` addresses in the record that is the policy by `walk`, in its order and each once, that
/// belong to another organisational domain than the record's: receivers send them no reports unless they publish that
/// they take them (RFC 9990, section 4). Empty where no policy is known. Of a record with very many, only the first are
/// looked at. `walk` outlives the call. Fills `Facts::report_receivers`.
dns::Task<std::vector<ReportReceiver>> survey_reports(dns::Resolver& resolver, const dmarc::Walk& walk);

}  // namespace mailready::survey
