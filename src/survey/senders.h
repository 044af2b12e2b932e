// Who sends for a domain, and how far its records let them: the declared ESPs, and those that the records reveal.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "dns/task.h"
#include "mail/spf/walk.h"
#include "survey/envelopes.h"
#include "survey/facts.h"

namespace mailready::survey {

/// A provider that the records name, with the places that name it: "spf", "dkim", "return-path", "mx".
struct Revealed {
  const catalogue::Provider* provider = nullptr;
  std::vector<std::string> seen_by{};
};

/// Reads the providers out of the records, in the catalogue's order. An include that belongs to a provider is not
/// looked behind: whom that provider includes is its own business.
std::vector<Revealed> revealed_senders(const Facts& facts, const std::vector<Envelope>& envelopes);

/// Judges each declared sender and each revealed one against the facts gathered so far (SPF, keys, DMARC) and the
/// envelopes; expands the SPF of an ESP only where no include settles it. Fills `Facts::senders`.
dns::Task<std::vector<SenderFacts>> survey_senders(spf::RecordSource source, const Facts& facts, const Plan& plan,
                                                   const std::vector<Envelope>& envelopes);

}  // namespace mailready::survey
