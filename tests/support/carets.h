// Records as findings quote them: with carets below the terms that they speak about.
#pragma once
#include <string>
#include <vector>

#include "support/catch.h"

namespace mailready::test {

/// `record` and carets below these of its terms, in its order, each where it stands last; `heading` in front unless it
/// is empty. Only for records that need no cut.
inline std::vector<std::string> quote(const std::string& record, const std::vector<std::string>& terms,
                                      const std::string& heading = "") {
  std::string marks;
  for (const std::string& term : terms) {
    const std::size_t space = (record + " ").rfind(" " + term + " ");
    REQUIRE(space != std::string::npos);
    REQUIRE(space + 1 >= marks.size());
    marks.append(space + 1 - marks.size(), '-');
    marks.append(term.size(), '^');
  }
  std::vector<std::string> lines{record, marks};
  if (!heading.empty()) lines.insert(lines.begin(), heading);
  return lines;
}

/// What stands above each run of carets in the evidence, which is ASCII.
inline std::vector<std::string> marked(const std::vector<std::string>& evidence) {
  std::vector<std::string> found;
  for (std::size_t i = 1; i < evidence.size(); ++i) {
    const std::string& marks = evidence[i];
    if (marks.find_first_not_of("-^") != std::string::npos) continue;
    for (std::size_t at = marks.find('^'); at != std::string::npos; at = marks.find('^', at)) {
      const std::size_t end = std::min(marks.find('-', at), marks.size());
      REQUIRE(at < evidence[i - 1].size());
      found.push_back(evidence[i - 1].substr(at, end - at));
      at = end;
    }
  }
  return found;
}

}  // namespace mailready::test
