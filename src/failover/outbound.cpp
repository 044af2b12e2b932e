#include "failover/outbound.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "dns/async.h"
#include "lint/infrastructure.h"
#include "lint/streams.h"

namespace mailready::failover {
namespace {

using dns::Fact;
using survey::Facts;
using survey::SenderFacts;
using SpfResult = spf::Evaluation::Result;

std::string_view result_words(SpfResult result) {
  switch (result) {
    case SpfResult::pass:
      return "passes";
    case SpfResult::fail:
      return "fails";
    case SpfResult::softfail:
      return "softfails";
    case SpfResult::neutral:
      return "is neutral";
    case SpfResult::none:
      return "finds no record";
    case SpfResult::temperror:
      return "ends in temperror";
    case SpfResult::permerror:
      return "ends in permerror";
  }
  return "";
}

std::string where(const SpfLeg& leg) { return leg.name ? "at " + leg.name->to_string() : "at its own domain"; }

std::string spf_note(const SpfLeg& leg) {
  if (!leg.result) return fmt::format("whether SPF passes is not known: {}", leg.reason);
  return fmt::format("SPF {} {}{}", result_words(*leg.result), where(leg), leg.reason.empty() ? "" : ": " + leg.reason);
}

std::string dkim_note(const DkimLeg& leg) {
  switch (leg.key) {
    case SenderFacts::Dkim::usable:
      return fmt::format("DKIM signs as {}, which is not aligned", leg.name ? leg.name->to_string() : "another domain");
    case SenderFacts::Dkim::missing:
      return "it has no usable DKIM key";
    case SenderFacts::Dkim::unknown:
      return "whether it has a DKIM key is not known";
  }
  return "";
}

bool is_unknown(const Sending& sending) {
  return !sending.spf.result || sending.dkim.key == SenderFacts::Dkim::unknown;
}

/// Under quarantine and reject, an aligned leg that passes decides; the other one matters to some receivers only.
void judge_enforced(Sending& sending) {
  const bool by_spf = sending.spf.passes() && sending.spf.aligned;
  const bool by_dkim = sending.dkim.aligned;
  const bool could_spf =
      (!sending.spf.result || sending.spf.passes()) && (sending.spf.aligned || sending.spf.may_align);
  const bool could_dkim = sending.dkim.key == SenderFacts::Dkim::unknown || sending.dkim.may_align;
  if (by_spf || by_dkim) {
    // What is not known of SPF changes nothing where DKIM decides.
    if (!sending.spf.passes()) sending.notes.push_back(spf_note(sending.spf));
    if (!by_dkim) sending.notes.push_back(dkim_note(sending.dkim) + ": what is forwarded fails DMARC");
    const bool lacks = !by_dkim || (sending.spf.result && !sending.spf.passes());
    sending.verdict = lacks ? Verdict::degraded : Verdict::survives;
    return;
  }
  sending.verdict = could_spf || could_dkim ? Verdict::unknown : Verdict::lost;
  sending.notes = {spf_note(sending.spf) + (sending.spf.passes() ? ", which is not aligned" : ""),
                   dkim_note(sending.dkim)};
  if (sending.verdict == Verdict::lost)
    sending.notes.push_back(fmt::format("DMARC fails, and the policy is {}", dmarc::policy_text(*sending.policy)));
}

/// Without a policy that is enforced, receivers want what passes at all.
void judge_lenient(Sending& sending) {
  const bool by_dkim = sending.dkim.key == SenderFacts::Dkim::usable;
  if (sending.spf.passes() && by_dkim) return;
  if (!sending.spf.passes()) sending.notes.push_back(spf_note(sending.spf));
  if (!by_dkim) sending.notes.push_back(dkim_note(sending.dkim));
  if (sending.spf.passes() || by_dkim)
    sending.verdict = Verdict::degraded;
  else
    sending.verdict = is_unknown(sending) ? Verdict::unknown : Verdict::lost;
}

/// Whether a leg passes whatever the policy says: for the very name of the domain, which no mode of alignment refuses.
bool passes_any_policy(const Sending& sending, const dns::Name& domain) {
  return (sending.dkim.aligned && sending.dkim.name == domain) ||
         (sending.spf.passes() && sending.spf.aligned && sending.spf.name == domain);
}

void judge(Sending& sending, const dmarc::Walk& walk, const dns::Name& domain) {
  const Fact<dmarc::Step> step = walk.policy_step();
  if (step.present()) sending.policy = walk.effective_policy();
  if (step.unknown()) {
    if (passes_any_policy(sending, domain)) return judge_enforced(sending);
    sending.verdict = Verdict::unknown;
    sending.notes.push_back("the DMARC policy is not known");
  } else if (sending.policy.value_or(dmarc::Policy::none) != dmarc::Policy::none) {
    judge_enforced(sending);
  } else {
    judge_lenient(sending);
  }
}

/// The sender as the survey over the faults has it; it may be revealed no longer.
const SenderFacts* same_sender(const Facts& facts, const SenderFacts& sender) {
  const auto is_it = [&](const SenderFacts& other) { return other.provider->id == sender.provider->id; };
  const auto found = std::ranges::find_if(facts.senders, is_it);
  return found == facts.senders.end() ? nullptr : &*found;
}

/// Passes on what is stored, and notes where an answer is missing that no fault takes away.
class GapWatch final : public dns::Resolver {
 public:
  explicit GapWatch(dns::Resolver& inner) : inner_(inner) {}

  dns::Task<dns::Reply> ask(dns::Question question) override {
    dns::Reply reply = co_await inner_.ask(std::move(question));
    if (!reply) gap_ = reply.error();
    co_return reply;
  }
  const std::optional<dns::Failure>& gap() const { return gap_; }

 private:
  dns::Resolver& inner_;
  std::optional<dns::Failure> gap_;
};

/// What a sender has in common with those that are lost degrades it: the outage may have taken it along.
void hold_against_lost(Sending& sending, const SenderFacts& sender, const Facts& facts, const Part& part) {
  for (const SenderFacts* lost : facts.declared()) {
    if (!part.providers.contains(lost->provider->id)) continue;
    const auto common = lint::in_common(*lost, sender);
    if (!common.present()) continue;
    sending.notes.push_back(common->clause + ": the outage may have taken it along");
    sending.verdict = std::max(sending.verdict, Verdict::degraded);
    return;
  }
}

dns::Task<Sending> sending_of(const Outlook* outlook, const Part* part, const SenderFacts* sender) {
  GapWatch stored(outlook->stored);
  dns::FaultResolver faulty(stored, outlook->faults);
  Sending sending{.provider = sender->provider};
  sending.spf = co_await spf_leg(faulty, *sender, outlook->now.domain);
  if (stored.gap() && !sending.spf.passes()) {
    sending.spf.result.reset();
    sending.spf.reason = fmt::format("no answer for {} ({})", dns::question_text(stored.gap()->question),
                                     dns::reason(stored.gap()->kind));
  }
  const SenderFacts* faulted = same_sender(outlook->then, *sender);
  sending.dkim = faulted ? dkim_leg(*faulted, outlook->then) : DkimLeg{};
  judge(sending, outlook->then.dmarc, outlook->now.domain);
  hold_against_lost(sending, *sender, outlook->now, *part);
  co_return sending;
}

bool falls(const survey::Sender* sender, const Part& part) { return part.providers.contains(sender->provider->id); }

/// The streams that lose a sender; all where SPF records are lost.
std::vector<lint::StreamSenders> streams_hit(const survey::Plan& plan, const Part& part) {
  if (!part.includes.empty()) return lint::by_stream(plan);
  std::vector<lint::StreamSenders> hit;
  for (lint::StreamSenders& stream : lint::by_stream(plan))
    if ((part.own_servers && !stream.primary()) ||
        std::ranges::any_of(stream.senders, [&](const survey::Sender* sender) { return falls(sender, part); }))
      hit.push_back(std::move(stream));
  return hit;
}

/// What the owner's own servers come to, where they are the primary: they go on, but nobody knows the addresses for
/// which a lost SPF record would have to be evaluated.
Verdict own_servers(const lint::StreamSenders& stream, const Part& part) {
  if (stream.primary() || part.own_servers) return Verdict::lost;
  return part.includes.empty() ? Verdict::survives : Verdict::unknown;
}

/// What the best of a stream's senders that remain comes to.
Verdict verdict_of(const lint::StreamSenders& stream, const Part& part, const std::vector<Sending>& remaining) {
  Verdict best = own_servers(stream, part);
  for (const survey::Sender* sender : stream.senders)
    for (const Sending& sending : remaining)
      if (sending.provider->id == sender->provider->id) best = std::min(best, sending.verdict);
  return best;
}

}  // namespace

dns::Task<Outbound> outbound_without(Outlook outlook, const survey::Plan& plan, const Part& part) {
  Outbound outbound;
  const auto streams = streams_hit(plan, part);
  if (streams.empty()) co_return outbound;
  std::set<std::string> wanted;
  for (const lint::StreamSenders& stream : streams)
    for (const survey::Sender* sender : stream.senders)
      if (!falls(sender, part)) wanted.insert(sender->provider->id);
  std::vector<dns::Task<Sending>> work;
  for (const SenderFacts* sender : outlook.now.declared())
    if (wanted.erase(sender->provider->id) > 0) work.push_back(sending_of(&outlook, &part, sender));
  outbound.remaining = co_await dns::all(std::move(work));
  outbound.verdict = Verdict::survives;
  for (const lint::StreamSenders& stream : streams)
    outbound.verdict = std::max(outbound.verdict, verdict_of(stream, part, outbound.remaining));
  if (outbound.remaining.empty() && outbound.verdict == Verdict::lost)
    outbound.notes.push_back("no ESP is left that could send");
  co_return outbound;
}

bool declares_outbound_spare(const survey::Plan& plan, const Part& part) {
  const auto hit = streams_hit(plan, part);
  return !hit.empty() && std::ranges::all_of(hit, [](const lint::StreamSenders& stream) {
    return stream.senders.size() > 1 || !stream.primary();
  });
}

}  // namespace mailready::failover
