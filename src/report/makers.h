// The reporters behind the table of formats. Each writes to `out` alone, which outlives it.
#pragma once
#include <memory>
#include <ostream>

#include "report/reporter.h"

namespace mailready::report {

std::unique_ptr<Reporter> make_text(std::ostream& out);
std::unique_ptr<Reporter> make_json(std::ostream& out);
std::unique_ptr<Reporter> make_ndjson(std::ostream& out);
std::unique_ptr<Reporter> make_sarif(std::ostream& out);
std::unique_ptr<Reporter> make_junit(std::ostream& out);
std::unique_ptr<Reporter> make_github(std::ostream& out);
std::unique_ptr<Reporter> make_gitlab(std::ostream& out);
std::unique_ptr<Reporter> make_markdown(std::ostream& out);
std::unique_ptr<Reporter> make_csv(std::ostream& out);

}  // namespace mailready::report
