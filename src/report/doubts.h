// What is left open, put together: one gap in what DNS said often stops several rules.
#pragma once
#include <string>
#include <vector>

#include "lint/engine.h"

namespace mailready::report {

/// The rules that one and the same gap leaves open.
struct Doubt {
  std::string reason;                              ///< a stable word: "timeout"
  std::string about;                               ///< what could not be asked, or the subject
  bool weighs = false;                             ///< it may change the exit code
  lint::Severity severity = lint::Severity::info;  ///< the gravest that a finding could have been
  std::vector<std::string> rules;                  ///< each once
};

/// The undecided subjects to tell people of: unless `verbose`, those that weigh.
std::vector<lint::Undecided> shown_undecided(const lint::Judgement& judgement, bool verbose);

/// The gravest first, otherwise in their order.
std::vector<Doubt> doubts_of(const std::vector<lint::Undecided>& undecided);

/// "undecided, since DNS timed out: acme.example MX at 192.0.2.53:53"; it went through `shown`.
std::string words_of(const Doubt& doubt);

}  // namespace mailready::report
