#include "survey/exchanges.h"

#include <algorithm>
#include <map>

#include "dns/async.h"
#include "survey/host.h"
#include "survey/transport.h"

namespace mailready::survey {

namespace {

/// Whether the name is an IPv4 address that somebody wrote where a host name belongs: "185.10.20.10", or, without the
/// final dot in a zone file, "185.10.20.10.acme.example".
bool begins_with_address(const dns::Name& name) {
  const auto labels = name.labels();
  if (labels.size() < 4) return false;
  const std::string first_four = std::string(labels[0]) + "." + std::string(labels[1]) + "." + std::string(labels[2]) +
                                 "." + std::string(labels[3]);
  return IpAddress::parse(first_four).has_value();
}

/// One entry an exchange, at its lowest preference; `mx.records` is sorted by preference.
void collect_exchanges(MxFacts& mx) {
  std::map<dns::Name, int> seen;
  for (const dns::Record& record : mx.records) {
    const auto& data = std::get<dns::Mx>(record.rdata);
    if (data.exchange.is_root()) {
      mx.has_null = true;
    } else if (const int times = ++seen[data.exchange]; times == 1) {
      mx.exchanges.push_back({.preference = data.preference,
                              .exchange = data.exchange,
                              .record = record,
                              .provider = catalogue::by_exchange(data.exchange),
                              .is_address_literal = begins_with_address(data.exchange)});
    } else if (times == 2) {
      mx.duplicates.push_back(data.exchange);
    }
  }
}

dns::Task<> survey_addresses(dns::Resolver& resolver, ExchangeFacts* exchange) {
  exchange->host = co_await survey_host(resolver, exchange->exchange);
}

dns::Task<> survey_certificates(dns::Resolver& resolver, ExchangeFacts* exchange) {
  exchange->tlsa = co_await survey_tlsa(resolver, exchange->exchange);
}

}  // namespace

dns::Task<Fact<MxFacts>> survey_exchanges(dns::Resolver& resolver, dns::Name domain, Needs needs) {
  dns::Question question{domain, dns::Type::mx};
  const dns::Reply reply = co_await resolver.ask(std::move(question));
  if (!reply) co_return reply.error();
  if (reply->records.empty()) co_return Fact<MxFacts>();

  MxFacts mx;
  mx.records = reply->records;
  mx.ttl_exact = reply->authoritative;
  std::ranges::stable_sort(mx.records, {}, [](const dns::Record& record) {
    const auto& data = std::get<dns::Mx>(record.rdata);
    return std::pair(data.preference, data.exchange);
  });
  collect_exchanges(mx);
  std::vector<dns::Task<>> work;
  for (ExchangeFacts& exchange : mx.exchanges) {
    if (exchange.is_address_literal) continue;
    if (needs.contains(Need::exchanges)) work.push_back(survey_addresses(resolver, &exchange));
    if (needs.contains(Need::tlsa)) work.push_back(survey_certificates(resolver, &exchange));
  }
  co_await dns::all(std::move(work));
  co_return mx;
}

}  // namespace mailready::survey
