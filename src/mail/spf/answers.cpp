#include "mail/spf/answers.h"

#include <algorithm>
#include <utility>

namespace mailready::spf {

bool is_spf(const dns::Txt& txt) {
  // The first string decides where it goes past the version, which is nearly always: the others need not be joined.
  constexpr std::size_t version_octets = std::string_view("v=spf1").size();
  const bool decides = !txt.strings.empty() && txt.strings.front().size() > version_octets;
  return decides ? is_spf(txt.strings.front()) : is_spf(txt.joined());
}

static Result<SharedRecord, ParseError> shared(std::string_view text, ParsedRecords* parsed) {
  return parsed ? parsed->parse(text) : ParsedRecords().parse(text);
}

Node read_record(dns::Name domain, const dns::Reply& reply, ParsedRecords* parsed) {
  Node node;
  node.domain = std::move(domain);
  if (!reply) {
    node.state = Node::State::unknown;
    node.failure = reply.error();
    return node;
  }
  node.is_void = reply->empty();
  for (const dns::Record& record : reply->records)
    if (const auto* txt = std::get_if<dns::Txt>(&record.rdata); txt && is_spf(*txt))
      node.texts.push_back(txt->joined());
  if (node.texts.empty()) return node;
  node.state = Node::State::several;
  if (node.texts.size() > 1) return node;
  if (auto record = shared(node.texts.front(), parsed)) {
    node.state = Node::State::parsed;
    node.record = *std::move(record);
  } else {
    node.state = Node::State::malformed;
    node.error = record.error();
  }
  return node;
}

bool is_void(const dns::Reply& reply) { return reply && reply->empty(); }

std::vector<IpAddress> addresses_in(const std::vector<dns::Record>& records) {
  std::vector<IpAddress> addresses;
  for (const dns::Record& record : records) {
    if (const auto* a = std::get_if<dns::A>(&record.rdata)) addresses.push_back(a->address);
    if (const auto* aaaa = std::get_if<dns::Aaaa>(&record.rdata)) addresses.push_back(aaaa->address);
  }
  return addresses;
}

std::vector<dns::Name> exchanges_of(const std::vector<dns::Record>& records) {
  std::vector<dns::Mx> exchanges;
  for (const dns::Record& record : records)
    if (const auto* mx = std::get_if<dns::Mx>(&record.rdata); mx && !mx->exchange.is_root()) exchanges.push_back(*mx);
  std::sort(exchanges.begin(), exchanges.end(), [](const dns::Mx& a, const dns::Mx& b) {
    return std::pair(a.preference, a.exchange) < std::pair(b.preference, b.exchange);
  });
  std::vector<dns::Name> names;
  for (const dns::Mx& mx : exchanges)
    if (names.size() < mx_exchange_limit && std::find(names.begin(), names.end(), mx.exchange) == names.end())
      names.push_back(mx.exchange);
  return names;
}

}  // namespace mailready::spf
