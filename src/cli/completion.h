// What may stand next on a command line: read from the parser's own options, so that it is right for every new one.
#pragma once
#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

namespace mailready::cli {

/// A word that is possible where the cursor stands, whole, and what it means.
struct Candidate {
  std::string word, meaning;
};

struct Completion {
  std::vector<Candidate> candidates{};
  std::optional<std::string> files{};  ///< where a path may stand: what of the word stands in front of it ("json=")
};

/// What the last of `words` may become; they are those behind the program's name, and the last may be empty.
///
/// Values are known from what --help calls them: FILE and OLD are paths, RULE a rule or family, ID, SENDER and PART a
/// provider; otherwise from the words that the option takes.
Completion complete(const CLI::App& program, const std::vector<std::string>& words);

}  // namespace mailready::cli
