#include "mail/dmarc/walk.h"

#include <algorithm>

#include "dns/async.h"

namespace mailready::dmarc {

constexpr std::size_t max_ancestor_labels = 7;  // RFC 9989, section 4.10: a longer name goes on with its last seven

static bool is_boundary(const Step& step) {
  return step.record && step.record->public_suffix != PublicSuffix::unspecified;
}

/// The names of a walk; a name of more than eight labels skips those in between.
static std::vector<dns::Name> names_of_walk(const dns::Name& domain) {
  std::vector<dns::Name> names;
  if (domain.is_root()) return names;
  names.push_back(domain);
  for (std::size_t count = std::min(domain.label_count() - 1, max_ancestor_labels); count > 0; --count)
    names.push_back(domain.suffix(count));
  return names;
}

/// Sorts out the texts at a name: those without the version are discarded, and several leave none.
static void read_texts(Step& step, const std::vector<dns::Record>& records) {
  for (const dns::Record& record : records)
    if (const auto* txt = std::get_if<dns::Txt>(&record.rdata))
      if (std::string text = txt->joined(); is_meant_as_policy(text)) step.policies.push_back(std::move(text));
  const auto versions = std::count_if(step.policies.begin(), step.policies.end(), has_version);
  if (step.policies.empty() || versions > 1) return;
  const auto chosen =
      versions == 1 ? std::find_if(step.policies.begin(), step.policies.end(), has_version) : step.policies.begin();
  auto parsed = parse(*chosen);
  if (parsed)
    step.record = *std::move(parsed);
  else
    step.error = parsed.error();
}

static dns::Task<Step> take_step(dns::Resolver& resolver, dns::Name name) {
  Step step{.name = name};
  const auto owner = name.prefixed("_dmarc");
  if (!owner) co_return step;  // too long a name to exist
  dns::Question question{*owner, dns::Type::txt};
  const dns::Reply reply = co_await resolver.ask(std::move(question));
  if (reply)
    read_texts(step, reply->records);
  else
    step.failure = reply.error();
  co_return step;
}

dns::Task<Walk> walk_tree(dns::Resolver& resolver, dns::Name domain) {
  std::vector<dns::Task<Step>> work;
  work.reserve(max_ancestor_labels + 1);
  for (dns::Name& name : names_of_walk(domain)) work.push_back(take_step(resolver, std::move(name)));
  Walk walk{.domain = std::move(domain)};
  walk.steps = co_await dns::all(std::move(work));
  const auto boundary = std::find_if(walk.steps.begin(), walk.steps.end(), is_boundary);
  if (boundary != walk.steps.end()) walk.steps.erase(boundary + 1, walk.steps.end());
  co_return walk;
}

}  // namespace mailready::dmarc
