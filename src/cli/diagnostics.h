// What goes to standard error: everything that is no report.
#pragma once
#include <string>
#include <string_view>

namespace mailready::cli {

/// "mailready: TEXT" and a line end. What is not printable in `text` is escaped; a backslash stays.
std::string diagnostic(std::string_view text);

/// Writes it at once.
void say(std::string_view text);

}  // namespace mailready::cli
