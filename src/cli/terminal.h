// What is known of the terminal, if standard output is one.
#pragma once

namespace mailready::cli {

enum class Color { automatic, always, never };

/// Whether text written to `descriptor` is to be coloured: on a terminal, unless NO_COLOR is set or TERM is "dumb".
bool coloured(int descriptor, Color color);

/// The columns of `descriptor`'s terminal: COLUMNS where it is set, else as the terminal says, else 80.
int columns(int descriptor);

}  // namespace mailready::cli
