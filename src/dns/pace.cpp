#include "dns/pace.h"

#include <algorithm>

namespace mailready::dns {

constexpr std::size_t round_of_tries = 100;
constexpr std::size_t lowest_limit = 16;

Pace::Pace(std::size_t most) : most_(most), least_(std::min(most, lowest_limit)), limit_(most) {}

bool Pace::note(bool answered) {
  lost_ += answered ? 0 : 1;
  if (++tries_ < round_of_tries) return false;
  const std::size_t before = limit_;
  if (lost_ * 6 >= tries_)
    limit_ = std::max(least_, limit_ - limit_ / 4);
  else if (lost_ * 8 <= tries_)
    limit_ = std::min(most_, limit_ + limit_ / 8);
  tries_ = lost_ = 0;
  return limit_ != before;
}

}  // namespace mailready::dns
