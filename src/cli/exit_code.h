// The exit codes: a public interface, which scripts test.
#pragma once

namespace mailready::cli::exit_code {

constexpr int clean = 0;          ///< no finding at or above --fail-on
constexpr int found = 1;          ///< such a finding
constexpr int usage = 2;          ///< wrong usage or configuration, or output that could not be written
constexpr int undecided = 3;      ///< no such finding, but a rule that could have given one was left undecided
constexpr int interrupted = 130;  ///< as the shell says it of SIGINT
constexpr int closed_pipe = 141;  ///< the reader of the output went away: as the shell says it of SIGPIPE

}  // namespace mailready::cli::exit_code
