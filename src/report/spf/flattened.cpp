#include "report/spf/flattened.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "mail/catalogue.h"
#include "mail/spf/edit.h"
#include "report/changes.h"
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
  return flattened.records.size() == 1 && flattened.records.front().text == root.record.text;
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

Json notes_json(const std::vector<spf::TermNote>& notes) {
  Json list = Json::array();
  for (const spf::TermNote& note : notes)
    list.push_back({{"term", octets_json(note.term)}, {"why", text_json(note.why)}});
  return list;
}

Json copies_json(const std::vector<spf::Source>& sources) {
  Json list = Json::array();
  for (const spf::Source& source : sources) {
    const auto* owner = owner_of(source);
    list.push_back({{"term", octets_json(source.term)},
                    {"target", source.target.to_string()},
                    {"provider", owner ? Json(owner->id) : Json(nullptr)}});
  }
  return list;
}

}  // namespace

void write_flattening(Page& page, const Flattening& flattening) {
  if (flattening.outcome) return write_flattened(page, flattening);
  page.paragraph(hanging(""), {{"It cannot be flattened: ", Tone::error}, {flattening.outcome.error().why + "."}});
}

Json flattening_json(const Flattening& flattening) {
  const spf::Tree& tree = *flattening.tree;
  Json json{{"domain", tree.root.domain.to_string()}, {"lookups_now", tree.lookups}};
  json["error"] = flattening.outcome ? Json(nullptr) : text_json(flattening.outcome.error().why);
  if (!flattening.outcome) return json;
  const spf::Flattened& flattened = *flattening.outcome;
  const bool changes = !changes_nothing(flattened, tree.root);
  json["publish"] = changes ? changes_json(to_publish(flattening)) : Json::array();
  json["remove"] = changes ? changes_json(to_remove(flattening)) : Json::array();
  json["lookups"] = flattened.lookups;
  json["kept"] = notes_json(flattened.kept);
  json["lost"] = notes_json(flattened.lost);
  json["copies"] = copies_json(flattened.copies);
  return json;
}

}  // namespace mailready::report
