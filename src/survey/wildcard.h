// Telling records that somebody published at a name from those that a wildcard makes appear there.
#pragma once
#include "dns/answer.h"

namespace mailready::survey {

/// A name below `parent` that nobody publishes on purpose. Its label is a hash of the parent, so that every survey
/// of the same records asks the same question.
dns::Name wildcard_probe(const dns::Name& parent);

/// Whether `reply` says no more than the wildcard that answered `probe`: the same aliases and the same data.
bool comes_from_wildcard(const dns::Reply& reply, const dns::Reply& probe);

}  // namespace mailready::survey
