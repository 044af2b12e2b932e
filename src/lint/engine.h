// Runs the rules over the facts of a domain; settles severities, what is left out, the verdict and the exit code.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lint/rule.h"

namespace mailready::lint {

/// Which rules speak, and how loudly.
struct Settings {
  std::vector<std::string> select;                            ///< ids or families; empty: all
  std::vector<std::string> ignore;                            ///< ids or families; wins over `select`
  std::map<std::string, std::optional<Severity>> severities;  ///< by rule id; nothing: "off"
};

/// Whether `pattern` ("spf-missing", "spf", "mx-*") names the rule or its family.
bool names(std::string_view pattern, const Rule& rule);
std::vector<const Rule*> selected(std::span<const Rule* const> rules, const Settings& settings);
/// What the survey must gather for them.
survey::Needs needs(std::span<const Rule* const> rules);

enum class Verdict { ready, not_ready, undetermined };
std::string_view verdict_text(Verdict verdict);
/// What the verdict is about: a declared failover, the records alone, or nothing (a domain without mail).
enum class Scope { failover, records, none };
std::string_view scope_text(Scope scope);

/// A finding that its owner accepts: it counts for neither the verdict nor the exit code.
struct Suppressed {
  Finding finding;
  std::string reason;                  ///< in the words of the plan
  std::optional<std::string> until{};  ///< the last day that it holds: "2027-03-01"
};

/// The judgement of one domain.
struct Judgement {
  std::string domain;  ///< the line of the list where it is no domain name
  Verdict verdict = Verdict::ready;
  Scope scope = Scope::records;
  std::vector<Finding> findings{};  ///< settled; errors first, consequences behind their cause
  std::vector<Finding> left_out{};  ///< what one of `findings` says already
  std::vector<Suppressed> suppressed{};
  std::vector<Undecided> undecided;   ///< settled
  std::optional<dns::Place> place{};  ///< where the plan, or else a zone file, names the domain
};

/// Whether `cause` brings `finding` about: it is by a rule in its `caused_by`, and of the same ESP where both name one.
bool explains(const Finding& cause, const Finding& finding);

/// Why a finding is accepted, and for how long, as `Suppressed` has it.
struct Acceptance {
  std::string reason;
  std::optional<std::string> until{};
};
/// Moves the findings that `accepted` knows a reason for to those that are suppressed, and settles the verdict anew.
/// What follows from them stays and stands for itself; what they alone said already is said now.
void suppress(Judgement& judgement, const std::function<std::optional<Acceptance>(const Finding&)>& accepted);

/// Whether the rule has a say about the domain; the others rest.
bool speaks(const Rule& rule, const Facts& facts, const Plan& plan);

/// Judges one domain by `rules`, those that were `selected`. What the plan suppresses on the day of the facts is
/// suppressed; what its rules could not decide weighs nothing.
Judgement judge(const Facts& facts, const Plan& plan, std::span<const Rule* const> rules, const Settings& settings);

enum class FailOn { error, warning, info, never };

/// Whether it is grave enough to fail a run.
bool is_failed_by(const Finding& finding, FailOn fail_on);
/// 0, 1 or 3, as the contract has it: 1 goes before 3.
int exit_code(const Judgement& judgement, FailOn fail_on);
/// Of a run: the gravest of its domains.
int worse(int a, int b);

}  // namespace mailready::lint
