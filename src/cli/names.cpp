#include "cli/names.h"

#include <set>
#include <utility>

#include "cli/domain_argument.h"
#include "cli/usage_error.h"

namespace mailready::cli {

Names::Names(std::vector<dns::Name> arguments, std::unique_ptr<NameList> list, Shard shard)
    : arguments_(std::move(arguments)), list_(std::move(list)), shard_(shard), sole_(arguments_.size() == 1 && !list_) {
  std::erase_if(arguments_, [&](const dns::Name& name) { return !shard_.holds(name.to_string()); });
  if (!list_) return;
  for (const dns::Name& name : arguments_) seen_.insert(name);
}

std::optional<double> Names::estimate() const {
  if (!list_) return static_cast<double>(arguments_.size());
  const auto share = list_->share_read();
  return share && *share > 0 ? std::optional(static_cast<double>(count_) / *share) : std::nullopt;
}

dns::Task<std::optional<std::string>> Names::next_line() {
  if (first_line_) co_return std::exchange(first_line_, std::nullopt);
  co_return co_await list_->next();
}

dns::Task<std::optional<Entry>> Names::next() {
  if (!std::exchange(begun_, true) && list_) {
    first_line_ = co_await list_->next();
    if (!first_line_) throw UsageError("the list " + list_->name() + " holds no names");
  }
  if (count_ < arguments_.size()) {
    const dns::Name& name = arguments_[count_];
    co_return Entry{count_++, name.to_string(), name};
  }
  while (list_) {
    auto line = co_await next_line();
    if (!line) break;
    auto name = parse_domain(*line);
    if (!shard_.holds(name ? name->to_string() : *line)) continue;
    if (name && !seen_.insert(*name)) continue;
    co_return Entry{count_++, std::move(*line), std::move(name)};
  }
  co_return std::nullopt;
}

std::vector<dns::Name> without_duplicates(std::vector<dns::Name> names) {
  std::set<dns::Name> seen;
  std::erase_if(names, [&](const dns::Name& name) { return !seen.insert(name).second; });
  return names;
}

}  // namespace mailready::cli
