// A finding in a few lines of plain text, for formats that show one finding at a time.
#pragma once
#include <string>
#include <vector>

#include "lint/engine.h"

namespace mailready::report {

/// What is wrong, the fix, and the records to remove ("- acme.example. TXT …") and to publish ("+ …"), a line each.
/// They went through `shown`; none holds a line end.
std::vector<std::string> described(const lint::Finding& finding);

/// The findings with a name each that stays the same from run to run, whatever their wording: 16 hexadecimal digits
/// over domain, rule, subject, type and provider, and the count of those before it of which all that is the same.
std::vector<std::string> fingerprints(const std::string& domain, const std::vector<lint::Finding>& findings);

/// The name of a single finding.
std::string fingerprint(const std::string& domain, const lint::Finding& finding, std::size_t repetition = 0);

/// The file of a place as reports name it: without a "./" in front.
std::string file_of(const dns::Place& place);

}  // namespace mailready::report
