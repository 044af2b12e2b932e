#include "survey/reports.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "dns/async.h"
#include "mail/dmarc/walk.h"

namespace mailready::survey {

namespace {

/// How many receivers are looked at. Each costs up to nine questions, and one who gets reports at all needs one or two.
constexpr std::size_t most_receivers = 10;

/// The walk as it would begin at the step that holds the policy.
dmarc::Walk walk_from(const dmarc::Walk& walk, const dns::Name& policy_domain) {
  const auto begin = std::ranges::find(walk.steps, policy_domain, &dmarc::Step::name);
  return {.domain = policy_domain, .steps = {begin, walk.steps.end()}};
}

/// The receivers at other names than the record's own, each name once, with nothing asked yet. A name that is too long
/// to be asked for leaves its receiver out.
std::vector<ReportReceiver> receivers_of(const dmarc::Step& policy) {
  std::vector<ReportReceiver> receivers;
  for (const std::string& uri : policy.record->aggregate_reports) {
    const std::optional<dns::Name> host = dmarc::report_domain(uri);
    if (!host || *host == policy.name) continue;
    const auto asked = host->prefixed(policy.name.to_string() + "._report._dmarc");
    const bool is_known = std::ranges::count(receivers, *host, &ReportReceiver::host) > 0;
    if (asked && !is_known) receivers.push_back({.uri = uri, .host = *host, .asked = *asked});
    if (receivers.size() == most_receivers) break;
  }
  return receivers;
}

/// Whether a record there begins with the version.
Fact<bool> says_authorised(const dns::Reply& reply) {
  if (!reply) return reply.error();
  const bool found = std::ranges::any_of(reply->records, [](const dns::Record& record) {
    const auto* txt = std::get_if<dns::Txt>(&record.rdata);
    return txt && dmarc::has_version(txt->joined());
  });
  return found ? Fact<bool>(true) : Fact<bool>();
}

dns::Task<> read_walk(dns::Resolver& resolver, dns::Name host, dmarc::Walk* walk) {
  *walk = co_await dmarc::walk_tree(resolver, std::move(host));
}

dns::Task<> read_authorised(dns::Resolver& resolver, ReportReceiver* receiver) {
  dns::Question question{receiver->asked, dns::Type::txt};
  const dns::Reply reply = co_await resolver.ask(std::move(question));
  receiver->authorised = says_authorised(reply);
}

/// Whether it is another organisation's; nothing where that is the record's own.
dns::Task<std::optional<ReportReceiver>> survey_receiver(dns::Resolver& resolver, Fact<dns::Name> organisation,
                                                         ReportReceiver receiver) {
  dmarc::Walk walk;
  std::vector<dns::Task<>> work;
  work.push_back(read_walk(resolver, receiver.host, &walk));
  work.push_back(read_authorised(resolver, &receiver));
  co_await dns::all(std::move(work));
  const Fact<dns::Name> its_organisation = walk.organisational_domain();
  if (organisation.present() && organisation == its_organisation) co_return std::nullopt;
  // Whether anything had to be published may be open; where something is, it does not matter.
  if (receiver.authorised.absent() && organisation.unknown()) receiver.authorised = organisation.failure();
  if (receiver.authorised.absent() && its_organisation.unknown()) receiver.authorised = its_organisation.failure();
  co_return receiver;
}

}  // namespace

dns::Task<std::vector<ReportReceiver>> survey_reports(dns::Resolver& resolver, const dmarc::Walk& walk) {
  const Fact<const dmarc::Step*> policy = walk.find_policy();
  std::vector<ReportReceiver> receivers;
  if (!policy) co_return receivers;
  const Fact<dns::Name> organisation = walk_from(walk, (*policy)->name).organisational_domain();
  std::vector<dns::Task<std::optional<ReportReceiver>>> work;
  for (ReportReceiver& receiver : receivers_of(**policy))
    work.push_back(survey_receiver(resolver, organisation, std::move(receiver)));
  for (std::optional<ReportReceiver>& external : co_await dns::all(std::move(work)))
    if (external) receivers.push_back(*std::move(external));
  co_return receivers;
}

}  // namespace mailready::survey
