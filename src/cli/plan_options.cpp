// The plan that the options of `check` declare.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/check_options.h"
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
  if (options.primaries.empty() && none)
    throw UsageError("--backup none says that an ESP has no backup: name that ESP with --primary");
  if (options.primaries.empty() && !options.backups.empty() && options.stream != survey::Stream::self_hosted)
    throw UsageError("--backup needs a --primary to back up; for servers of your own, --stream self-hosted");
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

/// Gives each sender that `text` (ID=NAME) means its return path.
void set_return_path(Plan& plan, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    throw UsageError(fmt::format("--return-path takes ID=NAME, such as sendgrid=em4821, and not \"{}\"", text));
  const std::string id = text.substr(0, equals);
  const auto path = required(survey::parse_return_path(std::string_view(text).substr(equals + 1)), "--return-path");

  const catalogue::Provider* provider = catalogue::find(id);
  std::vector<std::string> declared;
  bool meant = false;
  for (Sender& sender : plan.outbound) {
    declared.push_back(sender.provider->id);
    if (provider == nullptr || sender.provider->id != provider->id) continue;
    if (sender.return_path.kind != survey::ReturnPath::Kind::unnamed)
      throw UsageError(fmt::format("--return-path names the return path of {} twice", sender.provider->id));
    sender.return_path = path;
    meant = true;
  }
  if (meant) return;
  throw UsageError(declared.empty()
                       ? fmt::format("--return-path: name {} with --primary or --backup first", id)
                       : fmt::format("--return-path: {} is no declared sender; {}", id,
                                     counted(declared.size(), "sender") + " declared: " + enumerate(declared)));
}

}  // namespace

Plan make_plan(const PlanOptions& options) {
  refuse_contradictions(options);
  Plan plan;
  plan.stream = options.stream;
  plan.no_inbound = options.no_inbound;
  for (const std::string& text : options.primaries)
    plan.outbound.push_back(required(survey::parse_sender(text, Role::primary), "--primary"));
  for (const std::string& text : options.backups) {
    if (text == no_backup)
      plan.no_backup_meant = true;
    else
      plan.outbound.push_back(required(survey::parse_sender(text, Role::backup), "--backup"));
  }
  for (const std::string& text : options.return_paths) set_return_path(plan, text);
  add_exchanges(plan, options.primary_exchanges, Role::primary, "--primary-mx");
  add_exchanges(plan, options.backup_exchanges, Role::backup, "--backup-mx");
  return plan;
}

}  // namespace mailready::cli
