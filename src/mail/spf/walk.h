// Asks for everything that an SPF record stands for.
#pragma once
#include <cstddef>

#include "dns/resolver.h"
#include "dns/task.h"
#include "mail/spf/parsed_records.h"
#include "mail/spf/tree.h"

namespace mailready::spf {

/// The hard caps of a walk: no record that means well comes near them. With the two queries of an `a`, and the
/// exchanges of the `mx` that stand within the lookup limit, they bound a walk to 400 queries.
struct WalkOptions {
  std::size_t max_terms = 100;          ///< how many terms that query DNS are walked in all
  std::size_t max_octets = 128 * 1024;  ///< of the included records in all
};

/// Whom records are asked of, and where those that are parsed may be found. What it refers to outlives a walk.
struct RecordSource {
  RecordSource(dns::Resolver& its_resolver, ParsedRecords* its_parsed = nullptr)
      : resolver(its_resolver), parsed(its_parsed) {}

  dns::Resolver& resolver;
  ParsedRecords* parsed;  ///< null: every record is parsed anew
};

/// Walks the record at `domain`. Everything that can be asked at once is; a record that occurs twice is asked once
/// where the resolver remembers. Ends within the caps, whatever the records say; what then was walked is what comes
/// first in the order of evaluation, so the outcome depends on no timing.
dns::Task<Tree> walk_tree(RecordSource source, dns::Name domain, WalkOptions options = {});

}  // namespace mailready::spf
