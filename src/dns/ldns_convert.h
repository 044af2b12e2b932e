// Between ldns, which reads the records of zone files, and the value types: for the .cpp files of this folder only, the
// one header that names ldns types.
#pragma once
#include <stdbool.h>  // first, or ldns makes `bool` a macro

#include <ldns/ldns.h>

#include <memory>
#include <optional>

#include "dns/record.h"

namespace mailready::dns {

struct LdnsDeleter {
  void operator()(ldns_rr* rr) const { ldns_rr_free(rr); }
  void operator()(ldns_rdf* rdf) const { ldns_rdf_deep_free(rdf); }
};

/// An ldns object with its owner.
template <class T>
using Owned = std::unique_ptr<T, LdnsDeleter>;

/// The name in `rdf`; nothing where it holds none.
std::optional<Name> to_name(const ldns_rdf* rdf);

/// What `rr` holds; nothing where its data is not that of its type.
std::optional<Record> to_record(const ldns_rr& rr);

}  // namespace mailready::dns
