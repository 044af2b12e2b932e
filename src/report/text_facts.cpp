#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/text.h"
#include "report/words.h"

namespace mailready::report {

namespace {

using survey::Need;

constexpr std::size_t label_width = 9;
constexpr std::size_t most_rows = 8;  ///< of one kind; the glance stays one

/// Rows under one label, which stands in front of the first. The later lines of a row hang by `hang` columns more.
void write_rows(Page& page, std::string_view label, const std::vector<std::vector<Span>>& rows, std::size_t hang = 0) {
  for (std::size_t i = 0; i < rows.size() && i < most_rows; ++i)
    page.paragraph(
        {{"  " + padded(i == 0 ? label : "", label_width), Tone::faint}, {std::string(2 + label_width + hang, ' ')}},
        rows[i]);
  if (rows.size() > most_rows)
    page.paragraph(hanging(std::string(2 + label_width, ' ')),
                   {{fmt::format("and {} more", rows.size() - most_rows), Tone::faint}});
}

std::vector<Span> unknown_row(const dns::Failure& failure) {
  return {{fmt::format("unknown: {}", reason_words(dns::reason(failure.kind))), Tone::unknown}};
}

enum class Mark { yes, no, open, rests };

Span span_of(Mark mark) {
  switch (mark) {
    case Mark::yes:
      return {"✓", Tone::good};
    case Mark::no:
      return {"✗", Tone::error};
    case Mark::open:
      return {"?", Tone::unknown};
    case Mark::rests:
      return {"–", Tone::faint};
  }
  return {};
}

Mark spf_mark(const survey::SenderFacts& sender) {
  switch (sender.authorised) {
    case survey::SenderFacts::Authorised::self:
    case survey::SenderFacts::Authorised::return_path:
      return Mark::yes;
    case survey::SenderFacts::Authorised::provider:
      return Mark::rests;
    case survey::SenderFacts::Authorised::no:
      return Mark::no;
    case survey::SenderFacts::Authorised::unknown:
      return Mark::open;
  }
  return Mark::open;
}

Mark dkim_mark(const survey::SenderFacts& sender) {
  switch (sender.dkim) {
    case survey::SenderFacts::Dkim::usable:
      return Mark::yes;
    case survey::SenderFacts::Dkim::missing:
      return Mark::no;
    case survey::SenderFacts::Dkim::unknown:
      return Mark::open;
  }
  return Mark::open;
}

/// One aligned leg is enough (RFC 9989, section 4.4).
Mark aligned_mark(const survey::SenderFacts& sender) {
  if (sender.dkim_aligned.present() || sender.spf_aligned.present()) return Mark::yes;
  const bool is_open = sender.dkim_aligned.unknown() || sender.spf_aligned.unknown() ||
                       sender.dkim == survey::SenderFacts::Dkim::unknown;
  return is_open ? Mark::open : Mark::no;
}

std::string_view role_of(const Result& result, const survey::SenderFacts& sender) {
  if (!sender.declared) return "sends";
  return result.plan.outbound.at(*sender.declared).role == survey::Role::primary ? "primary" : "backup";
}

/// Where SPF passes an ESP, if that is not at the domain itself.
std::string return_path_of(const survey::SenderFacts& sender) {
  if (sender.authorised != survey::SenderFacts::Authorised::return_path) return "";
  const auto found = std::ranges::find_if(sender.envelopes, &survey::EnvelopeFacts::authorises);
  return found == sender.envelopes.end() ? "" : fmt::format("   SPF at {}", found->name.to_string());
}

/// "primary  Postmark          SPF ✓  DKIM ✓  aligned ✓"
void write_senders(Page& page, const Result& result) {
  const auto esps = result.facts.esps(result.plan);
  std::size_t width = 0;
  for (const auto* esp : esps) width = std::max(width, width_of(shown(esp->provider->name)));
  for (const auto* esp : esps) {
    write_rows(page, role_of(result, *esp),
               {{{padded(shown(esp->provider->name), width + 3), Tone::strong},
                 {"SPF "},
                 span_of(spf_mark(*esp)),
                 {"   DKIM "},
                 span_of(dkim_mark(*esp)),
                 {"   aligned "},
                 span_of(aligned_mark(*esp)),
                 {return_path_of(*esp), Tone::faint}}});
  }
}

std::vector<Span> broken_spf_row(const spf::Node& root) {
  if (root.state == spf::Node::State::several)
    return {{counted(root.texts.size(), "record"), Tone::error}, {", of which receivers use none"}};
  return {{"malformed", Tone::error}, {root.error ? ": " + shown(root.error->message) : ""}};
}

void write_spf(Page& page, const dns::Fact<spf::Tree>& spf) {
  if (spf.unknown()) return write_rows(page, "SPF", {unknown_row(spf.failure())});
  if (spf.absent()) return write_rows(page, "SPF", {{{"no record"}}});
  const spf::Tree& tree = *spf;
  if (tree.root.state != spf::Node::State::parsed) return write_rows(page, "SPF", {broken_spf_row(tree.root)});
  const Tone tone = tree.lookups > spf::lookup_limit ? Tone::error : Tone::plain;
  std::vector<Span> row{
      {fmt::format("{}{} of {} lookups", tree.lookups_at_least ? "at least " : "", tree.lookups, spf::lookup_limit),
       tone}};
  if (tree.void_lookups() > 0)
    row.push_back({fmt::format(", {} of {} void", tree.void_lookups(), spf::void_lookup_limit),
                   tree.void_lookups() > spf::void_lookup_limit ? Tone::error : Tone::plain});
  write_rows(page, "SPF", {row});
}

std::string key_words(const survey::KeyFacts& key) {
  using State = survey::KeyFacts::State;
  switch (key.state) {
    case State::absent:
      return "nothing there";
    case State::dangling:
      return "alias to a name that does not exist";
    case State::no_record:
      return "alias to a name without a key";
    case State::several:
      return "several records";
    case State::malformed:
      return "malformed";
    case State::unknown:
      return "unknown";
    case State::key:
      break;
  }
  if (key.key->revoked()) return "revoked";
  const std::string testing = key.key->testing ? ", testing" : "";
  if (key.key->algorithm == dkim::Algorithm::rsa) return fmt::format("RSA {}{}", key.key->bits, testing);
  return (key.key->algorithm == dkim::Algorithm::ed25519 ? "Ed25519" : "unknown algorithm") + testing;
}

/// What is there, and what should be: not the sub-domains that were merely tried for a declared selector.
bool is_worth_a_row(const survey::KeyFacts& key, const dns::Name& domain) {
  using State = survey::KeyFacts::State;
  if (key.present()) return true;
  return key.declared && (key.state == State::unknown || key.signing_domain == domain);
}

Tone tone_of(const survey::KeyFacts& key) {
  if (key.usable()) return Tone::plain;
  return key.state == survey::KeyFacts::State::unknown ? Tone::unknown : Tone::error;
}

/// "pm   RSA 2048   Postmark"
void write_dkim(Page& page, const survey::Facts& facts) {
  constexpr std::size_t widest = 20;  // of a selector; some are hashes
  std::size_t width = 0, words_width = 0;
  for (const survey::KeyFacts& key : facts.dkim.keys) {
    if (!is_worth_a_row(key, facts.domain)) continue;
    width = std::max(width, std::min(width_of(shown(key.selector)), widest));
    words_width = std::max(words_width, width_of(key_words(key)));
  }
  std::vector<std::vector<Span>> rows;
  for (const survey::KeyFacts& key : facts.dkim.keys) {
    if (!is_worth_a_row(key, facts.domain)) continue;
    rows.push_back({{padded(shortened(shown(key.selector), widest), width) + "   "},
                    {padded(key_words(key), words_width) + "   ", tone_of(key)},
                    {key.provider ? shown(key.provider->name) : "", Tone::faint}});
  }
  if (rows.empty()) rows.push_back({{"no key found"}});
  write_rows(page, "DKIM", rows, width + 3);
}

std::vector<Span> address_spans(const survey::ExchangeFacts& exchange) {
  if (exchange.is_address_literal) return {};
  std::vector<std::string> known;
  for (const IpAddress& address : exchange.host.addresses()) known.push_back(address.to_string());
  std::vector<Span> spans;
  if (!known.empty()) spans.push_back({join(known, ", "), Tone::faint});
  if (const dns::Failure* failure = exchange.host.failure())
    spans.push_back({fmt::format("{}unknown: {}", known.empty() ? "" : ", ", reason_words(dns::reason(failure->kind))),
                     Tone::unknown});
  else if (known.empty())
    spans.push_back({"no address", Tone::error});
  return spans;
}

std::string_view declared_role(const survey::Plan& plan, const dns::Name& host) {
  const auto found = std::ranges::find(plan.inbound, host, &survey::DeclaredExchange::host);
  if (found == plan.inbound.end()) return "";
  return found->role == survey::Role::primary ? "primary" : "backup";
}

/// "10   mx1.acme.example   primary   185.10.20.10, 2a05:10:20::10"
std::vector<std::vector<Span>> exchange_rows(const Result& result, std::size_t& hang) {
  const bool looked_up = result.facts.gathered.contains(Need::exchanges);
  std::size_t preference_width = 0, width = 0, role_width = 0;
  for (const survey::ExchangeFacts& exchange : result.facts.mx->exchanges) {
    preference_width = std::max(preference_width, std::to_string(exchange.preference).size());
    width = std::max(width, std::min<std::size_t>(width_of(exchange.exchange.to_string()), 32));
    const std::size_t role = declared_role(result.plan, exchange.exchange).size();
    role_width = std::max(role_width, role == 0 ? 0 : role + 3);
  }
  hang = preference_width + 2;
  std::vector<std::vector<Span>> rows;
  for (const survey::ExchangeFacts& exchange : result.facts.mx->exchanges) {
    std::vector<Span> row{{fmt::format("{:>{}}  ", exchange.preference, preference_width)},
                          {padded(exchange.exchange.to_string(), width) + "   "},
                          {padded(declared_role(result.plan, exchange.exchange), role_width)}};
    if (looked_up)
      for (Span& span : address_spans(exchange)) row.push_back(std::move(span));
    rows.push_back(std::move(row));
  }
  return rows;
}

void write_mx(Page& page, const Result& result) {
  const auto& mx = result.facts.mx;
  if (mx.unknown()) return write_rows(page, "MX", {unknown_row(mx.failure())});
  if (mx.absent()) return write_rows(page, "MX", {{{"no record"}}});
  if (mx->is_null()) return write_rows(page, "MX", {{{"null MX: takes no mail"}}});
  std::size_t hang = 0;
  const auto rows = exchange_rows(result, hang);
  write_rows(page, "MX", rows, hang);
}

void write_dmarc(Page& page, const survey::Facts& facts) {
  const auto step = facts.dmarc.policy_step();
  if (step.unknown()) return write_rows(page, "DMARC", {unknown_row(step.failure())});
  if (step.absent()) return write_rows(page, "DMARC", {{{"no policy"}}});
  const std::string policy(dmarc::policy_text(facts.dmarc.effective_policy()));
  const std::string at = step->name == facts.domain ? "" : fmt::format(", from {}", step->name.to_string());
  write_rows(page, "DMARC", {{{fmt::format("policy {}{}", policy, at)}}});
}

std::vector<Span> policy_row(const survey::MtaStsFacts& sts) {
  if (!sts.record) return {{"no usable record: ", Tone::error}, {shown(sts.error)}};
  if (sts.policy.unknown()) return {{"policy unknown", Tone::unknown}};
  const survey::PolicyFacts& policy = *sts.policy;
  if (!policy.refused.empty()) return {{"no policy: ", Tone::error}, {shown(policy.refused)}};
  if (!policy.policy) return {{"malformed policy: ", Tone::error}, {shown(policy.error)}};
  return {{fmt::format("policy in mode {}, {} mx", mta_sts::mode_text(policy.policy->mode),
                       policy.policy->exchanges.size())}};
}

/// Nothing where there is none: most domains have none, and need none.
void write_mta_sts(Page& page, const dns::Fact<survey::MtaStsFacts>& sts) {
  if (sts.present()) write_rows(page, "MTA-STS", {policy_row(*sts)});
}

}  // namespace

void write_facts(Page& page, const Result& result) {
  const survey::Facts& facts = result.facts;
  if (facts.domain.is_root() || facts.nonexistent()) return;
  const auto gathered = [&](Need need) { return facts.gathered.contains(need); };
  if (gathered(Need::senders))
    write_senders(page, result);
  else if (!result.plan.outbound.empty())
    write_rows(page, "plan", {{{plan_line(result)}}});
  if (gathered(Need::spf)) write_spf(page, facts.spf);
  if (gathered(Need::dkim)) write_dkim(page, facts);
  if (gathered(Need::mx)) write_mx(page, result);
  if (gathered(Need::mta_sts)) write_mta_sts(page, facts.mta_sts);
  if (gathered(Need::dmarc)) write_dmarc(page, facts);
}

}  // namespace mailready::report
