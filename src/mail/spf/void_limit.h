// Whether the limit of void lookups stands in the way of mail.
#pragma once
#include "mail/spf/tree.h"

namespace mailready::spf {

constexpr bool is_over_void_limit(int voids) { return voids > void_lookup_limit; }

/// Whether senders that the policy passes meet the permerror behind the last void lookup that receivers allow: any on
/// IPv4 where too many are void for them; on IPv6 those that a term passes which stands behind that lookup.
bool void_limit_stops_mail(const Tree& tree);

}  // namespace mailready::spf
