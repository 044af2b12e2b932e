#include "dns/ldns_convert.h"

#include <string>

#include "dns/wire_reader.h"

namespace mailready::dns {

namespace {

std::string_view octets(const ldns_rdf& rdf) {
  if (ldns_rdf_size(&rdf) == 0) return {};
  return {reinterpret_cast<const char*>(ldns_rdf_data(&rdf)), ldns_rdf_size(&rdf)};
}

/// The data of `rr` in wire format: ldns keeps it field by field, names uncompressed.
std::string wire_rdata(const ldns_rr& rr) {
  std::string rdata;
  for (std::size_t i = 0; i < ldns_rr_rd_count(&rr); ++i) rdata += octets(*ldns_rr_rdf(&rr, i));
  return rdata;
}

}  // namespace

std::optional<Name> to_name(const ldns_rdf* rdf) { return rdf ? Name::from_wire(octets(*rdf)) : std::nullopt; }

std::optional<Record> to_record(const ldns_rr& rr) {
  auto owner = to_name(ldns_rr_owner(&rr));
  if (!owner) return std::nullopt;
  Record record{std::move(*owner), static_cast<Type>(ldns_rr_get_type(&rr)), ttl_of(ldns_rr_ttl(&rr)), {}};
  const std::string rdata = wire_rdata(rr);
  const std::span wire(reinterpret_cast<const std::uint8_t*>(rdata.data()), rdata.size());
  if (!read_rdata(WireReader(wire), record.type, record.rdata)) return std::nullopt;
  return record;
}

}  // namespace mailready::dns
