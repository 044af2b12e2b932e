// `mailready completions SHELL [-- WORD...]`: prints what makes a shell complete command lines of mailready, or, for
// that script, what a line's last word may become.
#include <fmt/format.h>

#include <array>
#include <memory>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/completion.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/usage_error.h"

namespace mailready::cli {
namespace {

/// The scripts ask the program itself, so that they hold for every later version. It answers with a line a candidate
/// (the word, a tab, its meaning), or with one line, "<files>" and what stands in front of the path, where a path may
/// stand.
struct Shell {
  std::string_view name, script;
};

// Bash splits at "=" and ":" too and replaces only what stands behind them ($2), so the line is split here again.
constexpr std::string_view bash = R"(# Completion of mailready for bash, made by `mailready completions bash`.
_mailready() {
  local line=${COMP_LINE:0:COMP_POINT} kept candidate
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  kept=${words[-1]%"$2"}
  COMPREPLY=()
  while IFS=$'\t' read -r candidate _; do
    if [[ $candidate == '<files>' ]]; then
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$2")
    else
      COMPREPLY+=("${candidate#"$kept"}")
    fi
  done < <("$1" completions bash -- "${words[@]:1}" 2>/dev/null)
}
complete -F _mailready mailready
)";

constexpr std::string_view zsh = R"(#compdef mailready
# Completion of mailready for zsh, made by `mailready completions zsh`.
_mailready() {
  local line
  local -a candidates
  for line in "${(@f)$("$words[1]" completions zsh -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == '<files>'* ]]; then
      compset -P "${(b)line#*$'\t'}"
      _files
      return
    fi
    [[ -n $line ]] && candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
  done
  _describe 'mailready' candidates
}
if [[ $funcstack[1] == _mailready ]]; then
  _mailready "$@"
else
  compdef _mailready mailready
fi
)";

constexpr std::string_view fish = R"(# Completion of mailready for fish, made by `mailready completions fish`.
function __mailready_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] completions fish -- $words[2..-1] 2>/dev/null)
        if string match -q -- '<files>*' $line
            set -l kept (string split -m 1 \t -- $line)[2]
            set -l path (string sub -s (math (string length -- "$kept") + 1) -- $words[-1])
            for file in (__fish_complete_path $path)
                echo $kept$file
            end
        else
            echo $line
        end
    end
end
complete -c mailready -f -a '(__mailready_complete)'
)";

constexpr std::array shells{Shell{"bash", bash}, Shell{"fish", fish}, Shell{"zsh", zsh}};

struct CompletionsOptions {
  std::string shell;
  std::vector<std::string> words;
};

std::vector<std::string> shell_names() {
  std::vector<std::string> names;
  for (const Shell& shell : shells) names.emplace_back(shell.name);
  return names;
}

std::string script_for(const std::string& name) {
  for (const Shell& shell : shells)
    if (shell.name == name) return std::string(shell.script);
  throw UsageError("which shell? mailready completions " + join(shell_names(), "|"));
}

std::string lines_of(const Completion& completion) {
  if (completion.files) return fmt::format("<files>\t{}\n", *completion.files);
  std::string lines;
  for (const Candidate& candidate : completion.candidates)
    lines += fmt::format("{}\t{}\n", candidate.word, candidate.meaning);
  return lines;
}

}  // namespace

Command add_completions(CLI::App& program) {
  auto options = std::make_shared<CompletionsOptions>();
  CLI::App* command = program.add_subcommand("completions", "Print what makes a shell complete commands and options");
  command->add_option("shell", options->shell, "bash, fish or zsh")->option_text("SHELL")->check(one_of(shell_names()));
  command->add_option("words", options->words, "Say what the last word of a line may become: the script asks so")
      ->option_text("[-- WORD...]");
  command->footer(R"(Examples:
  source <(mailready completions bash)
      in ~/.bashrc
  mailready completions zsh > ~/.zfunc/_mailready
      in a folder of $fpath
  mailready completions fish > ~/.config/fish/completions/mailready.fish

The Debian package and `cmake --install` bring them along.)");
  return {command, [options, &program] {
            const std::string script = script_for(options->shell);
            write_standard_output(options->words.empty() ? script : lines_of(complete(program, options->words)));
            return exit_code::clean;
          }};
}

}  // namespace mailready::cli
