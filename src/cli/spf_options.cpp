#include "cli/spf_options.h"

namespace mailready::cli {
namespace {

constexpr int most_void_lookups = 1000;

void add_message_options(CLI::App& command, SpfOptions& options) {
  const std::string group = "The result for one message";
  CLI::Option* client =
      add_value(command, "--ip", options.client, "IP", "What a receiver makes of mail from this address")->group(group);
  add_value(command, "--helo", options.helo, "NAME", "What the client calls itself (default: unknown)")
      ->needs(client)
      ->group(group);
  add_value(command, "--mail-from", options.mail_from, "ADDR",
            "The sender (default: postmaster@DOMAIN); \"\" checks the HELO name, given as DOMAIN")
      ->needs(client)
      ->group(group);
  add_value(command, "--void-lookups", options.void_limit, "N",
            "How many lookups may come back empty before it is permerror (default: 2)")
      ->check(whole_number(0, most_void_lookups))
      ->needs(client)
      ->group(group);
}

void add_record_options(CLI::App& command, SpfOptions& options) {
  const std::string group = "Another record";
  CLI::Option* client = command.get_option("--ip");
  CLI::Option* flatten =
      command.add_flag("--flatten", options.flatten, "The equivalent record of addresses, and what it would break")
          ->excludes(client)
          ->group(group);
  CLI::Option* provider =
      add_value(command, "--with", options.provider, "ID", "What to publish so that this ESP passes")
          ->excludes(client)
          ->excludes(flatten)
          ->group(group);
  command
      .add_flag("--at-apex", options.at_apex,
                "Its include all the same, where the ESP is checked at a return-path name")
      ->needs(provider)
      ->group(group);
}

}  // namespace

std::vector<std::string> spf_formats() { return {"text", "json"}; }

void add_spf_options(CLI::App& command, SpfOptions& options) {
  // One option for the first argument: the parser reads "[192.0.2.1]" as a list where it may take several.
  command.add_option("domain", options.first, "The domain whose record it is about")->option_text("DOMAIN");
  command.add_option("resolver", options.others, "A resolver, as in dig: @192.0.2.53")->option_text("[@ADDR...]");
  add_message_options(command, options);
  add_record_options(command, options);
  add_source_options(command, options.source);
  add_output_options(command, options.output, spf_formats());
}

}  // namespace mailready::cli
