// A result that was written as JSON, as far as it is compared with another.
#pragma once
#include "failover/comparison.h"
#include "report/stored.h"

namespace mailready::report {

/// The records are those that the facts show: SPF, MX and the exchanges' addresses, DKIM, DMARC and NS.
failover::Snapshot stored_snapshot(Stored stored);

}  // namespace mailready::report
