// SARIF 2.1.0 (OASIS), for code scanning: one run, its results written as the domains come.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/describe.h"
#include "report/doubts.h"
#include "report/json_writer.h"
#include "report/makers.h"
#include "report/words.h"
#include "rules/table.h"

namespace mailready::report {
namespace {

using lint::Severity;

constexpr const char* schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr const char* base = "%SRCROOT%";
/// A notification waits in memory for the end of the results, so there is an end to them.
constexpr std::size_t most_notifications = 10'000;

std::string_view level_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::info:
      return "note";
  }
  return "";
}

/// A path as a URI reference (RFC 3986): a relative one, or a file URI.
std::string uri_of(std::string_view path) {
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (alphanumeric || std::string_view("-._~/").find(c) != std::string_view::npos)
      uri += c;
    else
      uri += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return uri;
}

/// Where the reference can be read, if it is an RFC: "https://www.rfc-editor.org/rfc/rfc7208#section-4.6.4".
std::string url_of(const lint::Reference& reference) {
  constexpr std::string_view series = "RFC ";
  if (!reference.document.starts_with(series)) return "";
  const std::string fragment = reference.section.empty() ? "" : fmt::format("#section-{}", reference.section);
  return fmt::format("https://www.rfc-editor.org/rfc/rfc{}{}", reference.document.substr(series.size()), fragment);
}

std::string help_text(const lint::Rule& rule) {
  std::string text(rule.explanation);
  if (!rule.bad.empty()) text += fmt::format("\n\nThis is found:\n{}", rule.bad);
  if (!rule.good.empty()) text += fmt::format("\n\nThis is well:\n{}", rule.good);
  return text;
}

std::string help_markdown(const lint::Rule& rule) {
  std::string text(rule.explanation);
  if (!rule.bad.empty()) text += fmt::format("\n\nThis is found:\n\n```text\n{}\n```", rule.bad);
  if (!rule.good.empty()) text += fmt::format("\n\nThis is well:\n\n```text\n{}\n```", rule.good);
  std::vector<std::string> links;
  for (const lint::Reference& reference : rule.references) {
    const std::string url = url_of(reference);
    links.push_back(url.empty() ? reference.text() : fmt::format("[{}]({})", reference.text(), url));
  }
  return links.empty() ? text : fmt::format("{}\n\nSee {}.", text, enumerate(links));
}

void write_text(JsonWriter& json, JsonKey name, std::string_view text) {
  json.key(name).begin_object();
  json.key("text").lines(text);
  json.end_object();
}

void write_rule(JsonWriter& json, const lint::Rule* rule) {
  json.begin_object();
  json.member("id", rule->id);
  write_text(json, "shortDescription", rule->summary);
  write_text(json, "fullDescription", rule->explanation);
  json.key("help").begin_object();
  json.key("text").lines(help_text(*rule));
  json.key("markdown").lines(help_markdown(*rule));
  json.end_object();
  const auto page = std::ranges::find_if(rule->references, [](const auto& each) { return !url_of(each).empty(); });
  if (page != rule->references.end()) json.member("helpUri", url_of(*page));
  json.key("defaultConfiguration").begin_object();
  json.member("level", level_of(rule->severity));
  json.end_object();
  json.key("properties").begin_object();
  json.key("tags").values(std::vector<std::string>{"email", std::string(rule->family())});
  json.end_object();
  json.end_object();
}

void write_physical(JsonWriter& json, const dns::Place& place) {
  const std::string file = file_of(place);
  json.key("physicalLocation").begin_object();
  json.key("artifactLocation").begin_object();
  json.member("uri", uri_of(file));
  if (!file.starts_with('/')) json.member("uriBaseId", base);
  json.end_object();
  if (place.line > 0) {
    json.key("region").begin_object();
    json.member("startLine", place.line);
    json.end_object();
  }
  json.end_object();
}

/// The line of the file, where one is known, and the DNS name.
void write_locations(JsonWriter& json, const std::optional<dns::Place>& place, const std::string& name) {
  json.key("locations").begin_array();
  json.begin_object();
  if (place) write_physical(json, *place);
  json.key("logicalLocations").begin_array();
  json.begin_object();
  json.member("fullyQualifiedName", name);
  json.member("kind", "namespace");
  json.end_object();
  json.end_array();
  json.end_object();
  json.end_array();
}

std::optional<std::size_t> index_of(std::string_view rule) {
  const auto table = rules::all();
  const auto found = std::ranges::find(table, rule, &lint::Rule::id);
  if (found == table.end()) return std::nullopt;  // of another version
  return static_cast<std::size_t>(found - table.begin());
}

/// One result, of a finding or of one that is suppressed.
struct Reported {
  const lint::Finding& finding;
  std::string fingerprint;
  const lint::Suppressed* suppressed = nullptr;
};

void write_suppressions(JsonWriter& json, const lint::Suppressed* suppressed) {
  json.key("suppressions").begin_array();
  if (suppressed) {
    json.begin_object();
    json.member("kind", "external");
    json.member("justification", terms_of(*suppressed));
    json.end_object();
  }
  json.end_array();
}

void write_properties(JsonWriter& json, const std::string& domain, const lint::Finding& finding) {
  json.key("properties").begin_object();
  json.member("domain", domain);
  if (!finding.type.empty()) json.member("type", finding.type);
  if (!finding.provider.empty()) json.member("provider", finding.provider);
  json.end_object();
}

void write_result(JsonWriter& json, const std::string& domain, const Reported& reported) {
  const lint::Finding& finding = reported.finding;
  json.begin_object();
  json.member("ruleId", finding.rule);
  if (const auto index = index_of(finding.rule)) json.member("ruleIndex", *index);
  json.member("level", level_of(severity_of(finding)));
  write_text(json, "message", join(described(finding), "\n"));
  write_locations(json, finding.place, finding.subject);
  json.key("partialFingerprints").begin_object();
  json.member("mailready/v1", reported.fingerprint);
  json.end_object();
  write_suppressions(json, reported.suppressed);
  write_properties(json, domain, finding);
  json.end_object();
}

/// The rules that a doubt stops share one notification; `associatedRule` names the first.
void write_notification(JsonWriter& json, const lint::Judgement& judgement, const Doubt& doubt) {
  json.begin_object();
  write_text(json, "message",
             fmt::format("{}: {} [{}]", shown(judgement.domain), words_of(doubt), shown(join(doubt.rules, ", "))));
  json.member("level", doubt.weighs ? level_of(doubt.severity) : "note");
  write_locations(json, judgement.place, judgement.domain);
  if (const auto index = index_of(doubt.rules.front())) {
    json.key("associatedRule").begin_object();
    json.member("id", doubt.rules.front());
    json.member("index", *index);
    json.end_object();
  }
  json.end_object();
}

class Sarif final : public Reporter {
 public:
  explicit Sarif(std::ostream& out) : out_(out) { notifications_.begin_array(); }

  void begin(const Run& run) override {
    json_.begin_object();
    json_.member("$schema", schema);
    json_.member("version", "2.1.0");
    json_.key("runs").begin_array();
    json_.begin_object();
    write_tool(run);
    json_.key("originalUriBaseIds").begin_object();
    json_.key(base).begin_object();
    write_text(json_, "description", "The folder in which mailready was started.");
    json_.end_object();
    json_.end_object();
    json_.key("results").begin_array();
    pass_on();
  }

  void domain(const Result& result) override {
    const lint::Judgement& judgement = result.judgement;
    const std::vector<std::string> names = fingerprints(judgement.domain, judgement.findings);
    for (std::size_t i = 0; i < names.size(); ++i)
      write_result(json_, judgement.domain, {judgement.findings[i], names[i]});
    for (const lint::Suppressed& entry : judgement.suppressed)
      write_result(json_, judgement.domain, {entry.finding, fingerprint(judgement.domain, entry.finding), &entry});
    for (const Doubt& doubt : doubts_of(judgement.undecided))
      if (++doubts_ <= most_notifications) write_notification(notifications_, judgement, doubt);
    pass_on();
  }

  void end(const Summary& summary) override {
    json_.end_array();
    json_.key("invocations").begin_array();
    json_.begin_object();
    json_.member("executionSuccessful", !summary.interrupted);
    end_notifications();
    json_.key("toolExecutionNotifications").raw(notifications_.text());
    json_.end_object();
    json_.end_array();
    json_.end_object();
    json_.end_array();
    json_.end_object();
    pass_on();
    out_ << '\n';
    out_.flush();
  }

 private:
  void write_tool(const Run& run) {
    json_.key("tool").begin_object();
    json_.key("driver").begin_object();
    json_.member("name", "mailready");
    json_.member("version", run.version);
    write_list(json_.key("rules"), rules::all(), write_rule);
    json_.end_object();
    json_.end_object();
  }

  void end_notifications() {
    if (doubts_ > most_notifications) {
      notifications_.begin_object();
      write_text(notifications_, "message",
                 fmt::format("and {} more that are undetermined", doubts_ - most_notifications));
      notifications_.member("level", "error");
      notifications_.end_object();
    }
    notifications_.end_array();
  }

  void pass_on() {
    out_ << json_.text();
    json_.clear();
  }

  std::ostream& out_;
  JsonWriter json_{2};        ///< holds what is not yet passed on
  JsonWriter notifications_;  ///< which stand behind all results
  std::size_t doubts_ = 0;
};

}  // namespace

std::unique_ptr<Reporter> make_sarif(std::ostream& out) { return std::make_unique<Sarif>(out); }

}  // namespace mailready::report
