// An SPF record written out in addresses, and what that costs its owner.
#pragma once
#include <memory>

#include "base/result.h"
#include "mail/spf/flatten.h"
#include "report/json_writer.h"
#include "report/page.h"

namespace mailready::report {

struct Flattening {
  std::shared_ptr<const spf::Tree> tree;  ///< of the record as it is
  dns::Name holder;                       ///< where that stands: the domain, or the end of its aliases
  mailready::Result<spf::Flattened, spf::Fault> outcome;
};

void write_flattening(Page& page, const Flattening& flattening);

/// `{"domain": …, "publish": […], "remove": […], "lookups": n, "kept": […], "lost": […], "copies": […], "error": null}`
void write_flattening(JsonWriter& json, const Flattening& flattening);

}  // namespace mailready::report
