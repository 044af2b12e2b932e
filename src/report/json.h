// JSON values of the report, shared by the formats that write JSON. The keys are a public interface: further ones may
// be added, none changes its meaning.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "report/reporter.h"

namespace mailready::report {

/// Keeps the order of its keys, so that outputs repeat byte for byte.
using Json = nlohmann::ordered_json;

/// A text that is ours, or that went through `printable`. Never throws, whatever octets it holds.
Json text_json(std::string_view text);
/// Octets from DNS, made printable.
Json octets_json(std::string_view octets);
/// Each as `text_json` has it.
Json texts_json(const std::vector<std::string>& texts);
/// "usable", "missing", "unknown": whether an ESP has a key.
std::string_view dkim_text(survey::SenderFacts::Dkim dkim);
/// `[{"name": …, "type": …, "data": …}]`
Json changes_json(const std::vector<lint::RecordChange>& changes);
/// Null for an empty text.
Json text_or_null(std::string_view text);
/// `{"undetermined": "timeout"}`
Json unknown_json(const dns::Failure& failure);
/// A fact's value as `value` writes it, null where it is absent, or `{"undetermined": REASON}`.
template <class T, class Writer>
Json fact_json(const dns::Fact<T>& fact, Writer value) {
  if (fact.unknown()) return unknown_json(fact.failure());
  return fact.present() ? Json(value(*fact)) : Json(nullptr);
}

/// The object of a domain, as one of `domains[]` and as a line of NDJSON.
Json domain_json(const Result& result);
/// Its `facts`: a fact that was not surveyed has no key.
Json facts_json(const survey::Facts& facts);
/// `facts.spf` of a record, broken ones included, with its tree.
Json spf_json(const spf::Tree& tree);
Json summary_json(const Summary& summary);

/// The text of a value; `indent` below zero: on one line. Invalid UTF-8 becomes U+FFFD.
std::string dump(const Json& json, int indent = -1);

}  // namespace mailready::report
