#include "cli/plan_file/consistency.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>

namespace mailready::cli {
namespace {

/// What concerns several keys of an entry, some of which may come from the defaults.
class EntryCheck {
 public:
  EntryCheck(Reading& reading, const PlanFile& file) : reading_(reading), file_(file) {
    for (const DomainEntry& domain : file.domains) learn_ids(domain.entry);
    if (file.defaults) learn_ids(*file.defaults);
  }

  void check(const PlanEntry& entry, const std::string& key) {
    check_streams(entry, key);
    check_providers(entry, key);
  }

 private:
  void learn_ids(const PlanEntry& entry) {
    if (!entry.outbound) return;
    for (const survey::Sender& sender : *entry.outbound) ids_.insert(sender.provider->id);
  }

  survey::Stream stream_of(const PlanEntry& entry, const survey::Sender& sender) const {
    if (sender.stream) return *sender.stream;
    if (entry.stream) return *entry.stream;
    return file_.defaults && file_.defaults->stream ? *file_.defaults->stream : survey::Stream::transactional;
  }

  /// The shares of a stream are parts of its mail, and who says that there is no backup names none.
  void check_streams(const PlanEntry& entry, const std::string& key) {
    if (!entry.outbound) return;
    constexpr double whole = 100 + 1e-6;  // thirds do not add up
    std::map<survey::Stream, double> shares;
    std::set<survey::Stream> streams;
    for (const survey::Sender& sender : *entry.outbound) {
      const survey::Stream stream = stream_of(entry, sender);
      double& sum = shares[stream];
      const bool was_whole = sum > whole;
      sum += sender.share.value_or(0);
      if (sum > whole && !was_whole)
        complain(sender.place->line, key,
                 fmt::format("the shares of the {} mail add up to {:g} %, more than all of it",
                             survey::stream_text(stream), sum));
      if (!streams.insert(stream).second && says_no_backup(entry))
        complain(sender.place->line, key,
                 fmt::format("{} is a backup, and \"backup\" says that there is none", sender.provider->id));
    }
  }

  bool says_no_backup(const PlanEntry& entry) const {
    return entry.no_backup || (file_.defaults && file_.defaults->no_backup);
  }

  void check_providers(const PlanEntry& entry, const std::string& key) {
    if (!entry.suppressions) return;
    for (const survey::Suppression& each : *entry.suppressions) {
      if (each.provider.empty() || ids_.contains(each.provider)) continue;
      const auto provider = survey::parse_provider(each.provider);
      if (!provider) complain(each.place->line, key + ".ignore", provider.error());
    }
  }

  void complain(int line, const std::string& key, std::string_view what) {
    reading_.complaints.push_back({line, fmt::format("{}: {}", key, what)});
  }

  Reading& reading_;
  const PlanFile& file_;
  std::set<std::string> ids_;  ///< of all services that the file declares
};

}  // namespace

void check_consistency(Reading& reading, const PlanFile& file) {
  EntryCheck entries(reading, file);
  if (file.defaults) entries.check(*file.defaults, "defaults");
  for (const DomainEntry& domain : file.domains)
    entries.check(domain.entry, fmt::format("domains.\"{}\"", domain.pattern()));
}

}  // namespace mailready::cli
