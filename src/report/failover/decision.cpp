#include "report/failover/decision.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/duration.h"
#include "base/text.h"
#include "report/changes.h"
#include "report/failover/words.h"
#include "report/words.h"

namespace mailready::report {
namespace {

using failover::Call;
using failover::Decision;
using failover::Row;
using failover::Sending;
using failover::Verdict;

constexpr std::size_t label_width = 12;

void field(Page& page, std::string_view label, const std::vector<Span>& spans) {
  page.paragraph(hanging("  " + padded(label, label_width), Tone::faint), spans);
}

Span headline(const Decision& decision) {
  switch (decision.call) {
    case Call::go:
      return {"GO ", Tone::good};
    case Call::no_go:
      return {"NO-GO ", Tone::error};
    case Call::undetermined:
      return {"UNDETERMINED ", Tone::unknown};
  }
  return {};
}

std::string policy_text(const Sending& sending) {
  if (!sending.policy) return "no DMARC policy";
  return fmt::format("the DMARC policy is {}", dmarc::policy_text(*sending.policy));
}

Span outcome(const Sending& sending) {
  const Tone tone = tone_of(sending.verdict);
  switch (sending.verdict) {
    case Verdict::survives:
      return {"receivers accept: ", tone};
    case Verdict::degraded:
      return {"receivers accept, but: ", tone};
    case Verdict::unknown:
      return {"not known: ", tone};
    default:
      return {"receivers refuse: ", tone};
  }
}

void write_sending(Page& page, const Row& row) {
  if (row.sends.verdict == Verdict::untouched) return;
  for (const failover::Outbound& outbound : row.outbound) {
    if (!outbound.when.empty()) field(page, "sending", {{shown(outbound.when) + ":"}});
    for (const Sending& sending : outbound.remaining) {
      const std::string why = join(sending.notes, "; "), passes = passes_text(sending) + "; " + policy_text(sending);
      field(page, outbound.when.empty() ? "sending" : "",
            {{shown(sending.provider->name) + ": ", Tone::strong},
             outcome(sending),
             {shown(why.empty() ? passes : why)}});
    }
    for (const std::string& note : outbound.notes) field(page, "sending", {{shown(note)}});
  }
}

void write_receiving(Page& page, const Row& row) {
  for (const failover::Takeover& takeover : row.inbound.takeovers)
    field(page, "receiving",
          {{takeover.exchange.to_string(), Tone::strong},
           {fmt::format(" {} (preference {}){}", takeover.in_policy == false ? "would take over" : "takes over",
                        takeover.preference,
                        takeover.queues == true ? "; it queues mail until the primary is back" : "")}});
}

/// Why what is left of the exchanges and name servers is not as good as what is lost.
void write_notes(Page& page, std::string_view label, const std::vector<std::string>& notes) {
  for (const std::string& note : notes) field(page, label, {{shown(note)}});
}

void write_faults(Page& page, const Decision& decision) {
  if (decision.faults.empty()) {
    field(page, "DNS", {{decision.call == Call::go ? "nothing has to change" : "no change of records mends this"}});
    return;
  }
  field(page, "DNS", {{"has to change first:"}});
  for (const lint::Finding& fault : decision.faults) {
    field(page, "", {{fault.rule + ": ", Tone::error}, {shown(fault.message) + ". " + shown(fault.fix)}});
    write_changes(page, fault.remove, fault.publish, 2 + label_width);
  }
}

std::string host_text(const catalogue::SubmissionHost& host) {
  std::vector<std::string> ports;
  for (const std::uint16_t port : host.ports)
    ports.push_back(fmt::format("{}{}", port, host.implicit_tls(port) ? " (TLS)" : ""));
  return fmt::format("{} port {}{}", shown(host.host), join(ports, ", "),
                     host.region.empty() ? "" : fmt::format(" [{}]", shown(host.region)));
}

void write_switch(Page& page, const Decision& decision) {
  if (!decision.sender || decision.sender->verdict > Verdict::degraded) return;
  const catalogue::Provider& provider = *decision.sender->provider;
  for (const catalogue::SubmissionHost& host : provider.submission_hosts)
    field(page, &host == &provider.submission_hosts.front() ? "switch to" : "", {{host_text(host)}});
}

void write_time(Page& page, const Simulation& simulation) {
  const failover::ClockEntry* slowest = simulation.clock.slowest();
  if (!slowest) return;
  const bool late = simulation.rto && slowest->time > *simulation.rto;
  field(page, "a change",
        {{fmt::format("of the records is seen by everybody after {}{} ({})", slowest->exact ? "" : "at least ",
                      duration_text(slowest->time), shown(slowest->change))},
         {late ? fmt::format(": longer than --rto {}", duration_text(*simulation.rto)) : "", Tone::error}});
}

/// One a line, the label in front of the first.
void write_list(Page& page, std::string_view label, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) field(page, &text == &texts.front() ? label : "", {{shown(text)}});
}

}  // namespace

void write_decision(Page& page, const Simulation& simulation) {
  const Row& row = simulation.rows.front();
  const Decision decision = failover::decide(*simulation.standing, row);
  page.paragraph(hanging(""),
                 {headline(decision),
                  {fmt::format("for {} without {}", simulation.facts().domain.to_string(), shown(row.part.name))}});
  page.blank();
  write_sending(page, row);
  write_receiving(page, row);
  write_notes(page, row.inbound.takeovers.empty() ? "receiving" : "", row.inbound.notes);
  write_notes(page, "names", row.name_service.notes);
  write_faults(page, decision);
  write_switch(page, decision);
  write_list(page, "status", decision.status_pages);
  write_time(page, simulation);
  write_list(page, "not checked", decision.unchecked);
}

}  // namespace mailready::report
