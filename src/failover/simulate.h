// The failover matrix: what still works when each part is lost.
#pragma once
#include <string>
#include <vector>

#include "dns/task.h"
#include "failover/clock.h"
#include "failover/inbound.h"
#include "failover/name_service.h"
#include "failover/outbound.h"
#include "failover/part.h"
#include "survey/survey.h"

namespace mailready::failover {

/// What must survive though the plan declares no spare for it.
struct Required {
  bool outbound = false, inbound = false, dns = false;
};

/// What a loss means for one direction of mail, or for the records.
struct Aspect {
  Verdict verdict = Verdict::untouched;
  bool counts = false;  ///< a spare is declared, or it must survive: the exit code says so where it does not
};

/// One loss.
struct Row {
  Part part{};
  std::vector<Outbound> outbound{};  ///< one; of an include two: while it is silent, and once it is gone
  Inbound inbound{};
  NameService name_service{};
  Aspect sends{}, receives{}, resolves{};

  /// The worst of the three.
  Verdict verdict() const;
};

/// The domain as it stands. Where the plan declares no ESP, it holds those that the records reveal, and `inferred`.
struct Standing {
  survey::Facts facts;
  survey::Plan plan;
  bool inferred = false;
};

/// What a simulation rests on.
survey::Needs needs();

/// Surveys the domain, and once more where the plan is to be inferred, by the same answers. What `world` refers to
/// outlives the call.
dns::Task<Standing> stand(survey::World world, dns::Name domain, survey::Plan plan, survey::Options options);

/// Loses `part`. Asks nobody: the survey is run again over the answers that it rests on. `standing` outlives the call.
dns::Task<Row> lose(const Standing& standing, Part part, Required required);

/// Loses every part in turn.
dns::Task<std::vector<Row>> lose_each(const Standing& standing, Required required);

}  // namespace mailready::failover
