// What the answers to the questions of an SPF record mean.
#pragma once
#include <vector>

#include "dns/answer.h"
#include "mail/spf/parsed_records.h"
#include "mail/spf/tree.h"

namespace mailready::spf {

/// Whether a TXT record is an SPF record by RFC 7208, section 4.5.
bool is_spf(const dns::Txt& txt);

/// What the TXT answer for `domain` says (RFC 7208, sections 4.4 and 4.5): the record, parsed but not followed.
/// `parsed` may be null.
Node read_record(dns::Name domain, const dns::Reply& reply, ParsedRecords* parsed = nullptr);

/// NXDOMAIN or no records of the type (RFC 7208, section 4.6.4).
bool is_void(const dns::Reply& reply);

/// The addresses in A and AAAA records.
std::vector<IpAddress> addresses_in(const std::vector<dns::Record>& records);

/// The exchanges whose addresses an `mx` compares: the first ten by preference, each once. A null MX has none.
std::vector<dns::Name> exchanges_of(const std::vector<dns::Record>& records);

}  // namespace mailready::spf
