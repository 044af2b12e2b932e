// Makes the providers of the compiled-in rows, once, when a command first looks at them.
#include <charconv>

#include "base/text.h"
#include "mail/catalogue_rows.h"

namespace mailready::catalogue {

/// The entries of a row's list.
static std::vector<std::string> entries(std::string_view list) {
  std::vector<std::string> out;
  if (list.empty()) return out;
  for (const std::string_view entry : split(list, ' ')) out.emplace_back(entry);
  return out;
}

static std::vector<Kind> kinds(std::string_view list) {
  std::vector<Kind> out;
  for (const std::string_view word : split(list, ' '))
    if (const auto kind = parse_kind(word)) out.push_back(*kind);
  return out;
}

static Provider provider(const ProviderRow& row) {
  return {.id = std::string(row.id),
          .name = std::string(row.name),
          .aliases = entries(row.aliases),
          .kinds = kinds(row.kinds),
          .operator_name = std::string(row.operator_name),
          .runs_on = std::string(row.runs_on),
          .runs_on_any = entries(row.runs_on_any),
          .shares_ranges_with = entries(row.shares_ranges_with),
          .spf_includes = entries(row.spf_includes),
          .apex_include = row.apex_include,
          .spf_note = std::string(row.spf_note),
          .selectors = entries(row.selectors),
          .spare_selectors = entries(row.spare_selectors),
          .customer_selectors = row.customer_selectors,
          .dkim_record = std::string(row.dkim_record),
          .dkim_targets = entries(row.dkim_targets),
          .return_path_labels = entries(row.return_path_labels),
          .return_path_targets = entries(row.return_path_targets),
          .return_path_exchanges = entries(row.return_path_exchanges),
          .mx_hosts = entries(row.mx_hosts),
          .store_and_forward = row.store_and_forward,
          .mx_redundant = row.mx_redundant,
          .mx_note = std::string(row.mx_note),
          .status_page = std::string(row.status_page),
          .docs = std::string(row.docs),
          .note = std::string(row.note)};
}

static SubmissionHost submission_host(const SubmissionRow& row) {
  SubmissionHost host{.host = std::string(row.host), .tls = row.tls, .region = std::string(row.region)};
  for (const std::string_view text : split(row.ports, ' ')) {
    std::uint16_t port = 0;
    std::from_chars(text.data(), text.data() + text.size(), port);
    host.ports.push_back(port);
  }
  return host;
}

static std::vector<Provider> load_providers() {
  std::vector<Provider> out;
  out.reserve(provider_rows().size());
  auto host = submission_rows().begin();
  for (const ProviderRow& row : provider_rows()) {
    Provider& made = out.emplace_back(provider(row));
    for (; host != submission_rows().end() && host->provider == row.id; ++host)
      made.submission_hosts.push_back(submission_host(*host));
  }
  return out;
}

static std::vector<DnsOperator> load_dns_operators() {
  std::vector<DnsOperator> out;
  for (const DnsOperatorRow& row : dns_operator_rows())
    out.push_back({.id = std::string(row.id),
                   .name = std::string(row.name),
                   .company = std::string(row.company.empty() ? row.name : row.company),
                   .hosts = entries(row.hosts)});
  return out;
}

static std::vector<WebProxy> load_web_proxies() {
  std::vector<WebProxy> out;
  for (const WebProxyRow& row : web_proxy_rows()) {
    WebProxy& proxy = out.emplace_back(WebProxy{std::string(row.id), std::string(row.name), {}});
    for (const std::string_view text : split(row.networks, ' '))
      if (const auto network = Network::parse(text)) proxy.networks.push_back(*network);
  }
  return out;
}

std::span<const Provider> providers() {
  static const std::vector<Provider> all = load_providers();
  return all;
}

std::span<const DnsOperator> dns_operators() {
  static const std::vector<DnsOperator> all = load_dns_operators();
  return all;
}

std::span<const WebProxy> web_proxies() {
  static const std::vector<WebProxy> all = load_web_proxies();
  return all;
}

}  // namespace mailready::catalogue
