#include "report/changes.h"

#include <fmt/format.h>

#include "report/words.h"

namespace mailready::report {
namespace {

void write_change(Page& page, const lint::RecordChange& change, std::string_view mark, Tone tone, std::size_t indent) {
  const std::string space(indent, ' ');
  page.paragraph({{fmt::format("{}{} ", space, mark), tone}, {space + "    "}}, {{record_line(change), tone}});
}

}  // namespace

std::string record_line(const lint::RecordChange& change) {
  return shown(fmt::format("{}. {} {}", change.name, change.type, change.data));
}

void write_changes(Page& page, const std::vector<lint::RecordChange>& remove,
                   const std::vector<lint::RecordChange>& publish, std::size_t indent) {
  for (const lint::RecordChange& change : remove) write_change(page, change, "-", Tone::removed, indent);
  for (const lint::RecordChange& change : publish) write_change(page, change, "+", Tone::added, indent);
}

}  // namespace mailready::report
