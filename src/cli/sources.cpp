#include "cli/sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/files.h"
#include "cli/usage_error.h"
#include "dns/cache.h"
#include "dns/live.h"
#include "dns/live_authorities.h"
#include "dns/system_servers.h"
#include "dns/zone_file.h"
#include "net/curl.h"

namespace mailready::cli {
namespace {

constexpr const char* resolv_conf_path = "/etc/resolv.conf";

/// The system's resolvers. A missing file names none, which means the local host (resolv.conf(5)).
dns::ResolvConf read_resolv_conf() {
  const auto text = read_file(resolv_conf_path);
  return dns::parse_resolv_conf(text ? *text : std::string());
}

/// The servers to ask, and how patiently: flags first, then resolv.conf where it names the servers.
dns::LiveOptions live_options(const SourceOptions& options) {
  dns::LiveOptions live;
  if (options.resolvers.empty()) {
    dns::ResolvConf system = read_resolv_conf();
    live.servers = std::move(system.servers);
    if (system.timeout) live.timeout = *system.timeout;
    // An attempt goes once through all the servers; retries count single tries behind the first.
    if (system.attempts) live.retries = *system.attempts * static_cast<int>(live.servers.size()) - 1;
  }
  for (const std::string& text : options.resolvers) {
    auto server = dns::parse_server(text);
    if (!server) throw UsageError("--resolver: " + server.error());
    live.servers.push_back(*std::move(server));
  }
  if (options.timeout) live.timeout = to_milliseconds(*options.timeout);
  if (options.retries) live.retries = *options.retries;
  return live;
}

/// The authorities are read at the first fetch, where nobody would see that a file is none.
net::CurlOptions fetch_options(const SourceOptions& options) {
  if (options.ca_file.empty()) return {};
  const auto text = read_file(options.ca_file);
  if (!text) throw UsageError(fmt::format("--ca-file {}: {}", options.ca_file, text.error().message));
  if (text->find("-----BEGIN CERTIFICATE-----") == std::string::npos)
    throw UsageError(fmt::format("--ca-file {} holds no certificate in PEM", options.ca_file));
  return {.ca_file = options.ca_file};
}

}  // namespace

namespace {

/// A recording takes the place of everything that could be asked.
void refuse_beside_replay(const SourceOptions& options) {
  const auto refuse = [](bool given, std::string_view option) {
    if (given) throw UsageError(fmt::format("--replay takes every answer from the recording: leave out {}", option));
  };
  refuse(!options.zones.empty(), "--zone");
  refuse(!options.zone_parts.empty(), "--zone-part");
  refuse(!options.resolvers.empty(), "--resolver");
  refuse(!options.record.empty(), "--record");
}

}  // namespace

SourceOptions with_resolvers(SourceOptions options, std::vector<std::string> resolvers) {
  std::ranges::move(resolvers, std::back_inserter(options.resolvers));
  return options;
}

std::vector<std::string> files_read(const SourceOptions& options) {
  std::vector<std::string> files{options.replay, options.mta_sts_policy, options.ca_file};
  std::ranges::copy(options.zones, std::back_inserter(files));
  std::ranges::copy(options.zone_parts, std::back_inserter(files));
  return files;
}

struct Sources::Network {
  Network(dns::Loop& loop, dns::LiveOptions options, net::CurlOptions fetching)
      : authorities(loop, {.timeout = options.timeout}),
        live(loop, std::move(options)),
        cache(live),
        fetcher(loop, std::move(fetching)) {}

  dns::LiveAuthorities authorities;
  dns::LiveResolver live;
  dns::Cache cache;
  net::CurlFetcher fetcher;
};

Sources::Sources(dns::Loop& loop, const SourceOptions& options, const std::optional<dns::Name>& domain)
    : zones_(options.replay.empty() ? read_zones(options, domain) : dns::ZoneResolver({}, {})) {
  if (!options.replay.empty()) {
    refuse_beside_replay(options);
    read_recording(options.replay);
    return;
  }
  if (options.offline && !options.resolvers.empty())
    throw UsageError("--offline asks no network, and --resolver names whom to ask: leave out one of them");
  if (!options.offline) {
    dns::LiveOptions live = live_options(options);
    // A single check asks whoever is preferred; all share a long run.
    if (!domain) live.order = dns::Rota::Order::balance;
    network_ = std::make_unique<Network>(loop, std::move(live), fetch_options(options));
  }
  overlay_ = std::make_unique<dns::Overlay>(zones_, network_ ? &network_->cache : nullptr);
}

Sources::~Sources() = default;

dns::ZoneResolver Sources::read_zones(const SourceOptions& options, const std::optional<dns::Name>& domain) {
  const DiskReader files;
  const dns::ZoneOptions zone_options{.domain = domain};
  std::vector<dns::Zone> zones;
  for (const std::string& path : options.zones) {
    auto zone = dns::read_zone_file(path, files, zone_options);
    if (!zone) throw UsageError(zone.error().to_string());
    const auto same = std::ranges::find(zones, zone->origin, &dns::Zone::origin);
    if (same != zones.end())
      throw UsageError(fmt::format("{} and {} are both zones of {}; a file that holds a part of it is a --zone-part",
                                   same->file, path, zone->origin.to_string()));
    for (const dns::ZoneWarning& warning : zone->warnings)
      warnings_.push_back(fmt::format("{}:{}: {}", warning.place.file, warning.place.line, warning.message));
    if (!zone->origin.is_root()) origins_.push_back(zone->origin);
    zones.push_back(*std::move(zone));
  }
  std::vector<dns::ZonePart> parts;
  for (const std::string& path : options.zone_parts) {
    auto part = dns::read_zone_part(path, files, zone_options);
    if (!part) throw UsageError(part.error().to_string());
    parts.push_back(*std::move(part));
  }
  return dns::ZoneResolver(std::move(zones), std::move(parts));
}

void Sources::read_recording(const std::string& path) {
  const auto text = read_file(path);
  if (!text) throw UsageError(fmt::format("--replay {}: {}", path, text.error().message));
  auto recording = survey::read_recording(*text);
  if (!recording) throw UsageError(fmt::format("{}:{}: {}", path, recording.error().line, recording.error().what));
  replayed_ = recording->run;
  for (survey::RecordedDomain& recorded : recording->domains) {
    recorded_names_.push_back(recorded.line.empty() ? recorded.domain.to_string() : recorded.line);
    const dns::Name domain = recorded.domain;
    if (recorded.line.empty()) replays_.try_emplace(domain, std::move(recorded), replayed_->offline);
  }
}

survey::World Sources::without_memory(const dns::Name& domain) {
  if (replayed_) {
    survey::RecordedDomain nothing{.domain = domain};
    return replays_.try_emplace(domain, std::move(nothing), true).first->second.world();
  }
  if (!network_) return {*overlay_};
  dns::Resolver& resolver = zones_.empty() ? static_cast<dns::Resolver&>(network_->cache) : *overlay_;
  return {.resolver = resolver, .authorities = &network_->authorities, .fetcher = &network_->fetcher};
}

survey::World Sources::world(const dns::Name& domain) {
  survey::World world = without_memory(domain);
  world.parsed = &parsed_;
  return world;
}

}  // namespace mailready::cli
