// What a rule is: one object a file, found by the build and never edited from elsewhere.
#pragma once
#include <string_view>
#include <vector>

#include "lint/finding.h"
#include "survey/facts.h"

namespace mailready::lint {

using survey::Facts;
using survey::Need;
using survey::Plan;

struct Reference {
  std::string_view document;      ///< "RFC 7208"
  std::string_view section = {};  ///< "4.6.4"
  std::string text() const;       ///< "RFC 7208 section 4.6.4"
  std::string url() const;        ///< "https://www.rfc-editor.org/rfc/rfc7208#section-4.6.4"
};

/// Which domains a rule speaks about. The engine lets the others rest.
enum class Applies {
  always,    ///< names that do not exist too
  existing,  ///< every domain that exists
  mail,      ///< not a domain that neither takes nor sends mail, unless the plan declares something for it
};

struct Rule {
  std::string_view id;
  Severity severity = Severity::error;  ///< the highest it gives
  std::string_view summary;             ///< one line: what holds when all is well
  Applies applies = Applies::existing;
  survey::Needs needs;
  std::vector<Reference> references;
  std::string_view explanation;  ///< what breaks in a failover, and how to fix it
  std::string_view bad, good;    ///< what fires the rule, and what does not: see example.h
  bool examples_run = true;      ///< false where no zone shows it: a web server's answer, a line of a list
  Outcome (*check)(const Facts& facts, const Plan& plan);

  /// The family by which `--select` takes it: what stands in front of the first "-", but for mta-sts and tls-rpt.
  std::string_view family() const;
};

}  // namespace mailready::lint
