#include "support/program.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace mailready::test {
namespace {

struct Pipe {
  int reader, writer;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return {ends[0], ends[1]};
}

/// A terminal that passes on what is written to it as it is; what the program would see of it is the writer.
Pipe make_terminal() {
  const int controller = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (controller < 0 || ::grantpt(controller) != 0 || ::unlockpt(controller) != 0)
    throw std::runtime_error("no terminal");
  const int terminal = ::open(::ptsname(controller), O_RDWR | O_NOCTTY | O_CLOEXEC);
  termios mode{};
  ::tcgetattr(terminal, &mode);
  ::cfmakeraw(&mode);
  ::tcsetattr(terminal, TCSANOW, &mode);
  const winsize size{.ws_row = 20, .ws_col = 60, .ws_xpixel = 0, .ws_ypixel = 0};
  ::ioctl(terminal, TIOCSWINSZ, &size);
  return {controller, terminal};
}

void close_end(int& descriptor) {
  if (descriptor >= 0) ::close(std::exchange(descriptor, -1));
}

/// Appends what there is to read; closes `descriptor` at the end.
void read_some(int& descriptor, std::string& text) {
  std::array<char, 65536> block{};
  const ssize_t size = ::read(descriptor, block.data(), block.size());
  if (size > 0)
    text.append(block.data(), static_cast<std::size_t>(size));
  else
    close_end(descriptor);
}

/// Turns the forked child into the program.
[[noreturn]] void become(const std::vector<std::string>& arguments, int in, int out, int err) {
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  std::vector<char*> words;
  std::string program = MAILREADY_PROGRAM;
  words.push_back(program.data());
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  ::execv(words.front(), words.data());
  ::_exit(127);
}

}  // namespace

Program::Program(const std::vector<std::string>& arguments, Out out) {
  std::signal(SIGPIPE, SIG_IGN);  // a program that does not read its input is no fault of the test
  Pipe in = make_pipe(), output = out == Out::terminal ? make_terminal() : make_pipe(),
       err = out == Out::terminal_errors ? make_terminal() : make_pipe();
  if (out == Out::closed_pipe) close_end(output.reader);
  if (out == Out::full_device) {
    close_end(output.writer);
    output.writer = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  }
  process_ = ::fork();
  if (process_ == 0) become(arguments, in.reader, output.writer, out == Out::terminal ? output.writer : err.writer);
  close_end(in.reader);
  close_end(output.writer);
  close_end(err.writer);
  in_ = in.writer;
  out_ = output.reader;
  err_ = err.reader;
}

Program::~Program() {
  for (int* descriptor : {&in_, &out_, &err_}) close_end(*descriptor);
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

void Program::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t size = ::write(in_, text.data(), text.size());
    if (size <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
}

std::string Program::read_line() {
  std::size_t end = 0;
  while ((end = unread_.find('\n')) == std::string::npos && out_ >= 0) read_some(out_, unread_);
  const std::string line = unread_.substr(0, end);
  unread_.erase(0, end == std::string::npos ? end : end + 1);
  return line;
}

void Program::read_error_until(std::string_view text) {
  while (unread_error_.find(text) == std::string::npos && err_ >= 0) read_some(err_, unread_error_);
}

void Program::wait_for_output(std::size_t octets) const {
  int waiting = 0;
  while (::ioctl(out_, FIONREAD, &waiting) == 0 && static_cast<std::size_t>(waiting) < octets) ::sched_yield();
}

void Program::signal(int number) const { ::kill(process_, number); }

void Program::wait_until_uncaught(int number) const {
  const std::string path = "/proc/" + std::to_string(process_) + "/status", key = "SigCgt:\t";
  for (unsigned long long caught = ~0ULL; (caught >> (number - 1) & 1U) != 0;) {
    std::ifstream status(path);
    for (std::string line; std::getline(status, line);)
      if (line.starts_with(key)) caught = std::stoull(line.substr(key.size()), nullptr, 16);
    ::sched_yield();
  }
}

int Program::wait_unread() {
  int status = 0;
  ::waitpid(std::exchange(process_, -1), &status, 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

Exit Program::finish(std::string_view input) { return collect(input, true); }

Exit Program::wait() { return collect("", false); }

Exit Program::collect(std::string_view input, bool close_input) {
  Exit exit{.code = -1, .out = std::exchange(unread_, ""), .err = std::exchange(unread_error_, "")};
  ::fcntl(in_, F_SETFL, O_NONBLOCK);
  while (out_ >= 0 || err_ >= 0 || !input.empty()) {
    if (input.empty() && close_input) close_end(in_);
    std::array<pollfd, 3> ends{{{input.empty() ? -1 : in_, POLLOUT, 0}, {out_, POLLIN, 0}, {err_, POLLIN, 0}}};
    ::poll(ends.data(), ends.size(), -1);
    if (ends[0].revents != 0) {
      const ssize_t size = ::write(in_, input.data(), input.size());
      if (size > 0)
        input.remove_prefix(static_cast<std::size_t>(size));
      else
        input = {};
    }
    if (ends[1].revents != 0) read_some(out_, exit.out);
    if (ends[2].revents != 0) read_some(err_, exit.err);
  }
  exit.code = wait_unread();
  return exit;
}

Exit run_program(const std::vector<std::string>& arguments, std::string_view input, Program::Out out) {
  return Program(arguments, out).finish(input);
}

}  // namespace mailready::test
