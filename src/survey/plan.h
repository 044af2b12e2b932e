// What the owner of a domain intends: the declared ESPs and exchanges, in failover order. A plain value.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "dns/record.h"
#include "mail/catalogue.h"

namespace mailready::survey {

enum class Stream { transactional, marketing, self_hosted };
/// "transactional", "marketing", "self-hosted".
std::string_view stream_text(Stream stream);
/// The stream that `text` names, in any case; the error is a sentence that lists them.
Result<Stream, std::string> parse_stream(std::string_view text);

enum class Role { primary, backup };

/// A selector that the owner named, with the domain that signs (d=) where it is not the checked one.
struct DeclaredSelector {
  std::string selector;
  std::optional<dns::Name> signing_domain{};
  bool operator==(const DeclaredSelector&) const = default;
};

/// Where an ESP's bounces go: the envelope domain that receivers check SPF at.
struct ReturnPath {
  enum class Kind {
    unnamed,   ///< nobody said: the catalogue's literal labels are tried
    named,     ///< `text`
    provider,  ///< the ESP's own domain, which proves nothing here
    self,      ///< the checked domain itself
  };
  Kind kind = Kind::unnamed;
  std::string text{};  ///< named: a label below the domain ("em4821"), or a whole name
  bool operator==(const ReturnPath&) const = default;
};

/// An ESP that the plan declares, or one of several entries of it.
struct Sender {
  std::shared_ptr<const catalogue::Provider> provider;  ///< never null; of the catalogue, or given in place
  Role role = Role::primary;
  std::vector<DeclaredSelector> selectors{};  ///< replace the catalogue's where there are any
  ReturnPath return_path{};
  std::optional<dns::Name> sending_domain{};  ///< keys and return path are looked for there
  std::optional<Stream> stream{};             ///< where it differs from the plan's
  bool time_critical = false;                 ///< marketing mail that cannot wait
  std::optional<double> share{};              ///< percent of the traffic
  std::optional<dns::Place> place{};
};

struct DeclaredExchange {
  dns::Name host;
  Role role = Role::primary;
  bool operator==(const DeclaredExchange&) const = default;
};

/// How the owner learns that the primary ESP fails, before anybody switches.
struct HealthCheck {
  std::string external{};                              ///< who else checks: "Datadog monitor 123"; empty: nobody
  std::optional<std::chrono::seconds> interval{};      ///< between two checks
  std::optional<int> retries{};                        ///< failures in a row before the switch
  std::optional<std::chrono::seconds> retry_window{};  ///< over which they are spread
  std::string alert{};                                 ///< who hears of it; empty: nobody
  std::optional<dns::Place> place{};
};

/// Findings that the owner accepts.
struct Suppression {
  std::string rule;             ///< an id, or a family
  std::string reason;           ///< never empty
  std::optional<Date> until{};  ///< the last day that it holds; nothing: for good
  std::string subject{};        ///< only findings about this name; empty: about any
  std::string provider{};       ///< only findings about this ESP, by id; empty: about any
  std::optional<dns::Place> place{};

  /// Whether it no longer holds on `today`; never where that is not known.
  bool expired(std::optional<Date> today) const { return until && today && *until < *today; }
};

struct Plan {
  Stream stream = Stream::transactional;
  std::vector<Sender> outbound;           ///< in failover order
  bool no_backup_meant = false;           ///< `--backup none`
  std::string no_backup_reason{};         ///< in the words of the plan file; empty elsewhere
  std::vector<DeclaredExchange> inbound;  ///< in failover order
  bool no_inbound = false;                ///< the owner says that the domain takes no mail
  std::chrono::seconds max_ttl{3600};     ///< how long caches may keep what a failover has to change
  std::optional<HealthCheck> health_check{};
  std::vector<Suppression> suppressions{};
  std::optional<dns::Place> place{};  ///< where the plan file speaks of the domain; nothing where it does not

  /// Whether a failover is declared, outbound or inbound.
  bool declared() const { return !outbound.empty() || !inbound.empty() || no_backup_meant; }
  bool declares_inbound_backup() const;
  Stream stream_of(const Sender& sender) const { return sender.stream.value_or(stream); }
  /// Whether a fault of this sender is lowered to a warning: a backup for marketing mail that can wait.
  bool can_wait(const Sender& sender) const;
};

/// A shared pointer to a catalogue entry, which lives for ever.
std::shared_ptr<const catalogue::Provider> share(const catalogue::Provider& provider);

/// The catalogue's provider with this id or alias. The error is a sentence that names the nearest.
Result<std::shared_ptr<const catalogue::Provider>, std::string> parse_provider(std::string_view id);

/// Reads `ID[:SELECTOR[@SIGNING-DOMAIN],...]`, as `--primary` and `--backup` take it. The error is a sentence that
/// names the nearest provider where the ID is unknown.
Result<Sender, std::string> parse_sender(std::string_view text, Role role);

/// Reads `SELECTOR[@SIGNING-DOMAIN]`; the error is a sentence.
Result<DeclaredSelector, std::string> parse_selector(std::string_view text);

/// Reads the value of `ID=NAME` of `--return-path`: a label, a name, `provider` or `self`.
Result<ReturnPath, std::string> parse_return_path(std::string_view text);

}  // namespace mailready::survey
