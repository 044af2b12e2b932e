#include "survey/senders.h"

#include <algorithm>

#include "dns/async.h"
#include "mail/dmarc/alignment.h"
#include "survey/esp_coverage.h"
#include "survey/keys.h"

namespace mailready::survey {

namespace {

using Extent = EspCoverage::Extent;
using Authorised = SenderFacts::Authorised;

struct Alignments {
  dmarc::Alignment dkim = dmarc::Alignment::relaxed, spf = dmarc::Alignment::relaxed;
};

Alignments alignments(const dmarc::Walk& walk) {
  const Fact<const dmarc::Step*> step = walk.find_policy();
  if (!step || !(*step)->record) return {};
  return {(*step)->record->dkim_alignment, (*step)->record->spf_alignment};
}

/// Where the catalogue has SPF names for an ESP that needs no include and knows no return-path name, the ESP bounces
/// to its own domain.
bool bounces_to_itself(const catalogue::Provider& provider) {
  return !provider.spf_includes.empty() && provider.apex_include == catalogue::ApexInclude::not_needed &&
         provider.return_path_labels.empty();
}

ReturnPath::Kind return_path_of(const SenderFacts& facts, const Plan& plan) {
  if (facts.declared) {
    const ReturnPath::Kind declared = plan.outbound[*facts.declared].return_path.kind;
    if (declared != ReturnPath::Kind::unnamed) return declared;
  }
  return bounces_to_itself(*facts.provider) ? ReturnPath::Kind::provider : ReturnPath::Kind::unnamed;
}

/// Whether a key that was not named for the sender may be its own: no alias leads to somebody else.
bool may_be_its(const KeyFacts& key, const catalogue::Provider& provider) {
  if (!key.provider_sure || key.provider == &provider) return true;
  return provider.runs_on == key.provider->id || std::ranges::count(provider.runs_on_any, key.provider->id) > 0;
}

void collect_keys(SenderFacts& sender, const Facts& facts, const Plan& plan) {
  std::vector<KeyRequest> requests = sender.declared ? key_requests(plan.outbound[*sender.declared], facts.domain)
                                                     : key_requests(*sender.provider, facts.domain);
  for (const KeyRequest& request : requests)
    for (std::size_t i = 0; i < facts.dkim.keys.size(); ++i) {
      const KeyFacts& key = facts.dkim.keys[i];
      const bool asked = key.selector == request.selector && key.signing_domain == request.signing_domain;
      if (asked && (request.declared || may_be_its(key, *sender.provider))) sender.keys.push_back(i);
    }
  for (std::size_t i = 0; i < facts.dkim.keys.size(); ++i) {
    const KeyFacts& key = facts.dkim.keys[i];
    const bool by_alias = !sender.declared && key.provider_sure && key.provider == sender.provider.get();
    if (by_alias && std::ranges::count(sender.keys, i) == 0) sender.keys.push_back(i);
  }
}

/// Whether its keys are live aliases into the ESP's own zone, as its automated set-up makes them.
bool is_automated(const SenderFacts& sender, const Facts& facts) {
  return std::ranges::any_of(sender.keys, [&](std::size_t i) {
    const KeyFacts& key = facts.dkim.keys[i];
    return key.usable() && std::ranges::any_of(key.aliases, [&](const dns::Record& alias) {
             const dns::Name& target = std::get<dns::Cname>(alias.rdata).target;
             return std::ranges::any_of(sender.provider->dkim_targets, [&](const std::string& suffix) {
               return catalogue::matches_suffix(target, suffix);
             });
           });
  });
}

/// Whether a key may stand at a selector that nobody named: one that the ESP generates, or that its customer chose.
bool may_have_other_keys(const SenderFacts& sender, const Facts& facts, const Plan& plan) {
  if (sender.selectors_named || !sender.provider->selectors_open()) return false;
  const dns::Name signing_domain =
      sender.declared ? plan.outbound[*sender.declared].sending_domain.value_or(facts.domain) : facts.domain;
  const auto domainkey = facts.dkim.domainkeys.find(signing_domain);
  return domainkey == facts.dkim.domainkeys.end() || !domainkey->second.absent();
}

SenderFacts::Dkim dkim_state(const SenderFacts& sender, const Facts& facts, const Plan& plan) {
  bool any_unknown = false;
  for (const std::size_t i : sender.keys) {
    if (facts.dkim.keys[i].usable()) return SenderFacts::Dkim::usable;
    any_unknown = any_unknown || facts.dkim.keys[i].state == KeyFacts::State::unknown;
  }
  any_unknown = any_unknown || may_have_other_keys(sender, facts, plan);
  return any_unknown ? SenderFacts::Dkim::unknown : SenderFacts::Dkim::missing;
}

EnvelopeFacts describe(const Envelope& envelope, const Facts& facts, const catalogue::Provider& provider,
                       dmarc::Alignment mode) {
  EnvelopeFacts described{.name = envelope.request.name,
                          .label = envelope.request.label,
                          .declared = envelope.request.declared,
                          .exists = envelope.exists,
                          .points_to_provider = points_to(envelope, provider),
                          .aliases = envelope.aliases,
                          .failure = envelope.failure};
  if (envelope.walk) described.aligned = dmarc::aligned(*envelope.walk, facts.dmarc, mode);
  return described;
}

/// For an ESP whose SPF names nobody knows: a name that leads to it, or that the plan names, and passes somebody.
bool proves_unlisted(const EnvelopeFacts& described, const Envelope& envelope) {
  return (described.points_to_provider || described.declared) && !envelope.passed.passed.empty();
}

dns::Task<> judge_envelope(spf::RecordSource source, const Envelope* envelope, const catalogue::Provider* provider,
                           EnvelopeFacts* described) {
  if (envelope->failure) {
    described->coverage = unknown_coverage(*envelope->failure);
  } else if (envelope->spf.present()) {
    described->coverage = co_await esp_coverage(source, *envelope->spf, envelope->passed, *provider);
    const bool unlisted = described->coverage.extent == Extent::unknown && provider->literal_includes().empty();
    if (unlisted && proves_unlisted(*described, *envelope)) described->coverage.extent = Extent::whole;
  }
}

dns::Task<> judge_apex(spf::RecordSource source, const Facts* facts, const spf::Coverage* passed, SenderFacts* sender) {
  if (facts->spf.unknown())
    sender->apex = unknown_coverage(facts->spf.failure());
  else if (facts->spf.present())
    sender->apex = co_await esp_coverage(source, *facts->spf, *passed, *sender->provider);
  else if (sender->provider->literal_includes().empty())
    sender->apex = {.extent = Extent::unknown, .reason = "catalogue"};
}

void set_unknown(SenderFacts& sender, std::string reason, std::optional<dns::Failure> failure = {}) {
  sender.authorised = Authorised::unknown;
  sender.unknown_reason = std::move(reason);
  sender.unknown_failure = std::move(failure);
}

void decide_authorised(SenderFacts& sender) {
  const auto authorises = [](const EnvelopeFacts& envelope) { return envelope.authorises(); };
  const auto is_unknown = [](const EnvelopeFacts& envelope) { return envelope.coverage.extent == Extent::unknown; };
  const bool unnamed = sender.return_path == ReturnPath::Kind::unnamed;
  const auto unknown_envelope = std::ranges::find_if(sender.envelopes, is_unknown);
  if (sender.apex.authorises())
    sender.authorised = Authorised::self;
  else if (std::ranges::any_of(sender.envelopes, authorises))
    sender.authorised = Authorised::return_path;
  else if (sender.return_path == ReturnPath::Kind::provider)
    sender.authorised = Authorised::provider;
  else if (unknown_envelope != sender.envelopes.end())
    set_unknown(sender, unknown_envelope->coverage.reason, unknown_envelope->coverage.failure);
  else if (unnamed && sender.automated && sender.provider->has_generated_return_path())
    set_unknown(sender, "return-path");
  else if (sender.apex.extent == Extent::unknown)
    set_unknown(sender, sender.apex.reason, sender.apex.failure);
  else
    sender.authorised = Authorised::no;
}

/// Finds the name by which a leg of DMARC could pass: of those that are aligned, the first.
class Leg {
 public:
  Leg(const dns::Name& author, dmarc::Alignment mode) : author_(author), mode_(mode) {}

  void note(const dns::Name& name, const Fact<bool>& aligned) {
    if (found_.present() || aligned.absent()) return;
    found_ = aligned.present() ? Fact<dns::Name>(name) : Fact<dns::Name>(aligned.failure());
  }
  /// Whether anything passes at the name got no answer, which is no matter where the name could not be aligned.
  void note_failure(const dns::Name& name, const dns::Failure& failure) {
    if (mode_ == dmarc::Alignment::relaxed || name == author_) note(name, failure);
  }
  const Fact<dns::Name>& found() const { return found_; }

 private:
  const dns::Name& author_;
  dmarc::Alignment mode_;
  Fact<dns::Name> found_;
};

/// The signing domain by which DKIM could pass aligned. Without a walk (`d=` is the domain itself) it is aligned.
Fact<dns::Name> dkim_alignment(const SenderFacts& sender, const Facts& facts) {
  const dmarc::Alignment mode = alignments(facts.dmarc).dkim;
  Leg leg(facts.domain, mode);
  for (const std::size_t i : sender.keys) {
    const KeyFacts& key = facts.dkim.keys[i];
    if (key.failure) leg.note_failure(key.signing_domain, *key.failure);
    if (!key.usable()) continue;
    const auto& walks = facts.dkim.signing_walks;
    const auto walk = std::ranges::find(walks, key.signing_domain, &dmarc::Walk::domain);
    leg.note(key.signing_domain, walk == walks.end() ? Fact<bool>(true) : dmarc::aligned(*walk, facts.dmarc, mode));
  }
  return leg.found();
}

/// Whether the domain itself is an ESP's envelope: the owner says so, or says nothing else and the catalogue does.
bool bounces_to_domain(const SenderFacts& sender, const Facts& facts, const Plan& plan) {
  if (sender.return_path != ReturnPath::Kind::unnamed) return sender.return_path == ReturnPath::Kind::self;
  if (sender.declared && plan.outbound[*sender.declared].sending_domain.value_or(facts.domain) != facts.domain)
    return false;
  return sender.provider->apex_include == catalogue::ApexInclude::needed;
}

/// The envelope domain by which SPF could pass aligned.
Fact<dns::Name> spf_alignment(const SenderFacts& sender, const Facts& facts, const Plan& plan) {
  Leg leg(facts.domain, alignments(facts.dmarc).spf);
  if (bounces_to_domain(sender, facts, plan)) {
    if (sender.apex.authorises()) return facts.domain;
    if (sender.apex.failure) leg.note_failure(facts.domain, *sender.apex.failure);
  }
  for (const EnvelopeFacts& envelope : sender.envelopes) {
    if (envelope.authorises()) leg.note(envelope.name, envelope.aligned);
    if (envelope.coverage.failure) leg.note_failure(envelope.name, *envelope.coverage.failure);
  }
  return leg.found();
}

dns::Task<> read_ranges(spf::RecordSource source, SenderFacts* sender) {
  sender->ranges = co_await published_ranges(source, *sender->provider);
}

std::vector<const Envelope*> envelopes_of(const SenderFacts& sender, const Facts& facts, const Plan& plan,
                                          const std::vector<Envelope>& envelopes) {
  const auto requests = sender.declared ? envelope_requests(plan.outbound[*sender.declared], facts.domain)
                                        : envelope_requests(*sender.provider, facts.domain);
  std::vector<const Envelope*> its;
  for (const Envelope& envelope : envelopes) {
    const auto is_this = [&](const EnvelopeRequest& request) { return request.name == envelope.request.name; };
    const bool by_alias = !sender.declared && revealed_by(envelope) == sender.provider.get();
    if (by_alias || std::ranges::any_of(requests, is_this)) its.push_back(&envelope);
  }
  return its;
}

dns::Task<SenderFacts> survey_sender(spf::RecordSource source, const Facts* facts, const Plan* plan,
                                     const spf::Coverage* passed, const std::vector<Envelope>* envelopes,
                                     SenderFacts sender) {
  sender.selectors_named = sender.declared && !plan->outbound[*sender.declared].selectors.empty();
  sender.return_path = return_path_of(sender, *plan);
  collect_keys(sender, *facts, *plan);
  sender.automated = is_automated(sender, *facts);
  sender.dkim = dkim_state(sender, *facts, *plan);

  const std::vector<const Envelope*> its = envelopes_of(sender, *facts, *plan, *envelopes);
  const dmarc::Alignment mode = alignments(facts->dmarc).spf;
  for (const Envelope* envelope : its) sender.envelopes.push_back(describe(*envelope, *facts, *sender.provider, mode));
  std::vector<dns::Task<>> work;
  work.push_back(judge_apex(source, facts, passed, &sender));
  for (std::size_t i = 0; i < its.size(); ++i)
    work.push_back(judge_envelope(source, its[i], sender.provider.get(), &sender.envelopes[i]));
  if (sender.declared && facts->gathered.contains(Need::ranges)) work.push_back(read_ranges(source, &sender));
  co_await dns::all(std::move(work));
  decide_authorised(sender);
  sender.dkim_aligned = dkim_alignment(sender, *facts);
  sender.spf_aligned = spf_alignment(sender, *facts, *plan);
  co_return sender;
}

/// The declared senders, in the plan's order, then the revealed ones that the plan does not name.
std::vector<SenderFacts> drafts(const Plan& plan, const std::vector<Revealed>& revealed) {
  std::vector<SenderFacts> senders;
  for (std::size_t i = 0; i < plan.outbound.size(); ++i)
    senders.push_back({.provider = plan.outbound[i].provider, .declared = i});
  for (const Revealed& other : revealed) {
    bool is_declared = false;
    for (SenderFacts& sender : senders) {
      if (sender.provider->id != other.provider->id) continue;
      sender.seen_by = other.seen_by;
      is_declared = true;
    }
    if (!is_declared) senders.push_back({.provider = share(*other.provider), .seen_by = other.seen_by});
  }
  return senders;
}

}  // namespace

dns::Task<std::vector<SenderFacts>> survey_senders(spf::RecordSource source, const Facts& facts, const Plan& plan,
                                                   const std::vector<Envelope>& envelopes) {
  const spf::Coverage passed = facts.spf ? spf::coverage(*facts.spf) : spf::Coverage{};
  std::vector<dns::Task<SenderFacts>> work;
  for (SenderFacts& draft : drafts(plan, revealed_senders(facts, envelopes)))
    work.push_back(survey_sender(source, &facts, &plan, &passed, &envelopes, std::move(draft)));
  co_return co_await dns::all(std::move(work));
}

}  // namespace mailready::survey
