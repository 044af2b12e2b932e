#include "survey/keys.h"

#include <algorithm>
#include <map>
#include <set>

#include "dns/async.h"
#include "mail/dmarc/walk.h"
#include "survey/wildcard.h"

namespace mailready::survey {

namespace {

constexpr std::string_view keys_label = "_domainkey";

/// `SELECTOR._domainkey.SIGNING-DOMAIN`; nothing where that is too long to be a name.
std::optional<dns::Name> key_name(const KeyRequest& request) {
  return request.signing_domain.prefixed(request.selector + "." + std::string(keys_label));
}

/// What stands around the keys of one signing domain.
struct Surroundings {
  dns::Reply domainkey;  ///< `_domainkey` itself
  dns::Reply probe;      ///< the wildcard probe below it
};

dns::Task<dns::Reply> ask_txt(dns::Resolver& resolver, dns::Name name) {
  return resolver.ask({std::move(name), dns::Type::txt});
}

/// Reads the TXT records of a selector that is no wildcard's.
void read_key(KeyFacts& facts, const dns::Answer& answer) {
  facts.aliases = answer.aliases;
  for (const dns::Record& record : answer.records)
    if (const auto* txt = std::get_if<dns::Txt>(&record.rdata)) facts.texts.push_back(txt->joined());
  if (facts.texts.empty()) {
    if (facts.aliases.empty()) return;  // plainly absent
    facts.state = answer.nxdomain() ? KeyFacts::State::dangling : KeyFacts::State::no_record;
    return;
  }
  facts.ttl = answer.records.front().ttl;
  facts.ttl_exact = answer.authoritative;
  if (facts.texts.size() > 1) {
    facts.state = KeyFacts::State::several;
    return;
  }
  auto key = dkim::parse(facts.texts.front());
  facts.state = key ? KeyFacts::State::key : KeyFacts::State::malformed;
  if (key)
    facts.key = *std::move(key);
  else
    facts.error = key.error().message;
}

/// An alias tells whose key it is; a bare selector is a hint at the most.
void attribute(KeyFacts& facts, const KeyRequest& request) {
  facts.provider = request.provider;
  facts.provider_sure = request.declared;
  if (facts.aliases.empty() || request.declared) return;
  for (const dns::Record& alias : facts.aliases) {
    const dns::Name& target = std::get<dns::Cname>(alias.rdata).target;
    if (const auto* provider = catalogue::by_dkim_target(target, facts.selector)) {
      facts.provider = provider;
      facts.provider_sure = true;
      return;
    }
  }
}

KeyFacts key_facts(const KeyRequest& request, const dns::Name& name, const dns::Reply& reply, const dns::Reply& probe) {
  KeyFacts facts{.selector = request.selector,
                 .signing_domain = request.signing_domain,
                 .name = name,
                 .declared = request.declared};
  if (!reply) {
    facts.state = KeyFacts::State::unknown;
    facts.failure = reply.error();
    facts.aliases = reply.error().aliases;
  } else if (!comes_from_wildcard(reply, probe)) {
    read_key(facts, *reply);
  }
  attribute(facts, request);
  return facts;
}

/// Each name once. A declared request wins over an inferred one, one with a provider over one without.
std::vector<std::pair<dns::Name, KeyRequest>> distinct(std::vector<KeyRequest> requests) {
  std::vector<std::pair<dns::Name, KeyRequest>> kept;
  std::map<dns::Name, std::size_t> places;
  for (KeyRequest& request : requests) {
    const std::optional<dns::Name> name = key_name(request);
    if (!name) continue;
    const auto [place, is_new] = places.emplace(*name, kept.size());
    if (is_new) {
      kept.emplace_back(*name, std::move(request));
      continue;
    }
    KeyRequest& earlier = kept[place->second].second;
    if (request.declared && !earlier.declared) earlier = std::move(request);
  }
  return kept;
}

/// The first record of a wildcard's answer that holds a key. One with an empty `p=` denies keys and makes none appear.
std::optional<dns::Record> wildcard_key(const dns::Reply& probe) {
  if (!probe) return std::nullopt;
  for (const dns::Record& record : probe->records) {
    const auto* txt = std::get_if<dns::Txt>(&record.rdata);
    const auto key = dkim::parse(txt ? txt->joined() : "");
    if (key && !key->revoked()) return record;
  }
  return std::nullopt;
}

/// Whether `_domainkey` exists. A key below proves it even to a server that denies empty non-terminals (RFC 8020).
Fact<bool> domainkey_exists(const DkimFacts& facts, const dns::Name& domain, const dns::Reply& reply) {
  for (const KeyFacts& key : facts.keys)
    if (key.signing_domain == domain && key.present()) return true;
  if (!reply) return reply.error();
  return reply->nxdomain() ? Fact<bool>() : Fact<bool>(true);
}

/// The DMARC walks that decide the alignment of usable keys at other domains than the checked one.
dns::Task<std::vector<dmarc::Walk>> walk_signing_domains(dns::Resolver& resolver, const dns::Name& domain,
                                                         const std::vector<KeyFacts>& keys) {
  std::set<dns::Name> names;
  for (const KeyFacts& key : keys)
    if (key.usable() && key.signing_domain != domain) names.insert(key.signing_domain);
  std::vector<dns::Task<dmarc::Walk>> work;
  for (const dns::Name& name : names) work.push_back(dmarc::walk_tree(resolver, name));
  return dns::all(std::move(work));
}

void append(std::vector<KeyRequest>& requests, const std::vector<std::string>& selectors,
            const std::vector<dns::Name>& domains, bool declared, const catalogue::Provider* provider) {
  for (const dns::Name& signing_domain : domains)
    for (const std::string& selector : selectors) requests.push_back({selector, signing_domain, declared, provider});
}

}  // namespace

std::vector<dns::Name> signing_domains(const catalogue::Provider& provider, const dns::Name& domain) {
  std::vector<dns::Name> domains{domain};
  if (provider.apex_include != catalogue::ApexInclude::without_return_path) return domains;
  for (const std::string& label : provider.literal_return_path_labels())
    if (const auto name = domain.prefixed(label)) domains.push_back(*name);
  return domains;
}

std::vector<KeyRequest> key_requests(const Sender& sender, const dns::Name& domain) {
  const catalogue::Provider& provider = *sender.provider;
  const std::vector<dns::Name> usual =
      sender.sending_domain ? std::vector{*sender.sending_domain} : signing_domains(provider, domain);
  std::vector<KeyRequest> requests;
  for (const DeclaredSelector& declared : sender.selectors) {
    const auto domains = declared.signing_domain ? std::vector{*declared.signing_domain} : usual;
    append(requests, {declared.selector}, domains, true, &provider);
  }
  if (sender.selectors.empty()) append(requests, provider.literal_selectors(), usual, false, &provider);
  return requests;
}

std::vector<KeyRequest> key_requests(const catalogue::Provider& provider, const dns::Name& domain) {
  std::vector<KeyRequest> requests;
  append(requests, provider.literal_selectors(), {domain}, false, &provider);
  return requests;
}

std::vector<KeyRequest> catalogue_key_requests(const dns::Name& domain) {
  std::vector<KeyRequest> requests;
  for (const catalogue::Provider& provider : catalogue::providers())
    append(requests, provider.literal_selectors(), {domain}, false, nullptr);
  return requests;
}

dns::Task<DkimFacts> survey_keys(dns::Resolver& resolver, dns::Name domain, std::vector<KeyRequest> requests,
                                 std::set<dns::Name> signing_domains) {
  const auto wanted = distinct(std::move(requests));
  for (const auto& [name, request] : wanted) signing_domains.insert(request.signing_domain);

  // One batch: each selector, then for each signing domain `_domainkey` and the probe below it.
  std::vector<dns::Task<dns::Reply>> work;
  for (const auto& [name, request] : wanted) work.push_back(ask_txt(resolver, name));
  for (const dns::Name& signing_domain : signing_domains) {
    const dns::Name parent = signing_domain.prefixed(keys_label).value_or(signing_domain);
    work.push_back(ask_txt(resolver, parent));
    work.push_back(ask_txt(resolver, wildcard_probe(parent)));
  }
  const std::vector<dns::Reply> replies = co_await dns::all(std::move(work));

  std::map<dns::Name, Surroundings> around;
  auto next = replies.begin() + static_cast<std::ptrdiff_t>(wanted.size());
  for (const dns::Name& signing_domain : signing_domains) {
    around.emplace(signing_domain, Surroundings{next[0], next[1]});
    next += 2;
  }
  DkimFacts facts;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& [name, request] = wanted[i];
    facts.keys.push_back(key_facts(request, name, replies[i], around.at(request.signing_domain).probe));
  }
  for (const auto& [signing_domain, surroundings] : around)
    facts.domainkeys[signing_domain] = domainkey_exists(facts, signing_domain, surroundings.domainkey);
  if (const auto checked = around.find(domain); checked != around.end())
    facts.wildcard = wildcard_key(checked->second.probe);
  facts.signing_walks = co_await walk_signing_domains(resolver, domain, facts.keys);
  co_return facts;
}

}  // namespace mailready::survey
