#include "report/failover/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/duration.h"
#include "base/text.h"
#include "report/failover/words.h"
#include "report/words.h"

namespace mailready::report {
namespace {

using failover::Aspect;
using failover::Row;
using failover::Verdict;

constexpr std::size_t most_columns = 100;
constexpr std::size_t cells = 4;

/// The widths of a row's cells: a third of the page for what is lost, a quarter for each direction of mail.
std::array<std::size_t, cells> widths(std::size_t page_width) {
  const std::size_t width = std::min(page_width, most_columns);
  const std::size_t lost = width * 3 / 10, direction = width / 4;
  return {lost, direction, direction, width - lost - 2 * direction};
}

using Cells = std::array<Span, cells>;

void write_row(Page& page, const Cells& row) {
  const auto room = widths(page.room(hanging("")));
  std::vector<Span> spans;
  for (std::size_t i = 0; i < cells; ++i) {
    const bool last = i + 1 == cells;
    const std::string text = shortened(row[i].text, room[i] - (last ? 0 : 2));
    spans.push_back({text, row[i].tone});
    if (!last) spans.push_back({std::string(room[i] - width_of(text), ' ')});
  }
  page.line(spans);
}

/// The ESPs that go on, in failover order.
std::vector<std::string> senders(const Row& row) {
  std::vector<std::string> names;
  const auto goes_on = [](const failover::Sending& sending) { return sending.verdict <= Verdict::degraded; };
  for (const failover::Sending& sending : row.outbound.front().remaining)
    if (goes_on(sending)) names.push_back(shown(sending.provider->id));
  return names;
}

std::vector<std::string> receivers(const Row& row) {
  std::vector<std::string> names;
  for (const failover::Takeover& takeover : row.inbound.takeovers) names.push_back(takeover.exchange.to_string());
  return names;
}

/// `who` goes on where the verdict allows it; `mark` refers to the explanation.
Span cell(const Aspect& aspect, const std::vector<std::string>& who, const std::string& mark) {
  const std::string names = join(who, ", ");
  switch (aspect.verdict) {
    case Verdict::untouched:
      return {"·", Tone::faint};
    case Verdict::survives:
      return {names.empty() ? "goes on" : names, Tone::good};
    case Verdict::degraded:
      return {(names.empty() ? "degraded" : names) + mark, Tone::warning};
    case Verdict::none_declared:
      return {"no spare declared" + mark, Tone::faint};
    case Verdict::unknown:
      return {"not known" + mark, Tone::unknown};
    case Verdict::lost:
      return {"LOST" + mark, Tone::error};
  }
  return {};
}

std::string servers_left(const Row& row) {
  return row.name_service.remaining.empty() ? "" : fmt::format("{} left", row.name_service.remaining.size());
}

/// " [2]" where the row has an explanation.
std::string mark_of(std::size_t number) { return number > 0 ? fmt::format(" [{}]", number) : ""; }

void write_loss(Page& page, const Row& row, std::size_t number) {
  const std::string mark = mark_of(number);
  const std::string servers = servers_left(row);
  write_row(page, {Span{shown(row.part.name), Tone::strong},
                   cell(row.sends, row.outbound.empty() ? std::vector<std::string>() : senders(row), mark),
                   cell(row.receives, receivers(row), mark),
                   cell(row.resolves, servers.empty() ? std::vector<std::string>() : std::vector{servers}, mark)});
}

bool is_listed(const Row& row) { return row.verdict() != Verdict::untouched; }

/// Whether its explanation is worth the space: what survives says so in its cells.
bool is_explained(const Row& row, bool verbose) {
  return (row.verdict() > Verdict::survives || verbose) && !explanations(row).empty();
}

void write_explanations(Page& page, const Simulation& simulation, bool verbose) {
  std::size_t number = 0;
  for (const Row& row : simulation.rows) {
    if (!is_listed(row) || !is_explained(row, verbose)) continue;
    if (number == 0) page.blank();
    page.paragraph(hanging(fmt::format("[{}] ", ++number), Tone::faint),
                   {{"Without " + shown(row.part.name) + ": ", Tone::strong}, {join(explanations(row), " ")}});
  }
}

/// The verdict as a sentence about mail.
std::string closing(const Simulation& simulation) {
  std::size_t counting = 0, lost = 0, unknown = 0;
  for (const Row& row : simulation.rows) {
    const auto is = [&](Verdict verdict) {
      return std::ranges::any_of(std::array{row.sends, row.receives, row.resolves},
                                 [&](const Aspect& aspect) { return aspect.counts && aspect.verdict == verdict; });
    };
    counting += row.sends.counts || row.receives.counts || row.resolves.counts;
    lost += is(Verdict::lost);
    unknown += !is(Verdict::lost) && is(Verdict::unknown);
  }
  if (counting == 0)
    return "No spare is declared, so no loss counts. Declare the ESPs with --primary and --backup, the exchanges with "
           "--primary-mx and --backup-mx, or say what must survive: --require outbound,inbound,dns.";
  if (lost > 0) return fmt::format("Of {} losses that must be survived, {} would stop mail.", counting, lost);
  if (unknown > 0)
    return fmt::format("Of {} losses that must be survived, {} could not be judged: DNS left open what it would take.",
                       counting, unknown);
  return counting == 1 ? "The one loss that must be survived is."
                       : fmt::format("All {} losses that must be survived are.", counting);
}

Span label(const Simulation& simulation) {
  const Verdict verdict = failover::overall(simulation.rows);
  const Tone tone = tone_of(verdict);
  switch (verdict) {
    case Verdict::lost:
      return {"NOT READY ", tone};
    case Verdict::unknown:
      return {"UNDETERMINED ", tone};
    case Verdict::none_declared:
    case Verdict::untouched:
      return {"NOTHING DECLARED ", Tone::note};
    case Verdict::degraded:
    case Verdict::survives:
      return {"READY ", Tone::good};
  }
  return {};
}

}  // namespace

void write_matrix(Page& page, const Simulation& simulation, bool verbose) {
  write_row(page, {Span{"Without", Tone::faint},
                   {"mail is sent by", Tone::faint},
                   {"mail is taken by", Tone::faint},
                   {"name servers", Tone::faint}});
  std::size_t number = 0;
  for (const Row& row : simulation.rows)
    if (is_listed(row)) write_loss(page, row, is_explained(row, verbose) ? ++number : 0);
  write_explanations(page, simulation, verbose);
  page.blank();
  write_clock(page, simulation);
  page.blank();
  page.paragraph(hanging(""), {label(simulation), {closing(simulation)}});
}

void write_clock(Page& page, const Simulation& simulation) {
  if (simulation.clock.entries.empty()) return;
  page.paragraph(hanging(""), {{"Everybody sees a change of", Tone::faint}});
  std::size_t width = 0;
  for (const failover::ClockEntry& entry : simulation.clock.entries) width = std::max(width, width_of(entry.change));
  for (const failover::ClockEntry& entry : simulation.clock.entries) {
    const bool late =
        simulation.rto && entry.kind != failover::ClockEntry::Kind::policy && entry.time > *simulation.rto;
    page.paragraph(hanging("  " + padded(entry.change, std::min<std::size_t>(width, 60)) + "  "),
                   {{fmt::format("after {}{}", entry.exact ? "" : "at least ", duration_text(entry.time)),
                     late ? Tone::error : Tone::plain},
                    {late ? fmt::format(" (--rto {})", duration_text(*simulation.rto)) : ""}});
  }
}

}  // namespace mailready::report
