// The JSON of results, shared by the formats that write JSON. The keys are a public interface: further ones may be
// added, none changes its meaning.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "report/json_writer.h"
#include "report/reporter.h"
#include "survey/facts.h"

namespace mailready::report {

/// The `facts` of a domain: one that was not surveyed has no key.
void write_facts(JsonWriter& json, const survey::Facts& facts, const survey::Plan& plan);
/// The members of `facts.spf` of a record, broken ones included, with its tree.
void write_spf_members(JsonWriter& json, const spf::Tree& tree);
void write_summary(JsonWriter& json, const Summary& summary);
void write_statistics(JsonWriter& json, const Statistics& statistics);

/// `[{"name": …, "type": …, "data": …}]`
void write_changes(JsonWriter& json, const std::vector<lint::RecordChange>& changes);
/// `{"undetermined": "timeout"}`
void write_unknown(JsonWriter& json, const dns::Failure& failure);
/// A fact's value as `write` writes it, null where it is absent, or `{"undetermined": REASON}`.
template <class T, class Write>
void write_fact(JsonWriter& json, const dns::Fact<T>& fact, Write write) {
  if (fact.unknown())
    write_unknown(json, fact.failure());
  else if (fact.absent())
    json.value(nullptr);
  else
    write(json, *fact);
}
/// "usable", "missing", "unknown": whether an ESP has a key.
std::string_view dkim_text(survey::SenderFacts::Dkim dkim);

}  // namespace mailready::report
