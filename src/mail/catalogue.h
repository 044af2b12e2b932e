// The catalogue of e-mail service providers: what their customers' records look like. Made at build time from
// rules/providers.json; constant afterwards.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip.h"
#include "dns/name.h"

namespace mailready::catalogue {

enum class Kind { transactional, marketing, mailbox, gateway, helpdesk, backup_mx };

/// "transactional", …, "backup-mx".
std::string_view kind_text(Kind kind);
/// The kind that `text` names; nothing where there is none such.
std::optional<Kind> parse_kind(std::string_view text);

/// Whether a domain's own record must include the provider.
enum class ApexInclude { needed, not_needed, without_return_path, unknown };

/// A host that takes mail from customers, on each of `ports`.
struct SubmissionHost {
  enum class Tls { starttls, implicit, both };  ///< both: implicit on 443, 465, 2465 and 8465, else STARTTLS
  std::string host{};
  std::vector<std::uint16_t> ports{};
  Tls tls = Tls::starttls;
  std::string region{};  ///< "eu"; empty: everywhere

  /// Whether a connection to `port` begins with the TLS handshake.
  bool implicit_tls(std::uint16_t port) const;
  bool operator==(const SubmissionHost&) const = default;
};

std::string_view tls_text(SubmissionHost::Tls tls);

/// A service as the catalogue, or the plan in place, describes it. Patterns hold `*` for a generated part of one octet
/// or more.
struct Provider {
  std::string id{}, name{};
  std::vector<std::string> aliases{};
  std::vector<Kind> kinds{};
  std::string operator_name{};             ///< empty: unknown
  std::string runs_on{};                   ///< id of the provider whose servers send the mail; empty: its own
  std::vector<std::string> runs_on_any{};  ///< one or several of these, by account
  std::vector<std::string> shares_ranges_with{};
  std::vector<std::string> spf_includes{};  ///< patterns; the current name first
  ApexInclude apex_include = ApexInclude::unknown;
  std::string spf_note{};
  std::vector<std::string> selectors{};              ///< patterns of default selectors
  std::vector<std::string> spare_selectors{};        ///< their aliases may dangle
  bool customer_selectors = false;                   ///< customers may choose their own
  std::string dkim_record{};                         ///< what customers publish: "cname", "txt", "either", or unknown
  std::vector<std::string> dkim_targets{};           ///< suffixes of CNAME targets of keys
  std::vector<std::string> return_path_labels{};     ///< patterns
  std::vector<std::string> return_path_targets{};    ///< suffixes of CNAME targets
  std::vector<std::string> return_path_exchanges{};  ///< suffixes of MX at the return-path name
  std::vector<std::string> mx_hosts{};               ///< suffixes of exchanges
  std::optional<bool> store_and_forward{};           ///< whether it queues for a dead primary
  std::optional<bool> mx_redundant{};                ///< whether one of its names stands for many sites
  std::string mx_note{};
  std::vector<SubmissionHost> submission_hosts{};
  std::string status_page{}, docs{};
  std::string note{};

  bool is(Kind kind) const;
  /// Transactional or marketing: what this program calls an ESP.
  bool is_esp() const;
  /// Whether its own servers send the mail, as far as is known.
  bool runs_alone() const { return runs_on.empty() && runs_on_any.empty(); }
  /// Whether it bounces to names below the domain whose label it makes up: "em4821".
  bool has_generated_return_path() const;
  /// Whether absence of its literal selectors proves nothing: generated or chosen ones exist, or none are known.
  bool selectors_open() const;
  /// The SPF names without `*` or macros, current one first.
  std::vector<dns::Name> literal_includes() const;
  std::vector<std::string> literal_selectors() const;
  std::vector<std::string> literal_return_path_labels() const;
};

/// A network of web proxies, which take no SMTP.
struct WebProxy {
  std::string id, name;
  std::vector<Network> networks;
};

/// A company that runs name servers for others.
struct DnsOperator {
  std::string id, name;
  std::string company;             ///< as `Provider::operator_name` has it; the name itself where it is the company's
  std::vector<std::string> hosts;  ///< suffixes of name servers; `*` matches one label or a part of one
};

/// All providers, in the file's order. Built on first use.
std::span<const Provider> providers();
std::span<const DnsOperator> dns_operators();
std::span<const WebProxy> web_proxies();

/// By id or alias, in any case; null where unknown.
const Provider* find(std::string_view id_or_alias);
/// The id nearest to `word`, or "".
std::string nearest_id(std::string_view word);

/// Whether `name` is, or lies below, a suffix pattern, label by label; `*` matches one label or a part of one.
bool matches_suffix(const dns::Name& name, std::string_view pattern);
/// Whether `name` is the pattern, label by label; a first label "*" stands for one label or several.
bool matches_exactly(const dns::Name& name, std::string_view pattern);
/// Whether a label (or several, "a.b") matches a pattern such as "em*" or "*.rp".
bool matches_label(std::string_view label, std::string_view pattern);

// Who a name belongs to; null where nobody in the catalogue claims it. Of several providers that claim it, one that
// runs on no other goes first; then the one whose pattern of a selector or label, other than a bare "*", matches; then
// the longest suffix; then the order of the file.
const Provider* by_include(const dns::Name& target);                                     ///< an SPF include
const Provider* by_dkim_target(const dns::Name& target, std::string_view selector);      ///< a key's alias
const Provider* by_return_path_target(const dns::Name& target, std::string_view label);  ///< an envelope name's alias
const Provider* by_return_path_exchange(const dns::Name& exchange, std::string_view label);  ///< an envelope name's MX
const Provider* by_exchange(const dns::Name& exchange);                                      ///< an MX of the domain

/// Who runs the name server `host`; null where the catalogue does not know.
const DnsOperator* by_name_server(const dns::Name& host);

}  // namespace mailready::catalogue
