#include <fmt/format.h>

#include <algorithm>

#include "report/text.h"
#include "report/words.h"

namespace mailready::report {
namespace {

constexpr std::size_t most_columns = 40;  // of a name in the first column

std::string name_cell(std::string_view name) { return shortened(shown(name), most_columns); }

/// A first column as wide as its widest cell, and two of numbers. The first row is the heading.
class Table {
 public:
  void row(std::string name, std::string first, std::string second) {
    width_ = std::max(width_, width_of(name));
    rows_.push_back({std::move(name), std::move(first), std::move(second)});
  }

  void write(Page& page) const {
    if (rows_.size() == 1) return page.line({{rows_.front().name, Tone::strong}, {": none"}});
    Tone tone = Tone::strong;  // of the heading
    for (const Row& row : rows_) {
      page.line({{padded(row.name, width_), tone}, {fmt::format("  {:>8}  {:>7}", row.first, row.second), tone}});
      tone = Tone::plain;
    }
  }

 private:
  struct Row {
    std::string name, first, second;
  };
  std::vector<Row> rows_;
  std::size_t width_ = 0;
};

}  // namespace

void write_statistics(Page& page, const Statistics& statistics) {
  Table rules;
  rules.row("findings by rule", "findings", "domains");
  for (const auto& [id, rule] : statistics.rules())
    rules.row(fmt::format("  {:7}  {}", lint::severity_text(rule.severity), name_cell(id)),
              std::to_string(rule.findings), std::to_string(rule.domains));
  rules.write(page);
  page.blank();
  Table providers;
  providers.row("senders by provider", "declared", "seen");
  for (const auto& [id, provider] : statistics.providers())
    providers.row("  " + name_cell(provider.name.empty() ? id : provider.name), std::to_string(provider.declared),
                  std::to_string(provider.seen));
  providers.write(page);
}

}  // namespace mailready::report
