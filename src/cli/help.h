// How --help looks: options in groups, their descriptions wrapped to the terminal.
#pragma once
#include <CLI/CLI.hpp>
#include <string>

namespace mailready::cli {

/// How wide text for people is set: the terminal's width, but never so wide that it is hard to read.
int text_width();

/// How `app` is called: "mailready check [DOMAIN...] [OPTION...]".
std::string usage(const CLI::App& app, const std::string& name);
/// "-h, --help"
std::string option_names(const CLI::Option& option);

class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

}  // namespace mailready::cli
