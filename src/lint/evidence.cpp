#include "lint/evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <string_view>

#include "base/text.h"

namespace mailready::lint {

namespace {

constexpr std::size_t most_lines = 20;    // of evidence
constexpr std::size_t longest_part = 60;  // octets of a term in a sentence

/// `text` as it is safe to show, cut between two characters where it is long.
std::string cut(std::string_view text) {
  if (text.size() <= longest_part) return printable(text);
  std::size_t end = longest_part;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return printable(text.substr(0, end)) + "…";
}

/// "a, b and 4 more", where there are more than are shown.
std::string with_count(std::vector<std::string> shown, std::size_t all) {
  if (all > shown.size()) shown.push_back(fmt::format("{} more", all - shown.size()));
  return enumerate(shown);
}

}  // namespace

std::string evidence(const dns::Record& record) {
  return fmt::format("{} {} {}", record.owner.to_absolute(), dns::type_name(record.type), dns::rdata_text(record));
}

std::vector<std::string> evidence(const std::vector<dns::Record>& records) {
  std::vector<std::string> lines;
  for (const dns::Record& record : records) lines.push_back(evidence(record));
  return lines;
}

/// `record`, which names a host, then the host's aliases and known addresses.
static std::vector<std::string> with_host(const dns::Record& record, const dns::Name& name,
                                          const survey::HostFacts& host) {
  std::vector<std::string> lines{evidence(record)};
  for (const dns::Record& alias : host.aliases) lines.push_back(evidence(alias));
  const dns::Name& owner = host.is_alias() ? std::get<dns::Cname>(host.aliases.back().rdata).target : name;
  for (const IpAddress& address : host.addresses())
    lines.push_back(fmt::format("{} {} {}", owner.to_absolute(), address.family == Family::ipv4 ? "A" : "AAAA",
                                address.to_string()));
  return lines;
}

std::vector<std::string> evidence(const survey::ExchangeFacts& exchange) {
  return with_host(exchange.record, exchange.exchange, exchange.host);
}

std::vector<std::string> evidence(const survey::NameServerFacts& server) {
  return with_host(server.record, server.name, server.host);
}

std::vector<std::string> evidence(const std::vector<survey::NameServerFacts>& servers) {
  std::vector<std::string> lines;
  for (const survey::NameServerFacts& server : servers)
    for (std::string& line : evidence(server)) lines.push_back(std::move(line));
  return lines;
}

std::vector<std::string> evidence(const std::vector<survey::ExchangeFacts>& exchanges) {
  std::vector<std::string> lines;
  for (const survey::ExchangeFacts& exchange : exchanges)
    for (std::string& line : evidence(exchange)) lines.push_back(std::move(line));
  return lines;
}

RecordChange change(const dns::Record& record) {
  return {.name = record.owner.to_string(), .type = dns::type_name(record.type), .data = dns::rdata_text(record)};
}

std::vector<std::string> texts(const std::vector<IpAddress>& addresses) {
  std::vector<std::string> lines;
  for (const IpAddress& address : addresses) lines.push_back(address.to_string());
  return lines;
}

std::string some_of(const std::vector<std::string>& parts, std::size_t most) {
  std::vector<std::string> shown;
  for (const std::string& part : parts | std::views::take(most)) shown.push_back(cut(part));
  return with_count(std::move(shown), parts.size());
}

std::string some_of(const std::vector<dns::Name>& names, std::size_t most) {
  std::vector<std::string> shown;
  for (const dns::Name& name : names | std::views::take(most)) shown.push_back(name.to_string());
  return with_count(std::move(shown), names.size());
}

std::vector<std::string> capped(std::vector<std::string> lines) {
  if (lines.size() <= most_lines) return lines;
  const std::size_t more = lines.size() - most_lines;
  lines.resize(most_lines);
  lines.push_back(fmt::format("… and {} more", more));
  return lines;
}

}  // namespace mailready::lint
