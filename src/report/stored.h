// A result of `check` read back from the JSON that it wrote.
#pragma once
#include <string>

#include "base/result.h"
#include "report/json_value.h"
#include "report/reporter.h"

namespace mailready::report {

/// A judgement, and all else that was written with it.
struct Stored {
  lint::Judgement judgement;
  Json json;  ///< the whole object of the domain

  /// Whether it is about a domain name, and not about a line of a list that is none.
  bool is_about_a_name() const;
};

/// Reads the object of a domain. What a judgement needs must be there; keys that are not known are kept. The error is a
/// clause that says what is not as `check` writes it.
mailready::Result<Stored, std::string> read_stored(Json json);

/// What reporters see of it.
class StoredResult final : public Result {
 public:
  /// `stored` outlives it.
  explicit StoredResult(const Stored& stored) : Result(stored.judgement), json_(stored.json) {}

  std::string sentence() const override { return text_of(json_, "sentence"); }
  std::string plan_line() const override { return text_of(member(json_, "plan"), "line"); }
  void write(JsonWriter& json) const override { write_value(json, json_); }
  Json value() const override { return json_; }
  bool was_judged_by(const lint::Rule&) const override { return false; }  // the result does not tell

 private:
  const Json& json_;
};

}  // namespace mailready::report
