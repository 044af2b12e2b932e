// What is known of the addresses that mail and DNS depend on: their names, and who announces them.
#pragma once
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "dns/resolver.h"
#include "dns/task.h"
#include "survey/facts.h"

namespace mailready::survey {

/// The known addresses of the exchanges.
std::vector<IpAddress> exchange_addresses(const Facts& facts);
/// The known addresses of the zone's name servers.
std::vector<IpAddress> name_server_addresses(const Facts& facts);

/// The names that each public address's reverse mapping gives, whether or not they lead back; absent: none. All are
/// asked for at once, up to a number that no honest domain reaches; the others are left out.
dns::Task<std::map<IpAddress, Fact<std::vector<dns::Name>>>> survey_reverse(dns::Resolver& resolver,
                                                                            std::vector<IpAddress> addresses);

/// Who announces each public address, by Team Cymru's mapping of addresses to origins; absent: nobody. Bounded as
/// above.
dns::Task<std::map<IpAddress, Fact<Origin>>> survey_origins(dns::Resolver& resolver, std::vector<IpAddress> addresses);

/// The name that is asked for the origins of `address`: "31.108.90.216.origin.asn.cymru.com".
dns::Name origin_name(const IpAddress& address);

/// Reads "23028 | 216.90.108.0/24 | US | arin | 1998-09-25"; several numbers are parted by spaces. Nothing where the
/// text is something else.
std::optional<Origin> parse_origin(std::string_view text);

}  // namespace mailready::survey
