// The program: its command line in, its exit code out.
#pragma once

namespace mailready::cli {

/// Throws UsageError and ClosedPipe, which `main` turns into exit codes.
int run(int argc, const char* const* argv);

}  // namespace mailready::cli
