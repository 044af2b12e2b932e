// How an ESP comes to pass SPF for a domain, and what to publish for that.
#pragma once
#include <string>
#include <vector>

#include "lint/finding.h"
#include "survey/facts.h"

namespace mailready::lint {

struct Authorisation {
  enum class Way {
    present,      ///< it passes already, by the record of `at`
    return_path,  ///< by records at a name below the domain, at which receivers check SPF
    include,      ///< by an include in the domain's own record
    elsewhere,    ///< receivers check SPF at the ESP's own domain: nothing to publish
    unknown,      ///< the catalogue does not know which name to include, or what to publish below the domain
    broken,       ///< the domain's own record gives permerror, so that nothing passes and nothing can be added
    undetermined  ///< the record, or a part of it, could not be fetched
  };
  Way way = Way::unknown;
  std::string at{};                     ///< the name whose record passes it, now or then
  std::vector<RecordChange> publish{};  ///< placeholders as <LIKE-THIS>
  std::vector<RecordChange> remove{};
  std::string record{};  ///< include: the text of the domain's record then
};

/// The records at `provider`'s usual name below `domain`, as its set-up asks for them: an alias, or an MX and an SPF
/// record. Empty where the catalogue does not know them.
std::vector<RecordChange> return_path_records(const dns::Name& domain, const catalogue::Provider& provider);

/// The way that counts: at the return path where an include at the domain would never be evaluated, else the include.
Authorisation authorisation(const survey::Facts& facts, const survey::SenderFacts& sender);

/// The include in the domain's own record, whether or not receivers come to evaluate it.
Authorisation apex_include(const survey::Facts& facts, const survey::SenderFacts& sender);

}  // namespace mailready::lint
