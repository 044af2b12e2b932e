// What is known of the terminal, if standard output is one.
#pragma once

namespace mailready::cli {

enum class Color { automatic, always, never };

/// Whether text written to `descriptor` is to be coloured: on a terminal, unless NO_COLOR is set or TERM is "dumb".
bool coloured(int descriptor, Color color);

/// Whether a line on `descriptor` can be drawn anew: on a terminal, unless TERM is "dumb".
bool redraws(int descriptor);

/// The columns of `descriptor`'s terminal as they are: at least 1.
int terminal_width(int descriptor);

/// The columns for text on `descriptor`'s terminal: COLUMNS where it is set, else as the terminal says, else 80;
/// within what text can be set in.
int columns(int descriptor);

}  // namespace mailready::cli
