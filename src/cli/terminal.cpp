#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

namespace mailready::cli {
namespace {

constexpr int usual_columns = 80;
constexpr int fewest_columns = 40;
constexpr int most_columns = 400;

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

bool coloured(int descriptor, Color color) {
  if (color != Color::automatic) return color == Color::always;
  return variable("NO_COLOR").empty() && redraws(descriptor);
}

bool redraws(int descriptor) { return variable("TERM") != "dumb" && ::isatty(descriptor) == 1; }

int terminal_width(int descriptor) {
  int width = 0;
  const std::string_view given = variable("COLUMNS");
  std::from_chars(given.data(), given.data() + given.size(), width);
  if (width <= 0) {
    winsize size{};
    width = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual_columns;
  }
  return width;
}

int columns(int descriptor) { return std::clamp(terminal_width(descriptor), fewest_columns, most_columns); }

}  // namespace mailready::cli
