#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "lint/evidence.h"
#include "lint/exchanges.h"
#include "lint/rule.h"
#include "mail/web_proxy.h"

namespace mailready::rules {
using namespace lint;

static Finding proxied(const Facts& facts, const survey::ExchangeFacts& exchange, const catalogue::WebProxy& proxy) {
  const std::string host = exchange.exchange.to_string();
  Finding found{.subject = host,
                .type = "MX",
                .message = fmt::format("The exchange {} stands behind {}, whose web proxies take no mail: {}", host,
                                       proxy.name, enumerate(texts(exchange.host.addresses()))),
                .fix = "Publish the address of the mail server itself, not proxied.",
                .complete = false,
                .evidence = evidence(exchange)};
  if (exchange.exchange.is_at_or_below(facts.domain)) found.publish = {{host, "A", "<ADDRESS-OF-THE-MAIL-SERVER>"}};
  return found;
}

static Outcome check_exchange(const Facts& facts, const survey::ExchangeFacts& exchange) {
  if (exchange.provider) return {};  // it knows where its own exchanges stand
  const catalogue::WebProxy* proxy = nullptr;
  for (const IpAddress& address : exchange.host.addresses()) {
    proxy = catalogue::proxy_of(address);
    if (!proxy) return {};
  }
  if (exchange.host.failure()) return undecided(exchange.exchange, *exchange.host.failure());
  return proxy ? finding(proxied(facts, exchange, *proxy)) : Outcome{};
}

static Outcome check(const Facts& facts, const Plan&) { return each_exchange(facts, check_exchange); }

extern const Rule mx_target_proxied{
    .id = "mx-target-proxied",
    .severity = Severity::error,
    .summary = "No exchange stands behind a web proxy",
    .applies = Applies::mail,
    .needs = {Need::mx, Need::exchanges},
    .references = {{"RFC 5321", "5.1"}},
    .explanation =
        R"(A web proxy in front of a host answers for its web site and takes no connections on port 25: mail to the
exchange waits and then bounces. It happens when the proxy is switched on for a whole zone, the name of the mail server
with it. Switch it off for that name, so that its own address is published.)",
    .bad = R"(@ MX 20 mx2
mx2 A 104.16.1.1)",
    .good = R"(@ MX 20 mx2
mx2 A 91.200.40.10)",
    .check = check,
};
}  // namespace mailready::rules
