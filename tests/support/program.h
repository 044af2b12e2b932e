// The built program as a user meets it: arguments and standard input go in; an exit code and two outputs come out.
#pragma once
#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace mailready::test {

struct Exit {
  int code = -1;  ///< 128 and the signal where one ended it
  std::string out, err;
};

/// The program under way, with pipes to all three of its descriptors.
class Program {
 public:
  /// Where standard output goes, a pipe by default. On a terminal of 60 columns: standard error alone, or both, which
  /// then come as standard output.
  enum class Out { pipe, full_device, closed_pipe, terminal_errors, terminal };

  explicit Program(const std::vector<std::string>& arguments, Out out = Out::pipe);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void write(std::string_view text);
  /// The next line of standard output, without its end; "" at the end. Waits for it.
  std::string read_line();
  /// Waits until `text` stands on standard error.
  void read_error_until(std::string_view text);
  void signal(int number) const;
  /// Waits until standard output holds `octets` that nobody has read.
  void wait_for_output(std::size_t octets) const;
  /// Waits until the program catches this signal no longer: the next one ends it.
  void wait_until_uncaught(int number) const;
  /// Gives it the rest of its standard input and waits for its end.
  Exit finish(std::string_view input = "");
  /// Waits for its end with standard input left open.
  Exit wait();
  /// Waits for its end and reads nothing; the exit code.
  int wait_unread();

 private:
  Exit collect(std::string_view input, bool close_input);

  pid_t process_ = -1;
  int in_ = -1, out_ = -1, err_ = -1;
  std::string unread_, unread_error_;
};

/// Runs the program to its end.
Exit run_program(const std::vector<std::string>& arguments, std::string_view input = "",
                 Program::Out out = Program::Out::pipe);

}  // namespace mailready::test
