// `mailready providers [ID]`: lists the catalogue, or shows what it knows of one provider.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/usage_error.h"
#include "mail/catalogue.h"
#include "report/page.h"

namespace mailready::cli {
namespace {

using catalogue::Provider;
using report::hanging;
using report::Page;

struct ProvidersOptions {
  std::string id;
  std::string format = "text";
};

constexpr std::size_t label_columns = 20;

const Provider& known(const std::string& id) {
  if (const Provider* provider = catalogue::find(id)) return *provider;
  const std::string guess = catalogue::nearest_id(id);
  throw UsageError(fmt::format("providers: the catalogue has no \"{}\"; {}", id,
                               guess.empty() ? "`mailready providers` lists it" : "did you mean " + guess + "?"));
}

std::vector<std::string> kinds_of(const Provider& provider) {
  std::vector<std::string> kinds;
  for (const catalogue::Kind kind : provider.kinds) kinds.emplace_back(catalogue::kind_text(kind));
  return kinds;
}

std::string_view apex_include_text(catalogue::ApexInclude need) {
  switch (need) {
    case catalogue::ApexInclude::needed:
      return "needed";
    case catalogue::ApexInclude::not_needed:
      return "not needed: SPF is checked at its return-path name";
    case catalogue::ApexInclude::without_return_path:
      return "needed only where no return path of the domain's own is set up";
    case catalogue::ApexInclude::unknown:
      return "not known whether it is needed";
  }
  return "";
}

/// "smtp.example.net:587 (starttls)", with its region where there are several.
std::vector<std::string> submission_texts(const Provider& provider) {
  std::vector<std::string> texts;
  for (const catalogue::SubmissionHost& host : provider.submission_hosts)
    texts.push_back(fmt::format("{}:{} ({}{}{})", host.host, fmt::join(host.ports, ","), catalogue::tls_text(host.tls),
                                host.region.empty() ? "" : ", ", host.region));
  return texts;
}

std::string yes_or_no(std::optional<bool> fact) { return !fact ? "" : *fact ? "yes" : "no"; }

/// What the catalogue knows, in the order in which it is shown: label, JSON key, values.
struct Row {
  std::string_view label, key;
  std::vector<std::string> values;
};

std::vector<Row> rows_of(const Provider& provider) {
  return {{"also called", "aliases", provider.aliases},
          {"kind", "kinds", kinds_of(provider)},
          {"operator", "operator", {provider.operator_name}},
          {"runs on", "runs_on", {provider.runs_on}},
          {"runs on one of", "runs_on_any", provider.runs_on_any},
          {"shares ranges with", "shares_ranges_with", provider.shares_ranges_with},
          {"SPF include", "spf_includes", provider.spf_includes},
          {"at the domain", "apex_include", {std::string(apex_include_text(provider.apex_include))}},
          {"DKIM selectors", "dkim_selectors", provider.selectors},
          {"key aliases to", "dkim_targets", provider.dkim_targets},
          {"return-path labels", "return_path_labels", provider.return_path_labels},
          {"which alias to", "return_path_targets", provider.return_path_targets},
          {"or have MX at", "return_path_exchanges", provider.return_path_exchanges},
          {"exchanges", "mx_hosts", provider.mx_hosts},
          {"queues for others", "store_and_forward", {yes_or_no(provider.store_and_forward)}},
          {"submission hosts", "submission_hosts", submission_texts(provider)},
          {"status page", "status_page", {provider.status_page}},
          {"documentation", "docs", {provider.docs}}};
}

std::vector<std::string> without_empty(std::vector<std::string> values) {
  std::erase(values, "");
  return values;
}

void show(Page& page, const Provider& provider) {
  page.paragraph(hanging(""), {{fmt::format("{} ({})", provider.name, provider.id)}});
  page.blank();
  for (const Row& row : rows_of(provider)) {
    const auto values = without_empty(row.values);
    if (!values.empty())
      page.paragraph(hanging(fmt::format("{:{}}", row.label, label_columns)), {{join(values, ", ")}});
  }
}

void list(Page& page) {
  std::size_t id_width = 0;
  for (const Provider& provider : catalogue::providers()) id_width = std::max(id_width, provider.id.size());
  for (const Provider& provider : catalogue::providers())
    page.paragraph(hanging(fmt::format("{:{}}  ", provider.id, id_width)),
                   {{fmt::format("{} ({})", provider.name, join(kinds_of(provider), ", "))}});
}

nlohmann::ordered_json to_json(const Provider& provider) {
  nlohmann::ordered_json object{{"id", provider.id}, {"name", provider.name}};
  for (const Row& row : rows_of(provider)) object[std::string(row.key)] = without_empty(row.values);
  return object;
}

std::string as_json(const ProvidersOptions& options) {
  if (!options.id.empty()) return to_json(known(options.id)).dump(1) + "\n";
  auto array = nlohmann::ordered_json::array();
  for (const Provider& provider : catalogue::providers()) array.push_back(to_json(provider));
  return array.dump(1) + "\n";
}

std::string as_text(const ProvidersOptions& options) {
  std::ostringstream out;
  Page page(out, text_width(), false);
  if (options.id.empty())
    list(page);
  else
    show(page, known(options.id));
  return out.str();
}

}  // namespace

Command add_providers(CLI::App& program) {
  auto options = std::make_shared<ProvidersOptions>();
  CLI::App* command = program.add_subcommand("providers", "List the providers that are known, or show one");
  command->add_option("id", options->id, "The provider to show, by id or by another of its names")->option_text("[ID]");
  add_value(*command, "--format", options->format, "F", "text (default) or json")->check(one_of({"json", "text"}));
  command->footer(R"(Examples:
  mailready providers                 all of them
  mailready providers sendgrid        its includes, selectors and return-path labels)");
  return {command, [options] {
            write_standard_output(options->format == "json" ? as_json(*options) : as_text(*options));
            return exit_code::clean;
          }};
}

}  // namespace mailready::cli
