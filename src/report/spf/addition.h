// What to publish so that an ESP passes SPF, and what the record then costs.
#pragma once
#include <memory>

#include "lint/authorisation.h"
#include "mail/spf/tree.h"
#include "report/json_writer.h"
#include "report/page.h"
#include "survey/facts.h"

namespace mailready::report {

struct Addition {
  std::shared_ptr<const survey::Facts> facts;  ///< of the domain, where the plan declares the ESP alone
  lint::Authorisation authorisation;
  std::shared_ptr<const spf::Tree> then;  ///< of the record to publish; null where it stays as it is

  const catalogue::Provider& provider() const { return *facts->declared().front()->provider; }
};

void write_addition(Page& page, const Addition& addition);

/// `{"domain": …, "provider": …, "way": "include", "at": …, "publish": […], "remove": […], "lookups": n, …}`; lookups
/// are those of the domain's own record then.
void write_addition(JsonWriter& json, const Addition& addition);

}  // namespace mailready::report
