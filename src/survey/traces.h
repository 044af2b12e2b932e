// What a received message shows of the service that sent it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mail/message/header.h"
#include "survey/plan.h"

namespace mailready::survey {

/// What a message from `header.author` shows.
Traces traces_of(const message::Header& header);

/// Lets a plan know of a message from its domain, which is `domain`: the declared service that sent it takes selectors
/// and return path from it where the plan names none. Whatever it shows is asked for.
void learn(Plan& plan, const dns::Name& domain, Traces traces);

}  // namespace mailready::survey
