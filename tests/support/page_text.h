// What a report writes on a page, as the terminal of a test shows it.
#pragma once
#include <sstream>
#include <string>
#include <utility>

#include "base/text.h"
#include "report/page.h"

namespace mailready::test {

/// What `write` puts on a page of 80 columns, without colours.
template <class Write>
std::string page_text(Write write) {
  std::ostringstream out;
  report::Page page(out, 80, false);
  write(page);
  return out.str();
}

/// `text` with each run of spaces and line ends as one space: sentences, wherever the page broke them.
inline std::string unwrapped(const std::string& text) {
  std::istringstream in(text);
  std::string all;
  for (std::string word; in >> word;) all += (all.empty() ? "" : " ") + word;
  return all;
}

/// Whether nothing in `text` reaches a terminal raw: it is as `printable` leaves it, but for line ends and backslashes.
inline bool is_safe(const std::string& text) {
  for (const std::string_view line : split(text, '\n'))
    for (const std::string_view part : split(line, '\\'))
      if (printable(part) != part) return false;
  return true;
}

}  // namespace mailready::test
