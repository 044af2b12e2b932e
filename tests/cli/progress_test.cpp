#include "cli/progress.h"

#include "support/catch.h"
using namespace mailready::cli;
using Seconds = std::chrono::duration<double>;

TEST_CASE("the line of progress tells what is known, the important things first", "[cli]") {
  const Progress one{.domains = 1, .elapsed = Seconds(2)};
  CHECK(progress_line({}, 79) == "0 domains  0.0/s");
  CHECK(progress_line(one, 79) == "1 domain  0.5/s");
  const Progress some{.domains = 420, .with_errors = 12, .undetermined = 3, .expected = 1000, .elapsed = Seconds(58)};
  CHECK(progress_line(some, 79) == "420 domains  42%  1:21 left  7.2/s  12 with errors  3 undetermined");
  const Progress long_run{.domains = 1000, .expected = 1e6, .elapsed = Seconds(10)};
  CHECK(progress_line(long_run, 79) == "1000 domains  0%  2:46:30 left  100/s");
}

TEST_CASE("the line of progress never says that more than everything is done", "[cli]") {
  CHECK(progress_line({.domains = 9, .expected = 8.5, .elapsed = Seconds(1)}, 79) ==
        "9 domains  100%  0:00 left  9.0/s");
  CHECK(progress_line({.domains = 1, .expected = 0, .elapsed = Seconds(1)}, 79) == "1 domain  100%  0:00 left  1.0/s");
}

TEST_CASE("the line of progress leaves out what does not fit", "[cli]") {
  const Progress some{.domains = 420, .with_errors = 12, .undetermined = 3, .expected = 1000, .elapsed = Seconds(58)};
  const auto [columns, line] = GENERATE(table<std::size_t, std::string>({
      {66, "420 domains  42%  1:21 left  7.2/s  12 with errors  3 undetermined"},
      {65, "420 domains  42%  1:21 left  7.2/s  12 with errors"},
      {27, "420 domains  42%  1:21 left"},
      {11, "420 domains"},
      {10, ""},
      {0, ""},
  }));
  CHECK(progress_line(some, columns) == line);
}
