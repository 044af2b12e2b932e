#include "survey/survey.h"

#include <algorithm>
#include <set>
#include <utility>

#include "dns/async.h"
#include "dns/ledger.h"
#include "mail/dmarc/walk.h"
#include "mail/spf/answers.h"
#include "mail/spf/walk.h"
#include "survey/exchanges.h"
#include "survey/keys.h"
#include "survey/networks.h"
#include "survey/reports.h"
#include "survey/senders.h"
#include "survey/transport.h"
#include "survey/ttls.h"
#include "survey/zone.h"

namespace mailready::survey {

namespace {

/// Runs `work` and keeps its result: lets tasks of different types run under one `all`.
template <class T>
dns::Task<> store(T* place, dns::Task<T> work) {
  *place = co_await std::move(work);
}

/// What the wanted facts rest on is wanted too.
Needs closure(Needs needs) {
  if (needs.contains(Need::ranges)) needs.insert(Need::senders);
  if (needs.contains(Need::ttls)) needs.insert({Need::zone, Need::mx, Need::spf, Need::senders});
  if (needs.contains(Need::reverse)) needs.insert(Need::exchanges);
  if (needs.contains(Need::origins)) needs.insert({Need::exchanges, Need::zone});
  if (needs.contains(Need::senders)) needs.insert({Need::spf, Need::mx, Need::dkim, Need::dmarc});
  if (needs.contains(Need::exchanges) || needs.contains(Need::tlsa)) needs.insert(Need::mx);
  if (needs.contains(Need::reports)) needs.insert(Need::dmarc);
  return needs;
}

/// Octets that a TXT record takes in the answer.
std::size_t octets_of(const dns::Txt& txt) {
  std::size_t octets = 12;  // a compressed owner, type, class, TTL and length (RFC 1035, section 4.1.3)
  for (const std::string& string : txt.strings) octets += 1 + string.size();
  return octets;
}

TxtSet txt_set(const dns::Name& domain, const dns::Answer& answer) {
  constexpr std::size_t header_octets = 12;
  TxtSet set{.records = answer.records, .answer_octets = header_octets + domain.wire_size() + 4};
  for (const dns::Record& record : set.records) {
    const auto* txt = std::get_if<dns::Txt>(&record.rdata);
    if (!txt) continue;
    set.answer_octets += octets_of(*txt);
    if (!spf::is_spf(*txt)) set.other_octets += octets_of(*txt);
  }
  return set;
}

/// The TXT set at the domain and the SPF tree below it.
struct SpfFacts {
  Fact<spf::Tree> tree;
  Fact<TxtSet> txt;
  std::optional<std::chrono::seconds> ttl;
  bool ttl_exact = false;
};

dns::Task<SpfFacts> survey_spf(spf::RecordSource source, dns::Name domain) {
  dns::Question question{domain, dns::Type::txt};
  const dns::Reply reply = co_await source.resolver.ask(std::move(question));
  SpfFacts facts;
  if (!reply) {
    facts.tree = reply.error();
    facts.txt = reply.error();
    co_return facts;
  }
  if (reply->records.empty()) co_return facts;
  facts.txt = txt_set(domain, *reply);
  facts.ttl = reply->records.front().ttl;
  facts.ttl_exact = reply->authoritative;
  spf::Tree tree = co_await spf::walk_tree(source, std::move(domain));
  if (tree.root.state != spf::Node::State::missing) facts.tree = std::move(tree);
  co_return facts;
}

dns::Task<Fact<std::vector<dns::Record>>> survey_type99(dns::Resolver& resolver, dns::Name domain) {
  dns::Question question{std::move(domain), dns::Type::spf};
  const dns::Reply reply = co_await resolver.ask(std::move(question));
  if (!reply) co_return reply.error();
  if (reply->records.empty()) co_return Fact<std::vector<dns::Record>>();
  co_return reply->records;
}

/// Which selectors and envelope names can be asked for before any answer is there.
struct Requests {
  std::vector<KeyRequest> keys;
  std::set<dns::Name> signing_domains;
  std::vector<EnvelopeRequest> envelopes;
};

template <class T>
void append(std::vector<T>& to, std::vector<T> from) {
  std::ranges::move(from, std::back_inserter(to));
}

void add_traces(Requests& requests, const dns::Name& domain, const Traces& traces) {
  for (const DeclaredSelector& selector : traces.selectors) {
    requests.keys.push_back({.selector = selector.selector,
                             .signing_domain = selector.signing_domain.value_or(domain),
                             .declared = traces.provider != nullptr,
                             .provider = traces.provider});
    requests.signing_domains.insert(requests.keys.back().signing_domain);
  }
  if (!traces.return_path || !traces.return_path->is_below(domain)) return;
  const std::string name = traces.return_path->to_string();
  requests.envelopes.push_back({*traces.return_path, name.substr(0, name.size() - domain.to_string().size() - 1)});
}

Requests first_requests(const dns::Name& domain, const Plan& plan, const Options& options) {
  Requests requests{.keys = {}, .signing_domains = {domain}, .envelopes = {}};
  for (const Sender& sender : plan.outbound) {
    append(requests.keys, key_requests(sender, domain));
    append(requests.envelopes, envelope_requests(sender, domain));
    if (sender.sending_domain) requests.signing_domains.insert(*sender.sending_domain);
  }
  for (const Traces& traces : plan.traces) add_traces(requests, domain, traces);
  if (options.discover) {
    append(requests.keys, catalogue_key_requests(domain));
    append(requests.envelopes, catalogue_envelope_requests(domain));
  }
  return requests;
}

/// What the records name and nobody has asked for yet: without a plan and without discovery, the ESPs that they reveal.
Requests revealed_requests(const Facts& facts, const Plan& plan) {
  Requests requests{.keys = {}, .signing_domains = {facts.domain}, .envelopes = {}};
  if (!plan.outbound.empty()) return requests;
  for (const Revealed& revealed : revealed_senders(facts, {})) {
    if (!revealed.provider->is_esp()) continue;
    append(requests.keys, key_requests(*revealed.provider, facts.domain));
    append(requests.envelopes, envelope_requests(*revealed.provider, facts.domain));
  }
  return requests;
}

/// One answer that is not NXDOMAIN proves that the domain exists: some servers deny a name only for types that they
/// do not know, such as the obsolete SPF type, which is therefore not heard here.
Fact<bool> existence(const dns::Name& domain, const std::vector<Asked>& answers) {
  bool denied = false;
  const dns::Failure* failure = nullptr;
  for (const Asked& entry : answers) {
    if (entry.question.name != domain || entry.question.type == dns::Type::spf) continue;
    if (entry.reply && !entry.reply->nxdomain()) return true;
    if (entry.reply)
      denied = true;
    else if (!failure)
      failure = &entry.reply.error();
  }
  return denied || !failure ? Fact<bool>() : Fact<bool>(*failure);
}

/// The alias at the domain itself. A zone's own SOA and NS records are answered beside one, so they do not disprove it.
Fact<dns::Record> alias(const dns::Name& domain, const std::vector<Asked>& answers) {
  bool denied = false;
  const dns::Failure* failure = nullptr;
  for (const Asked& entry : answers) {
    if (entry.question.name != domain) continue;
    const auto& aliases = entry.reply.aliases();
    if (!aliases.empty()) return aliases.front();
    if (!entry.reply)
      failure = failure ? failure : &entry.reply.error();
    else if (entry.question.type != dns::Type::soa && entry.question.type != dns::Type::ns)
      denied = true;
  }
  return denied || !failure ? Fact<dns::Record>() : Fact<dns::Record>(*failure);
}

dns::Task<> survey_dmarc(dns::Resolver& resolver, Facts* facts, dns::Event* known) {
  facts->dmarc = co_await dmarc::walk_tree(resolver, facts->domain);
  known->happen();
}

dns::Task<> survey_receivers(dns::Resolver& resolver, Facts* facts, dns::Event* dmarc_known) {
  co_await dmarc_known->wait();
  facts->report_receivers = co_await survey_reports(resolver, facts->dmarc);
}

struct Gathered {
  SpfFacts spf;
  std::vector<Envelope> envelopes;
};

/// Everything that depends on no other fact, at once. The SPF and MX records of the domain itself tell whether it is
/// meant for mail at all, so they are always asked for.
dns::Task<Gathered> gather(spf::RecordSource source, Facts* facts, Requests requests, PolicyAccess access) {
  dns::Resolver& resolver = source.resolver;
  const dns::Name& domain = facts->domain;
  const Needs needs = facts->gathered;
  Gathered gathered;
  dns::Event dmarc_known;
  std::vector<dns::Task<>> work;
  work.reserve(10);
  work.push_back(store(&gathered.spf, survey_spf(source, domain)));
  work.push_back(store(&facts->mx, survey_exchanges(resolver, domain, needs)));
  if (needs.contains(Need::spf_type99)) work.push_back(store(&facts->type99, survey_type99(resolver, domain)));
  if (needs.contains(Need::dmarc)) work.push_back(survey_dmarc(resolver, facts, &dmarc_known));
  if (needs.contains(Need::zone)) work.push_back(store(&facts->zone, survey_zone(resolver, domain)));
  if (needs.contains(Need::mta_sts))
    work.push_back(store(&facts->mta_sts, survey_mta_sts(resolver, domain, std::move(access), &facts->fetches)));
  if (needs.contains(Need::tls_rpt)) work.push_back(store(&facts->tls_rpt, survey_tls_rpt(resolver, domain)));
  if (needs.contains(Need::reports)) work.push_back(survey_receivers(resolver, facts, &dmarc_known));
  if (needs.contains(Need::senders))
    work.push_back(store(&gathered.envelopes, survey_envelopes(source, domain, std::move(requests.envelopes))));
  // Last: a burst of guesses at the catalogue's selectors would stand in front of questions that lead to further ones.
  if (needs.contains(Need::dkim))
    work.push_back(store(&facts->dkim,
                         survey_keys(resolver, domain, std::move(requests.keys), std::move(requests.signing_domains))));
  co_await dns::all(std::move(work));
  co_return gathered;
}

/// Looks at the keys and envelopes of revealed ESPs, once the records have named them.
dns::Task<> follow_up(spf::RecordSource source, Facts* facts, std::vector<Envelope>* envelopes, Requests requests) {
  std::vector<dns::Task<>> work;
  work.push_back(store(&facts->dkim, survey_keys(source.resolver, facts->domain, std::move(requests.keys),
                                                 std::move(requests.signing_domains))));
  work.push_back(store(envelopes, survey_envelopes(source, facts->domain, std::move(requests.envelopes))));
  co_await dns::all(std::move(work));
}

/// What is known of the addresses themselves, once they are known.
dns::Task<> look_up_addresses(dns::Resolver& resolver, Facts* facts) {
  std::vector<dns::Task<>> work;
  if (facts->gathered.contains(Need::reverse))
    work.push_back(store(&facts->reverse, survey_reverse(resolver, exchange_addresses(*facts))));
  if (facts->gathered.contains(Need::origins)) {
    std::vector<IpAddress> addresses = exchange_addresses(*facts);
    append(addresses, name_server_addresses(*facts));
    work.push_back(store(&facts->origins, survey_origins(resolver, std::move(addresses))));
  }
  co_await dns::all(std::move(work));
}

void keep_answers(Facts& facts, const dns::Ledger& ledger) {
  facts.answers = ledger.entries();
  facts.existence = existence(facts.domain, facts.answers);
  facts.alias = alias(facts.domain, facts.answers);
  facts.queries = ledger.queries();
  facts.cached = ledger.cached();
}

}  // namespace

dns::Task<Facts> survey(World world, dns::Name domain, Plan plan, Options options) {
  const auto started = std::chrono::steady_clock::now();
  dns::LedgerLimits limits{.deadline = options.deadline, .max_queries = options.max_queries};
  dns::Ledger ledger(world.resolver, limits);
  const spf::RecordSource source(ledger, world.parsed);
  Facts facts;
  facts.domain = std::move(domain);
  facts.date = options.date;
  facts.gathered = closure(options.needs);

  Gathered gathered = co_await gather(source, &facts, first_requests(facts.domain, plan, options),
                                      policy_access(world, facts.domain, options));
  facts.spf = std::move(gathered.spf.tree);
  facts.txt = std::move(gathered.spf.txt);
  facts.spf_ttl = gathered.spf.ttl;
  facts.spf_ttl_exact = gathered.spf.ttl_exact;
  if (facts.gathered.contains(Need::senders)) {
    if (!options.discover && plan.outbound.empty())
      co_await follow_up(source, &facts, &gathered.envelopes, revealed_requests(facts, plan));
    facts.senders = co_await survey_senders(source, facts, plan, gathered.envelopes);
  }
  co_await look_up_addresses(ledger, &facts);
  keep_answers(facts, ledger);
  if (facts.gathered.contains(Need::ttls)) {
    facts.ttls = record_ttls(facts, plan);
    co_await make_ttls_exact(world.authorities, &facts, plan.max_ttl, started + options.deadline);
    facts.queries += facts.exact_answers.size();
  }
  facts.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started);
  if (world.costs) {
    facts.queries = world.costs->queries;
    facts.cached = world.costs->cached;
    facts.elapsed = world.costs->elapsed;
  }
  co_return facts;
}

}  // namespace mailready::survey
