// Takes the results of `check` out of a stream: documents of `--format json` and domains of `--format ndjson`, one
// value behind the other. Holds no more than one result at a time.
#pragma once
#include <cstddef>
#include <functional>
#include <streambuf>
#include <string>

#include "base/result.h"
#include "report/stored.h"

namespace mailready::report {

/// Where an input is not what it should be, and how.
struct InputFault {
  std::size_t line = 0;  ///< counted from 1
  std::string what;      ///< a clause, not yet printable
};

/// What an input says beside its results.
struct InputEnd {
  std::size_t results = 0;
  bool interrupted = false;  ///< a document says that its run was
};

/// Takes a result and the line that it begins in. False ends the reading, with a fault that says nothing.
using TakeResult = std::function<bool(Stored result, std::size_t line)>;

/// Reads `input` to its end. Fails at the first thing that is no result; those in front of it are handed on by then.
mailready::Result<InputEnd, InputFault> read_results(std::streambuf& input, const TakeResult& take);

}  // namespace mailready::report
