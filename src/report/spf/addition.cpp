#include "report/spf/addition.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "mail/spf/fault.h"
#include "report/changes.h"
#include "report/json.h"
#include "report/spf/tree.h"
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
  return std::ranges::any_of(authorisation.publish, lint::has_placeholder);
}

std::string way_of_return_path(const Addition& addition, const std::string& name, const std::string& domain) {
  const bool open = has_placeholder(addition.authorisation);
  return fmt::format(
      "{0} takes bounces at a name below {1}, and receivers check SPF there: an include at {1} would never be "
      "evaluated. Publish what stands below{2}.",
      name, domain, open ? ", with the placeholders as its dashboard shows them" : "");
}

std::string way_of_include(const Addition& addition, const std::string& name, const std::string& domain) {
  const auto& now = addition.facts->spf;
  if (now.present() && spf::permerror(*now))
    return fmt::format("{} would pass by this include, but the record of {} gives permerror already.", name, domain);
  if (spf::permerror(*addition.then))
    return fmt::format("{} would pass by this include, but the record of {} then gives permerror.", name, domain);
  return fmt::format("{} passes once the record of {} includes it.", name, domain);
}

/// The question that left it open.
dns::Failure failure_of(const Addition& addition) {
  const auto& spf = addition.facts->spf;
  if (spf.unknown()) return spf.failure();
  const dns::Failure* first = spf.present() ? spf->first_failure() : nullptr;
  return first ? *first : dns::Failure{};
}

/// What to do, and why there.
std::string advice(const Addition& addition) {
  const std::string name = shown(addition.provider().name), domain = addition.facts->domain.to_string();
  switch (addition.authorisation.way) {
    case Way::present:
      return fmt::format("{} passes already, by the record of {}. There is nothing to publish.", name,
                         addition.authorisation.at);
    case Way::return_path:
      return way_of_return_path(addition, name, domain);
    case Way::include:
      return way_of_include(addition, name, domain);
    case Way::elsewhere:
      return fmt::format(
          "{} takes bounces at its own domain, and receivers check SPF there: nothing that {} publishes "
          "counts. For DMARC its DKIM signature must align.",
          name, domain);
    case Way::unknown:
      return fmt::format(
          "The catalogue does not know what {} needs{}.", name,
          addition.provider().docs.empty() ? "" : "; its own pages tell: " + shown(addition.provider().docs));
    case Way::broken:
      return fmt::format(
          "The SPF record of {0} gives permerror, so nobody passes: {1}. Mend that first, as `mailready "
          "check {0}` says.",
          domain, spf::permerror(*addition.facts->spf).value_or(""));
    case Way::undetermined:
      return fmt::format("Whether {} passes is not known: no answer for {}: {}.", name,
                         dns::question_text(failure_of(addition).question),
                         reason_words(dns::reason(failure_of(addition).kind)));
  }
  return "";
}

int lookups_now(const Addition& addition) { return addition.facts->spf ? addition.facts->spf->lookups : 0; }

}  // namespace

void write_addition(Page& page, const Addition& addition) {
  const lint::Authorisation& authorisation = addition.authorisation;
  page.paragraph(hanging(""), {{advice(addition)}});
  if (!authorisation.publish.empty()) page.blank();
  write_changes(page, authorisation.remove, authorisation.publish);
  if (!addition.then) return;
  page.blank();
  page.paragraph(
      hanging(""),
      {{fmt::format("Now it takes {}. Then:", counted(static_cast<std::size_t>(lookups_now(addition)), "lookup"))}});
  write_sums(page, *addition.then);
  write_permerror(page, *addition.then);
}

void write_addition(JsonWriter& json, const Addition& addition) {
  const lint::Authorisation& authorisation = addition.authorisation;
  const spf::Tree* tree = addition.then ? addition.then.get() : addition.facts->spf ? &*addition.facts->spf : nullptr;
  json.begin_object();
  json.member("domain", addition.facts->domain);
  json.member("provider", addition.provider().id);
  json.member("way", way_text(authorisation.way));
  json.member("at", unless_empty(authorisation.at));
  write_changes(json.key("publish"), authorisation.publish);
  write_changes(json.key("remove"), authorisation.remove);
  json.member("complete", !has_placeholder(authorisation));
  json.member("lookups", tree ? tree->lookups : 0);
  json.member("void_lookups", tree ? tree->void_lookups() : 0);
  json.member("lookups_at_least", tree && tree->lookups_at_least);
  json.member("lookups_now", lookups_now(addition));
  json.end_object();
}

}  // namespace mailready::report
