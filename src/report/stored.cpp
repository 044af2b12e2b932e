#include "report/stored.h"

#include <fmt/format.h>

#include <initializer_list>
#include <limits>

#include "base/text.h"
#include "report/page.h"

namespace mailready::report {
namespace {

constexpr std::size_t longest_quoted = 60;  // columns of a word that is refused

/// The members of an object, each of the kind that it must be. Remembers the first that is not, in `fault`.
class Members {
 public:
  Members(const Json& object, std::string& fault) : object_(object), fault_(fault) {
    if (!object.is_object()) note("what should be an object is none");
  }

  std::string text(const char* name) const {
    if (member(object_, name).is_string()) return text_of(object_, name);
    note(fmt::format("\"{}\" is {}", name, object_.contains(name) ? "no text" : "missing"));
    return "";
  }
  /// Empty where it is null or missing.
  std::string text_or_none(const char* name) const { return member(object_, name).is_null() ? "" : text(name); }

  bool truth(const char* name, bool otherwise) const {
    const Json& value = member(object_, name);
    if (value.is_null()) return otherwise;
    if (!value.is_boolean()) note(fmt::format("\"{}\" is neither true nor false", name));
    return truth_of(object_, name);
  }

  /// The elements of a member that must be an array.
  std::span<const Json> list(const char* name) const {
    const Json& value = member(object_, name);
    if (!value.is_array()) note(fmt::format("\"{}\" is {}", name, value.is_null() ? "missing" : "no array"));
    return elements(value);
  }

  /// The same, but empty where it is null or missing.
  std::span<const Json> list_or_none(const char* name) const {
    return member(object_, name).is_null() ? std::span<const Json>() : list(name);
  }

  std::vector<std::string> texts(const char* name) const {
    std::vector<std::string> texts;
    for (const Json& entry : list(name)) {
      if (!entry.is_string()) note(fmt::format("\"{}\" holds what is no text", name));
      texts.push_back(entry.is_string() ? entry.get<std::string>() : "");
    }
    return texts;
  }

  /// One of `words`, which `word_of` names.
  template <class Word>
  Word word(const char* name, std::initializer_list<Word> words, std::string_view (*word_of)(Word)) const {
    const std::string given = text(name);
    std::vector<std::string> known;
    for (const Word candidate : words) {
      if (given == word_of(candidate)) return candidate;
      known.emplace_back(word_of(candidate));
    }
    note(fmt::format("\"{}\" is \"{}\", and none of {}", name, shortened(given, longest_quoted), enumerate(known)));
    return *words.begin();
  }

  const Json& object() const { return object_; }
  Members operator[](const Json& inner) const { return {inner, fault_}; }

 private:
  void note(std::string fault) const {
    if (fault_.empty()) fault_ = std::move(fault);
  }

  const Json& object_;
  std::string& fault_;
};

lint::Severity severity_in(const Members& members) {
  using lint::Severity;
  return members.word("severity", {Severity::error, Severity::warning, Severity::info}, lint::severity_text);
}

std::vector<lint::RecordChange> changes_in(const Members& finding, const char* name) {
  std::vector<lint::RecordChange> changes;
  for (const Json& entry : finding.list(name)) {
    const Members change = finding[entry];
    changes.push_back({change.text("name"), change.text("type"), change.text("data")});
  }
  return changes;
}

std::optional<dns::Place> place_in(const Members& members) {
  const Json& place = member(members.object(), "place");
  if (place.is_null()) return std::nullopt;
  const std::int64_t line = number_of(place, "line");
  const bool fits = line >= 0 && line <= std::numeric_limits<int>::max();
  return dns::Place{.file = members[place].text("file"), .line = fits ? static_cast<int>(line) : 0};
}

lint::Finding read_finding(const Members& members) {
  return {.rule = members.text("rule"),
          .severity = severity_in(members),
          .subject = members.text("subject"),
          .type = members.text_or_none("type"),
          .provider = members.text_or_none("provider"),
          .message = members.text("message"),
          .fix = members.text("fix"),
          .publish = changes_in(members, "publish"),
          .remove = changes_in(members, "remove"),
          .complete = members.truth("complete", true),
          .evidence = members.texts("evidence"),
          .references = members.texts("references"),
          .caused_by = members.texts("caused_by"),
          .place = place_in(members)};
}

lint::Suppressed read_suppressed(const Members& members) {
  lint::Suppressed suppressed{.finding = read_finding(members), .reason = members.text("reason")};
  if (std::string until = members.text_or_none("until"); !until.empty()) suppressed.until = std::move(until);
  return suppressed;
}

lint::Undecided read_undecided(const Members& members) {
  return {.rule = members.text("rule"),
          .severity = severity_in(members),
          .subject = members.text("subject"),
          .reason = members.text("reason"),
          .detail = members.text_or_none("detail"),
          .weighs = members.truth("weighs", true)};
}

lint::Judgement read_judgement(const Members& members) {
  using lint::Scope, lint::Verdict;
  lint::Judgement judgement;
  judgement.domain = members.text("domain");
  judgement.verdict =
      members.word("verdict", {Verdict::ready, Verdict::not_ready, Verdict::undetermined}, lint::verdict_text);
  judgement.scope = members.word("scope", {Scope::failover, Scope::records, Scope::none}, lint::scope_text);
  for (const Json& entry : members.list("findings")) judgement.findings.push_back(read_finding(members[entry]));
  for (const Json& entry : members.list_or_none("suppressed"))
    judgement.suppressed.push_back(read_suppressed(members[entry]));
  for (const Json& entry : members.list("undetermined")) judgement.undecided.push_back(read_undecided(members[entry]));
  if (const Json& plan = member(members.object(), "plan"); plan.is_object()) judgement.place = place_in(members[plan]);
  return judgement;
}

}  // namespace

bool Stored::is_about_a_name() const {
  const Json& facts = member(json, "facts");
  return !facts.is_object() || !facts.empty();
}

mailready::Result<Stored, std::string> read_stored(Json json) {
  std::string fault;
  Stored stored{.judgement = read_judgement(Members(json, fault)), .json = {}};
  if (!fault.empty()) return fault;
  stored.json = std::move(json);
  return stored;
}

}  // namespace mailready::report
