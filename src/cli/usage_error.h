// What stops the program before it has done anything, or makes its output unusable: exit code 2.
#pragma once
#include <stdexcept>

namespace mailready::cli {

/// A sentence for the user, without a final full stop. Text from outside in it need not be printable yet: `main`
/// sees to that.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace mailready::cli
