// mailready: the program. What it may fail with becomes an exit code and a line on standard error here, and only here.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <string>

#include "cli/app.h"
#include "cli/diagnostics.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/usage_error.h"

using namespace mailready;

/// A standard descriptor that is closed would be given to the next file or socket, and the report be written there.
/// Opened for reading, it makes writing fail as it should.
static void occupy_closed_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(descriptor, F_GETFD) < 0) ::open("/dev/null", O_RDONLY);
}

int main(int argc, char** argv) {
  occupy_closed_descriptors();
  // A reader that goes away is an error of `write`, so that nothing half-written is left behind.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return cli::run(argc, argv);
  } catch (const cli::ClosedPipe&) {
    return cli::exit_code::closed_pipe;
  } catch (const cli::UsageError& error) {
    cli::say(error.what());
  } catch (const std::exception& error) {
    cli::say(std::string("internal error: ") + error.what());
  }
  return cli::exit_code::usage;
}
