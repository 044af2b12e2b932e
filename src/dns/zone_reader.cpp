#include "dns/zone_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/text.h"

namespace mailready::dns {

namespace {

constexpr std::size_t deepest_include = 8;
constexpr std::chrono::seconds last_resort_ttl{3600};

std::filesystem::path folder_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  return folder.empty() ? "." : folder;
}

bool is_inside(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto [folder_rest, path_rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return folder_rest == folder.end() && path_rest != path.end();
}

}  // namespace

ZoneReader::ZoneReader(const FileReader& files, std::string path, const ZoneOptions& options)
    : files_(files), path_(std::move(path)), context_{.origin = options.domain} {}

Result<std::vector<Record>, ZoneError> ZoneReader::read() {
  const auto folder = files_.resolve(folder_of(path_).string());
  const auto resolved = files_.resolve(path_);
  if (!folder || !resolved) return ZoneError{path_, 0, (folder ? resolved : folder).error().message};
  folder_ = *folder;
  if (auto failed = read_file(path_, *resolved)) return std::move(*failed);
  fill_ttls();
  return std::move(records_);
}

ZoneReader::Failed ZoneReader::read_file(const std::string& path, const std::string& resolved) {
  const auto text = files_.read(path);
  if (!text) return ZoneError{path, 0, text.error().message};
  octets_ += text->size();
  if (octets_ > largest_file_octets) return ZoneError{path, 0, "the zone's files are too long in all"};
  const std::string outer = std::exchange(file_, path);
  open_.push_back(resolved);
  MasterFile master(*text);
  for (;;) {
    const auto entry = master.next();
    if (!entry) return at(entry.error().line, entry.error().message);
    if (!*entry) break;
    if (auto failed = read_entry(**entry)) return failed;
  }
  open_.pop_back();
  file_ = outer;
  return std::nullopt;
}

ZoneReader::Failed ZoneReader::read_entry(const Entry& entry) {
  const Token& first = entry.tokens.front();
  if (!first.quoted && first.text.starts_with('$')) return read_directive(entry);
  auto record = read_record(entry, context_);
  if (!record) return at(entry.line, record.error().message);
  add(std::move(*record), entry.line);
  return std::nullopt;
}

ZoneReader::Failed ZoneReader::read_directive(const Entry& entry) {
  const std::string_view name = entry.tokens.front().text;
  if (equal_ignoring_case(name, "$ORIGIN")) return set_origin(entry);
  if (equal_ignoring_case(name, "$TTL")) return set_ttl(entry);
  if (equal_ignoring_case(name, "$INCLUDE")) return include(entry);
  if (equal_ignoring_case(name, "$GENERATE"))
    return at(entry.line, "$GENERATE is a name server's own and not read here; write the records out");
  return at(entry.line, fmt::format("{} is no directive", printable(name)));
}

ZoneReader::Failed ZoneReader::set_origin(const Entry& entry) {
  if (entry.tokens.size() != 2) return at(entry.line, "$ORIGIN takes one domain name");
  const auto origin = read_name(entry.tokens[1], context_.origin);
  if (!origin) return at(entry.line, origin.error().message + "; $ORIGIN takes a name with its final dot");
  context_.origin = *origin;
  if (!first_origin_ && !origin->is_root()) first_origin_ = *origin;
  return std::nullopt;
}

ZoneReader::Failed ZoneReader::set_ttl(const Entry& entry) {
  const auto ttl = entry.tokens.size() == 2 ? read_ttl(entry.tokens[1].text) : std::nullopt;
  if (!ttl) return at(entry.line, "$TTL takes one number of seconds, as in `$TTL 3600`");
  default_ttl_ = ttl;
  return std::nullopt;
}

/// The included file begins with this one's origin and last owner, unless it is given an origin, and leaves both as
/// they were (RFC 1035, section 5.1). Its $TTL stays: the default holds for all that follows (RFC 2308, section 4).
ZoneReader::Failed ZoneReader::include(const Entry& entry) {
  if (entry.tokens.size() < 2 || entry.tokens.size() > 3)
    return at(entry.line, "$INCLUDE takes a file and, if wanted, an origin");
  if (open_.size() > deepest_include)
    return at(entry.line, fmt::format("includes are nested more than {} deep", deepest_include));
  const MasterContext outer = context_;
  if (entry.tokens.size() == 3) {
    const auto origin = read_name(entry.tokens[2], context_.origin);
    if (!origin) return at(entry.line, origin.error().message);
    context_.origin = *origin;
  }
  const std::filesystem::path named = entry.tokens[1].text;
  const std::string path =
      named.is_absolute() ? named.string() : (std::filesystem::path(path_).parent_path() / named).string();
  const auto resolved = reachable(path);
  if (!resolved) return at(entry.line, resolved.error().message);
  if (auto failed = read_file(path, *resolved))
    return failed->line == 0
               ? at(entry.line, fmt::format("cannot include {}: {}", printable(named.string()), failed->message))
               : *failed;
  context_ = outer;
  return std::nullopt;
}

/// The resolved path of a file to include, if it may be read.
Result<std::string, MasterError> ZoneReader::reachable(const std::string& path) const {
  const auto outside = [&] {
    return MasterError{
        fmt::format("{} lies outside the folder of the zone file, and $INCLUDE does not leave it", printable(path))};
  };
  const std::filesystem::path named(path);
  if (std::find(named.begin(), named.end(), "..") != named.end()) return outside();
  const auto resolved = files_.resolve(path);
  if (!resolved) return MasterError{fmt::format("cannot include {}: {}", printable(path), resolved.error().message)};
  if (!is_inside(*resolved, folder_)) return outside();
  if (std::find(open_.begin(), open_.end(), *resolved) != open_.end())
    return MasterError{fmt::format("{} includes itself", printable(path))};
  return *resolved;
}

void ZoneReader::add(MasterRecord read, int line) {
  context_.last_owner = read.record.owner;
  read.record.place = Place{file_, line};
  if (read.has_ttl)
    last_ttl_ = read.record.ttl;
  else if (default_ttl_ || last_ttl_)
    read.record.ttl = default_ttl_ ? *default_ttl_ : *last_ttl_;
  else
    without_ttl_.push_back(records_.size());
  records_.push_back(std::move(read.record));
}

/// With neither $TTL nor a TTL before it, a record has what older servers gave it: the SOA's minimum
/// (RFC 1035, section 3.3.13; RFC 2308, section 4).
void ZoneReader::fill_ttls() {
  const auto soa = std::find_if(records_.begin(), records_.end(), [](const Record& r) { return r.type == Type::soa; });
  const auto ttl = soa == records_.end() ? last_resort_ttl : std::get<Soa>(soa->rdata).minimum;
  for (const std::size_t index : without_ttl_) records_[index].ttl = ttl;
}

ZoneError ZoneReader::at(int line, std::string message) const { return {file_, line, std::move(message)}; }

}  // namespace mailready::dns
