#include "survey/transport.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "dns/async.h"
#include "survey/host.h"

namespace mailready::survey {

namespace {

constexpr std::string_view policy_label = "mta-sts";
constexpr std::string_view policy_path = "/.well-known/mta-sts.txt";
constexpr std::size_t most_policy_octets = 64 * 1024;  // RFC 8461, section 3.3

using TextCheck = bool (*)(std::string_view);

/// The TXT records whose text `counts`; without any, those that were `meant` to.
std::vector<dns::Record> records_that(const std::vector<dns::Record>& records, TextCheck counts, TextCheck meant) {
  for (const TextCheck check : {counts, meant}) {
    std::vector<dns::Record> kept;
    for (const dns::Record& record : records)
      if (const auto* txt = std::get_if<dns::Txt>(&record.rdata); txt && check(txt->joined())) kept.push_back(record);
    if (!kept.empty()) return kept;
  }
  return {};
}

/// Reads the only record of several into `facts`, or says why there is none.
template <class Facts, class Parser>
void read_only_record(Facts& facts, Parser parse) {
  if (facts.records.size() > 1) {
    facts.error = fmt::format("there are {} of them, and senders then use none", facts.records.size());
    return;
  }
  auto record = parse(std::get<dns::Txt>(facts.records.front().rdata).joined());
  if (record)
    facts.record = *std::move(record);
  else
    facts.error = record.error();
}

/// The policy's host; nothing where the name would be too long, and no sender can ask for it.
std::optional<dns::Name> policy_host(const dns::Name& domain) { return domain.prefixed(policy_label); }

std::string policy_url(const dns::Name& host) { return fmt::format("https://{}{}", host.to_string(), policy_path); }

void read_policy(PolicyFacts& facts, std::string text) {
  auto policy = mta_sts::parse_policy(text);
  if (policy)
    facts.policy = *std::move(policy);
  else
    facts.error = policy.error();
  facts.text = std::move(text);
}

PolicyFacts given_policy(GivenPolicy given) {
  PolicyFacts facts{.source = std::move(given.file)};
  read_policy(facts, std::move(given.text));
  return facts;
}

dns::Failure failure(const dns::Name& host, dns::Failure::Kind kind, std::string detail) {
  return {.kind = kind, .question = {host, dns::Type::a}, .server = policy_url(host), .detail = std::move(detail)};
}

Fact<PolicyFacts> refused(const dns::Name& host, std::string why) {
  PolicyFacts facts{.source = policy_url(host)};
  facts.refused = std::move(why);
  return facts;
}

/// Parameters of the media type are ignored (RFC 8461, section 3.2).
bool is_plain_text(std::string_view content_type) {
  return equal_ignoring_case(trimmed(content_type.substr(0, content_type.find(';'))), "text/plain");
}

/// What a server says about itself for now: another try may find the policy there.
bool is_temporary(int status) {
  constexpr int too_many_requests = 429, first_server_error = 500;
  return status == too_many_requests || status >= first_server_error;
}

std::string status_words(int status) {
  const bool redirects = status >= 300 && status < 400;
  return redirects ? fmt::format("the server redirects ({}), which senders do not follow", status)
                   : fmt::format("the server answers with status {}", status);
}

Fact<PolicyFacts> judge(const dns::Name& host, net::Response response) {
  constexpr int ok = 200;
  if (is_temporary(response.status))
    return failure(host, dns::Failure::Kind::server_failed, status_words(response.status));
  if (response.status != ok) return refused(host, status_words(response.status));
  PolicyFacts facts{.source = policy_url(host)};
  if (response.content_type.empty())
    facts.refused = "it comes without a media type";
  else if (!is_plain_text(response.content_type))
    facts.refused = fmt::format("it comes as {} and not as text/plain", printable(response.content_type));
  read_policy(facts, std::move(response.body));
  return facts;
}

/// A certificate that does not hold and a body that is too large stay so; the rest may be different the next time.
Fact<PolicyFacts> judge(const dns::Name& host, const net::FetchFailure& failed) {
  using Kind = net::FetchFailure::Kind;
  switch (failed.kind) {
    case Kind::certificate:
      return refused(host, "the server's certificate does not hold: " + failed.detail);
    case Kind::too_large:
      return refused(host, failed.detail);
    case Kind::unreachable:
      return failure(host, dns::Failure::Kind::unreachable, failed.detail);
    case Kind::timed_out:
      return failure(host, dns::Failure::Kind::timed_out, failed.detail);
    case Kind::no_library:
      return failure(host, dns::Failure::Kind::unreachable, "nothing can be fetched here: " + failed.detail);
    case Kind::trust_store:
      return failure(host, dns::Failure::Kind::unreachable, "no certificate can be checked here: " + failed.detail);
    case Kind::broken:
      return failure(host, dns::Failure::Kind::malformed, failed.detail);
    case Kind::offline:
      return failure(host, dns::Failure::Kind::offline, failed.detail);
  }
  return {};
}

/// The addresses that DNS names and that may be connected to: never those of this machine or of its network.
std::vector<net::Endpoint> public_endpoints(const HostFacts& facts) {
  std::vector<net::Endpoint> endpoints;
  for (const IpAddress& address : facts.addresses())
    if (is_public(address)) endpoints.push_back({.address = address});
  return endpoints;
}

/// Why a host without public addresses cannot be asked.
Fact<PolicyFacts> without_endpoints(const dns::Name& host, const HostFacts& facts) {
  if (const dns::Failure* failed = facts.failure()) return *failed;
  if (facts.unresolvable()) return refused(host, host.to_string() + " has no address");
  return refused(host, host.to_string() + " has no address that is reachable from the Internet");
}

dns::Task<net::FetchReply> fetch_in_time(net::Fetcher& fetcher, net::Request request,
                                         std::chrono::steady_clock::time_point deadline) {
  const auto left = deadline - std::chrono::steady_clock::now();
  if (left.count() > 0) {
    std::optional<net::FetchReply> reply = co_await dns::within(left, fetcher.fetch(std::move(request)));
    if (reply) co_return *std::move(reply);
  }
  co_return net::FetchFailure{net::FetchFailure::Kind::timed_out, "the domain's deadline passed"};
}

/// Precondition: there is a fetcher, and there are endpoints.
dns::Task<Fact<PolicyFacts>> fetch_policy(dns::Name host, PolicyAccess access, std::vector<Fetched>* fetches) {
  net::Request request{
      .host = host.to_string(), .path = std::string(policy_path), .endpoints = std::move(access.endpoints)};
  request.max_octets = most_policy_octets;
  net::FetchReply reply = co_await fetch_in_time(*access.fetcher, std::move(request), access.deadline);
  fetches->push_back({policy_url(host), reply, std::chrono::system_clock::now()});
  co_return reply ? judge(host, *std::move(reply)) : judge(host, reply.error());
}

dns::Task<Fact<PolicyFacts>> survey_policy(dns::Resolver& resolver, dns::Name domain, PolicyAccess access,
                                           std::vector<Fetched>* fetches) {
  if (access.given) co_return given_policy(*std::move(access.given));
  const std::optional<dns::Name> host = policy_host(domain);
  if (!host) co_return refused(domain, "the name of its host would be too long");
  if (!access.fetcher)
    co_return failure(*host, dns::Failure::Kind::offline, "the policy is fetched over HTTPS, which needs the network");
  if (access.endpoints.empty()) {
    const HostFacts facts = co_await survey_host(resolver, *host);
    access.endpoints = public_endpoints(facts);
    if (access.endpoints.empty()) co_return without_endpoints(*host, facts);
  }
  co_return co_await fetch_policy(*host, std::move(access), fetches);
}

/// The answer at a name below the domain. A name that is too long for DNS has no records.
dns::Task<dns::Reply> ask_below(dns::Resolver& resolver, dns::Name domain, std::string label, dns::Type type) {
  const std::optional<dns::Name> name = domain.prefixed(label);
  dns::Question question{name.value_or(domain), type};
  if (!name) co_return dns::Answer{.question = std::move(question)};
  co_return co_await resolver.ask(std::move(question));
}

}  // namespace

PolicyAccess policy_access(const World& world, const dns::Name& domain, const Options& options) {
  PolicyAccess access{.given = options.mta_sts_policy,
                      .fetcher = world.fetcher,
                      .deadline = std::chrono::steady_clock::now() + options.deadline / 2};
  if (const auto host = policy_host(domain))
    if (const auto given = options.connect_to.find(host->to_string()); given != options.connect_to.end())
      access.endpoints = given->second;
  return access;
}

dns::Task<Fact<MtaStsFacts>> survey_mta_sts(dns::Resolver& resolver, dns::Name domain, PolicyAccess access,
                                            std::vector<Fetched>* fetches) {
  const dns::Reply reply = co_await ask_below(resolver, domain, "_mta-sts", dns::Type::txt);
  if (!reply) co_return reply.error();
  MtaStsFacts facts{.records = records_that(reply->records, mta_sts::is_record, mta_sts::is_meant_as_record)};
  if (facts.records.empty()) co_return Fact<MtaStsFacts>();
  read_only_record(facts, mta_sts::parse_record);
  if (facts.record) facts.policy = co_await survey_policy(resolver, std::move(domain), std::move(access), fetches);
  co_return facts;
}

dns::Task<Fact<TlsReportFacts>> survey_tls_rpt(dns::Resolver& resolver, dns::Name domain) {
  const dns::Reply reply = co_await ask_below(resolver, std::move(domain), "_smtp._tls", dns::Type::txt);
  if (!reply) co_return reply.error();
  TlsReportFacts facts{.records = records_that(reply->records, tls_rpt::is_record, tls_rpt::is_meant_as_record)};
  if (facts.records.empty()) co_return Fact<TlsReportFacts>();
  read_only_record(facts, tls_rpt::parse);
  co_return facts;
}

dns::Task<TlsaFacts> survey_tlsa(dns::Resolver& resolver, dns::Name exchange) {
  const dns::Reply reply = co_await ask_below(resolver, std::move(exchange), "_25._tcp", dns::Type::tlsa);
  TlsaFacts facts;
  if (!reply) {
    facts.records = reply.error();
  } else if (!reply->records.empty()) {
    facts.records = reply->records;
    facts.authentic = reply->authentic;
  }
  co_return facts;
}

}  // namespace mailready::survey
