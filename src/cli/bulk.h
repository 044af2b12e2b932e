// Many domains with one event loop: a window of them is under way, and each is let go once it is reported.
#pragma once
#include <chrono>
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

/// Checks every name of a run, a window of them at a time, so that memory stays flat. Names of the command line are
/// reported in their order; those of a list too where `ordered` is set, or else as they are ready.
class Bulk {
 public:
  struct Options {
    std::size_t window = 1;              ///< domains that are under way, or wait for their turn
    bool ordered = false;                ///< a slow domain then holds up the start of those behind it
    std::chrono::milliseconds moment{};  ///< what is reported within it is delivered together
  };
  struct Work {
    std::function<dns::Task<Checked>(Entry)> check;
    std::function<void(const Checked&)> report;
    /// Hands over what was reported, and ends once it was taken: until then no further domain begins.
    std::function<dns::Task<>()> deliver;
  };

  /// `names` outlives it.
  Bulk(dns::Loop& loop, Names& names, Options options, Work work);

  /// Ends when all names are reported, or after `stop`; what was reported last may not be delivered. Rethrows what
  /// reading, checking, reporting or delivering throws.
  dns::Task<> run();
  /// Lets go of what is not finished yet.
  void stop() { tasks_.cancel(); }

 private:
  /// A result before its turn. It keeps its place in the window.
  struct Waiting {
    Checked checked;
    dns::Slots::Held place;
  };

  dns::Task<> take_names();
  dns::Task<> check_one(dns::Slots::Held place, Entry entry);
  void report(const Checked& checked);
  dns::Task<> deliver_soon();

  Names& names_;
  Options options_;
  Work work_;
  dns::Slots places_;
  dns::Slots delivery_{1};  ///< held while somebody is waited for who takes his time
  bool delivers_ = false;   ///< what is reported now will be delivered
  std::map<std::size_t, Waiting> waiting_;
  std::size_t next_ = 0;  ///< whose turn it is
  dns::TaskGroup tasks_;  ///< last, since they hold places
};

}  // namespace mailready::cli
