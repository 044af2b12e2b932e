#include "dns/answer.h"

namespace mailready::dns {

std::string_view reason(Failure::Kind kind) {
  switch (kind) {
    case Failure::Kind::timed_out:
      return "timeout";
    case Failure::Kind::unreachable:
      return "unreachable";
    case Failure::Kind::refused:
      return "refused";
    case Failure::Kind::server_failed:
      return "servfail";
    case Failure::Kind::not_implemented:
      return "notimp";
    case Failure::Kind::malformed:
      return "malformed";
    case Failure::Kind::lame:
      return "lame";
    case Failure::Kind::offline:
      return "offline";
    case Failure::Kind::budget:
      return "query-limit";
  }
  return "unknown";
}

}  // namespace mailready::dns
