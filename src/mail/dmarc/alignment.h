// Identifier alignment: whether a domain that authenticated speaks for the domain in the From field.
#pragma once
#include "mail/dmarc/discovery.h"

namespace mailready::dmarc {

/// Whether `identifier` (a DKIM signing domain, or an envelope domain that SPF passed) is aligned with `author`
/// (RFC 9989, section 4.4): the same name, or, in relaxed mode, one with the same organisational domain. Absent: it
/// is not. Unknown where an answer that decides is missing. Where no policy speaks for `author`, a name at, above or
/// below it counts as aligned: so it would be under the record that the owner publishes next.
dns::Fact<bool> aligned(const Walk& identifier, const Walk& author, Alignment mode);

}  // namespace mailready::dmarc
