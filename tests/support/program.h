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
  /// Where standard output goes; a pipe by default.
  enum class Out { pipe, full_device, closed_pipe };

  explicit Program(const std::vector<std::string>& arguments, Out out = Out::pipe);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void write(std::string_view text);
  /// The next line of standard output, without its end; "" at the end. Waits for it.
  std::string read_line();
  void signal(int number) const;
  /// Gives it the rest of its standard input and waits for its end.
  Exit finish(std::string_view input = "");
  /// Waits for its end with standard input left open.
  Exit wait();

 private:
  Exit collect(std::string_view input, bool close_input);

  pid_t process_ = -1;
  int in_ = -1, out_ = -1, err_ = -1;
  std::string unread_;
};

/// Runs the program to its end.
Exit run_program(const std::vector<std::string>& arguments, std::string_view input = "",
                 Program::Out out = Program::Out::pipe);

}  // namespace mailready::test
