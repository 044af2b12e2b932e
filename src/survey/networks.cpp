#include "survey/networks.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <string>
#include <utility>

#include "base/text.h"
#include "dns/async.h"
#include "mail/spf/reverse_mapping.h"

namespace mailready::survey {

namespace {

constexpr std::size_t most_addresses = 64;  // 13 name servers and a dozen exchanges, both families
constexpr std::size_t most_names = 10;      // of one address
constexpr std::size_t most_numbers = 16;    // of one route

void append(std::vector<IpAddress>& to, const HostFacts& host) {
  for (const IpAddress& address : host.addresses()) to.push_back(address);
}

/// Each public address once. Others mean something else in every network, so nobody outside is asked for them.
std::vector<IpAddress> distinct_public(const std::vector<IpAddress>& addresses) {
  std::set<IpAddress> kept;
  for (const IpAddress& address : addresses)
    if (is_public(address) && kept.size() < most_addresses) kept.insert(address);
  return {kept.begin(), kept.end()};
}

Fact<std::vector<dns::Name>> names_in(const dns::Reply& reply) {
  if (!reply) return reply.error();
  std::vector<dns::Name> names;
  for (const dns::Record& record : reply->records)
    if (const auto* ptr = std::get_if<dns::Ptr>(&record.rdata); ptr && names.size() < most_names)
      names.push_back(ptr->target);
  if (names.empty()) return {};
  return names;
}

/// The routes to `address` that the texts tell of, each once.
std::vector<Origin> routes_in(const dns::Answer& answer, const IpAddress& address) {
  std::vector<Origin> routes;
  for (const dns::Record& record : answer.records) {
    const auto* txt = std::get_if<dns::Txt>(&record.rdata);
    auto route = txt ? parse_origin(txt->joined()) : std::nullopt;
    if (route && route->prefix.contains(address)) routes.push_back(std::move(*route));
  }
  return routes;
}

/// The most specific route, which carries the traffic; with all that announce it.
Fact<Origin> origin_in(const dns::Reply& reply, const IpAddress& address) {
  if (!reply) return reply.error();
  if (reply->records.empty()) return {};
  const std::vector<Origin> routes = routes_in(*reply, address);
  if (routes.empty())
    return dns::Failure{.kind = dns::Failure::Kind::malformed,
                        .question = reply->question,
                        .server = reply->server,
                        .detail = "the answer names no route to the address"};
  Origin origin = *std::ranges::max_element(routes, {}, [](const Origin& route) { return route.prefix.prefix; });
  std::set<std::uint32_t> numbers;
  for (const Origin& route : routes)
    if (route.prefix == origin.prefix) numbers.insert(route.numbers.begin(), route.numbers.end());
  origin.numbers.assign(numbers.begin(), numbers.end());
  return origin;
}

std::optional<std::uint32_t> parse_number(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<std::uint32_t> parse_numbers(std::string_view text) {
  std::vector<std::uint32_t> numbers;
  for (const std::string_view word : split(text, ' '))
    if (const auto number = parse_number(word); number && numbers.size() < most_numbers) numbers.push_back(*number);
  return numbers;
}

std::string_view without_spaces_around(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

std::vector<IpAddress> exchange_addresses(const Facts& facts) {
  std::vector<IpAddress> addresses;
  if (facts.mx)
    for (const ExchangeFacts& exchange : facts.mx->exchanges) append(addresses, exchange.host);
  return addresses;
}

std::vector<IpAddress> name_server_addresses(const Facts& facts) {
  std::vector<IpAddress> addresses;
  if (facts.zone && facts.zone->servers)
    for (const NameServerFacts& server : *facts.zone->servers) append(addresses, server.host);
  return addresses;
}

dns::Task<std::map<IpAddress, Fact<std::vector<dns::Name>>>> survey_reverse(dns::Resolver& resolver,
                                                                            std::vector<IpAddress> addresses) {
  const std::vector<IpAddress> wanted = distinct_public(addresses);
  std::vector<dns::Question> questions;
  for (const IpAddress& address : wanted) questions.push_back({spf::reverse_name(address), dns::Type::ptr});
  const std::vector<dns::Reply> replies = co_await dns::ask_all(resolver, std::move(questions));
  std::map<IpAddress, Fact<std::vector<dns::Name>>> names;
  for (std::size_t i = 0; i < wanted.size(); ++i) names.emplace(wanted[i], names_in(replies[i]));
  co_return names;
}

dns::Task<std::map<IpAddress, Fact<Origin>>> survey_origins(dns::Resolver& resolver, std::vector<IpAddress> addresses) {
  const std::vector<IpAddress> wanted = distinct_public(addresses);
  std::vector<dns::Question> questions;
  for (const IpAddress& address : wanted) questions.push_back({origin_name(address), dns::Type::txt});
  const std::vector<dns::Reply> replies = co_await dns::ask_all(resolver, std::move(questions));
  std::map<IpAddress, Fact<Origin>> origins;
  for (std::size_t i = 0; i < wanted.size(); ++i) origins.emplace(wanted[i], origin_in(replies[i], wanted[i]));
  co_return origins;
}

dns::Name origin_name(const IpAddress& address) {
  const bool ipv4 = address.family == Family::ipv4;
  const dns::Name reversed = spf::reverse_name(address);
  const std::string service = ipv4 ? ".origin.asn.cymru.com" : ".origin6.asn.cymru.com";
  const std::string text = reversed.to_string();
  const std::size_t tail = std::string_view(ipv4 ? ".in-addr.arpa" : ".ip6.arpa").size();
  return dns::Name::parse(text.substr(0, text.size() - tail) + service).value_or(dns::Name());
}

std::optional<Origin> parse_origin(std::string_view text) {
  const auto fields = split(text, '|');
  if (fields.size() < 2) return std::nullopt;
  const auto prefix = Network::parse(without_spaces_around(fields[1]));
  Origin origin{.numbers = parse_numbers(fields[0]), .prefix = prefix.value_or(Network{})};
  if (!prefix || origin.numbers.empty()) return std::nullopt;
  return origin;
}

}  // namespace mailready::survey
