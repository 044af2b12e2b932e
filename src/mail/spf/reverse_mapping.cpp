#include "mail/spf/reverse_mapping.h"

#include <algorithm>
#include <utility>

#include "dns/async.h"
#include "mail/spf/answers.h"
#include "mail/spf/macro.h"
#include "mail/spf/session.h"

namespace mailready::spf {
namespace {

std::vector<dns::Name> names_in(const dns::Reply& reply) {
  std::vector<dns::Name> names;
  if (!reply) return names;
  for (const dns::Record& record : reply->records)
    if (const auto* ptr = std::get_if<dns::Ptr>(&record.rdata); ptr && names.size() < ptr_name_limit)
      names.push_back(ptr->target);
  return names;
}

bool holds(const dns::Reply& reply, const IpAddress& address) {
  return reply && std::ranges::count(addresses_in(reply->records), address) > 0;
}

}  // namespace

std::string ReverseMapping::name_for(const dns::Name& domain) const {
  if (validated.empty()) return "unknown";
  if (std::ranges::count(validated, domain) > 0) return macro_value(domain);
  const auto below = std::ranges::find_if(validated, [&](const dns::Name& name) { return name.is_below(domain); });
  return macro_value(below == validated.end() ? validated.front() : *below);
}

dns::Name reverse_name(const IpAddress& address) {
  const Macro reversed{.letter = 'i', .url_escape = false, .digits = 0, .reverse = true};
  const Session session{.client = address, .sender = {}, .helo = ""};
  const std::string labels = transformed(reversed, session_value(session, 'i'));
  return dns::Name::parse(labels + "." + session_value(session, 'v') + ".arpa").value_or(dns::Name());
}

dns::Task<ReverseMapping> reverse_mapping(dns::Resolver& resolver, IpAddress address) {
  dns::Question question{reverse_name(address), dns::Type::ptr};
  const dns::Reply reply = co_await resolver.ask(std::move(question));
  ReverseMapping reverse{.is_void = is_void(reply), .validated = names_in(reply)};
  std::vector<dns::Task<dns::Reply>> work;
  for (const dns::Name& name : reverse.validated) {
    dns::Question host{name, address.family == Family::ipv4 ? dns::Type::a : dns::Type::aaaa};
    work.push_back(resolver.ask(std::move(host)));
  }
  const std::vector<dns::Reply> replies = co_await dns::all(std::move(work));
  std::size_t i = 0;
  std::erase_if(reverse.validated, [&](const dns::Name&) { return !holds(replies[i++], address); });
  co_return reverse;
}

}  // namespace mailready::spf
