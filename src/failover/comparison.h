// What has changed between two results for a domain.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lint/engine.h"
#include "survey/facts.h"

namespace mailready::failover {

/// What a name holds of one type: the data of its records as dig prints them, sorted. Unknown where DNS left it open.
struct RecordSet {
  std::vector<std::string> data{};
  std::string unknown{};  ///< the reason, a stable word; empty where the data is known
  bool operator==(const RecordSet&) const = default;
};

/// Whose set: a name and a type, as in "acme.example" and "MX".
struct SetKey {
  std::string name, type;
  auto operator<=>(const SetKey&) const = default;
};

/// A result, as far as it is compared.
struct Snapshot {
  lint::Judgement judgement;
  std::map<SetKey, RecordSet> records{};  ///< those that were looked at
};

/// TTLs are left out: in a cache they run down.
Snapshot snapshot(const survey::Facts& facts, lint::Judgement judgement);

/// A set that is known on both sides and not the same.
struct RecordDifference {
  SetKey key;
  std::vector<std::string> removed{}, added{};
};

/// A finding that is not the same on both sides. Findings are the same where rule, subject, type and provider are.
struct FindingDifference {
  enum class Change {
    appeared,
    worsened,
    eased,
    gone,
    accepted,  ///< it was found, and now is suppressed
    unknown,   ///< it was found, and now its rule is undecided
  };
  Change change = Change::appeared;
  lint::Finding finding;                   ///< the later, or where there is none the earlier
  std::optional<lint::Severity> before{};  ///< of the earlier
  std::optional<lint::Severity> after{};   ///< of the later
  bool undecided_before = false;           ///< appeared: its rule was undecided
};
/// "new", "worse", "milder", "gone", "accepted", "undetermined".
std::string_view change_text(FindingDifference::Change change);

struct Difference {
  std::string domain;
  std::optional<lint::Verdict> before{}, after{};  ///< nothing where the domain is in one result only
  std::vector<RecordDifference> records{};
  std::vector<FindingDifference> findings{};  ///< what is worse first

  bool empty() const { return before == after && records.empty() && findings.empty(); }
};

/// Either may be null, not both: a domain that only the other result has.
Difference compare(const Snapshot* before, const Snapshot* after);

/// Whether a finding has appeared or worsened that `fail_on` fails.
bool fails(const Difference& difference, lint::FailOn fail_on);

}  // namespace mailready::failover
