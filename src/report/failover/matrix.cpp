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

using Cells = std::array<Span, cells>;
using Widths = std::array<std::size_t, cells>;

/// The widths of a row's cells, the gaps behind them included: what is lost takes what it needs, name servers little,
/// and the two directions of mail share the rest.
Widths widths(std::size_t page_width, const std::vector<Cells>& table) {
  constexpr std::size_t gap = 2, servers = 13, most_lost = 34;
  const std::size_t width = std::min(page_width, most_columns);
  std::size_t lost = 0;
  for (const Cells& row : table) lost = std::max(lost, width_of(row.front().text) + gap);
  lost = std::min({lost, most_lost, width / 3});
  const std::size_t sent = (width - lost - servers) / 2;
  return {lost, sent, width - lost - servers - sent, servers};
}

void write_row(Page& page, const Cells& row, const Widths& room) {
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
  for (const dns::Name& host : row.inbound.serving) names.push_back(host.to_string());
  return names;
}

std::vector<std::string> servers_left(const Row& row) {
  if (row.name_service.remaining.empty()) return {};
  return {fmt::format("{} of {} left", row.name_service.remaining.size(), row.name_service.all)};
}

/// `who` goes on where the verdict allows it; `mark` refers to the explanation.
Span cell(const Aspect& aspect, const std::vector<std::string>& who, const std::string& mark) {
  const std::string names = who.size() > 1 ? fmt::format("{} +{}", who.front(), who.size() - 1) : join(who, "");
  switch (aspect.verdict) {
    case Verdict::untouched:
      return {"·", Tone::faint};
    case Verdict::survives:
      return {names.empty() ? "goes on" : names, Tone::good};
    case Verdict::degraded:
      return {(names.empty() ? "degraded" : names) + mark, Tone::warning};
    case Verdict::none_declared:
      return {"no spare" + mark, Tone::faint};
    case Verdict::unknown:
      return {"not known" + mark, Tone::unknown};
    case Verdict::lost:
      return {"LOST" + mark, Tone::error};
  }
  return {};
}

bool is_listed(const Row& row) { return row.verdict() != Verdict::untouched; }

/// What is behind a row; empty where its cells say it all.
std::string explanation(const Row& row, bool verbose) {
  return row.verdict() > Verdict::survives || verbose ? join(explanations(row), " ") : "";
}

/// An explanation with all the losses that it holds for.
struct Explained {
  std::string text;
  std::vector<std::string> losses;
};

/// Each explanation once; its mark is its place, counted from 1.
std::vector<Explained> explained(const Simulation& simulation, bool verbose) {
  std::vector<Explained> all;
  for (const Row& row : simulation.rows) {
    const std::string text = explanation(row, verbose);
    if (!is_listed(row) || text.empty()) continue;
    auto found = std::ranges::find(all, text, &Explained::text);
    if (found == all.end()) found = all.insert(all.end(), {text, {}});
    found->losses.push_back(shown(row.part.name));
  }
  return all;
}

std::string mark_of(const std::string& text, const std::vector<Explained>& all) {
  const auto found = std::ranges::find(all, text, &Explained::text);
  return found == all.end() ? "" : fmt::format(" [{}]", found - all.begin() + 1);
}

Cells cells_of(const Row& row, const std::string& mark) {
  return {Span{shown(row.part.name), Tone::strong},
          cell(row.sends, row.outbound.empty() ? std::vector<std::string>() : senders(row), mark),
          cell(row.receives, receivers(row), mark), cell(row.resolves, servers_left(row), mark)};
}

void write_table(Page& page, const Simulation& simulation, const std::vector<Explained>& all, bool verbose) {
  std::vector<Cells> table{{Span{"Without", Tone::faint},
                            {"mail is sent by", Tone::faint},
                            {"mail is taken by", Tone::faint},
                            {"name servers", Tone::faint}}};
  for (const Row& row : simulation.rows)
    if (is_listed(row)) table.push_back(cells_of(row, mark_of(explanation(row, verbose), all)));
  const Widths room = widths(page.room(hanging("")), table);
  for (const Cells& row : table) write_row(page, row, room);
}

void write_explanations(Page& page, const std::vector<Explained>& all) {
  if (!all.empty()) page.blank();
  for (std::size_t i = 0; i < all.size(); ++i)
    page.paragraph(hanging(fmt::format("[{}] ", i + 1), Tone::faint),
                   {{"Without " + join(all[i].losses, " or ") + ": ", Tone::strong}, {all[i].text}});
}

/// How many of the losses that count come to a verdict.
std::size_t count_of(const Simulation& simulation, Verdict verdict) {
  return static_cast<std::size_t>(std::ranges::count_if(simulation.rows, [&](const Row& row) {
    Verdict worst = Verdict::untouched;
    for (const Aspect& aspect : {row.sends, row.receives, row.resolves})
      if (aspect.counts) worst = std::max(worst, aspect.verdict);
    return worst == verdict;
  }));
}

/// What is missing is said in place of a sum that would leave it out.
std::string gap_text(const Simulation& simulation) {
  std::vector<std::string> parts;
  for (const failover::Gap& gap : simulation.gaps) parts.push_back(gap.what);
  if (const std::size_t lost = count_of(simulation, Verdict::lost); lost > 0)
    parts.push_back(fmt::format("of the losses that count, {} would stop mail", lost));
  return sentence(shown(join(parts, "; ")));
}

/// The verdict as a sentence about mail.
std::string closing(const Simulation& simulation) {
  if (!simulation.gaps.empty()) return gap_text(simulation);
  const std::size_t lost = count_of(simulation, Verdict::lost), unknown = count_of(simulation, Verdict::unknown),
                    degraded = count_of(simulation, Verdict::degraded),
                    all = simulation.rows.size() - count_of(simulation, Verdict::untouched);
  if (all == 0)
    return "No spare is declared, so no loss counts. Declare the ESPs with --primary and --backup, the exchanges with "
           "--primary-mx and --backup-mx, or say what must survive: --require outbound,inbound,dns.";
  const std::string losses = all == 1 ? "the one loss that counts" : fmt::format("all {} losses that count", all);
  if (lost > 0)
    return fmt::format("Of {} that {}, {} would stop mail.", fmt::format("{} {}", all, all == 1 ? "loss" : "losses"),
                       all == 1 ? "counts" : "count", lost);
  if (unknown > 0)
    return fmt::format("Mail survives {} but {}, which could not be judged: DNS left open what it would take.", losses,
                       unknown);
  return fmt::format("Mail survives {}{}.", losses,
                     degraded > 0 ? fmt::format(", {} of them not as it should", degraded) : "");
}

/// Whether the owner can bear how long a change takes; true where he does not say. Nothing where that is not known.
std::optional<bool> in_time(const Simulation& simulation) {
  return simulation.rto ? failover::within(simulation.clock, *simulation.rto) : std::optional(true);
}

/// What --rto adds to the verdict; empty where a change is seen in time.
std::string lateness(const Simulation& simulation) {
  const std::optional<bool> met = in_time(simulation);
  if (met == true) return "";
  const std::string rto = duration_text(*simulation.rto);
  return met == false ? fmt::format(" A change may take {} to be seen by everybody, longer than --rto {}.",
                                    duration_text(simulation.clock.slowest()->time), rto)
                      : fmt::format(" Whether everybody sees a change within --rto {} is not known.", rto);
}

Span label(const Simulation& simulation) {
  const Verdict verdict = simulation.verdict();
  if (verdict == Verdict::lost || in_time(simulation) == false) return {"NOT READY ", Tone::error};
  if (verdict == Verdict::unknown || !in_time(simulation)) return {"UNDETERMINED ", Tone::unknown};
  if (verdict == Verdict::none_declared) return {"NOTHING DECLARED ", Tone::note};
  return {"READY ", Tone::good};
}

/// "acme.example  postmark → sendgrid · MX mx1.acme.example → mx2.acme.example"
void write_plan(Page& page, const Simulation& simulation) {
  const failover::Standing& standing = *simulation.standing;
  std::vector<std::string> ids, hosts, parts;
  for (const survey::Sender& sender : standing.plan.outbound) ids.push_back(shown(sender.provider->id));
  for (const survey::DeclaredExchange& exchange : standing.plan.inbound) hosts.push_back(exchange.host.to_string());
  if (!ids.empty()) parts.push_back(standing.inferred ? "seen: " + join(ids, ", ") : join(ids, " → "));
  if (!hosts.empty()) parts.push_back("MX " + join(hosts, " → "));
  page.paragraph(hanging(""), {{standing.facts.domain.to_string(), Tone::strong},
                               {parts.empty() ? "" : "   " + join(parts, " · "), Tone::faint}});
  page.blank();
}

}  // namespace

void write_matrix(Page& page, const Simulation& simulation, bool verbose) {
  write_plan(page, simulation);
  const std::vector<Explained> all = explained(simulation, verbose);
  write_table(page, simulation, all, verbose);
  if (simulation.rows.size() == failover::most_parts)
    page.paragraph(hanging(""),
                   {{fmt::format("There is more to lose: only the first {} parts were taken.", failover::most_parts),
                     Tone::warning}});
  write_explanations(page, all);
  if (!simulation.clock.entries.empty()) page.blank();
  write_clock(page, simulation);
  page.blank();
  page.paragraph(hanging(""), {label(simulation), {closing(simulation) + lateness(simulation)}});
}

void write_clock(Page& page, const Simulation& simulation) {
  if (simulation.clock.entries.empty() && simulation.clock.unheard.empty()) return;
  page.paragraph(hanging(""), {{"Everybody sees a change of", Tone::faint}});
  constexpr std::size_t around = 22;  // "  …  after at least 1 h"
  std::size_t width = 0;
  for (const failover::ClockEntry& entry : simulation.clock.entries)
    width = std::max(width, width_of(shown(entry.change)));
  width = std::min(width, std::min(page.room(hanging("")), most_columns) - around);
  for (const failover::ClockEntry& entry : simulation.clock.entries) {
    const bool late =
        simulation.rto && entry.kind != failover::ClockEntry::Kind::policy && entry.time > *simulation.rto;
    page.paragraph(hanging("  " + padded(shortened(shown(entry.change), width), width) + "  "),
                   {{fmt::format("after {}{}", entry.exact ? "" : "at least ", duration_text(entry.time)),
                     late ? Tone::error : Tone::plain},
                    {late ? fmt::format(" (--rto {})", duration_text(*simulation.rto)) : ""}});
  }
  for (const std::string& change : simulation.clock.unheard)
    page.paragraph(hanging("  " + padded(change, std::min<std::size_t>(width, 60)) + "  "),
                   {{"is not known", Tone::unknown}});
}

}  // namespace mailready::report
