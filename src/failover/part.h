// What a domain's mail rests on, and can lose.
#pragma once
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "survey/facts.h"

namespace mailready::failover {

/// Something that fails as one.
struct Part {
  enum class Kind {
    esp,          ///< an ESP sends nothing more; its records stay
    include,      ///< a name that the domain's SPF record includes does not answer, or is gone
    exchange,     ///< a host, with all its addresses
    network,      ///< a /24 of IPv4 or a /48 of IPv6
    name_server,  ///< a host, with all its addresses
    company,      ///< whoever operates several parts, or the name servers
  };
  Kind kind = Kind::esp;
  std::string id{};                    ///< the provider's, the name, the network, or the company's
  std::string name{};                  ///< for people
  std::set<std::string> also{};        ///< what else it may be called by
  bool own_servers = false;            ///< the owner's own servers, of a self-hosted stream, no longer send
  std::set<std::string> providers{};   ///< ESPs that no longer send
  std::set<dns::Name> exchanges{};     ///< exchanges that no longer take mail
  std::set<dns::Name> name_servers{};  ///< name servers that no longer answer
  std::set<dns::Name> ipv6_only{};     ///< of these hosts, those that IPv6 still reaches
  std::set<dns::Name> includes{};      ///< names of SPF records that can no longer be read
  std::vector<Network> networks{};     ///< where no address answers: a network, or the addresses of a machine
};

/// "esp", "include", "exchange", "network", "name-server", "operator".
std::string_view kind_text(Part::Kind kind);

/// The smallest block that is routed on the Internet by itself, and so commonly fails as one.
Network network_of(const IpAddress& address);

/// A domain with more parts than this is no domain that a person set up; the rest is left out.
constexpr std::size_t most_parts = 200;

/// Everything that the domain can lose: ESPs, includes, exchanges, name servers, networks, operators; at most
/// `most_parts`.
std::vector<Part> parts(const survey::Facts& facts, const survey::Plan& plan);

/// Several parts as one that holds them all, and the hosts that lose their last address by them together.
/// Precondition: there are some.
Part united(const survey::Facts& facts, const std::vector<Part>& parts);

/// The part that `text` means: an id or alias of a provider, a host, a network or an address in it, an operator. The
/// error is a sentence that names the nearest.
Result<Part, std::string> find_part(std::span<const Part> parts, std::string_view text);

}  // namespace mailready::failover
