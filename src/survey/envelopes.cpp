#include "survey/envelopes.h"

#include <algorithm>
#include <set>

#include "dns/async.h"
#include "mail/dmarc/walk.h"
#include "mail/spf/walk.h"
#include "survey/keys.h"
#include "survey/wildcard.h"

namespace mailready::survey {

namespace {

/// A label below the domain, or a whole name: one with a dot.
std::optional<EnvelopeRequest> declared_request(const std::string& text, const dns::Name& domain) {
  const std::optional<dns::Name> name =
      text.find('.') == std::string::npos ? domain.prefixed(text) : dns::Name::parse(text);
  if (!name) return std::nullopt;
  return EnvelopeRequest{*name, text, true};
}

void append_usual(std::vector<EnvelopeRequest>& requests, const catalogue::Provider& provider, const dns::Name& below) {
  for (const std::string& label : provider.literal_return_path_labels())
    if (const auto name = below.prefixed(label)) requests.push_back({*name, label});
}

/// A name that the plan says the ESP sends from is its envelope as well, unless something else is named.
void append_declared_domain(std::vector<EnvelopeRequest>& requests, const dns::Name& name, const dns::Name& domain) {
  if (name != domain) requests.push_back({name, name.to_string(), true});
}

std::vector<EnvelopeRequest> distinct(std::vector<EnvelopeRequest> requests) {
  std::vector<EnvelopeRequest> kept;
  for (EnvelopeRequest& request : requests) {
    const auto earlier = std::ranges::find(kept, request.name, &EnvelopeRequest::name);
    if (earlier == kept.end())
      kept.push_back(std::move(request));
    else if (request.declared)
      earlier->declared = true;
  }
  return kept;
}

/// The reply without what only a wildcard makes appear.
dns::Reply without_wildcard(const dns::Reply& reply, const dns::Reply& probe) {
  if (!comes_from_wildcard(reply, probe)) return reply;
  dns::Answer bare = *reply;
  bare.aliases.clear();
  bare.records.clear();
  return bare;
}

void read_exchanges(Envelope& envelope, const dns::Reply& mx) {
  if (!mx) return;
  for (const dns::Record& record : mx->records)
    if (const auto* data = std::get_if<dns::Mx>(&record.rdata)) envelope.exchanges.push_back(data->exchange);
}

dns::Task<> read_walk(dns::Resolver& resolver, dns::Name name, Envelope* envelope) {
  envelope->walk = co_await dmarc::walk_tree(resolver, std::move(name));
}

dns::Task<> read_spf(spf::RecordSource source, dns::Name name, Envelope* envelope) {
  spf::Tree tree = co_await spf::walk_tree(source, std::move(name));
  if (tree.root.state == spf::Node::State::missing) co_return;
  envelope->passed = spf::coverage(tree);
  envelope->spf = std::move(tree);
}

dns::Task<Envelope> survey_envelope(spf::RecordSource source, EnvelopeRequest request, dns::Name probe_name) {
  const dns::Name name = request.name;
  std::vector<dns::Question> questions{
      {name, dns::Type::txt}, {name, dns::Type::mx}, {probe_name, dns::Type::txt}, {probe_name, dns::Type::mx}};
  const std::vector<dns::Reply> replies = co_await dns::ask_all(source.resolver, std::move(questions));
  const dns::Reply txt = without_wildcard(replies[0], replies[2]);

  Envelope envelope{.request = std::move(request)};
  read_exchanges(envelope, without_wildcard(replies[1], replies[3]));
  if (!txt) {
    envelope.failure = txt.error();
    envelope.spf = txt.error();
    co_return envelope;
  }
  envelope.aliases = txt->aliases;
  envelope.exists = !txt->records.empty() || !envelope.aliases.empty() || !envelope.exchanges.empty();
  if (!envelope.exists) co_return envelope;
  std::vector<dns::Task<>> work;
  work.push_back(read_walk(source.resolver, name, &envelope));
  if (!txt->records.empty()) work.push_back(read_spf(source, name, &envelope));
  co_await dns::all(std::move(work));
  co_return envelope;
}

}  // namespace

std::vector<EnvelopeRequest> envelope_requests(const Sender& sender, const dns::Name& domain) {
  std::vector<EnvelopeRequest> requests;
  switch (sender.return_path.kind) {
    case ReturnPath::Kind::provider:
    case ReturnPath::Kind::self:
      return requests;
    case ReturnPath::Kind::named:
      if (const auto request = declared_request(sender.return_path.text, sender.sending_domain.value_or(domain)))
        requests.push_back(*request);
      return requests;
    case ReturnPath::Kind::unnamed:
      break;
  }
  if (sender.sending_domain) append_declared_domain(requests, *sender.sending_domain, domain);
  for (const DeclaredSelector& selector : sender.selectors)
    if (selector.signing_domain) append_declared_domain(requests, *selector.signing_domain, domain);
  append_usual(requests, *sender.provider, sender.sending_domain.value_or(domain));
  return distinct(std::move(requests));
}

std::vector<EnvelopeRequest> envelope_requests(const catalogue::Provider& provider, const dns::Name& domain) {
  std::vector<EnvelopeRequest> requests;
  append_usual(requests, provider, domain);
  return requests;
}

std::vector<EnvelopeRequest> catalogue_envelope_requests(const dns::Name& domain) {
  std::vector<EnvelopeRequest> requests;
  for (const catalogue::Provider& provider : catalogue::providers()) append_usual(requests, provider, domain);
  return distinct(std::move(requests));
}

dns::Task<std::vector<Envelope>> survey_envelopes(spf::RecordSource source, dns::Name domain,
                                                  std::vector<EnvelopeRequest> requests) {
  std::vector<dns::Task<Envelope>> work;
  for (EnvelopeRequest& request : distinct(std::move(requests))) {
    const dns::Name parent = request.name.is_below(domain) ? request.name.parent() : request.name;
    work.push_back(survey_envelope(source, std::move(request), wildcard_probe(parent)));
  }
  co_return co_await dns::all(std::move(work));
}

bool points_to(const Envelope& envelope, const catalogue::Provider& provider) {
  const auto leads = [](const dns::Name& name, const std::vector<std::string>& suffixes) {
    return std::ranges::any_of(suffixes,
                               [&](const std::string& suffix) { return catalogue::matches_suffix(name, suffix); });
  };
  const auto alias_leads = [&](const dns::Record& alias) {
    return leads(std::get<dns::Cname>(alias.rdata).target, provider.return_path_targets);
  };
  const auto exchange_leads = [&](const dns::Name& exchange) {
    return leads(exchange, provider.return_path_exchanges);
  };
  return std::ranges::any_of(envelope.aliases, alias_leads) || std::ranges::any_of(envelope.exchanges, exchange_leads);
}

/// An ESP that the record at the name includes, where the label is one that it is known to use.
static const catalogue::Provider* revealed_by_include(const Envelope& envelope) {
  for (const spf::Branch& branch : envelope.spf->root.branches) {
    const auto* provider = branch.evaluated && branch.target ? catalogue::by_include(*branch.target) : nullptr;
    if (!provider) continue;
    const bool is_usual = std::ranges::any_of(provider->return_path_labels, [&](const std::string& pattern) {
      return catalogue::matches_label(envelope.request.label, pattern);
    });
    if (is_usual) return provider;
  }
  return nullptr;
}

const catalogue::Provider* revealed_by(const Envelope& envelope) {
  const std::string& label = envelope.request.label;
  for (const dns::Record& alias : envelope.aliases)
    if (const auto* found = catalogue::by_return_path_target(std::get<dns::Cname>(alias.rdata).target, label))
      return found;
  for (const dns::Name& exchange : envelope.exchanges)
    if (const auto* found = catalogue::by_return_path_exchange(exchange, label)) return found;
  return envelope.spf ? revealed_by_include(envelope) : nullptr;
}

}  // namespace mailready::survey
