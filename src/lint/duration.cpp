#include "lint/duration.h"

#include <array>
#include <cstddef>
#include <string_view>

#include "base/text.h"

namespace mailready::lint {

std::string duration_text(std::chrono::seconds duration) {
  struct Unit {
    std::chrono::seconds length;
    std::string_view noun;
  };
  constexpr std::array units{Unit{std::chrono::hours(24), "day"}, Unit{std::chrono::hours(1), "hour"},
                             Unit{std::chrono::minutes(1), "minute"}};
  for (const Unit& unit : units)
    if (duration.count() > 0 && duration % unit.length == std::chrono::seconds(0))
      return counted(static_cast<std::size_t>(duration / unit.length), unit.noun);
  return counted(static_cast<std::size_t>(duration.count()), "second");
}

}  // namespace mailready::lint
