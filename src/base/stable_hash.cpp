#include "base/stable_hash.h"

namespace mailready {

std::uint64_t fnv1a(std::string_view octets) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char octet : octets) hash = (hash ^ static_cast<unsigned char>(octet)) * 0x100000001b3U;
  return hash;
}

std::uint64_t mix(std::uint64_t hash) {
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdU;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53U;
  return hash ^ (hash >> 33);
}

}  // namespace mailready
