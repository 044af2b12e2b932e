#include "report/json.h"

#include <string>

#include "report/json_value.h"
#include "report/makers.h"
#include "report/surveyed.h"
#include "report/words.h"

namespace mailready::report {

namespace {

void write_place(JsonWriter& json, const dns::Place& place) {
  json.key("place").begin_object();
  json.member("file", place.file);
  json.member("line", place.line);
  json.end_object();
}

void write_finding_members(JsonWriter& json, const lint::Finding& finding) {
  json.member("rule", finding.rule);
  json.member("severity", lint::severity_text(severity_of(finding)));
  json.member("subject", finding.subject);
  json.member("type", unless_empty(finding.type));
  json.member("provider", unless_empty(finding.provider));
  json.member("message", finding.message);
  json.member("fix", finding.fix);
  write_changes(json.key("publish"), finding.publish);
  write_changes(json.key("remove"), finding.remove);
  json.member("complete", finding.complete);
  json.key("evidence").values(finding.evidence);
  json.key("references").values(finding.references);
  json.key("caused_by").values(finding.caused_by);
  if (finding.place) write_place(json, *finding.place);
}

void write_finding(JsonWriter& json, const lint::Finding& finding) {
  json.begin_object();
  write_finding_members(json, finding);
  json.end_object();
}

void write_suppressed(JsonWriter& json, const lint::Suppressed& suppressed) {
  json.begin_object();
  write_finding_members(json, suppressed.finding);
  json.member("reason", suppressed.reason);
  json.member("until", unless_empty(suppressed.until.value_or("")));
  json.end_object();
}

void write_undecided(JsonWriter& json, const lint::Undecided& undecided) {
  json.begin_object();
  json.member("rule", undecided.rule);
  if (undecided.severity) json.member("severity", lint::severity_text(*undecided.severity));
  json.member("subject", undecided.subject);
  json.member("reason", undecided.reason);
  if (!undecided.detail.empty()) json.member("detail", undecided.detail);
  if (!undecided.weighs) json.member("weighs", false);
  json.end_object();
}

void write_plan(JsonWriter& json, const Surveyed& result) {
  json.begin_object();
  json.member("stream", survey::stream_text(result.plan.stream));
  json.key("outbound").values(outbound_ids(result));
  write_list(json.key("inbound"), result.plan.inbound,
             [](JsonWriter& list, const survey::DeclaredExchange& exchange) { list.value(exchange.host); });
  json.member("source", result.plan.declared() ? "declared" : "inferred");
  json.member("line", unless_empty(result.plan_line()));
  if (result.judgement.place) write_place(json, *result.judgement.place);
  json.end_object();
}

void write_change(JsonWriter& json, const lint::RecordChange& change) {
  json.begin_object();
  json.member("name", change.name);
  json.member("type", change.type);
  json.member("data", change.data);
  json.end_object();
}

void write_costs(JsonWriter& json, const survey::Facts& facts) {
  json.begin_object();
  json.member("queries", facts.queries);
  json.member("cached", facts.cached);
  json.member("elapsed_ms", facts.elapsed.count());
  json.end_object();
}

}  // namespace

std::string_view dkim_text(survey::SenderFacts::Dkim dkim) {
  switch (dkim) {
    case survey::SenderFacts::Dkim::usable:
      return "usable";
    case survey::SenderFacts::Dkim::missing:
      return "missing";
    case survey::SenderFacts::Dkim::unknown:
      return "unknown";
  }
  return "";
}

void write_changes(JsonWriter& json, const std::vector<lint::RecordChange>& changes) {
  write_list(json, changes, write_change);
}

void write_unknown(JsonWriter& json, const dns::Failure& failure) {
  json.begin_object();
  json.member("undetermined", dns::reason(failure.kind));
  json.end_object();
}

void Surveyed::write(JsonWriter& json) const {
  json.begin_object();
  json.member("domain", judgement.domain);
  json.member("verdict", lint::verdict_text(judgement.verdict));
  json.member("scope", lint::scope_text(judgement.scope));
  json.member("sentence", sentence());
  write_plan(json.key("plan"), *this);
  write_list(json.key("findings"), judgement.findings, write_finding);
  write_list(json.key("suppressed"), judgement.suppressed, write_suppressed);
  write_list(json.key("undetermined"), judgement.undecided, write_undecided);
  write_facts(json.key("facts"), facts, plan);
  write_costs(json.key("dns"), facts);
  json.end_object();
}

Json Surveyed::value() const {
  return Json::parse(json_text([this](JsonWriter& json) { write(json); }));
}

void write_summary(JsonWriter& json, const Summary& summary) {
  json.begin_object();
  json.member("domains", summary.domains);
  json.member("ready", summary.ready);
  json.member("not_ready", summary.not_ready);
  json.member("undetermined", summary.undetermined);
  json.member("no_failover", summary.no_failover);
  json.member("no_mail", summary.no_mail);
  json.member("errors", summary.errors);
  json.member("warnings", summary.warnings);
  json.member("infos", summary.infos);
  json.end_object();
}

void write_statistics(JsonWriter& json, const Statistics& statistics) {
  json.begin_object();
  write_list(json.key("rules"), statistics.rules(), [](JsonWriter& list, const auto& entry) {
    const auto& [id, rule] = entry;
    list.begin_object();
    list.member("rule", id);
    list.member("severity", lint::severity_text(rule.severity));
    list.member("findings", rule.findings);
    list.member("domains", rule.domains);
    list.end_object();
  });
  write_list(json.key("providers"), statistics.providers(), [](JsonWriter& list, const auto& entry) {
    const auto& [id, provider] = entry;
    list.begin_object();
    list.member("provider", id);
    list.member("name", provider.name);
    list.member("declared", provider.declared);
    list.member("seen", provider.seen);
    list.end_object();
  });
  json.end_object();
}

namespace {

/// One object, written as the domains come: nothing is kept, and it is whole after `end`.
class JsonReporter final : public Reporter {
 public:
  explicit JsonReporter(std::ostream& out) : out_(out) {}

  void begin(const Run& run) override {
    json_.begin_object();
    json_.member("schema", "mailready/1");
    json_.key("tool").begin_object();
    json_.member("name", "mailready");
    json_.member("version", run.version);
    json_.end_object();
    json_.key("domains").begin_array();
    pass_on();
  }

  void domain(const Result& result) override {
    result.write(json_);
    pass_on();
  }

  void end(const Summary& summary) override {
    json_.end_array();
    if (summary.interrupted) json_.member("interrupted", true);
    if (summary.statistics) write_statistics(json_.key("statistics"), *summary.statistics);
    write_summary(json_.key("summary"), summary);
    json_.end_object();
    pass_on();
    out_ << '\n';
    out_.flush();
  }

 private:
  void pass_on() {
    out_ << json_.text();
    json_.clear();
  }

  std::ostream& out_;
  JsonWriter json_{2};  ///< holds what is not yet passed on
};

}  // namespace

std::unique_ptr<Reporter> make_json(std::ostream& out) { return std::make_unique<JsonReporter>(out); }

}  // namespace mailready::report
