#include "survey/ttls.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "dns/async.h"
#include "mail/spf/record.h"

namespace mailready::survey {

namespace {

using Use = TtlFacts::Use;

constexpr std::size_t most_questions = 32;  // to one server: more sets than any failover changes
constexpr std::size_t most_asked = 2;       // tried for one domain

const dns::Answer* answer_to(const Facts& facts, const dns::Question& question) {
  const auto found = std::ranges::find(facts.answers, question, &Asked::question);
  return found != facts.answers.end() && found->reply ? &*found->reply : nullptr;
}

/// The TTL of a set: where its records differ, the lowest (RFC 2181, section 5.2).
std::chrono::seconds ttl_of(std::span<const dns::Record> records) {
  return std::ranges::min_element(records, {}, &dns::Record::ttl)->ttl;
}

/// What an answer shows at the very name that was asked for: its alias, else the set.
std::span<const dns::Record> own_records(const dns::Answer& answer) {
  if (!answer.aliases.empty()) return std::span(answer.aliases).first(1);
  return answer.records;
}

/// Collects the sets, each once.
class Sets {
 public:
  explicit Sets(const Facts& facts) : facts_(facts) {}

  /// What stands at `question`, if anything, and if it is the domain owner's to change.
  void add(Use use, const dns::Question& question) {
    const dns::Answer* answer = answer_to(facts_, question);
    if (!answer || !question.name.is_at_or_below(facts_.domain)) return;
    const std::span<const dns::Record> records = own_records(*answer);
    if (records.empty()) return;
    const dns::Record& first = records.front();
    const auto same = [&](const TtlFacts& set) { return set.name == first.owner && set.type == first.type; };
    if (std::ranges::any_of(sets_, same)) return;
    // A record from a file is exact even where its alias leads to somebody else's cache.
    const bool exact = answer->authoritative || first.place.has_value();
    sets_.push_back({.use = use, .name = first.owner, .type = first.type, .ttl = ttl_of(records), .exact = exact});
  }

  std::vector<TtlFacts> take() { return std::move(sets_); }

 private:
  const Facts& facts_;
  std::vector<TtlFacts> sets_;
};

bool is_alias(const Facts& facts, const dns::Question& question) {
  const dns::Answer* answer = answer_to(facts, question);
  return answer && !answer->aliases.empty();
}

/// Whether a name is this ESP's return path, and not just one that it might use.
bool is_its(const EnvelopeFacts& envelope) {
  return envelope.exists && (envelope.declared || envelope.points_to_provider || envelope.authorises());
}

void add_sender(Sets& sets, const Facts& facts, const SenderFacts& sender) {
  for (const EnvelopeFacts& envelope : sender.envelopes) {
    if (!is_its(envelope)) continue;
    sets.add(Use::return_path, {envelope.name, dns::Type::txt});
    sets.add(Use::return_path, {envelope.name, dns::Type::mx});
  }
  for (const std::size_t i : sender.keys) {
    const dns::Question question{facts.dkim.keys[i].name, dns::Type::txt};
    if (facts.dkim.keys[i].present() && is_alias(facts, question)) sets.add(Use::dkim, question);
  }
}

/// One address of each of the first servers that have a public one, those with IPv4 in front: not every network has
/// IPv6.
std::vector<IpAddress> public_addresses(const std::vector<NameServerFacts>& servers) {
  std::vector<IpAddress> chosen;
  for (const NameServerFacts& server : servers) {
    const std::vector<IpAddress> addresses = server.host.addresses();
    const auto found = std::ranges::find_if(addresses, is_public);
    if (found != addresses.end() && std::ranges::count(chosen, *found) == 0) chosen.push_back(*found);
  }
  std::ranges::stable_sort(chosen, {}, &IpAddress::family);
  chosen.resize(std::min(chosen.size(), most_asked));
  return chosen;
}

/// A TTL that is a lower bound only and wanted exactly. Where it lies in the facts outlives the question.
struct Wanted {
  dns::Question question;
  std::chrono::seconds* ttl;
  bool* exact;
  std::optional<dns::Failure>* failure;  ///< null: nobody asks why
  bool open = true;
};

std::vector<Wanted> wanted_ttls(Facts& facts, std::chrono::seconds max_ttl) {
  std::vector<Wanted> wanted;
  for (TtlFacts& set : facts.ttls)
    if (!set.exact && set.ttl <= max_ttl) wanted.push_back({{set.name, set.type}, &set.ttl, &set.exact, &set.failure});
  if (facts.zone) {
    ZoneFacts& zone = *facts.zone;
    const bool matters = std::get<dns::Soa>(zone.soa.rdata).minimum > max_ttl && zone.negative_ttl() <= max_ttl;
    if (matters && !zone.negative_ttl_exact())
      wanted.push_back({{zone.apex, dns::Type::soa}, &zone.soa.ttl, &zone.soa_ttl_exact, nullptr});
  }
  return wanted;
}

/// Whom to ask, or why there is nobody.
Result<std::vector<IpAddress>, dns::Failure> whom_to_ask(const Facts& facts, const dns::Authorities* authorities) {
  const auto nobody = [&](dns::Failure::Kind kind, std::string detail) {
    return dns::Failure{
        .kind = kind, .question = {facts.domain, dns::Type::ns}, .server = "", .detail = std::move(detail)};
  };
  if (!authorities) return nobody(dns::Failure::Kind::offline, "no authoritative server may be asked");
  if (facts.zone.unknown()) return facts.zone.failure();
  if (facts.zone && facts.zone->servers.unknown()) return facts.zone->servers.failure();
  std::vector<IpAddress> servers;
  if (facts.zone && facts.zone->servers) servers = public_addresses(*facts.zone->servers);
  if (servers.empty())
    return nobody(dns::Failure::Kind::unreachable, "no name server of the zone is known by a public address");
  return servers;
}

void note_failure(std::vector<Wanted>& wanted, const dns::Failure& failure) {
  for (Wanted& each : wanted)
    if (each.open && each.failure) *each.failure = failure;
}

/// What the server says of the set; a failure where it says that there is none, and so is not one for it.
Result<std::chrono::seconds, dns::Failure> exact_ttl(const dns::Reply& reply, const dns::Question& question) {
  if (!reply) return reply.error();
  const std::span<const dns::Record> records = own_records(*reply);
  if (!records.empty() && records.front().type == question.type) return ttl_of(records);
  return dns::Failure{.kind = dns::Failure::Kind::lame,
                      .question = question,
                      .server = reply->server,
                      .detail = "the name server knows no such records"};
}

void settle(Wanted& wanted, const dns::Reply& reply) {
  const auto ttl = exact_ttl(reply, wanted.question);
  if (!ttl) {
    if (wanted.failure) *wanted.failure = ttl.error();
    return;
  }
  *wanted.ttl = *ttl;
  *wanted.exact = true;
  if (wanted.failure) wanted.failure->reset();
  wanted.open = false;
}

/// Asks one server for all that is open, at once.
dns::Task<> ask_server(dns::Authorities& authorities, IpAddress server, std::vector<Wanted>* wanted,
                       std::vector<Asked>* asked) {
  std::vector<Wanted*> open;
  std::vector<dns::Task<dns::Reply>> work;
  for (Wanted& each : *wanted) {
    if (!each.open || open.size() == most_questions) continue;
    open.push_back(&each);
    dns::Question question = each.question;
    work.push_back(authorities.ask(server, std::move(question)));
  }
  const std::vector<dns::Reply> replies = co_await dns::all(std::move(work));
  for (std::size_t i = 0; i < replies.size(); ++i) {
    settle(*open[i], replies[i]);
    asked->push_back({open[i]->question, replies[i], std::chrono::system_clock::now()});
  }
}

dns::Task<bool> ask_servers(dns::Authorities& authorities, std::vector<IpAddress> servers, std::vector<Wanted>* wanted,
                            std::vector<Asked>* asked) {
  for (const IpAddress& server : servers) {
    const bool open = std::ranges::any_of(*wanted, &Wanted::open);
    if (open) co_await ask_server(authorities, server, wanted, asked);
  }
  co_return true;
}

}  // namespace

std::vector<TtlFacts> record_ttls(const Facts& facts, const Plan& plan) {
  Sets sets(facts);
  sets.add(Use::mx, {facts.domain, dns::Type::mx});
  if (facts.spf) sets.add(Use::spf, {facts.domain, dns::Type::txt});
  for (const SenderFacts* sender : facts.esps(plan)) add_sender(sets, facts, *sender);
  if (const auto mta_sts = facts.domain.prefixed("_mta-sts")) sets.add(Use::mta_sts, {*mta_sts, dns::Type::txt});
  return sets.take();
}

dns::Task<> make_ttls_exact(dns::Authorities* authorities, Facts* facts, std::chrono::seconds max_ttl,
                            std::chrono::steady_clock::time_point deadline) {
  std::vector<Wanted> wanted = wanted_ttls(*facts, max_ttl);
  if (wanted.empty()) co_return;
  const auto servers = whom_to_ask(*facts, authorities);
  if (!servers) {
    note_failure(wanted, servers.error());
    co_return;
  }
  const dns::Failure late{.kind = dns::Failure::Kind::timed_out,
                          .question = {facts->domain, dns::Type::ns},
                          .server = "",
                          .detail = "the domain's deadline passed"};
  note_failure(wanted, late);
  const auto left = deadline - std::chrono::steady_clock::now();
  if (left.count() > 0) co_await dns::within(left, ask_servers(*authorities, *servers, &wanted, &facts->exact_answers));
}

}  // namespace mailready::survey
