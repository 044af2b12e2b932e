// Runs rules over zone fixtures: the whole line from a zone file to findings, with nothing but files.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lint/engine.h"

namespace mailready::test {

/// The plan that `--primary PRIMARY --backup BACKUP…` declares.
survey::Plan plan(const std::string& primary, const std::vector<std::string>& backups = {});

/// How a fixture is to be linted.
struct Setup {
  survey::Plan plan{};  ///< default: none declared
  std::string domain = "acme.example";
  bool discover = false;
  std::string mta_sts_policy{};  ///< the text that is served; empty: nobody can ask
};

/// Judges `setup.domain` by the one rule, offline, over fixtures/rules/`zone` ("spf-lookup-limit/ten.zone") and the
/// zones of fixtures/providers/.
lint::Judgement judge_fixture(const std::string& zone, std::string_view rule, const Setup& setup = {});

/// The same over the text of a zone.
lint::Judgement judge_zone(const std::string& text, std::string_view rule, const Setup& setup = {});

/// Only the findings of it. Requires that nothing was left undecided.
std::vector<lint::Finding> lint_fixture(const std::string& zone, std::string_view rule, const Setup& setup = {});

}  // namespace mailready::test
