#include "report/json.h"

#include <string>

#include "base/text.h"
#include "report/makers.h"
#include "report/words.h"

namespace mailready::report {

namespace {

Json finding_json(const lint::Finding& finding) {
  Json json{{"rule", text_json(finding.rule)},
            {"severity", lint::severity_text(severity_of(finding))},
            {"subject", text_json(finding.subject)},
            {"type", text_or_null(finding.type)},
            {"provider", text_or_null(finding.provider)},
            {"message", text_json(finding.message)},
            {"fix", text_json(finding.fix)},
            {"publish", changes_json(finding.publish)},
            {"remove", changes_json(finding.remove)},
            {"complete", finding.complete},
            {"evidence", texts_json(finding.evidence)},
            {"references", texts_json(finding.references)},
            {"caused_by", texts_json(finding.caused_by)}};
  if (finding.place) json["place"] = {{"file", text_json(finding.place->file)}, {"line", finding.place->line}};
  return json;
}

Json undecided_json(const lint::Undecided& undecided) {
  Json json{{"rule", text_json(undecided.rule)}};
  if (undecided.severity) json["severity"] = lint::severity_text(*undecided.severity);
  json["subject"] = text_json(undecided.subject);
  json["reason"] = text_json(undecided.reason);
  if (!undecided.detail.empty()) json["detail"] = text_json(undecided.detail);
  if (!undecided.weighs) json["weighs"] = false;
  return json;
}

Json plan_json(const Result& result) {
  Json inbound = Json::array();
  for (const survey::DeclaredExchange& exchange : result.plan.inbound) inbound.push_back(exchange.host.to_string());
  return {{"stream", survey::stream_text(result.plan.stream)},
          {"outbound", texts_json(outbound_ids(result))},
          {"inbound", std::move(inbound)},
          {"source", result.plan.declared() ? "declared" : "inferred"}};
}

template <class T, class Writer>
Json list_json(const std::vector<T>& values, Writer write) {
  Json list = Json::array();
  for (const T& value : values) list.push_back(write(value));
  return list;
}

}  // namespace

Json texts_json(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(text_json(text));
  return list;
}

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

Json changes_json(const std::vector<lint::RecordChange>& changes) {
  Json list = Json::array();
  for (const lint::RecordChange& change : changes)
    list.push_back(
        {{"name", text_json(change.name)}, {"type", text_json(change.type)}, {"data", text_json(change.data)}});
  return list;
}

Json text_json(std::string_view text) { return shown(text); }

Json octets_json(std::string_view octets) { return printable(octets); }

Json text_or_null(std::string_view text) { return text.empty() ? Json(nullptr) : text_json(text); }

Json unknown_json(const dns::Failure& failure) { return {{"undetermined", dns::reason(failure.kind)}}; }

Json domain_json(const Result& result) {
  const lint::Judgement& judgement = result.judgement;
  return {{"domain", text_json(judgement.domain)},
          {"verdict", lint::verdict_text(judgement.verdict)},
          {"scope", lint::scope_text(judgement.scope)},
          {"plan", plan_json(result)},
          {"findings", list_json(judgement.findings, finding_json)},
          {"suppressed", Json::array()},
          {"undetermined", list_json(judgement.undecided, undecided_json)},
          {"facts", facts_json(result.facts)},
          {"dns",
           {{"queries", result.facts.queries},
            {"cached", result.facts.cached},
            {"elapsed_ms", result.facts.elapsed.count()}}}};
}

Json summary_json(const Summary& summary) {
  return {{"domains", summary.domains},
          {"ready", summary.ready},
          {"not_ready", summary.not_ready},
          {"undetermined", summary.undetermined},
          {"no_failover", summary.no_failover},
          {"no_mail", summary.no_mail},
          {"errors", summary.errors},
          {"warnings", summary.warnings},
          {"infos", summary.infos}};
}

std::string dump(const Json& json, int indent) {
  return json.dump(indent, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

namespace {

/// `json`, indented by two spaces a level, as it stands at `depth` levels inside of an object.
std::string nested(const Json& json, std::size_t depth) {
  const std::string margin(2 * depth, ' ');
  std::string out;
  for (const char c : dump(json, 2)) {  // strings hold no raw line ends
    out += c;
    if (c == '\n') out += margin;
  }
  return out;
}

/// One object, written as the domains come: nothing is kept, and it is whole after `end`.
class JsonReporter final : public Reporter {
 public:
  explicit JsonReporter(std::ostream& out) : out_(out) {}

  void begin(const Run& run) override {
    const Json tool{{"name", "mailready"}, {"version", text_json(run.version)}};
    out_ << "{\n  \"schema\": \"mailready/1\",\n  \"tool\": " << nested(tool, 1) << ",\n  \"domains\": [";
  }

  void domain(const Result& result) override {
    out_ << (any_ ? ",\n    " : "\n    ") << nested(domain_json(result), 2);
    any_ = true;
  }

  void end(const Summary& summary) override {
    out_ << (any_ ? "\n  ]" : "]") << (summary.interrupted ? ",\n  \"interrupted\": true" : "")
         << ",\n  \"summary\": " << nested(summary_json(summary), 1) << "\n}\n";
    out_.flush();
  }

 private:
  std::ostream& out_;
  bool any_ = false;
};

}  // namespace

std::unique_ptr<Reporter> make_json(std::ostream& out) { return std::make_unique<JsonReporter>(out); }

}  // namespace mailready::report
