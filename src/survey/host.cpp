#include "survey/host.h"

#include <algorithm>

#include "dns/async.h"

namespace mailready::survey {

const dns::Failure* HostFacts::failure() const {
  if (ipv4.unknown()) return &ipv4.failure();
  return ipv6.unknown() ? &ipv6.failure() : nullptr;
}

std::vector<IpAddress> HostFacts::addresses() const {
  std::vector<IpAddress> all;
  all.reserve((ipv4 ? ipv4->size() : 0) + (ipv6 ? ipv6->size() : 0));
  for (const auto* fact : {&ipv4, &ipv6})
    if (fact->present()) all.insert(all.end(), (*fact)->begin(), (*fact)->end());
  return all;
}

namespace {

template <class Data>
Fact<std::vector<IpAddress>> addresses_of(const dns::Reply& reply) {
  if (!reply) return reply.error();
  if (reply->records.empty()) return {};
  std::vector<IpAddress> addresses;
  addresses.reserve(reply->records.size());
  for (const dns::Record& record : reply->records)
    if (const auto* data = std::get_if<Data>(&record.rdata)) addresses.push_back(data->address);
  std::ranges::sort(addresses);
  return addresses;
}

}  // namespace

dns::Task<HostFacts> survey_host(dns::Resolver& resolver, dns::Name host) {
  std::vector<dns::Task<dns::Reply>> questions;
  dns::Question ipv4{host, dns::Type::a}, ipv6{host, dns::Type::aaaa};
  questions.push_back(resolver.ask(std::move(ipv4)));
  questions.push_back(resolver.ask(std::move(ipv6)));
  const std::vector<dns::Reply> replies = co_await dns::all(std::move(questions));
  HostFacts facts;
  facts.ipv4 = addresses_of<dns::A>(replies[0]);
  facts.ipv6 = addresses_of<dns::Aaaa>(replies[1]);
  for (const dns::Reply& reply : replies)
    if (facts.aliases.empty()) facts.aliases = reply.aliases();
  co_return facts;
}

}  // namespace mailready::survey
