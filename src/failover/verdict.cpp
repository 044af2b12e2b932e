#include "failover/verdict.h"

namespace mailready::failover {

std::string_view verdict_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::untouched:
      return "untouched";
    case Verdict::survives:
      return "survives";
    case Verdict::degraded:
      return "degraded";
    case Verdict::none_declared:
      return "none-declared";
    case Verdict::unknown:
      return "undetermined";
    case Verdict::lost:
      return "lost";
  }
  return "";
}

}  // namespace mailready::failover
