// The catalogue as it is compiled in: tables of constants, made at build time from rules/providers.json. Reading them
// costs nothing at start-up; catalogue_load.cpp makes the providers of them on first use.
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "mail/catalogue.h"

namespace mailready::catalogue {

/// One provider. A list is one text, its entries parted by single spaces; an empty text stands for what is not known.
struct ProviderRow {
  std::string_view id{}, name{}, aliases{}, kinds{}, operator_name{}, runs_on{}, runs_on_any{}, shares_ranges_with{};
  std::string_view spf_includes{};
  ApexInclude apex_include = ApexInclude::unknown;
  std::string_view spf_note{};
  std::string_view selectors{}, spare_selectors{};
  bool customer_selectors = false;
  std::string_view dkim_record{}, dkim_targets{};
  std::string_view return_path_labels{}, return_path_targets{}, return_path_exchanges{};
  std::string_view mx_hosts{};
  std::optional<bool> store_and_forward{}, mx_redundant{};
  std::string_view mx_note{}, status_page{}, docs{}, note{};
};

/// One submission host of the provider with the id `provider`.
struct SubmissionRow {
  std::string_view provider{}, host{}, ports{};
  SubmissionHost::Tls tls = SubmissionHost::Tls::starttls;
  std::string_view region{};
};

struct DnsOperatorRow {
  std::string_view id{}, name{}, company{}, hosts{};
};

struct WebProxyRow {
  std::string_view id{}, name{}, networks{};
};

std::span<const ProviderRow> provider_rows();
/// In the order of the providers.
std::span<const SubmissionRow> submission_rows();
std::span<const DnsOperatorRow> dns_operator_rows();
std::span<const WebProxyRow> web_proxy_rows();

}  // namespace mailready::catalogue
