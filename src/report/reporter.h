// A reporter writes the results of a run in one format, as they come. It decides nothing: severity, order and
// verdict are settled before it.
#pragma once
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lint/engine.h"
#include "report/statistics.h"

namespace mailready::report {

class JsonWriter;

/// One domain that has been judged, just now or when the result that is read back was written. A reporter may look at
/// it during `domain()` only.
class Result {
 public:
  explicit Result(const lint::Judgement& its_judgement) : judgement(its_judgement) {}
  virtual ~Result() = default;

  /// The verdict as a sentence about mail, counts included, with a full stop: "If Postmark fails, mail through SendGrid
  /// would be rejected: 2 errors, 1 warning."
  virtual std::string sentence() const = 0;
  /// "postmark → sendgrid · MX mx1.acme.example → mx2.acme.example"; "no failover declared" without a plan. Empty for a
  /// line of a list that is no domain name.
  virtual std::string plan_line() const = 0;
  /// Writes the object of the domain, as one of `domains[]` and as a line of NDJSON.
  virtual void write(JsonWriter& json) const = 0;
  /// The same as a value, to look into.
  virtual nlohmann::ordered_json value() const = 0;
  /// Whether the rule had a say, as far as is known: it did not rest, as most do for a domain without mail.
  virtual bool was_judged_by(const lint::Rule& rule) const = 0;

  const lint::Judgement& judgement;
};

/// What the run is about; fixed before the first result.
struct Run {
  std::string version{};  ///< of the program
  /// The rules that were chosen to judge; empty where that is not known, as of results that are read back.
  std::span<const lint::Rule* const> rules{};
  std::optional<std::size_t> expected{};  ///< how many domains there will be, where that is known
  bool colour = false;                    ///< text only
  int width = 80;                         ///< columns of the terminal; text only
  bool verbose = false;                   ///< -v: infos in full
  bool quiet = false;                     ///< -q: only what is wrong
};

/// The counts of a run.
struct Summary {
  std::size_t domains = 0, ready = 0, not_ready = 0, undetermined = 0;
  std::size_t no_failover = 0;  ///< of `ready`: those where no failover is declared, so that none was judged
  std::size_t no_mail = 0;      ///< of `ready`: those that take and send no mail
  std::size_t errors = 0, warnings = 0, infos = 0;
  bool interrupted = false;
  std::optional<Statistics> statistics{};  ///< where they were asked for

  void count(const lint::Judgement& judgement);
};

class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual void begin(const Run& run) = 0;
  virtual void domain(const Result& result) = 0;
  virtual void end(const Summary& summary) = 0;
};

/// A row of the table of formats.
struct Format {
  std::string_view name;
  std::string_view description;  ///< for --help
  std::unique_ptr<Reporter> (*make)(std::ostream& out);
};

std::span<const Format> formats();
/// Null where there is no such format.
const Format* find_format(std::string_view name);

}  // namespace mailready::report
