// Hashes that stay what they are over platforms, compilers and releases, which `std::hash` does not: names that we
// publish, and work split between machines, rest on them.
#pragma once
#include <cstdint>
#include <string_view>

namespace mailready {

/// FNV-1a, 64 bits. Its low bits depend on the low bits of the octets alone: `mix` before a modulo.
std::uint64_t fnv1a(std::string_view octets);

/// The finaliser of MurmurHash3 (fmix64), a bijection after which every bit depends on all others.
std::uint64_t mix(std::uint64_t hash);

}  // namespace mailready
