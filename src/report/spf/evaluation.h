// The outcome of check_host(), for people and for scripts.
#pragma once
#include <string>

#include "mail/spf/check_host.h"
#include "report/json_writer.h"
#include "report/page.h"

namespace mailready::report {

/// What was checked, and what came out.
struct Checked {
  std::string domain;  ///< as it was given
  spf::Session session;
  int void_limit = spf::void_lookup_limit;
  spf::Evaluation evaluation;
};

/// The result as a sentence about mail, the way to the term that decided, and what it cost.
void write_evaluation(Page& page, const Checked& checked);

/// `{"domain": …, "ip": …, "result": "pass", "explanation": …, "matched": …, "path": […], "lookups": n, …}`
void write_evaluation(JsonWriter& json, const Checked& checked);

}  // namespace mailready::report
