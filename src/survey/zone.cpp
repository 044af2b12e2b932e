#include "survey/zone.h"

#include <algorithm>
#include <utility>

#include "dns/async.h"
#include "survey/host.h"
#include "survey/wildcard.h"

namespace mailready::survey {

namespace {

/// A referral of 512 octets holds no more names and their addresses, so no zone counts on more; a hostile one may.
constexpr std::size_t most_servers = 13;
/// How far up a zone is looked for where answers name none.
constexpr std::size_t most_parents = 8;

bool is_alias(const dns::Reply& reply) { return !reply.aliases().empty(); }

/// The SOA record that an answer about a name shows: its own, or that of the zone which denies the question. Behind an
/// alias both belong to the target.
const dns::Record* soa_in(const dns::Answer& answer) {
  if (!answer.aliases.empty()) return nullptr;
  for (const dns::Record& record : answer.records)
    if (record.type == dns::Type::soa) return &record;
  return answer.soa && answer.question.name.is_at_or_below(answer.soa->owner) ? &*answer.soa : nullptr;
}

ZoneFacts zone_of(const dns::Record& soa, bool exact) {
  return {.apex = soa.owner, .soa = soa, .soa_ttl_exact = exact};
}

/// The zone that an answer about a name below the domain shows, where it is the domain's or one around it: zones below
/// have their own.
std::optional<ZoneFacts> zone_from_below(const dns::Reply& reply, const dns::Name& domain) {
  const dns::Record* soa = reply ? soa_in(*reply) : nullptr;
  if (!soa || !domain.is_at_or_below(soa->owner)) return std::nullopt;
  return zone_of(*soa, reply->authoritative);
}

dns::Failure no_zone_named(const dns::Name& domain, std::string server) {
  return {.kind = dns::Failure::Kind::malformed,
          .question = {domain, dns::Type::soa},
          .server = std::move(server),
          .detail = "no answer names the zone"};
}

/// Looks at the names above the domain, all at once; the nearest that shows a zone decides.
dns::Task<Fact<ZoneFacts>> find_above(dns::Resolver& resolver, dns::Name domain) {
  std::vector<dns::Question> questions;
  for (dns::Name name = domain.parent(); !name.is_root() && questions.size() < most_parents; name = name.parent())
    questions.push_back({name, dns::Type::soa});
  std::string server;
  const std::vector<dns::Reply> replies = co_await dns::ask_all(resolver, std::move(questions));
  for (const dns::Reply& reply : replies) {
    if (!reply) co_return reply.error();
    if (const dns::Record* soa = soa_in(*reply)) co_return zone_of(*soa, reply->authoritative);
    if (reply->aliases.empty() && reply->authoritative) co_return Fact<ZoneFacts>();  // a part of a zone, in a file
    server = reply->server;
  }
  co_return no_zone_named(domain, std::move(server));
}

/// The zone of a name that is an alias: what stands below it tells whether the alias stands at an apex. The names are
/// asked for anyway, and hardly ever aliases themselves; where a wildcard makes them so, no zone begins there.
dns::Task<Fact<ZoneFacts>> find_beside_alias(dns::Resolver& resolver, dns::Name domain) {
  std::vector<dns::Question> questions{{wildcard_probe(domain), dns::Type::txt}};
  if (const auto keys = domain.prefixed("_domainkey")) questions.push_back({*keys, dns::Type::txt});
  const std::vector<dns::Reply> replies = co_await dns::ask_all(resolver, std::move(questions));
  for (const dns::Reply& reply : replies)
    if (auto zone = zone_from_below(reply, domain)) co_return std::move(*zone);
  for (const dns::Reply& reply : replies)
    if (!reply && !is_alias(reply)) co_return reply.error();
  for (const dns::Reply& reply : replies)
    if (reply && reply->aliases.empty() && reply->authoritative) co_return Fact<ZoneFacts>();
  co_return co_await find_above(resolver, std::move(domain));
}

/// The zone that holds `domain`, which `reply` answers about; its servers are not known yet.
dns::Task<Fact<ZoneFacts>> find_zone(dns::Resolver& resolver, dns::Name domain, dns::Reply reply) {
  if (is_alias(reply)) co_return co_await find_beside_alias(resolver, std::move(domain));
  if (!reply) co_return reply.error();
  if (const dns::Record* soa = soa_in(*reply)) co_return zone_of(*soa, reply->authoritative);
  if (reply->authoritative) co_return Fact<ZoneFacts>();
  co_return co_await find_above(resolver, std::move(domain));
}

dns::Task<> survey_server(dns::Resolver& resolver, NameServerFacts* server) {
  server->host = co_await survey_host(resolver, server->name);
}

/// The servers of `zone`, which `reply`, about the NS records of its apex, names.
dns::Task<> add_servers(dns::Resolver& resolver, dns::Reply reply, ZoneFacts* zone) {
  if (!reply && !is_alias(reply)) {
    zone->servers = reply.error();
    co_return;
  }
  if (is_alias(reply) || reply->records.empty()) co_return;
  std::vector<NameServerFacts> servers;
  for (const dns::Record& record : reply->records) {
    const dns::Name& host = std::get<dns::Ns>(record.rdata).host;
    servers.push_back({.name = host, .record = record, .operated_by = catalogue::by_name_server(host)});
  }
  std::ranges::sort(servers, {}, &NameServerFacts::name);
  if (servers.size() > most_servers) {
    zone->servers_left_out = servers.size() - most_servers;
    servers.erase(servers.begin() + most_servers, servers.end());
  }
  std::vector<dns::Task<>> work;
  for (NameServerFacts& server : servers) work.push_back(survey_server(resolver, &server));
  co_await dns::all(std::move(work));
  zone->servers = std::move(servers);
}

}  // namespace

dns::Task<Fact<ZoneFacts>> survey_zone(dns::Resolver& resolver, dns::Name domain) {
  // Most domains have a zone of their own, so their name servers are asked for before that is known.
  std::vector<dns::Question> questions{{domain, dns::Type::soa}, {domain, dns::Type::ns}};
  const std::vector<dns::Reply> replies = co_await dns::ask_all(resolver, std::move(questions));
  Fact<ZoneFacts> zone = co_await find_zone(resolver, std::move(domain), replies[0]);
  if (!zone) co_return zone;
  // The ledger has it already where the domain is the apex.
  dns::Question question{zone->apex, dns::Type::ns};
  dns::Reply servers = co_await resolver.ask(std::move(question));
  co_await add_servers(resolver, std::move(servers), &*zone);
  co_return zone;
}

}  // namespace mailready::survey
