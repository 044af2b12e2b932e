// A result as `check` comes to it.
#pragma once
#include "report/reporter.h"
#include "survey/facts.h"

namespace mailready::report {

/// A domain that was surveyed and judged just now.
class Surveyed final : public Result {
 public:
  /// All of them outlive it.
  Surveyed(const lint::Judgement& its_judgement, const survey::Facts& its_facts, const survey::Plan& its_plan)
      : Result(its_judgement), facts(its_facts), plan(its_plan) {}

  std::string sentence() const override;
  std::string plan_line() const override;
  void write(JsonWriter& json) const override;
  nlohmann::ordered_json value() const override;
  bool was_judged_by(const lint::Rule& rule) const override;

  const survey::Facts& facts;
  const survey::Plan& plan;
};

/// The ids of the ESPs in failover order: the declared ones, else those that the records reveal. Each once.
std::vector<std::string> outbound_ids(const Surveyed& result);

}  // namespace mailready::report
