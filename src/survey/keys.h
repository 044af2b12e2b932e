// The DKIM keys of a domain: which selectors to ask for, and what stands there.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "dns/resolver.h"
#include "dns/task.h"
#include "survey/facts.h"

namespace mailready::survey {

/// A selector to ask for. Equal names are asked once.
struct KeyRequest {
  std::string selector;
  dns::Name signing_domain;
  bool declared = false;
  const catalogue::Provider* provider = nullptr;  ///< the sender that it is asked for, where one is
};

/// The domains that a sender may sign with where the plan does not say: its sending domain, else the checked domain
/// and, for an ESP whose customers register a sub-domain, its usual names below.
std::vector<dns::Name> signing_domains(const catalogue::Provider& provider, const dns::Name& domain);

/// The selectors of one declared sender: those that the plan names, else the catalogue's literal ones.
std::vector<KeyRequest> key_requests(const Sender& sender, const dns::Name& domain);
/// The catalogue's literal selectors of an ESP that the records reveal.
std::vector<KeyRequest> key_requests(const catalogue::Provider& provider, const dns::Name& domain);
/// Every literal selector of the catalogue, nobody's in particular.
std::vector<KeyRequest> catalogue_key_requests(const dns::Name& domain);

/// Asks for all of them at once, and what stands around them at each of `signing_domains` (those of the requests
/// included); the result keeps their order, each name once. `domain` is the checked one.
dns::Task<DkimFacts> survey_keys(dns::Resolver& resolver, dns::Name domain, std::vector<KeyRequest> requests,
                                 std::set<dns::Name> signing_domains);

}  // namespace mailready::survey
