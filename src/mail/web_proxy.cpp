#include "mail/web_proxy.h"

#include <algorithm>

namespace mailready::catalogue {

const WebProxy* proxy_of(const IpAddress& address) {
  for (const WebProxy& proxy : web_proxies())
    if (std::ranges::any_of(proxy.networks, [&](const Network& network) { return network.contains(address); }))
      return &proxy;
  return nullptr;
}

}  // namespace mailready::catalogue
