// Many domains with one event loop: a window of them is under way, and each is let go once it is reported.
#pragma once
#include <cstddef>
#include <functional>
#include <map>

#include "cli/names.h"
#include "dns/async.h"
#include "lint/engine.h"
#include "survey/facts.h"

namespace mailready::cli {

/// A domain that has been judged.
struct Checked {
  lint::Judgement judgement;
  survey::Facts facts;
};

/// Checks every name of a run. Names of the command line are reported in their order, those of a list as they are
/// ready, so that one slow domain holds up no other and memory stays flat.
class Bulk {
 public:
  using Check = std::function<dns::Task<Checked>(Entry)>;
  using Report = std::function<void(const Checked&)>;

  /// `names` outlives it; `concurrency` is at least 1.
  Bulk(dns::Loop& loop, Names& names, std::size_t concurrency, Check check, Report report);

  /// Ends when all names are reported, or after `stop`. Rethrows what reading, checking or reporting throws.
  dns::Task<> run();
  /// Lets go of what is not reported yet.
  void stop() { work_.cancel(); }

 private:
  dns::Task<> take_names();
  dns::Task<> check_one(dns::Slots::Held place, Entry entry);
  void report(std::size_t index, Checked checked);

  Names& names_;
  Check check_;
  Report report_;
  dns::TaskGroup work_;
  dns::Slots places_;
  std::map<std::size_t, Checked> waiting_;  ///< arguments that are ready before their turn
  std::size_t next_ = 0;                    ///< whose turn it is
};

}  // namespace mailready::cli
