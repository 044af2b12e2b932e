// Services that stand in front of web servers and take no SMTP.
#pragma once
#include "mail/catalogue.h"

namespace mailready::catalogue {

/// The proxy service in whose networks the address lies; null where none is.
const WebProxy* proxy_of(const IpAddress& address);

}  // namespace mailready::catalogue
