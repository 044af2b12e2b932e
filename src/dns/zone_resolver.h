// Zone files as a resolver: what an authoritative name server that had loaded them would answer.
#pragma once
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "dns/resolver.h"
#include "dns/zone.h"

namespace mailready::dns {

/// Answers from the zone whose origin encloses the name most closely: wildcards (RFC 4592), empty non-terminals,
/// NXDOMAIN and NODATA with the SOA, referrals below a delegation. Aliases are followed as far as the files go; where
/// they lead on, the answer ends in an alias and has no records. A part of a zone answers for its own sets, before any
/// zone does.
class ZoneResolver final : public Resolver {
 public:
  explicit ZoneResolver(std::vector<Zone> zones, std::vector<ZonePart> parts = {});

  /// Whether there are no files.
  bool empty() const { return zones_.empty() && parts_.empty(); }
  /// Whether the files themselves answer `question`, if only with "no": not where no zone encloses the name, and not
  /// at or below a delegation.
  bool covers(const Question& question) const;

  /// Whether `name` exists whatever anyone else says, because a part has records at or below it, or a zone begins
  /// there.
  bool exists(const Name& name) const;

  /// The answer of the files; a failure of kind `offline` where no zone encloses the name. Never waits.
  Reply answer(const Question& question) const;
  Task<Reply> ask(Question question) override;

 private:
  /// What one file says to one name, before any alias is followed.
  struct Step;

  void note_existence(Name name);
  std::optional<Step> step(const Question& question) const;
  std::optional<Step> step_in_parts(const Question& question) const;
  const Zone* enclosing(const Name& name) const;

  std::vector<ZonePart> parts_;
  std::unordered_map<Name, Zone> zones_;  // by origin
  std::unordered_set<Name> existing_;     // origins, owners in parts, and all names above them
};

}  // namespace mailready::dns
