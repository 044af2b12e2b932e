// What to publish so that an ESP passes SPF, and what the record then costs.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "lint/authorisation.h"
#include "mail/catalogue.h"
#include "mail/spf/tree.h"
#include "report/json.h"
#include "report/page.h"

namespace mailready::report {

struct Addition {
  dns::Name domain;
  const catalogue::Provider* provider;
  lint::Authorisation authorisation;
  std::shared_ptr<const spf::Tree> now;   ///< of the domain's own record
  std::shared_ptr<const spf::Tree> then;  ///< of the record to publish; null where it stays as it is
};

void write_addition(Page& page, const Addition& addition);

/// `{"domain": …, "provider": …, "way": "include", "at": …, "publish": […], "remove": […], "lookups": n, …}`; lookups
/// are those of the domain's own record then.
Json addition_json(const Addition& addition);

}  // namespace mailready::report
