#include "lint/evidence.h"

#include <fmt/format.h>

namespace mailready::lint {

std::string evidence(const dns::Record& record) {
  return fmt::format("{} {} {}", record.owner.to_absolute(), dns::type_name(record.type), dns::rdata_text(record));
}

std::vector<std::string> evidence(const std::vector<dns::Record>& records) {
  std::vector<std::string> lines;
  for (const dns::Record& record : records) lines.push_back(evidence(record));
  return lines;
}

std::vector<std::string> evidence(const survey::ExchangeFacts& exchange) {
  std::vector<std::string> lines{evidence(exchange.record)};
  for (const dns::Record& alias : exchange.host.aliases) lines.push_back(evidence(alias));
  const dns::Name& owner =
      exchange.host.is_alias() ? std::get<dns::Cname>(exchange.host.aliases.back().rdata).target : exchange.exchange;
  for (const IpAddress& address : exchange.host.addresses())
    lines.push_back(fmt::format("{} {} {}", owner.to_absolute(), address.family == Family::ipv4 ? "A" : "AAAA",
                                address.to_string()));
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

}  // namespace mailready::lint
