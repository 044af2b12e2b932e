// What keeps a matrix from telling all that was asked of it.
#pragma once
#include <string>
#include <vector>

#include "failover/simulate.h"

namespace mailready::failover {

/// A direction of mail, or the name servers, that counts and has no rows to show for it.
struct Gap {
  Verdict verdict = Verdict::unknown;  ///< `unknown`, or `lost` where what the plan declares is not there
  std::string what{};                  ///< a clause, safe to show
};

std::vector<Gap> gaps(const Standing& standing, Required required);

/// The question that left open what the domain rests on; null where everything was answered.
const dns::Failure* open_question(const survey::Facts& facts);

/// The verdict over a whole matrix: the worst of what counts; `none_declared` where nothing does.
Verdict overall(const std::vector<Row>& rows, const std::vector<Gap>& gaps);

}  // namespace mailready::failover
