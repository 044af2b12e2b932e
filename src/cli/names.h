// The names that a run is about: those on the command line, then those of a list, each once.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/name_list.h"
#include "cli/seen.h"
#include "cli/shard.h"
#include "dns/name.h"
#include "dns/task.h"

namespace mailready::cli {

struct Entry {
  std::size_t index = 0;                ///< counted from 0 in the order of the names
  std::string text;                     ///< as it was given
  Result<dns::Name, std::string> name;  ///< or the sentence why it is no domain name
};

class Names {
 public:
  /// `arguments` without duplicates; `list` may be null. What is not in `shard` is passed over.
  Names(std::vector<dns::Name> arguments, std::unique_ptr<NameList> list, Shard shard);

  /// The next name; nothing at the end. Throws UsageError where a list holds no name at all, and does so first.
  dns::Task<std::optional<Entry>> next();

  /// Whether one domain was asked about, and no list of them.
  bool sole() const { return sole_; }
  /// How many stand at the beginning that came from the command line.
  std::size_t argument_count() const { return arguments_.size(); }
  /// How many have been given out.
  std::size_t count() const { return count_; }
  /// How many there will be, going by the part of the list that has been read; nothing where that cannot be told.
  std::optional<double> estimate() const;

 private:
  dns::Task<std::optional<std::string>> next_line();

  std::vector<dns::Name> arguments_;
  std::unique_ptr<NameList> list_;
  Shard shard_;
  bool sole_;
  std::optional<std::string> first_line_;
  bool begun_ = false;
  std::size_t count_ = 0;
  Seen seen_;
};

/// `names` with later duplicates left out.
std::vector<dns::Name> without_duplicates(std::vector<dns::Name> names);

}  // namespace mailready::cli
