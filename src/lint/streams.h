// The plan by streams: who sends what, and who steps in for whom. ESPs are compared within a stream only.
#pragma once
#include <vector>

#include "survey/plan.h"

namespace mailready::lint {

/// The declared senders of one stream, in failover order; at least one.
struct StreamSenders {
  survey::Stream stream = survey::Stream::transactional;
  std::vector<const survey::Sender*> senders;

  /// The one that the others step in for. Null where a self-hosted stream declares backups only: its primary is the
  /// owner's own servers.
  const survey::Sender* primary() const;
};

/// The streams that the plan declares senders for.
std::vector<StreamSenders> by_stream(const survey::Plan& plan);

/// Whether the plan declares marketing mail.
bool declares_marketing(const survey::Plan& plan);

/// Whether all mail that the plan declares is marketing mail that can wait.
bool all_can_wait(const survey::Plan& plan);

}  // namespace mailready::lint
