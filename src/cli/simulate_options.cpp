#include "cli/simulate_options.h"

#include <fmt/format.h>

#include "base/duration.h"
#include "base/text.h"

namespace mailready::cli {
namespace {

void require(failover::Required& required, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    required.outbound = required.outbound || word == "outbound";
    required.inbound = required.inbound || word == "inbound";
    required.dns = required.dns || word == "dns";
  }
}

CLI::Validator duration() {
  return CLI::Validator(
      [](const std::string& text) {
        return parse_duration(text) ? std::string()
                                    : fmt::format("\"{}\" is no duration; write 90s, 15m, 4h or 1d", printable(text));
      },
      "", "duration");
}

}  // namespace

std::vector<std::string> simulate_formats() { return {"text", "json"}; }

void add_simulate_options(CLI::App& command, SimulateOptions& options) {
  command.add_option("names", options.names, "The domain, and a resolver as in dig: @192.0.2.53")
      ->option_text("DOMAIN [@ADDR...]");
  const std::string group = "What is lost";
  add_list(command, "--lose", options.lost, "PART",
           "Only this, as GO or NO-GO: a provider's ID, a host, a network or an operator (repeatable: all at once)")
      ->group(group);
  command
      .add_option_function<std::vector<std::string>>(
          "--require", [&options](const std::vector<std::string>& words) { require(options.required, words); },
          "Must survive every loss, spare declared or not: outbound, inbound, dns")
      ->option_text("WHAT,...")
      ->delimiter(',')
      ->check(one_of({"outbound", "inbound", "dns"}))
      ->group(group);
  command
      .add_option_function<std::string>(
          "--rto", [&options](const std::string& text) { options.rto = parse_duration(text); },
          "How long a change of the records may take until everybody sees it: 15m, 4h")
      ->option_text("DURATION")
      ->check(duration())
      ->group(group);
  command.add_flag("--asn", options.asn, "Ask origin.asn.cymru.com too which network operators announce the addresses")
      ->group(group);
  add_plan_options(command, options.plan);
  add_source_options(command, options.source);
  add_fetch_options(command, options.source);
  add_output_options(command, options.output, simulate_formats());
}

}  // namespace mailready::cli
