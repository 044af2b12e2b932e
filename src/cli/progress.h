// How far a run over many domains is, as one line.
#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace mailready::cli {

/// When a run shows it.
enum class ShowProgress { automatic, always, never };

/// What is known of a run on its way.
struct Progress {
  std::size_t domains = 0, with_errors = 0, undetermined = 0;  ///< that are done
  std::optional<double> expected{};                            ///< how many domains there will be, roughly
  std::chrono::duration<double> elapsed{};                     ///< since its start
};

/// "420 domains  42%  1:20 left  5.3/s  12 with errors  3 undetermined", without what does not fit into `columns`.
std::string progress_line(const Progress& progress, std::size_t columns);

}  // namespace mailready::cli
