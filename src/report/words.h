// What the reports for people say in words: the verdict as a sentence about mail, reasons, and plans.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/reporter.h"

namespace mailready::report {

/// How many findings of each severity a domain has.
struct Counts {
  std::size_t errors = 0, warnings = 0, infos = 0;
};
Counts count_findings(const lint::Judgement& judgement);

/// The severity that the engine settled; an error where it was left open, so that nothing is played down.
lint::Severity severity_of(const lint::Finding& finding);

/// `text` with what no report may show raw as `\DDD`, as `printable` has it, but for text that went through it once:
/// its backslashes stay. The last defence in front of every format's own escaping.
std::string shown(std::string_view text);
/// The same without a copy: `text` itself where it can be shown as it is, else a view of `storage`.
std::string_view shown(std::string_view text, std::string& storage);

/// "READY", "NOT READY", "UNDETERMINED", "NO ERRORS" (no failover was declared), "NO MAIL".
std::string_view verdict_label(const lint::Judgement& judgement);

/// Why something is not known, as the start of a sentence: "DNS timed out" for "timeout". A word it does not know is
/// returned as it is.
std::string_view reason_words(std::string_view reason);

/// "acme.zone:12"; the file alone where the line is not known.
std::string words_of(const dns::Place& place);

/// Why a finding is suppressed and how long: "the provider has none, until 2027-03-01".
std::string terms_of(const lint::Suppressed& suppressed);

/// "3 domains: 2 ready; 1 not ready."
std::string domain_totals(const Summary& summary);
/// "1 error, 0 warnings, 2 notes."
std::string finding_totals(const Summary& summary);

/// "2 errors, 1 warning"; what is zero is left out.
std::string counted_problems(const Counts& counts);

}  // namespace mailready::report
