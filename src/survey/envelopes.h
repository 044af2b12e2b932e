// The names at or below a domain that ESPs may use as envelope (return-path) domains.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "dns/task.h"
#include "mail/spf/coverage.h"
#include "mail/spf/walk.h"
#include "survey/facts.h"

namespace mailready::survey {

/// A name to look at, with the label it came from.
struct EnvelopeRequest {
  dns::Name name;
  std::string label;
  bool declared = false;
};

/// What stands at such a name, whoever uses it.
struct Envelope {
  EnvelopeRequest request;
  bool exists = false;                 ///< has SPF, an alias or MX records that are no wildcard's
  std::vector<dns::Record> aliases{};  ///< of the TXT answer
  std::vector<dns::Name> exchanges{};  ///< of its MX records
  Fact<spf::Tree> spf{};
  spf::Coverage passed{};                 ///< of `spf`, where it is present
  std::optional<dns::Failure> failure{};  ///< of the TXT question
  std::optional<dmarc::Walk> walk{};      ///< where it exists
};

/// The names of one declared sender: the one that the plan names, else the usual ones.
std::vector<EnvelopeRequest> envelope_requests(const Sender& sender, const dns::Name& domain);
/// The usual names of a provider: the catalogue's literal labels below the domain.
std::vector<EnvelopeRequest> envelope_requests(const catalogue::Provider& provider, const dns::Name& domain);
/// Every literal label of the catalogue.
std::vector<EnvelopeRequest> catalogue_envelope_requests(const dns::Name& domain);

/// Looks at all of them at once; each name once, in their order.
dns::Task<std::vector<Envelope>> survey_envelopes(spf::RecordSource source, dns::Name domain,
                                                  std::vector<EnvelopeRequest> requests);

/// Whether the envelope's alias or exchanges lead to `provider`.
bool points_to(const Envelope& envelope, const catalogue::Provider& provider);
/// The provider that they lead to, by catalogue; null where none.
const catalogue::Provider* revealed_by(const Envelope& envelope);

}  // namespace mailready::survey
