// What a run adds up to: findings by rule, senders by provider. Grows with rules and providers, never with domains.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lint/finding.h"

namespace mailready::report {

class Result;

class Statistics {
 public:
  struct OfRule {
    lint::Severity severity = lint::Severity::info;  ///< the gravest that it gave
    std::size_t findings = 0, domains = 0;
  };
  struct OfProvider {
    std::string name;
    std::size_t declared = 0;  ///< domains whose plan names it
    std::size_t seen = 0;      ///< domains whose records reveal it
  };

  void count(const Result& result);

  /// By rule: the gravest first, then those of the most domains.
  std::vector<std::pair<std::string, OfRule>> rules() const;
  /// By provider's id: those of the most domains first.
  std::vector<std::pair<std::string, OfProvider>> providers() const;

 private:
  void count_findings(const Result& result);
  void count_senders(const Result& result);

  std::map<std::string, OfRule> rules_;
  std::map<std::string, OfProvider> providers_;
};

}  // namespace mailready::report
