#include "cli/plan_overrides.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/domain_argument.h"
#include "cli/usage_error.h"

namespace mailready::cli {
namespace {

using survey::Plan;
using survey::Role;
using survey::Sender;

constexpr std::string_view no_backup = "none";

/// The value of a result whose error is the user's.
template <class T>
T required(Result<T, std::string> result, std::string_view option) {
  if (!result) throw UsageError(fmt::format("{}: {}", option, result.error()));
  return *std::move(result);
}

void refuse_contradictions(const PlanOptions& options) {
  const bool none = std::ranges::count(options.backups, no_backup) > 0;
  if (options.primaries.size() > 1)
    throw UsageError("--primary is given twice: one ESP is the primary, the others are --backup in failover order");
  if (none && options.backups.size() > 1) throw UsageError("--backup none stands beside another --backup: choose one");
  if (options.no_inbound && !(options.primary_exchanges.empty() && options.backup_exchanges.empty()))
    throw UsageError("--no-inbound says that the domain takes no mail: leave out --primary-mx and --backup-mx");
}

void add_exchanges(Plan& plan, const std::vector<std::string>& hosts, Role role, std::string_view option) {
  for (const std::string& host : hosts) {
    const auto name = required(parse_domain(host), option);
    const auto same = [&](const survey::DeclaredExchange& other) { return other.host == name; };
    if (std::ranges::any_of(plan.inbound, same))
      throw UsageError(fmt::format("{}: {} is named twice as an exchange", option, name.to_string()));
    plan.inbound.push_back({.host = name, .role = role});
  }
}

/// A backup without a primary stands behind servers of the owner's own.
void refuse_lone_backup(const PlanOptions& options) {
  if (!options.primaries.empty() || options.backups.empty()) return;
  if (options.backups.front() == no_backup)
    throw UsageError("--backup none says that an ESP has no backup: name that ESP with --primary");
  throw UsageError("--backup needs a --primary to back up; for servers of your own, --stream self-hosted");
}

/// Reads ID=NAME.
std::pair<std::string, survey::ReturnPath> parse_return_path(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    throw UsageError(fmt::format("--return-path takes ID=NAME, such as sendgrid=em4821, and not \"{}\"", text));
  const std::string id = text.substr(0, equals);
  const catalogue::Provider* provider = catalogue::find(id);
  return {provider != nullptr ? provider->id : id,
          required(survey::parse_return_path(std::string_view(text).substr(equals + 1)), "--return-path")};
}

}  // namespace

PlanOverrides::PlanOverrides(const PlanOptions& options) : options_(options) {
  refuse_contradictions(options);
  for (const std::string& text : options.primaries)
    declared_.outbound.push_back(required(survey::parse_sender(text, Role::primary), "--primary"));
  for (const std::string& text : options.backups) {
    if (text == no_backup)
      declared_.no_backup_meant = true;
    else
      declared_.outbound.push_back(required(survey::parse_sender(text, Role::backup), "--backup"));
  }
  for (const std::string& text : options.return_paths) {
    auto [id, path] = parse_return_path(text);
    if (!return_paths_.emplace(id, std::move(path)).second)
      throw UsageError(fmt::format("--return-path names the return path of {} twice", id));
  }
  add_exchanges(declared_, options.primary_exchanges, Role::primary, "--primary-mx");
  add_exchanges(declared_, options.backup_exchanges, Role::backup, "--backup-mx");
}

void PlanOverrides::apply(Plan& plan) {
  any_self_hosted_ = any_self_hosted_ || plan.stream == survey::Stream::self_hosted;
  if (!options_.primaries.empty() || !options_.backups.empty()) {
    plan.outbound = declared_.outbound;
    plan.no_backup_meant = declared_.no_backup_meant;
    plan.no_backup_reason.clear();
  }
  if (!declared_.inbound.empty() || options_.no_inbound) {
    plan.inbound = declared_.inbound;
    plan.no_inbound = options_.no_inbound;
  }
  set_return_paths(plan);
}

void PlanOverrides::set_return_paths(Plan& plan) {
  for (Sender& sender : plan.outbound) {
    const std::string& id = sender.provider->id;
    if (std::ranges::count(senders_, id) == 0) senders_.push_back(id);
    const auto path = return_paths_.find(id);
    if (path == return_paths_.end()) continue;
    sender.return_path = path->second;
    meant_.insert(id);
  }
}

void PlanOverrides::refuse_misfits() const {
  if (!any_self_hosted_) refuse_lone_backup(options_);
  for (const auto& [id, path] : return_paths_) {
    if (meant_.contains(id)) continue;
    if (senders_.empty()) throw UsageError(fmt::format("--return-path: name {} with --primary or --backup first", id));
    throw UsageError(fmt::format("--return-path: {} is no declared sender; {} declared: {}", id,
                                 counted(senders_.size(), "sender"), enumerate(senders_)));
  }
}

}  // namespace mailready::cli
