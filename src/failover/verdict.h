// What becomes of mail, or of a part of it, once something is lost.
#pragma once
#include <string_view>

namespace mailready::failover {

/// From the best to the worst.
enum class Verdict {
  untouched,      ///< the loss does not reach it
  survives,       ///< what remains does all that the lost part did
  degraded,       ///< mail flows, but not as it should
  none_declared,  ///< lost, and nobody said that there is a spare
  unknown,        ///< an answer that decides is missing
  lost,
};

/// "untouched", "survives", "degraded", "none-declared", "undetermined", "lost".
std::string_view verdict_text(Verdict verdict);

}  // namespace mailready::failover
