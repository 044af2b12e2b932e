#include <cstdlib>

#include "support/catch.h"
#include "support/program.h"

using namespace mailready::test;

TEST_CASE("the program starts without libcurl, which a fetch alone needs", "[cli]") {
  setenv("LD_TRACE_LOADED_OBJECTS", "1", 1);  // the loader then lists the libraries, and starts nothing (ld.so(8))
  const Exit exit = run_program({"--version"});
  unsetenv("LD_TRACE_LOADED_OBJECTS");
  CHECK_THAT(exit.out, contains_text("libc.so.6"));
  CHECK_THAT(exit.out, !contains_text("libcurl"));
}
