#include "lint/rule.h"

namespace mailready::rules {
using namespace lint;

/// The reader of the list makes the finding: such a line never becomes a name that facts could be gathered for.
static Outcome check(const Facts&, const Plan&) { return {}; }

extern const Rule domain_invalid{
    .id = "domain-invalid",
    .severity = Severity::error,
    .summary = "Every line of a list is a domain name",
    .applies = Applies::always,
    .needs = {},
    .references = {{"RFC 1035", "2.3.4"}, {"RFC 5321", "2.3.5"}},
    .explanation = R"(A line of the file given with --domains is not a domain name: an address, a URL, a mailbox, a
wildcard, a name with a port, or one longer than DNS allows. The domain that was meant goes unchecked, so the line is
reported as an error and the rest of the list is checked all the same. Write one domain name a line; blank lines and
comments behind # are fine.)",
    .bad = R"(https://acme.example/
postmaster@acme.example)",
    .good = R"(acme.example)",
    .examples_run = false,
    .check = check,
};
}  // namespace mailready::rules
