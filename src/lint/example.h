// What a rule shows, as text to read and to run. Empty lines part an example into what is typed and what stands in
// files; the beginning of a part tells which:
//
//   mailready check acme.example --primary postmark:pm      the command line; without one: mailready check acme.example
//
//   "inbound": ["mx1.acme.example"]                         keys of acme.example in the plan, mailready.json
//
//   version: STSv1                                          the MTA-STS policy that is served
//
//   @ MX 10 mx1                                             records of acme.example
//
//   $ORIGIN reports.example.                                those of another zone
#pragma once
#include <string_view>
#include <vector>

namespace mailready::lint {

struct ExamplePart {
  enum class Kind { command, plan, policy, zone } kind;
  std::string_view text;  ///< without the line end behind it
  bool operator==(const ExamplePart&) const = default;
};

/// The parts of `Rule::bad` or `Rule::good`, in their order; they live as long as `example`.
std::vector<ExamplePart> example_parts(std::string_view example);

}  // namespace mailready::lint
