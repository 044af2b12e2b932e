#include "report/describe.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>

#include "base/stable_hash.h"
#include "report/changes.h"
#include "report/words.h"

namespace mailready::report {

std::vector<std::string> described(const lint::Finding& finding) {
  std::vector<std::string> lines{shown(finding.message)};
  if (!finding.fix.empty()) lines.push_back("Fix: " + shown(finding.fix));
  for (const lint::RecordChange& change : finding.remove) lines.push_back("- " + record_line(change));
  for (const lint::RecordChange& change : finding.publish) lines.push_back("+ " + record_line(change));
  return lines;
}

std::string fingerprint(const std::string& domain, const lint::Finding& finding, std::size_t repetition) {
  constexpr char end = '\0';  // of a part: none of them holds it
  std::string key;
  for (const std::string& part : {domain, finding.rule, finding.subject, finding.type, finding.provider})
    key += part + end;
  if (repetition > 0) key += std::to_string(repetition);
  return fmt::format("{:016x}", mix(fnv1a(key)));
}

std::vector<std::string> fingerprints(const std::string& domain, const std::vector<lint::Finding>& findings) {
  std::map<std::string, std::size_t> seen;
  std::vector<std::string> names;
  for (const lint::Finding& finding : findings)
    names.push_back(fingerprint(domain, finding, seen[fingerprint(domain, finding)]++));
  return names;
}

std::string file_of(const dns::Place& place) { return std::filesystem::path(place.file).lexically_normal().string(); }

}  // namespace mailready::report
