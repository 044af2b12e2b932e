// Whether receivers accept what the remaining ESPs send, once something is lost.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dns/fault.h"
#include "dns/resolver.h"
#include "dns/task.h"
#include "failover/legs.h"
#include "failover/part.h"
#include "failover/verdict.h"

namespace mailready::failover {

/// What becomes of mail through an ESP that remains.
struct Sending {
  std::shared_ptr<const catalogue::Provider> provider{};
  Verdict verdict = Verdict::survives;
  SpfLeg spf{};
  DkimLeg dkim{};
  std::optional<dmarc::Policy> policy{};  ///< what receivers apply; nothing: no policy, or not known
  std::vector<std::string> notes{};       ///< why it is not plain survival: clauses, safe to show
};

struct Outbound {
  std::string when{};  ///< of an include: "while … does not answer", "once … does not exist"; else empty
  Verdict verdict = Verdict::untouched;
  std::vector<Sending> remaining{};  ///< in failover order
  std::vector<std::string> notes{};
};

/// The DNS as receivers see it once something is lost.
struct Outlook {
  dns::Resolver& stored;      ///< what the survey was told
  dns::Faults faults;         ///< laid over it
  const survey::Facts& now;   ///< as things stand
  const survey::Facts& then;  ///< the same survey over the faults
};

/// Judges what remains of the ESPs without those of `part`: of each stream that loses one, or of all where SPF records
/// are lost. What `outlook` refers to outlives the call.
dns::Task<Outbound> outbound_without(Outlook outlook, const survey::Plan& plan, const Part& part);

/// Whether the plan declares a spare for every ESP that falls with `part`, in its own stream.
bool declares_outbound_spare(const survey::Plan& plan, const Part& part);

}  // namespace mailready::failover
