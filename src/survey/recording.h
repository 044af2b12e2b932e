// What a run asked and was told, as a text that is kept: with it the run can be done again without asking anybody. The
// format is told in docs/recordings.md.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/timestamp.h"
#include "dns/transcript.h"
#include "survey/facts.h"
#include "survey/survey.h"

namespace mailready::survey {

/// What was asked for one domain.
struct RecordedDomain {
  dns::Name domain;
  std::string line{};  ///< of a list, where it is no domain name; nothing was asked then
  Costs costs{};
  std::vector<Asked> answers{};        ///< by name and type
  std::vector<Asked> exact_answers{};  ///< of authoritative servers, in the order asked
  std::vector<Fetched> fetches{};
};

/// The run that was recorded.
struct RecordedRun {
  std::string version;   ///< of the program
  Timestamp date;        ///< when it began
  bool offline = false;  ///< nobody was asked: everything is from files
  bool discover = true;  ///< every selector and label of the catalogue was asked for
  bool whole = true;     ///< it was not interrupted
};

struct Recording {
  RecordedRun run;
  std::vector<RecordedDomain> domains;
};

/// How every recording begins.
std::string recording_text(const RecordedRun& run);
/// What follows for each domain that was surveyed.
std::string recording_text(const Facts& facts);

/// What stands in place of that for a line of a list that is no domain name.
std::string recording_text(std::string_view line);
/// How every recording ends; one that does not is of an interrupted run.
std::string recording_end();

/// Reads a whole recording. Each domain stands in it once.
Result<Recording, dns::LineFault> read_recording(std::string_view text);

}  // namespace mailready::survey
