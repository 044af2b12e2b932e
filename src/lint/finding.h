// What a rule says: findings, and subjects that it could not decide.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dns/answer.h"

namespace mailready::lint {

enum class Severity { info, warning, error };
std::string_view severity_text(Severity severity);
std::optional<Severity> parse_severity(std::string_view text);

/// A record to publish or to remove, in master-file terms: an absolute name without the final dot, and its data.
struct RecordChange {
  std::string name, type, data;
  bool operator==(const RecordChange&) const = default;
};

/// Whether a part of it is left open, as <LIKE-THIS>.
bool has_placeholder(const RecordChange& change);

/// One defect. Texts are plain; what came from DNS in them went through `printable`.
struct Finding {
  std::string rule{};                   ///< set by the engine
  std::optional<Severity> severity{};   ///< the rule's own where empty; settled by the engine
  std::string subject{};                ///< the name that it is about, or the line of a list
  std::string type{};                   ///< the record type at fault: "TXT"; may be empty
  std::string provider{};               ///< the ESP's id; may be empty
  std::string message{};                ///< what is wrong, in terms of the records, without a final full stop
  std::string fix{};                    ///< what to do: an imperative sentence
  std::vector<RecordChange> publish{};  ///< the records to publish; placeholders as <LIKE-THIS>
  std::vector<RecordChange> remove{};
  bool complete = true;                   ///< false where `publish` holds a placeholder or is only a part of the fix
  std::vector<std::string> evidence{};    ///< the records as dig prints them, or what they add up to
  std::vector<std::string> references{};  ///< "RFC 7208 section 4.6.4"; the rule's own where empty
  std::vector<std::string> caused_by{};   ///< rules whose finding brings this one about; the engine keeps those found
  std::vector<std::string> unless{};      ///< rules whose finding says it already: the engine then leaves this one out
  std::optional<dns::Place> place{};
};

/// A subject that a rule could not decide.
struct Undecided {
  std::string rule{};                  ///< set by the engine
  std::optional<Severity> severity{};  ///< what the finding would have been; the rule's own where empty
  std::string subject{};
  std::string reason{};  ///< a stable word: "timeout", "offline", "return-path", "catalogue", "selector"
  std::string detail{};  ///< for people
  bool weighs = true;    ///< false: changes neither verdict nor exit code, whatever its severity
};

struct Outcome {
  std::vector<Finding> findings;
  std::vector<Undecided> undecided;

  Outcome& operator+=(Outcome other);
};

Outcome finding(Finding finding);
Outcome undecided(const dns::Name& subject, const dns::Failure& failure, std::optional<Severity> severity = {});
Outcome undecided(const dns::Name& subject, std::string reason, std::string detail,
                  std::optional<Severity> severity = {});
/// The same with undecided subjects that do not weigh: what would be nice to know, and never holds up a deployment.
Outcome without_weight(Outcome outcome);

}  // namespace mailready::lint
