// The parts of the text report of a domain. Each writes whole paragraphs to the page.
#pragma once
#include "report/page.h"
#include "report/reporter.h"

namespace mailready::report {

/// The facts at a glance: the ESPs and what their mail passes, then SPF, DKIM, MX and DMARC, aligned.
void write_facts(Page& page, const Result& result);

/// The findings of `least` severity and above, numbered, each with its fix; consequences beneath their cause; `verbose`
/// adds all evidence and what to read. Returns whether there were any.
bool write_problems(Page& page, const Result& result, lint::Severity least, bool verbose);

/// What was found and is accepted: a line each, with the reason.
void write_accepted(Page& page, const std::vector<lint::Suppressed>& suppressed);

/// One line that names the infos left out.
void write_folded_notes(Page& page, const lint::Judgement& judgement);

/// What could not be decided, and why; the questions that stop an error-level rule first.
void write_undecided(Page& page, const std::vector<lint::Undecided>& undecided);
/// The undecided subjects to tell of: unless `verbose`, those that weigh.
std::vector<lint::Undecided> shown_undecided(const lint::Judgement& judgement, bool verbose);

}  // namespace mailready::report
