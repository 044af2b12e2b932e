// The words of a failover, shared by its reports.
#pragma once
#include <string>
#include <vector>

#include "failover/simulate.h"
#include "report/page.h"

namespace mailready::report {

/// The tone that a verdict is shown in.
Tone tone_of(failover::Verdict verdict);

/// A clause as a sentence; a host name in front stays in lower case.
std::string sentence(std::string text);

/// How mail through a remaining ESP passes, as a clause: "SPF passes at em.acme.example, DKIM as acme.example (s1)".
std::string passes_text(const failover::Sending& sending);

/// Everything that keeps a row from plain survival, as sentences; none where nothing does.
std::vector<std::string> explanations(const failover::Row& row);

}  // namespace mailready::report
