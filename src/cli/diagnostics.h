// What goes to standard error: everything that is no report.
#pragma once
#include <string_view>

namespace mailready::cli {

/// One line, "mailready: TEXT". What is not printable in `text` is escaped; a backslash stays.
void say(std::string_view text);

}  // namespace mailready::cli
