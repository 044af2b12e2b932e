#include "report/spf/flattened.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "mail/catalogue.h"
#include "mail/spf/edit.h"
#include "report/changes.h"
#include "report/json.h"
#include "report/words.h"

namespace mailready::report {
namespace {

using lint::RecordChange;

RecordChange txt(const dns::Name& name, const std::string& text) {
  return {name.to_string(), "TXT", quoted_strings(spf::txt_strings(text))};
}

std::vector<RecordChange> to_publish(const Flattening& flattening) {
  std::vector<RecordChange> changes;
  for (const spf::PublishedRecord& record : flattening.outcome->records)
    changes.push_back(txt(record.name, record.text));
  changes.front().name = flattening.holder.to_string();  // an alias can have no other records (RFC 1034, section 3.6.2)
  return changes;
}

std::vector<RecordChange> to_remove(const Flattening& flattening) {
  std::vector<RecordChange> changes;
  for (const std::string& text : flattening.tree->root.texts) changes.push_back(txt(flattening.holder, text));
  return changes;
}

const catalogue::Provider* owner_of(const spf::Source& source) { return catalogue::by_include(source.target); }

/// A term, and what flattening does to it.
struct Loss {
  std::string term, what;
};

std::vector<Loss> losses(const spf::Flattened& flattened) {
  std::vector<Loss> losses;
  for (const spf::TermNote& note : flattened.kept)
    losses.push_back({printable(note.term), fmt::format("stays, since it {}", note.why)});
  for (const spf::TermNote& note : flattened.lost)
    losses.push_back({printable(note.term), fmt::format("is lost: {}", note.why)});
  for (const spf::Source& source : flattened.copies) {
    const auto* owner = owner_of(source);
    losses.push_back({printable(source.term), fmt::format("is a copy now: what {} changes later, this record does not",
                                                          owner ? shown(owner->name) : source.target.to_string())});
  }
  return losses;
}

void write_losses(Page& page, std::string_view title, const std::vector<Loss>& losses) {
  if (losses.empty()) return;
  page.blank();
  page.paragraph(hanging(""), {{std::string(title), Tone::strong}});
  for (const Loss& loss : losses) page.paragraph({{"  "}, {"    "}}, {{loss.term + "  "}, {loss.what, Tone::faint}});
}

std::string budget(const spf::Flattened& flattened, const spf::Tree& tree) {
  std::string text = fmt::format("{} of {} lookups (now {}).", flattened.lookups, spf::lookup_limit, tree.lookups);
  if (flattened.lookups > spf::lookup_limit)
    return text + " It still does not fit: receivers would stop with permerror.";
  return flattened.lookups >= tree.lookups ? text + " Flattening saves nothing here." : text;
}

bool changes_nothing(const spf::Flattened& flattened, const spf::Node& root) {
  return flattened.records.size() == 1 && flattened.records.front().text == root.record->text;
}

void write_flattened(Page& page, const Flattening& flattening) {
  const spf::Flattened& flattened = *flattening.outcome;
  const spf::Tree& tree = *flattening.tree;
  if (changes_nothing(flattened, tree.root)) {
    page.paragraph(hanging(""), {{"There is nothing to flatten: the record stays as it is."}});
    return write_losses(page, "Not in addresses:", losses(flattened));
  }
  write_changes(page, to_remove(flattening), to_publish(flattening));
  page.blank();
  page.paragraph(hanging(""),
                 {{budget(flattened, tree), flattened.lookups > spf::lookup_limit ? Tone::error : Tone::plain}});
  write_losses(page, "What flattening breaks:", losses(flattened));
}

void write_note(JsonWriter& json, const spf::TermNote& note) {
  json.begin_object();
  json.key("term").octets(note.term);
  json.member("why", note.why);
  json.end_object();
}

void write_copy(JsonWriter& json, const spf::Source& source) {
  const auto* owner = owner_of(source);
  json.begin_object();
  json.key("term").octets(source.term);
  json.member("target", source.target);
  json.member("provider", owner ? std::optional<std::string_view>(owner->id) : std::nullopt);
  json.end_object();
}

void write_flattened_members(JsonWriter& json, const Flattening& flattening) {
  const spf::Flattened& flattened = *flattening.outcome;
  const bool changes = !changes_nothing(flattened, flattening.tree->root);
  write_changes(json.key("publish"), changes ? to_publish(flattening) : std::vector<lint::RecordChange>{});
  write_changes(json.key("remove"), changes ? to_remove(flattening) : std::vector<lint::RecordChange>{});
  json.member("lookups", flattened.lookups);
  write_list(json.key("kept"), flattened.kept, write_note);
  write_list(json.key("lost"), flattened.lost, write_note);
  write_list(json.key("copies"), flattened.copies, write_copy);
}

}  // namespace

void write_flattening(Page& page, const Flattening& flattening) {
  if (flattening.outcome) return write_flattened(page, flattening);
  page.paragraph(hanging(""), {{"It cannot be flattened: ", Tone::error}, {flattening.outcome.error().why + "."}});
}

void write_flattening(JsonWriter& json, const Flattening& flattening) {
  const spf::Tree& tree = *flattening.tree;
  json.begin_object();
  json.member("domain", tree.root.domain);
  json.member("lookups_now", tree.lookups);
  if (flattening.outcome) {
    json.member("error", nullptr);
    write_flattened_members(json, flattening);
  } else {
    json.member("error", flattening.outcome.error().why);
  }
  json.end_object();
}

}  // namespace mailready::report
