// CSV read back as RFC 4180 has it.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace mailready::test {

/// The rows, each of which ends in CRLF. Throws where a quote stands where none may.
inline std::vector<std::vector<std::string>> csv_rows(std::string_view text) {
  std::vector<std::vector<std::string>> rows;
  while (!text.empty()) {
    std::vector<std::string> row;
    for (bool more = true; more;) {
      std::string cell;
      if (text.starts_with('"')) {
        text.remove_prefix(1);
        for (std::size_t quote; (quote = text.find('"')) != std::string_view::npos;) {
          cell += text.substr(0, quote);
          text.remove_prefix(quote + 1);
          if (!text.starts_with('"')) break;
          cell += '"';
          text.remove_prefix(1);
        }
      } else {
        cell = text.substr(0, text.find_first_of(",\r"));
        if (cell.find_first_of("\"\n") != std::string::npos) throw std::runtime_error("a cell that needs quotes");
        text.remove_prefix(cell.size());
      }
      row.push_back(std::move(cell));
      more = text.starts_with(',');
      if (more) text.remove_prefix(1);
    }
    if (!text.starts_with("\r\n")) throw std::runtime_error("a row without its end");
    text.remove_prefix(2);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace mailready::test
