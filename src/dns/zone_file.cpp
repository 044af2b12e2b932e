#include "dns/zone_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dns/zone_reader.h"

namespace mailready::dns {

namespace {

/// The owner of the SOA, or what stands in for it.
std::optional<Name> find_origin(const std::vector<Record>& records, const std::optional<Name>& first_origin,
                                const std::optional<Name>& domain) {
  const auto soa = std::find_if(records.begin(), records.end(), [](const Record& r) { return r.type == Type::soa; });
  if (soa != records.end()) return soa->owner;
  return first_origin ? first_origin : domain;
}

/// An SOA inside the zone that is not the zone's own: a file holds one zone.
const Record* second_soa(const Zone& zone, const std::vector<Record>& records) {
  const Record* first = nullptr;
  for (const Record& record : records) {
    if (record.type != Type::soa || !record.owner.is_at_or_below(zone.origin)) continue;
    if (!first)
      first = &record;
    else if (record.owner != first->owner || record.rdata != first->rdata)
      return &record;
  }
  return nullptr;
}

/// One warning for all records outside the origin; a file of another zone would give one a line.
void warn_of_outsiders(Zone& zone, const std::vector<Record>& outsiders) {
  if (outsiders.empty()) return;
  const Record& first = outsiders.front();
  zone.warnings.push_back({first.place.value_or(Place{}),
                           fmt::format("{} outside {} ignored, the first {} {}", counted(outsiders.size(), "record"),
                                       zone.origin.to_string(), first.owner.to_string(), type_name(first.type))});
}

Result<Zone, ZoneError> assemble(Zone zone, std::vector<Record> records) {
  if (const Record* soa = second_soa(zone, records))
    return ZoneError{soa->place->file, soa->place->line,
                     fmt::format("a second SOA record, at {}: a file holds one zone", soa->owner.to_string())};
  std::vector<Record> outsiders;
  zone.nodes.try_emplace(zone.origin);
  for (Record& record : records) {
    if (record.owner.is_at_or_below(zone.origin))
      zone.add(std::move(record));
    else
      outsiders.push_back(std::move(record));
  }
  warn_of_outsiders(zone, outsiders);
  return zone;
}

}  // namespace

std::string ZoneError::to_string() const {
  if (line == 0) return fmt::format("{}: {}", printable(file), message);
  return fmt::format("{}:{}: {}", printable(file), line, message);
}

Result<Zone, ZoneError> read_zone_file(const std::string& path, const FileReader& files, const ZoneOptions& options) {
  ZoneReader reader(files, path, options);
  auto records = reader.read();
  if (!records) return records.error();
  const auto origin = find_origin(*records, reader.first_origin(), options.domain);
  if (!origin) return ZoneError{path, 0, "no SOA record and no $ORIGIN say which zone this is"};
  if (records->empty()) return ZoneError{path, 0, "no record in it"};
  return assemble({.origin = *origin, .file = path}, std::move(*records));
}

Result<ZonePart, ZoneError> read_zone_part(const std::string& path, const FileReader& files,
                                           const ZoneOptions& options) {
  auto records = ZoneReader(files, path, options).read();
  if (!records) return records.error();
  if (records->empty()) return ZoneError{path, 0, "no record in it"};
  ZonePart part{.file = path};
  for (Record& record : *records) part.add(std::move(record));
  return part;
}

}  // namespace mailready::dns
