#include "report/spf/addition.h"

#include <fmt/format.h>

#include "base/text.h"
#include "mail/spf/fault.h"
#include "report/changes.h"
#include "report/words.h"

namespace mailready::report {
namespace {

using Way = lint::Authorisation::Way;

std::string_view way_text(Way way) {
  switch (way) {
    case Way::present:
      return "present";
    case Way::return_path:
      return "return-path";
    case Way::include:
      return "include";
    case Way::elsewhere:
      return "elsewhere";
    case Way::unknown:
      return "unknown";
    case Way::broken:
      return "broken";
    case Way::undetermined:
      return "undetermined";
  }
  return "";
}

bool has_placeholder(const lint::Authorisation& authorisation) {
  for (const lint::RecordChange& change : authorisation.publish)
    if ((change.name + change.data).find('<') != std::string::npos) return true;
  return false;
}

/// What to do, and why there.
std::string advice(const Addition& addition) {
  const std::string name = shown(addition.provider->name), domain = addition.domain.to_string();
  const std::string& at = addition.authorisation.at;
  switch (addition.authorisation.way) {
    case Way::present:
      return fmt::format("{} passes already, by the record of {}. There is nothing to publish.", name, at);
    case Way::return_path:
      return fmt::format(
          "{0} bounces to a name of its own, and receivers check SPF there: an include at {1} would never be "
          "evaluated. "
          "Publish what stands below{2}.",
          name, domain,
          has_placeholder(addition.authorisation) ? ", with the placeholders as its dashboard shows them" : "");
    case Way::include:
      return fmt::format("{} passes once the record of {} includes it.", name, domain);
    case Way::elsewhere:
      return fmt::format(
          "{} bounces to a domain of its own, and receivers check SPF there: nothing that {} publishes counts. For "
          "DMARC "
          "its DKIM signature must align.",
          name, domain);
    case Way::unknown:
      return fmt::format("The catalogue knows no SPF record of {} that could be included{}.", name,
                         addition.provider->docs.empty() ? "" : "; its own pages: " + shown(addition.provider->docs));
    case Way::broken:
      return fmt::format(
          "The SPF record of {0} gives permerror, so nothing can be added to it: mend it first, as "
          "`mailready check {0}` says.",
          domain);
    case Way::undetermined:
      return fmt::format("The SPF record of {} could not be fetched: {}.", domain,
                         reason_words(dns::reason(addition.now->root.failure->kind)));
  }
  return "";
}

void write_budget(Page& page, const spf::Tree& now, const spf::Tree& then) {
  const bool over = then.lookups > spf::lookup_limit;
  page.paragraph(
      hanging(""),
      {{fmt::format("{}{} of {} lookups", then.lookups_at_least ? "at least " : "", then.lookups, spf::lookup_limit),
        over ? Tone::error : Tone::plain},
       {fmt::format(" (now {}), {} of {} void.", now.lookups, then.void_lookups(), spf::void_lookup_limit)}});
  if (const auto fault = spf::first_fault(then))
    page.paragraph(hanging("permerror  ", Tone::error), {{fault->why + "."}});
}

}  // namespace

void write_addition(Page& page, const Addition& addition) {
  page.paragraph(hanging(""), {{advice(addition)}});
  const auto& [way, at, publish, remove, record] = addition.authorisation;
  if (!publish.empty()) page.blank();
  write_changes(page, remove, publish);
  if (!addition.then) return;
  page.blank();
  write_budget(page, *addition.now, *addition.then);
}

Json addition_json(const Addition& addition) {
  const auto& [way, at, publish, remove, record] = addition.authorisation;
  const spf::Tree& counted_tree = addition.then ? *addition.then : *addition.now;
  return {{"domain", addition.domain.to_string()},
          {"provider", addition.provider->id},
          {"way", way_text(way)},
          {"at", text_or_null(at)},
          {"publish", changes_json(publish)},
          {"remove", changes_json(remove)},
          {"complete", !has_placeholder(addition.authorisation)},
          {"lookups", counted_tree.lookups},
          {"void_lookups", counted_tree.void_lookups()},
          {"lookups_at_least", counted_tree.lookups_at_least},
          {"lookups_now", addition.now->lookups}};
}

}  // namespace mailready::report
